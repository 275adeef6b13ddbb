/** Score schemes in the graph: a code book, for everyone to read. */
import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateScalar } from '../kernel/graph/scalars.ts';
import { EvaluationCount, EvaluationIndicator } from './indicators.ts';
import { ScoreFormula } from './score-scheme.ts';

registerEnumType(EvaluationIndicator, {
  name: 'EvaluationIndicator',
  description: 'What a rate of an evaluation tells. Cases that ended unhandled (not filed, voided) count nowhere.',
  valuesConfig: {
    ON_TIME_CLOSURE: {
      description: 'Closed on time ÷ (due in the period − suspended) (按期结案率).',
    },
    CLOSURE: { description: 'Closed by the end of the period ÷ (due in the period − suspended) (结案率).' },
    REWORK: { description: 'Closed in the period after rework ÷ closed in the period (返工率). Less is better.' },
    SECOND_DISPATCH: {
      description: 'Closed in the period after a second dispatch ÷ closed in the period (二次派遣率). Less is better.',
    },
    RECURRENCE: {
      description: 'Reported in the period as a recurrence ÷ reported in the period (反复发案率). Less is better.',
    },
  },
});

registerEnumType(EvaluationCount, {
  name: 'EvaluationCount',
  description: 'What a score scheme deducts points for, one by one.',
  valuesConfig: {
    LATE: { description: 'Due in the period, not suspended, and not closed on time (超时).' },
    REWORKS: { description: 'How often cases closed in the period were sent back for rework (返工次数).' },
    REWORKED_THRICE: { description: 'Closed in the period after three reworks or more.' },
    SECOND_DISPATCHED: { description: 'Closed in the period after a second dispatch.' },
    RECURRENCES: { description: 'Reported in the period as a recurrence.' },
  },
});

registerEnumType(ScoreFormula, {
  name: 'ScoreFormula',
  description: 'How an item of a score scheme comes to its points.',
  valuesConfig: {
    RATE: { description: 'The weight times the rate.' },
    INVERSE_RATE: { description: 'The weight times what the rate leaves of 1.' },
    STEPS: { description: 'The points of the highest step that the rate reaches; none below all of them.' },
    COUNT_DEDUCT: { description: 'The weight less a deduction for each, down to the floor.' },
  },
});

@ObjectType('ScoreSchemeStep', { simpleResolvers: true, description: 'One step of an item that goes by steps.' })
export class ScoreStepType {
  @Field(() => Float, { description: 'The lowest rate of the step, from 0 to 1.' })
  from!: number;

  @Field(() => Float, { description: 'The points it brings.' })
  points!: number;
}

@ObjectType('ScoreSchemeItem', { simpleResolvers: true, description: 'One item of a score scheme (评分项).' })
export class ScoreItemType {
  @Field(() => String, { description: 'Code of the item within its scheme.' })
  code!: string;

  @Field(() => String, { description: 'Title in Chinese.' })
  titleZh!: string;

  @Field(() => String, { description: 'Title in English.' })
  titleEn!: string;

  @Field(() => ScoreFormula, { description: 'How it comes to its points.' })
  formula!: ScoreFormula;

  @Field(() => Float, { description: 'The points it brings at most.' })
  weight!: number;

  @Field(() => EvaluationIndicator, { nullable: true, description: 'The rate it goes by; null when it counts.' })
  indicator!: EvaluationIndicator | null;

  @Field(() => EvaluationCount, { nullable: true, description: 'What it deducts for; null when it goes by a rate.' })
  count!: EvaluationCount | null;

  @Field(() => Float, { nullable: true, description: 'Points deducted for each; null when it goes by a rate.' })
  deduction!: number | null;

  @Field(() => Float, { nullable: true, description: 'The points it brings at least; null when it goes by a rate.' })
  floor!: number | null;

  @Field(() => [ScoreStepType], { nullable: true, description: 'Its steps, the highest first; null without steps.' })
  steps!: readonly ScoreStepType[] | null;
}

@ObjectType('ScoreGrade', { simpleResolvers: true, description: 'A grade of a score scheme (等级), with its colour.' })
export class ScoreGradeType {
  @Field(() => String, { description: 'Code of the grade within its scheme.' })
  code!: string;

  @Field(() => String, { description: 'Title in Chinese.' })
  titleZh!: string;

  @Field(() => String, { description: 'Title in English.' })
  titleEn!: string;

  @Field(() => Float, { description: 'The lowest score of the grade.' })
  from!: number;

  @Field(() => String, { description: 'Its colour, such as "#2e7d32". Say it in words, too.' })
  colour!: string;
}

@ObjectType('ScoreScheme', {
  simpleResolvers: true,
  description:
    'Score scheme (评分方案): what makes a score of the rates of a unit. Data, in versions, and different in every city; a ' +
    'version never changes.',
})
export class ScoreSchemeType {
  @Field(() => String, { description: 'Key of the scheme.' })
  key!: string;

  @Field(() => Int, { description: 'Version of the scheme, from 1.' })
  version!: number;

  @Field(() => String, { description: 'Title in Chinese.' })
  titleZh!: string;

  @Field(() => String, { description: 'Title in English.' })
  titleEn!: string;

  @Field(() => String, { nullable: true, description: 'The district it is for; null for any without one of its own.' })
  districtCode!: string | null;

  @Field(() => DateScalar, { description: 'Evaluations of periods that end on this day or later follow it.' })
  validFrom!: string;

  @Field(() => Float, { description: 'The lowest score.' })
  floor!: number;

  @Field(() => Float, { description: 'The highest score.' })
  cap!: number;

  @Field(() => Int, {
    description:
      'Units that owed and closed fewer cases than this in the period have no rank: a few cases tell nothing.',
  })
  minimumCases!: number;

  @Field(() => [ScoreItemType], { description: 'What the score is made of.' })
  items!: readonly ScoreItemType[];

  @Field(() => [ScoreGradeType], { description: 'Its grades, the best first.' })
  grades!: readonly ScoreGradeType[];
}
