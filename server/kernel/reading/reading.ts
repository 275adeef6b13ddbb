import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';
import type { Sql } from '../graph/sql.ts';
import type { AskedField } from './asked-field.ts';

/** How a field is read: the JSON it has in the answer, as an expression over the rows it is asked of. */
export type FieldReading<Args> = (asked: AskedField<Args>) => Sql;

/**
 * Says, next to a field, what it is in SQL. An operation all of whose fields say so is read in one statement; a field that
 * is just a column of its rows need not say it. The resolver below gives the same answer one step at a time, and serves what
 * cannot be composed.
 */
export function Reading<Args = object>(reading: FieldReading<Args>): MethodDecorator & PropertyDecorator {
  return Extensions({ reading }) as MethodDecorator & PropertyDecorator;
}

export function readingOf(field: GraphQLField<unknown, unknown>): FieldReading<unknown> | undefined {
  return field.extensions['reading'] as FieldReading<unknown> | undefined;
}
