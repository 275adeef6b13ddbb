import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateScalar } from '../../kernel/graph/scalars.ts';

export const DeadlineUnit = {
  URGENT_HOUR: 'URGENT_HOUR',
  WORKING_HOUR: 'WORKING_HOUR',
  WORKDAY: 'WORKDAY',
} as const;
export type DeadlineUnit = (typeof DeadlineUnit)[keyof typeof DeadlineUnit];

registerEnumType(DeadlineUnit, {
  name: 'DeadlineUnit',
  description: 'What a deadline is counted in.',
  valuesConfig: {
    URGENT_HOUR: { description: 'Hours round the clock (紧急工作时).' },
    WORKING_HOUR: { description: 'Hours of working time (工作时).' },
    WORKDAY: { description: 'As much working time as one workday has (工作日).' },
  },
});

@ObjectType('Situation', {
  simpleResolvers: true,
  description:
    'What an issue is like beyond its category (情形), as far as deadlines depend on it. From the code book.',
})
export class Situation {
  @Field(() => String, { description: 'Code of the situation.' })
  code!: string;

  @Field(() => String, { description: 'Title in Chinese.' })
  titleZh!: string;

  @Field(() => String, { description: 'Title in English.' })
  titleEn!: string;
}

@ObjectType('DeadlinePolicy', {
  simpleResolvers: true,
  description: 'Where deadlines come from (时限依据). From the code book.',
})
export class DeadlinePolicy {
  @Field(() => String, { description: 'Code of the policy, such as "135".' })
  code!: string;

  @Field(() => String, { description: 'Title in Chinese.' })
  titleZh!: string;

  @Field(() => String, { description: 'Title in English.' })
  titleEn!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What it says; null while that is not published: then no deadline is made of it.',
  })
  meaning!: string | null;
}

@ObjectType('DeadlineRule', {
  simpleResolvers: true,
  description:
    'How much time a stage of a case may take, or all of it. Of several that fit, one with a situation goes before one without, ' +
    'then the deeper category before the shallower.',
})
export class DeadlineRule {
  @Field(() => String, { nullable: true, description: 'Code of the district it is for; null: any.' })
  districtCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code of the category it is for, a major class with its minor ones; null: any.',
  })
  categoryCode!: string | null;

  @Field(() => Situation, { nullable: true, description: 'The situation it is for; null: any.' })
  situation!: Situation | null;

  @Field(() => String, {
    description: 'The stage, as states of workflows name it; OVERALL is the whole case from its filing.',
  })
  stage!: string;

  @Field(() => Float, { description: 'How much time, in the unit.' })
  amount!: number;

  @Field(() => DeadlineUnit, { description: 'What the amount is counted in.' })
  unit!: DeadlineUnit;

  @Field(() => Float, { description: 'Nearly due when less than this share of the time is left …' })
  nearlyShare!: number;

  @Field(() => Int, { description: '… or fewer minutes of the unit than these, but never more than half of it.' })
  nearlyMinutes!: number;

  @Field(() => DeadlinePolicy, { nullable: true, description: 'Where it comes from; null when that is not said.' })
  policy!: DeadlinePolicy | null;

  @Field(() => DateScalar, { description: 'The first day on which it holds.' })
  validFrom!: string;
}
