import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { sql } from '../kernel/graph/sql.ts';
import { areaRows, toArea, type AreaRow } from './area-row.ts';
import type { Area } from './area.entity.ts';
import type { AreaLevel } from './level.ts';
import { checkPosition } from './shape.ts';

export interface Whereabouts {
  longitude: number;
  latitude: number;
  level: AreaLevel;
  asOf: string;
}

/**
 * The area of a level on whose ground a point lies at a date; null when it lies on none. A point on a shared border belongs
 * to all its neighbours: the one with the lowest code is the answer, so the same point always gets the same one.
 */
export async function locateArea(context: GraphContext, question: Whereabouts): Promise<Area | null> {
  const { longitude, latitude, level, asOf } = question;
  checkPosition(longitude, latitude);
  const [row] = await context.query<AreaRow>(sql`
    select ${areaRows(asOf).select}
    from boundary b join area a on a.id = b.area_id join area_path p on p.area_id = a.id and ${holdsAt('p', asOf)}
    where p.level = ${level} and ${holdsAt('b', asOf)}
      and ST_Intersects(b.geom, ST_SetSRID(ST_MakePoint(${longitude}::float8, ${latitude}::float8), 4490))
    order by a.code limit 1`);
  return row ? toArea(row, asOf) : null;
}
