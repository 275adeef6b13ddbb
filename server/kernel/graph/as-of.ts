import { ArgsType, Field } from 'type-graphql';
import type { Value } from '../reading/late.ts';
import type { GraphContext } from './context.ts';
import { badInput } from './errors.ts';
import { DateScalar } from './scalars.ts';
import { name, sql, type Sql } from './sql.ts';

/** The last day that can be asked about. */
export function lastDayAhead(now: string): string {
  return `${Number(now.slice(0, 4)) + YEARS_AHEAD}${now.slice(4)}`;
}

/** The date, refused in the name of the argument when it lies too far ahead. For every door that takes a date. */
export function checkAsOf(asOf: string, now: string, argument = 'asOf'): string {
  const last = lastDayAhead(now);
  if (asOf <= last) return asOf;
  throw badInput(argument, `Nothing is known of ${asOf}: "${argument}" takes a day up to ${last}.`);
}

/** Years from today that can be asked about: nothing is planned further ahead, and an answer would look as if it were known. */
const YEARS_AHEAD = 10;

/** The date a question is about. */
@ArgsType()
export class AsOfArgs {
  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The date the question is about: the state at the end of that day. Left out: today in China (Asia/Shanghai). Days to ' +
      `come show what is planned by then; more than ${YEARS_AHEAD} years ahead is refused.`,
  })
  asOf?: string | null;
}

const dayInChina = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });

/** Today in China as YYYY-MM-DD. */
export function today(now: Date = new Date()): string {
  return dayInChina.format(now);
}

/** The date a question is about, the request's today when it names none. */
export function asOfDate({ today: now }: Pick<GraphContext, 'today'>, asOf: string | null | undefined): string {
  return asOf == null ? now : checkAsOf(asOf, now);
}

/** Condition: the half-open period [valid_from, valid_to) of the row under this alias holds the date. */
export function holdsAt(alias: string, asOf: Value<string>, from = 'valid_from', to = 'valid_to'): Sql {
  return sql`${name(`${alias}.${from}`)} <= ${asOf}::date and ${asOf}::date < ${name(`${alias}.${to}`)}`;
}
