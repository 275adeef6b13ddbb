import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { FigureBasis, PROVENANCES_DESCRIPTION } from '../kernel/graph/figure-basis.ts';
import { Provenance } from '../kernel/graph/provenance.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';

export const CoverageIndicator = {
  OWNERS_COMMITTEE: 'OWNERS_COMMITTEE',
  PROPERTY_SERVICE: 'PROPERTY_SERVICE',
} as const;
export type CoverageIndicator = (typeof CoverageIndicator)[keyof typeof CoverageIndicator];

registerEnumType(CoverageIndicator, {
  name: 'CoverageIndicator',
  description: 'What a grid is asked to have.',
  valuesConfig: {
    OWNERS_COMMITTEE: {
      description: "An owners' committee or self-management committee (业委会 / 自管会) that serves the grid.",
    },
    PROPERTY_SERVICE: {
      description:
        'Property service (物管), on trial or in force, for the grid as a whole or for every one of its yards.',
    },
  },
});

export const CoveragePopulation = {
  ALL_GRIDS: 'ALL_GRIDS',
  GRIDS_RENEWED_WITHIN_FIVE_YEARS: 'GRIDS_RENEWED_WITHIN_FIVE_YEARS',
} as const;
export type CoveragePopulation = (typeof CoveragePopulation)[keyof typeof CoveragePopulation];

registerEnumType(CoveragePopulation, {
  name: 'CoveragePopulation',
  description: 'Which grids are counted: the denominator of a coverage.',
  valuesConfig: {
    ALL_GRIDS: { description: 'Every grid (网格) of the area at the date.' },
    GRIDS_RENEWED_WITHIN_FIVE_YEARS: {
      description:
        'Grids with a yard whose renewal (旧改) was completed within five years up to the date (近五年旧改网格): after the ' +
        'same day five years before, and on the date at the latest.',
    },
  },
});

export const CoverageState = { COVERED: 'COVERED', UNCOVERED: 'UNCOVERED', UNKNOWN: 'UNKNOWN' } as const;
export type CoverageState = (typeof CoverageState)[keyof typeof CoverageState];

registerEnumType(CoverageState, {
  name: 'CoverageState',
  description: 'The three answers to "has it?". Unknown (情况不明) is an answer of its own and never counted as no.',
  valuesConfig: {
    COVERED: { description: 'It has: there is a record that holds at the date.' },
    UNCOVERED: { description: 'It has not: it was looked into by the date, and nothing on record holds.' },
    UNKNOWN: { description: 'Nobody has looked: there is neither a record that holds nor a survey.' },
  },
});

/** How many are in which of the three states. */
export interface StateCounts {
  covered: number;
  uncovered: number;
  unknown: number;
}

@ObjectType('Coverage', {
  simpleResolvers: true,
  description:
    'Coverage (覆盖率): how many grids of a population within an area have something at a date. covered + uncovered + unknown ' +
    '= denominator. Quote a rate together with these numbers and the definition.',
})
export class Coverage implements StateCounts {
  @Field(() => CoverageIndicator, { description: 'What the grids are asked to have.' })
  indicator!: CoverageIndicator;

  @Field(() => CoveragePopulation, { description: 'Which grids are counted.' })
  population!: CoveragePopulation;

  @Field(() => DateScalar, { description: 'The date of the figures (state at the end of the day).' })
  asOf!: string;

  @Field(() => Int, { description: 'Grids that have it: the numerator (分子).' })
  covered!: number;

  @Field(() => Int, { description: 'Grids that were looked into and do not have it.' })
  uncovered!: number;

  @Field(() => Int, { description: 'Grids of which it is not known (情况不明).' })
  unknown!: number;

  @Field(() => Int, { description: 'Grids in the whole population (分母), the unknown included.' })
  denominator!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'covered / (covered + uncovered), from 0 to 1: the share among grids of which it is known. Null when it is known of ' +
      'none. It says nothing about the unknown: show them beside it.',
  })
  rate!: number | null;

  @Field(() => [Provenance], {
    description:
      `${PROVENANCES_DESCRIPTION} The rows are the grids of the population, the records by which they are covered, with the ` +
      'yards those are of, the surveys by which they are not, and the renewals by which they are of the population.',
  })
  provenances!: () => Promise<Provenance[]>;

  /** The name of the area asked about, for the definition. */
  areaName!: string;
}

@ObjectType('CoverageColumns', {
  simpleResolvers: true,
  description: 'Counts of grids by state, one entry per area in the order of AreaStatuses.codes.',
})
export class CoverageColumns {
  @Field(() => [Int], { description: 'Grids within the area that have it; a grid counts itself.' })
  covered!: number[];

  @Field(() => [Int], { description: 'Grids within the area that were looked into and do not have it.' })
  uncovered!: number[];

  @Field(() => [Int], { description: 'Grids within the area of which it is not known.' })
  unknown!: number[];

  @Field(() => FigureBasis, { description: 'What the counts of all the areas rest on, and what they mean.' })
  basis!: FigureBasis;
}
