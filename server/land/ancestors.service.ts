import type { GraphContext } from '../kernel/graph/context.ts';
import { findAreasByCodes } from './area.service.ts';
import { holdsAt } from '../kernel/graph/as-of.ts';
import type { RowsBelow } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { RowSet } from '../kernel/reading/stage.ts';
import { areaRows } from './area-row.ts';
import type { Area } from './area.entity.ts';
import type { AreaLevel } from './level.ts';

/** Rows: the areas above each row at its date; a condition may speak of the one above as `a` and of the row's path as `x`. */
function areasAbove(asked: AskedField, rows: RowSet, which: readonly Sql[]): RowsBelow {
  return {
    from: sql`area_path x cross join lateral unnest(string_to_array(x.path, '/')) above (code)
      join area a on a.code = above.code join area_path p on p.area_id = a.id and ${holdsAt('p', asked.asOf)}`,
    where: [sql`x.area_id = any (${rows.keys}::int[])`, holdsAt('x', asked.asOf), sql`a.id <> x.area_id`, ...which],
    key: sql`p.path`,
    parent: sql`x.area_id`,
  };
}

/** Reading: everything above each row, the district first. */
export function readAncestors(asked: AskedField): Sql {
  return asked.many(areaRows(asked.asOf), (rows) => areasAbove(asked, rows, []));
}

/** Reading: what each row belongs to directly. */
export function readParent(asked: AskedField): Sql {
  const direct = sql`above.code = split_part(x.path, '/', -2)`;
  return asked.one(areaRows(asked.asOf), 'featureId', (rows) => areasAbove(asked, rows, [direct]));
}

/** Reading: the area of a level above each row. */
export function readAncestor(asked: AskedField, level: AreaLevel): Sql {
  return asked.one(areaRows(asked.asOf), 'featureId', (rows) => areasAbove(asked, rows, [sql`a.level = ${level}`]));
}

/** Reading: the area of a level that the area, whose number each row holds in this property, is or lies in. */
export function readAncestorOf(asked: AskedField, property: string, level: AreaLevel): Sql {
  return asked.one(areaRows(asked.asOf), property, (rows) => ({
    from: sql`area_path x cross join lateral unnest(string_to_array(x.path, '/')) around (code)
      join area a on a.code = around.code and a.level = ${level}
      join area_path p on p.area_id = a.id and ${holdsAt('p', asked.asOf)}`,
    where: [sql`x.area_id = any (${rows.all(property)}::int[])`, holdsAt('x', asked.asOf)],
    key: sql`a.code`,
    parent: sql`x.area_id`,
  }));
}

/** The areas above this one at its date, district first. One statement for all areas of the answer. */
export async function listAncestors(context: GraphContext, area: Area): Promise<Area[]> {
  const codes = area.path.split('/').slice(0, -1);
  const found = await findAreasByCodes(context, codes, area.asOf);
  return found.filter((ancestor) => ancestor !== null);
}

/** What the area belongs to directly at its date; null for a district. */
export async function findParent(context: GraphContext, area: Area): Promise<Area | null> {
  return (await listAncestors(context, area)).at(-1) ?? null;
}

/** The area of that level above this one at its date; null when there is none. */
export async function findAncestor<T extends Area = Area>(
  context: GraphContext,
  area: Area,
  level: AreaLevel,
): Promise<T | null> {
  const ancestors = await listAncestors(context, area);
  return (ancestors.find((ancestor) => ancestor.level === level) as T | undefined) ?? null;
}
