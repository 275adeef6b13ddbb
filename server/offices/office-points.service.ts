import type { GraphContext } from '../kernel/graph/context.ts';
import { limitExceeded } from '../kernel/graph/errors.ts';
import { sql } from '../kernel/graph/sql.ts';
import { getAreaByCode } from '../land/area.service.ts';
import { placeOf } from '../land/within.ts';
import { committeeLinks, towerExists } from './office-conditions.ts';
import type { OfficePoints } from './office-points.ts';

export const MAX_OFFICE_POINTS = 20_000;

interface PointRow {
  id: number;
  code: string;
  name: string;
  longitude: number;
  latitude: number;
  committees: number;
}

export class OfficePointsService {
  /** All towers within the area at the date; refuses when there are more than a map can take. */
  static async within(
    context: GraphContext,
    code: string,
    asOf: string,
    limit = MAX_OFFICE_POINTS,
  ): Promise<OfficePoints> {
    const area = await getAreaByCode(context, code, asOf, 'within');
    const rows = await context.query<PointRow>(sql`
      select o.id, o.code, o.name, ST_X(o.centre) as longitude, ST_Y(o.centre) as latitude,
        (select count(*)::int from ${committeeLinks(asOf)} where l.office_building_id = o.id) as committees
      from office_building o ${placeOf('o.area_id', asOf, area)}
      where ${towerExists(asOf)} order by o.code limit ${limit + 1}::int`);
    if (rows.length > limit) {
      throw limitExceeded(
        `More than ${limit} office buildings stand within "${area.code}": ask about a smaller area.`,
        'within',
      );
    }
    return {
      asOf,
      featureIds: rows.map((row) => row.id),
      codes: rows.map((row) => row.code),
      names: rows.map((row) => row.name),
      longitudes: rows.map((row) => row.longitude),
      latitudes: rows.map((row) => row.latitude),
      committeeCounts: rows.map((row) => row.committees),
    };
  }
}
