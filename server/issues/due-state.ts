/** What "overdue" and "nearly due" mean, once: for lists, counts and the map. The pieces speak of the case as `c`. */
import { registerEnumType } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput } from '../kernel/graph/errors.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';

export const DueState = {
  NONE: 'NONE',
  ON_TIME: 'ON_TIME',
  NEARLY_DUE: 'NEARLY_DUE',
  OVERDUE: 'OVERDUE',
  SUSPENDED: 'SUSPENDED',
} as const;
export type DueState = (typeof DueState)[keyof typeof DueState];

registerEnumType(DueState, {
  name: 'DueState',
  description: 'Where a case stands with its deadlines, now.',
  valuesConfig: {
    NONE: { description: 'No clock runs: the case is over, or nothing says how long it may take.' },
    ON_TIME: { description: 'There is time left.' },
    NEARLY_DUE: { description: 'Less is left than the rule of the deadline calls nearly due.' },
    OVERDUE: { description: 'A deadline has passed: that of the stage, or that of the whole case.' },
    SUSPENDED: { description: 'The clocks stand still (缓办); it does not count as due.' },
  },
});

/** The due state of the case `c` at an instant of the database; left out, the beginning of the transaction. */
export function dueState(now: Sql = sql`now()`): Sql {
  return sql`case
    when c.state_kind <> 'OPEN' then 'NONE'
    when c.suspended_at is not null then 'SUSPENDED'
    when least(c.stage_due_at, c.overall_due_at) is null then 'NONE'
    when least(c.stage_due_at, c.overall_due_at) <= ${now} then 'OVERDUE'
    when least(c.stage_nearly_at, c.overall_nearly_at) <= ${now} then 'NEARLY_DUE'
    else 'ON_TIME' end`;
}

/** Condition: the case `c` is in this due state. */
export function isDue(state: DueState, now?: Sql): Sql {
  return sql`${dueState(now)} = ${state}::text`;
}

/** Refuses another day than today: where deadlines stood then is not kept. */
export function onlyOfNow({ today }: Pick<GraphContext, 'today'>, asOf: string): void {
  if (asOf !== today)
    throw badInput('asOf', `Where cases stand with their deadlines is told of now: leave "asOf" out, or say ${today}.`);
}
