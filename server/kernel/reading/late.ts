import type { Sql } from '../graph/sql.ts';

/** What one request brings to a statement that was composed before it. */
export interface Binding {
  /** Variables of the operation, coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Today in China. */
  readonly today: string;
}

/**
 * A value that is known when a statement is sent, not when it is composed. It stands in a piece of SQL where a value stands.
 * What its reader throws is an error of the request that brought the value.
 */
export class Late<T> {
  constructor(readonly read: (binding: Binding) => T) {}

  map<U>(change: (value: T) => U): Late<U> {
    return new Late((binding) => change(this.read(binding)));
  }
}

/** A value, now or later. */
export type Value<T> = T | Late<T>;

/** Numbers of rows: at hand, or an array that the statement itself makes. */
export type Keys = readonly number[] | Sql;

/** The value changed: at once, or when it is known. */
export function mapValue<T, U>(value: Value<T>, change: (value: T) => U): Value<U> {
  return value instanceof Late ? value.map(change) : change(value);
}

/**
 * Arguments as a reading gets them: texts and numbers come late, so that one statement serves them all; enums and booleans,
 * and whether something is given at all, shape the statement.
 */
export type Sent<T> = T extends string
  ? string extends T
    ? Late<string>
    : T
  : T extends number
    ? Late<number>
    : T extends boolean | null | undefined
      ? T
      : { [Key in keyof T]: Sent<T[Key]> };
