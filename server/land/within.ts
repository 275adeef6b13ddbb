/**
 * Place and date in SQL. Everything about place goes through `area_path` (see migration 0001): an area lies within another
 * when its path begins with the other's path. Every list and count of every feature uses these pieces and no others.
 */
import type { GraphContext } from '../kernel/graph/context.ts';
import { holdsAt } from '../kernel/graph/as-of.ts';
import type { Keys, Value } from '../kernel/reading/late.ts';
import { RowSet } from '../kernel/reading/stage.ts';
import { name, plannedAnew, Sql, sql, text } from '../kernel/graph/sql.ts';
import type { Area } from './area.entity.ts';
import type { AreaLevel } from './level.ts';

/** An area by its path: known, or an expression that gives it. */
export interface Rooted {
  readonly path: string | Sql;
  /** Whether it is a district. Left out where the path itself says so. */
  readonly isDistrict?: boolean;
}

/** Whether the area is a whole district: the only one whose path is one code. */
export function isDistrict({ path, isDistrict: said }: Rooted): boolean {
  return said ?? (typeof path === 'string' && !path.includes('/'));
}

/** Condition: the area_path row under this alias is the area or lies within it. (`0` is the character after `/`.) */
export function pathWithin(alias: string, { path: root }: Rooted): Sql {
  const path = name(`${alias}.path`);
  if (root instanceof Sql) return sql`${path} >= ${root} and ${path} < ${root} || '0'`;
  return plannedAnew(sql`${path} >= ${root} and ${path} < ${`${root}0`}`);
}

/**
 * Join: where a row stood at the date, as area_path row `alias`; with `within`, only rows within that area.
 * `placeOf('i.area_id', asOf, area)` gives `join area_path p on p.area_id = i.area_id and …`.
 */
export function placeOf(areaColumn: string, asOf: Value<string>, within?: Rooted | null, alias = 'p'): Sql {
  const joined = sql`join area_path ${name(alias)} on ${name(`${alias}.area_id`)} = ${name(areaColumn)} and ${holdsAt(alias, asOf)}`;
  return within ? sql`${joined} and ${pathWithin(alias, within)}` : joined;
}

/**
 * Tables: for each of the areas `x` (by number, or the rows of a statement; as it stood at the date) everything within it,
 * itself included, as `p`; with a level, only that of it. `x.area_id` is the area asked about; `p.area_id`, `p.level` and `p.path` what lies within it.
 * OFFSET 0 keeps the planner from taking the question apart and comparing every area with every row: it looks up each area's
 * own range of paths.
 */
export function everythingWithin(areas: Keys | RowSet, asOf: Value<string>, level?: AreaLevel): Sql {
  const asked =
    areas instanceof RowSet
      ? sql`${areas.table('featureId', 'path')} x (area_id, path)`
      : sql`(select x.area_id, x.path from area_path x where x.area_id = any (${areas}::int[]) and ${holdsAt('x', asOf)}) x`;
  return sql`${asked} cross join lateral (select p.area_id, p.level, p.path from area_path p
    where p.path >= x.path and p.path < x.path || '0' and ${holdsAt('p', asOf)}
      ${level ? sql`and p.level = ${text(level)}` : sql``} offset 0) p`;
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
  ask: (areaIds: Keys, asOf: Value<string>) => Sql,
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
  ask: (areaIds: Keys, asOf: Value<string>) => Sql,
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
