/**
 * Place and date in SQL. Everything about place goes through `area_path` (see migration 0001): an area lies within another
 * when its path begins with the other's path. Every list and count of every feature uses these pieces and no others.
 */
import type { GraphContext } from '../kernel/graph/context.ts';
import { holdsAt } from '../kernel/graph/as-of.ts';
import { name, plannedAnew, sql, type Sql } from '../kernel/graph/sql.ts';
import type { Area } from './area.entity.ts';

/** Condition: the area_path row under this alias is the area or lies within it. (`0` is the character after `/`.) */
export function pathWithin(alias: string, area: Pick<Area, 'path'>): Sql {
  const path = name(`${alias}.path`);
  return plannedAnew(sql`${path} >= ${area.path} and ${path} < ${`${area.path}0`}`);
}

/**
 * Join: where a row stood at the date, as area_path row `alias`; with `within`, only rows within that area.
 * `placeOf('i.area_id', asOf, area)` gives `join area_path p on p.area_id = i.area_id and …`.
 */
export function placeOf(areaColumn: string, asOf: string, within?: Pick<Area, 'path'> | null, alias = 'p'): Sql {
  const joined = sql`join area_path ${name(alias)} on ${name(`${alias}.area_id`)} = ${name(areaColumn)} and ${holdsAt(alias, asOf)}`;
  return within ? sql`${joined} and ${pathWithin(alias, within)}` : joined;
}

/**
 * Tables: for each of the areas `x` (by id, as it stood at the date) everything within it, itself included, as `p`.
 * `x.area_id` is the area asked about; `p.area_id`, `p.level` and `p.path` what lies within it. OFFSET 0 keeps the planner from
 * taking the question apart and comparing every area with every row: it looks up each area's own range of paths.
 */
export function everythingWithin(areaIds: readonly number[], asOf: string): Sql {
  return sql`(select x.area_id, x.path from area_path x where x.area_id = any (${areaIds}::int[]) and ${holdsAt('x', asOf)}) x
    cross join lateral (select p.area_id, p.level, p.path from area_path p
      where p.path >= x.path and p.path < x.path || '0' and ${holdsAt('p', asOf)} offset 0) p`;
}

/**
 * One fact per area with one statement for all areas of the answer. `question` names the fact with everything `ask` depends
 * on besides the areas and the date; `ask` gives a statement whose rows carry `areaId` (area asked about) and the fact.
 * Areas without a row get null.
 */
export function loadPerArea<Row extends { areaId: number }>(
  context: GraphContext,
  question: string,
  area: Pick<Area, 'featureId' | 'asOf'>,
  ask: (areaIds: readonly number[], asOf: string) => Sql,
): Promise<Row | null> {
  const { asOf } = area;
  return context
    .loader<number, Row | null>(`${question}@${asOf}`, async (ids) => {
      const rows = await context.query<Row>(ask(ids, asOf));
      const byArea = new Map(rows.map((row) => [row.areaId, row]));
      return ids.map((id) => byArea.get(id) ?? null);
    })
    .load(area.featureId);
}

/** As `loadPerArea`, when an area has many rows. */
export function loadManyPerArea<Row extends { areaId: number }>(
  context: GraphContext,
  question: string,
  area: Pick<Area, 'featureId' | 'asOf'>,
  ask: (areaIds: readonly number[], asOf: string) => Sql,
): Promise<Row[]> {
  const { asOf } = area;
  return context
    .loader<number, Row[]>(`${question}@${asOf}`, async (ids) => {
      const byArea = new Map<number, Row[]>(ids.map((id) => [id, []]));
      for (const row of await context.query<Row>(ask(ids, asOf))) byArea.get(row.areaId)?.push(row);
      return ids.map((id) => byArea.get(id) ?? []);
    })
    .load(area.featureId);
}
