import { ArgsType, Field } from 'type-graphql';
import type { Value } from '../reading/late.ts';
import type { GraphContext } from './context.ts';
import { DateScalar } from './scalars.ts';
import { name, sql, type Sql } from './sql.ts';

/** The date a question is about. */
@ArgsType()
export class AsOfArgs {
  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The date the question is about: the state at the end of that day. Left out: today in China (Asia/Shanghai).',
  })
  asOf?: string | null;
}

const dayInChina = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });

/** Today in China as YYYY-MM-DD. */
export function today(now: Date = new Date()): string {
  return dayInChina.format(now);
}

/** The date a question is about, the request's today when it names none. */
export function asOfDate(context: Pick<GraphContext, 'today'>, asOf: string | null | undefined): string {
  return asOf ?? context.today;
}

/** Condition: the half-open period [valid_from, valid_to) of the row under this alias holds the date. */
export function holdsAt(alias: string, asOf: Value<string>, from = 'valid_from', to = 'valid_to'): Sql {
  return sql`${name(`${alias}.${from}`)} <= ${asOf}::date and ${asOf}::date < ${name(`${alias}.${to}`)}`;
}
