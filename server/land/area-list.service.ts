import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { listPage, pageBelow, type ListRows, type Page, type PageArgs, type RowsBelow } from '../kernel/graph/page.ts';
import { sql, text, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Keys, Value } from '../kernel/reading/late.ts';
import type { RowSet } from '../kernel/reading/stage.ts';
import { areaRows, toArea, type AreaRow } from './area-row.ts';
import { areasAt, findWithin } from './area.service.ts';
import type { Area } from './area.entity.ts';
import type { AreaLevel } from './level.ts';
import { checkBounds, extentMeets, touchesBounds, type BoundsInput, type Box } from './shape.ts';
import { everythingWithin, pathWithin, type Rooted } from './within.ts';

export interface AreaListQuestion {
  level: AreaLevel;
  asOf: string;
  page: PageArgs;
  /** Code of the area the list is limited to. */
  within?: string | null | undefined;
  bounds?: BoundsInput | null | undefined;
  /**
   * What a feature asks on top. A condition speaks of the area as `a` (row of `area`) and of its place at the date as `p`
   * (row of `area_path`), and writes the date in as a value: sql`exists (select from … x where x.area_id = a.id and …)`.
   */
  conditions?: readonly Sql[];
}

/** A list of areas in SQL: of a level, within an area, inside a box, at a date, and under the conditions of the features. */
export function areaList(question: {
  level: AreaLevel;
  asOf: Value<string>;
  within: Rooted | null;
  bounds?: Box | null | undefined;
  conditions?: readonly Sql[];
}): ListRows {
  const { level, asOf, within, bounds, conditions = [] } = question;
  const where: Sql[] = [sql`p.level = ${level}`];
  if (within) where.push(pathWithin('p', within));
  return {
    from: bounds ? areasTouching(level, bounds, asOf) : areasAt(asOf),
    where: [...where, ...conditions],
    key: sql`a.code`,
  };
}

/** What belongs to these areas directly at the date. */
export function childrenOf(parents: Keys, asOf: Value<string>): RowsBelow {
  return {
    from: sql`area_membership m join area a on a.id = m.child_id
      join area_path p on p.area_id = a.id and ${holdsAt('p', asOf)}`,
    where: [sql`m.parent_id = any (${parents}::int[])`, holdsAt('m', asOf)],
    key: sql`a.code`,
    parent: sql`m.parent_id`,
  };
}

/** Everything of a level within these areas at the date, at whatever depth. */
export function levelBelow(areas: Keys | RowSet, level: AreaLevel, asOf: Value<string>): RowsBelow {
  return {
    from: sql`${everythingWithin(areas, asOf, level)} join area a on a.id = p.area_id`,
    where: [sql`p.area_id <> x.area_id`],
    key: sql`a.code`,
    parent: sql`x.area_id`,
  };
}

/** Reading: everything of a level within each row. */
export function readBelow(asked: AskedField, level: AreaLevel): Sql {
  return asked.page(areaRows(asked.asOf), (rows) => levelBelow(rows, level, asked.asOf));
}

export class AreaListService {
  static async list<T extends Area = Area>(context: GraphContext, question: AreaListQuestion): Promise<Page<T>> {
    const { asOf, bounds, page } = question;
    if (bounds) checkBounds(bounds);
    const within = await findWithin(context, question.within, asOf);
    const rows = areaList({ ...question, within });
    return listPage(
      context,
      { select: areaRows(asOf).select, ...rows },
      page,
      (row: AreaRow) => toArea(row, asOf) as T,
    );
  }

  /** What belongs to the area directly at its date; one statement for all areas of the answer. */
  static children(context: GraphContext, area: Area, page: PageArgs): Page<Area> {
    const { asOf } = area;
    return pageBelow(
      context,
      `children@${asOf}`,
      area.featureId,
      page,
      (parents) => ({ select: areaRows(asOf).select, ...childrenOf(parents, asOf) }),
      (row: AreaRow) => toArea(row, asOf),
    );
  }

  /** Everything of a level within the area at its date, at whatever depth; one statement for all areas of the answer. */
  static below<T extends Area = Area>(context: GraphContext, area: Area, level: AreaLevel, page: PageArgs): Page<T> {
    const { asOf } = area;
    return pageBelow(
      context,
      `below:${level}@${asOf}`,
      area.featureId,
      page,
      (areas) => ({ select: areaRows(asOf).select, ...levelBelow(areas, level, asOf) }),
      (row: AreaRow) => toArea(row, asOf) as T,
    );
  }
}

/**
 * Tables: as `areasAt`, those of a level whose ground touches the box. Their extents come first, as they narrow the question
 * most; then each looks up its ground and its place (OFFSET 0).
 */
function areasTouching(level: AreaLevel, bounds: Box, asOf: Value<string>): Sql {
  return sql`(select near.area_id from (
      select b.area_id, b.geom from boundary_extent e
      cross join lateral (select b.area_id, b.geom from boundary b where b.id = e.boundary_id and ${holdsAt('b', asOf)} offset 0) b
      where e.level = ${text(level)} and ${extentMeets('e.extent', bounds)} offset 0) near
      where ${touchesBounds('near.geom', bounds)} offset 0) hit
    cross join lateral (select p.area_id, p.level, p.path from area_path p
      where p.area_id = hit.area_id and ${holdsAt('p', asOf)} offset 0) p
    join area a on a.id = p.area_id`;
}
