import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { listPage, pageBelow, type Page, type PageArgs } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { areaColumns, toArea, type AreaRow } from './area-row.ts';
import { findWithin } from './area.service.ts';
import type { Area } from './area.entity.ts';
import type { AreaLevel } from './level.ts';
import { checkBounds, touchesBounds, type BoundsInput } from './shape.ts';
import { everythingWithin, pathWithin } from './within.ts';

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

/** Lists of areas: by level, within an area, inside a box, at a date, and whatever conditions the features add. */
export class AreaListService {
  static async list<T extends Area = Area>(context: GraphContext, question: AreaListQuestion): Promise<Page<T>> {
    const { level, asOf, bounds, page, conditions = [] } = question;
    if (bounds) checkBounds(bounds);
    const within = await findWithin(context, question.within, asOf);
    const where: Sql[] = [sql`p.level = ${level}`];
    if (within) where.push(pathWithin('p', within));
    if (bounds) where.push(groundTouches(bounds, asOf));
    return listPage(
      context,
      {
        select: areaColumns,
        from: sql`area a join area_path p on p.area_id = a.id and ${holdsAt('p', asOf)}`,
        where: [...where, ...conditions],
        key: sql`a.code`,
      },
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
      (parents) => ({
        select: areaColumns,
        from: sql`area_membership m join area a on a.id = m.child_id
          join area_path p on p.area_id = a.id and ${holdsAt('p', asOf)}`,
        where: [sql`m.parent_id = any (${parents}::int[])`, holdsAt('m', asOf)],
        key: sql`a.code`,
        parent: sql`m.parent_id`,
      }),
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
      (parents) => ({
        select: areaColumns,
        from: sql`${everythingWithin(parents, asOf)} join area a on a.id = p.area_id`,
        where: [sql`p.level = ${level}`, sql`p.area_id <> x.area_id`],
        key: sql`a.code`,
        parent: sql`x.area_id`,
      }),
      (row: AreaRow) => toArea(row, asOf) as T,
    );
  }
}

function groundTouches(bounds: BoundsInput, asOf: string): Sql {
  return sql`exists (select from boundary b
    where b.area_id = a.id and ${holdsAt('b', asOf)} and ${touchesBounds('b.geom', bounds)})`;
}
