import { Authorized, Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Figure } from '../kernel/access/authorized.ts';
import { OFFICIALS, PostKind } from '../kernel/access/viewer.ts';
import { DateScalar, DateTimeScalar } from '../kernel/graph/scalars.ts';
import { EvaluationIndicator } from './indicators.ts';
import { ScoreGradeType, ScoreSchemeType } from './score-scheme.types.ts';

/** Rates are about units and not about cases: every official sees the league of the district, and nobody else does. */
export const EVALUATION_READERS: PostKind[] = [...OFFICIALS, PostKind.DASHBOARD];

/** A field of an evaluation: protected, and a figure. */
const Readers = (): PropertyDecorator => (target, property) => {
  const decorated = [Authorized<PostKind>(EVALUATION_READERS) as PropertyDecorator, Figure()];
  for (const decorate of decorated) decorate(target, property);
};

export const EvaluationUnit = {
  SUBDISTRICT: 'SUBDISTRICT',
  COMMUNITY: 'COMMUNITY',
  DEPARTMENT: 'DEPARTMENT',
} as const;
export type EvaluationUnit = (typeof EvaluationUnit)[keyof typeof EvaluationUnit];

registerEnumType(EvaluationUnit, {
  name: 'EvaluationUnit',
  description: 'Whose cases are compared.',
  valuesConfig: {
    SUBDISTRICT: { description: 'Subdistricts (街道): the cases on their ground, as it was when they were reported.' },
    COMMUNITY: { description: 'Communities (社区): the cases on their ground, as it was when they were reported.' },
    DEPARTMENT: { description: 'Departments (职能部门): the cases they handle, or handled last.' },
  },
});

@ObjectType('Rate', { description: 'A rate of an evaluation, with what it was made of.' })
export class Rate {
  @Readers()
  @Field(() => EvaluationIndicator, { description: 'What it tells.' })
  indicator!: EvaluationIndicator;

  @Readers()
  @Field(() => Int, { description: 'Cases it counts.' })
  numerator!: number;

  @Readers()
  @Field(() => Int, { description: 'Cases it counts among.' })
  denominator!: number;

  @Readers()
  @Field(() => Float, {
    nullable: true,
    description: 'Numerator ÷ denominator, from 0 to 1; null when the denominator is 0: unknown is not 0.',
  })
  value!: number | null;
}

@ObjectType('EvaluationCounts', { description: 'Cases of a unit in the period, by what became of them.' })
export class EvaluationCounts {
  @Readers()
  @Field(() => Int, {
    description:
      'Cases reported in the period, but for those that ended unhandled (not filed, voided). Issues without a case are not ' +
      'among them; "Evaluation.reportedIssues" counts all.',
  })
  reported!: number;

  @Readers()
  @Field(() => Int, { description: 'Due in the period by their overall clock (应结案).' })
  due!: number;

  @Readers()
  @Field(() => Int, { description: 'Due, not closed and suspended at the end of the period (缓办).' })
  suspended!: number;

  @Readers()
  @Field(() => Int, { description: 'Due, and closed by the end of the period.' })
  closedOfDue!: number;

  @Readers()
  @Field(() => Int, { description: 'Due, and closed on time (按期结案).' })
  onTime!: number;

  @Readers()
  @Field(() => Int, { description: 'Closed in the period, whenever they were due.' })
  closed!: number;

  @Readers()
  @Field(() => Int, { description: 'Closed in the period after rework (返工).' })
  reworked!: number;

  @Readers()
  @Field(() => Int, { description: 'How often those closed in the period were sent back for rework.' })
  reworks!: number;

  @Readers()
  @Field(() => Int, { description: 'Closed in the period after three reworks or more.' })
  reworkedThrice!: number;

  @Readers()
  @Field(() => Int, { description: 'Closed in the period after a second dispatch (二次派遣).' })
  secondDispatched!: number;

  @Readers()
  @Field(() => Int, { description: 'Reported in the period as a recurrence (反复发案).' })
  recurrences!: number;
}

