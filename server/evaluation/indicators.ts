/** What is counted of a unit's cases in a period, and the rates made of it. Pure: the counting itself is one function of the database. */

/** Numbers of cases, by what is counted; the columns of `evaluation_facts` (migration 0017). */
export const COUNTS = [
  'reported',
  'due',
  'suspended',
  'closedOfDue',
  'onTime',
  'closed',
  'reworked',
  'reworks',
  'reworkedThrice',
  'secondDispatched',
  'recurrences',
] as const;
export type Count = (typeof COUNTS)[number];
export type Counts = Readonly<Record<Count, number>>;

export const EvaluationIndicator = {
  ON_TIME_CLOSURE: 'ON_TIME_CLOSURE',
  CLOSURE: 'CLOSURE',
  REWORK: 'REWORK',
  SECOND_DISPATCH: 'SECOND_DISPATCH',
  RECURRENCE: 'RECURRENCE',
} as const;
export type EvaluationIndicator = (typeof EvaluationIndicator)[keyof typeof EvaluationIndicator];

/** Numerator and denominator of a rate. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** Suspended cases (缓办) leave what should have been closed. */
const owed = (counts: Counts): number => counts.due - counts.suspended;

const FRACTIONS: Readonly<Record<EvaluationIndicator, (counts: Counts) => Fraction>> = {
  ON_TIME_CLOSURE: (counts) => ({ numerator: counts.onTime, denominator: owed(counts) }),
  CLOSURE: (counts) => ({ numerator: counts.closedOfDue, denominator: owed(counts) }),
  REWORK: (counts) => ({ numerator: counts.reworked, denominator: counts.closed }),
  SECOND_DISPATCH: (counts) => ({ numerator: counts.secondDispatched, denominator: counts.closed }),
  RECURRENCE: (counts) => ({ numerator: counts.recurrences, denominator: counts.reported }),
};

export const fractionOf = (indicator: EvaluationIndicator, counts: Counts): Fraction => FRACTIONS[indicator](counts);

/** The rate; null where there is nothing to divide by: unknown is not 0. */
export const valueOf = ({ numerator, denominator }: Fraction): number | null =>
  denominator === 0 ? null : numerator / denominator;

/** How many cases a unit is judged by: those it owed or closed in the period, whichever are more. */
export const casesJudged = (counts: Counts): number => Math.max(owed(counts), counts.closed);

/** What points can be deducted for, one by one. */
export const EvaluationCount = {
  LATE: 'LATE',
  REWORKS: 'REWORKS',
  REWORKED_THRICE: 'REWORKED_THRICE',
  SECOND_DISPATCHED: 'SECOND_DISPATCHED',
  RECURRENCES: 'RECURRENCES',
} as const;
export type EvaluationCount = (typeof EvaluationCount)[keyof typeof EvaluationCount];

const NUMBERS: Readonly<Record<EvaluationCount, (counts: Counts) => number>> = {
  LATE: (counts) => owed(counts) - counts.onTime,
  REWORKS: ({ reworks }) => reworks,
  REWORKED_THRICE: ({ reworkedThrice }) => reworkedThrice,
  SECOND_DISPATCHED: ({ secondDispatched }) => secondDispatched,
  RECURRENCES: ({ recurrences }) => recurrences,
};

export const numberOf = (count: EvaluationCount, counts: Counts): number => NUMBERS[count](counts);
