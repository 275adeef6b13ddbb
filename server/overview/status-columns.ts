import type { GraphContext } from '../kernel/graph/context.ts';
import type { Sql } from '../kernel/graph/sql.ts';

/** The value of each area, in their order; `undefined` stands for an area without a row. */
export function column<Row extends { areaId: number }, T>(
  ids: readonly number[],
  rows: readonly Row[],
  value: (row: Row | undefined) => T,
): T[] {
  const byArea = new Map(rows.map((row) => [row.areaId, row]));
  return ids.map((id) => value(byArea.get(id)));
}

export async function countOf(context: GraphContext, statement: Sql): Promise<number> {
  const [row] = await context.query<{ count: number }>(statement);
  return row?.count ?? 0;
}

/** What of all is in none of the areas: with it, the entries of a column add up to the whole. */
export const without = (all: number, inAreas: readonly number[]): number =>
  inAreas.reduce((left, count) => left - count, all);

/** Reads at the first call, and only once. */
export function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => (reading ??= read());
}