@ObjectType('EvaluationPoints', { description: 'The points of one item of the score scheme.' })
export class EvaluationPoints {
  @Readers()
  @Field(() => String, { description: 'Code of the item.' })
  item!: string;

  @Readers()
  @Field(() => Float, { nullable: true, description: 'Its points; null when its rate is unknown.' })
  points!: number | null;
}

@ObjectType('EvaluationRow', { description: 'One unit in the league, the cases of no unit, or all together.' })
export class EvaluationRow {
  @Readers()
  @Field(() => String, { nullable: true, description: 'Code of the unit; null for no unit and for all together.' })
  unitCode!: string | null;

  @Readers()
  @Field(() => String, { nullable: true, description: 'Name of the unit; null for no unit and for all together.' })
  unitName!: string | null;

  @Readers()
  @Field(() => String, { nullable: true, description: 'Name of the unit in English; null when there is none.' })
  unitNameEn!: string | null;

  @Readers()
  @Field(() => Int, {
    nullable: true,
    description:
      'Rank by score, from 1; equal scores share a rank and the next is skipped. Null without a score, or with too few cases.',
  })
  rank!: number | null;

  @Readers()
  @Field(() => Boolean, { description: 'Whether it has fewer cases than the scheme asks for a rank (minimumCases).' })
  tooFewCases!: boolean;

  @Readers()
  @Field(() => Float, { nullable: true, description: 'Score under the scheme, two decimals; null when it is unknown.' })
  score!: number | null;

  @Readers()
  @Field(() => ScoreGradeType, { nullable: true, description: 'Grade of the score; null without a score.' })
  grade!: ScoreGradeType | null;

  @Readers()
  @Field(() => [Rate], { description: 'Every rate, with numerator and denominator.' })
  rates!: readonly Rate[];

  @Readers()
  @Field(() => EvaluationCounts, { description: 'What the rates are made of.' })
  counts!: EvaluationCounts;

  @Readers()
  @Field(() => [EvaluationPoints], { description: 'The points of each item of the scheme.' })
  points!: readonly EvaluationPoints[];
}

@ObjectType('Evaluation', {
  description:
    'Evaluation (综合评价) of the units of an area in a period. Frozen results stay as they were; others follow the cases.',
})
export class Evaluation {
  @Readers()
  @Field(() => String, { description: 'Code of the area.' })
  within!: string;

  @Readers()
  @Field(() => DateScalar, { description: 'The first day of the period.' })
  from!: string;

  @Readers()
  @Field(() => DateScalar, { description: 'The last day of the period.' })
  to!: string;

  @Readers()
  @Field(() => EvaluationUnit, { description: 'Which units are compared.' })
  unit!: EvaluationUnit;

  @Readers()
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the results were frozen; null while they follow the cases.',
  })
  frozenAt!: Date | null;

  @Readers()
  @Field(() => ScoreSchemeType, { description: 'The score scheme it follows.' })
  scheme!: ScoreSchemeType;

  @Readers()
  @Field(() => [EvaluationRow], { description: 'The units, by rank, then by code; those without a score come last.' })
  rows!: readonly EvaluationRow[];

  @Readers()
  @Field(() => EvaluationRow, {
    description: 'The cases that are of no unit, such as those no department handles yet.',
  })
  noUnit!: EvaluationRow;

  @Readers()
  @Field(() => EvaluationRow, { description: 'All cases together: the units and those of no unit.' })
  total!: EvaluationRow;
}

@ObjectType('EvaluationPeriod', { description: 'A period whose results are frozen.' })
export class EvaluationPeriod {
  @Readers()
  @Field(() => String, { description: 'Code of the area.' })
  within!: string;

  @Readers()
  @Field(() => DateScalar, { description: 'The first day of the period.' })
  from!: string;

  @Readers()
  @Field(() => DateScalar, { description: 'The last day of the period.' })
  to!: string;

  @Readers()
  @Field(() => DateTimeScalar, { description: 'When its results were frozen.' })
  frozenAt!: Date;

  @Readers()
  @Field(() => ScoreSchemeType, { description: 'The score scheme they follow.' })
  scheme!: ScoreSchemeType;
}
