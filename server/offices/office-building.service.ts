import { endOrNull } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { JsonText } from '../kernel/graph/json-text.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, type Page, type PageArgs } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { findWithin, loadAreasByIds } from '../land/area.service.ts';
import type { Community } from '../land/community.entity.ts';
import {
  asGeoJson,
  checkBounds,
  checkTolerance,
  touchesBounds,
  type Bounds,
  type BoundsInput,
  type Position,
} from '../land/shape.ts';
import { placeOf } from '../land/within.ts';
import { committeeLinks, towerExists } from './office-conditions.ts';
import { OfficeBuilding } from './office-building.entity.ts';

type TowerRow = Omit<OfficeBuilding, 'id' | 'asOf'>;

const columns = sql`o.id as "featureId", o.district_code as "districtCode", o.code, o.name, o.area_id as "areaId", o.address,
  o.floor_area_m2 as "floorAreaM2", o.floor_count as "floorCount", o.valid_from as "validFrom", o.valid_to as "validTo",
  o.source_id as "sourceId"`;

function toTower(row: TowerRow, asOf: string): OfficeBuilding {
  return Object.assign(new OfficeBuilding(), row, {
    id: toGlobalId('OfficeBuilding', row.featureId),
    validTo: endOrNull(row.validTo),
    asOf,
  });
}

const keyOf = (tower: OfficeBuilding) => tower.featureId;

type Measures = { id: number } & Bounds & Position;

export class OfficeBuildingService {
  /** Towers in use at the date, by code. */
  static async list(
    context: GraphContext,
    question: {
      asOf: string;
      within?: string | null | undefined;
      bounds?: BoundsInput | null | undefined;
      hasPartyCommittee?: boolean | null | undefined;
      page: PageArgs;
    },
  ): Promise<Page<OfficeBuilding>> {
    const { asOf, bounds, hasPartyCommittee, page } = question;
    if (bounds) checkBounds(bounds);
    const within = await findWithin(context, question.within, asOf);
    const where: Sql[] = [towerExists(asOf)];
    if (bounds) where.push(touchesBounds('o.geom', bounds));
    if (hasPartyCommittee != null) {
      const covered = sql`exists (select from ${committeeLinks(asOf)} where l.office_building_id = o.id)`;
      where.push(hasPartyCommittee ? covered : sql`not ${covered}`);
    }
    return listPage(
      context,
      { select: columns, from: sql`office_building o ${placeOf('o.area_id', asOf, within)}`, where, key: sql`o.code` },
      page,
      (row: TowerRow) => toTower(row, asOf),
    );
  }

  /** The towers with these keys; null for each that was not in use at the date. */
  static load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(OfficeBuilding | null)[]> {
    return loadByIds(context, `office building@${asOf}`, ids, keyOf, async (keys) => {
      const rows = await context.query<TowerRow>(
        sql`select ${columns} from office_building o where o.id = any (${keys}::int[]) and ${towerExists(asOf)}`,
      );
      return rows.map((row) => toTower(row, asOf));
    });
  }

  static async communityOf(context: GraphContext, tower: OfficeBuilding): Promise<Community | null> {
    const [community] = await loadAreasByIds(context, tower.asOf, [tower.areaId]);
    return (community as Community | null | undefined) ?? null;
  }

  /** The box around the tower, and a point on its ground. */
  static async measuresOf(context: GraphContext, tower: OfficeBuilding): Promise<{ bounds: Bounds; centre: Position }> {
    const [row] = await loadByIds(
      context,
      'office building measures',
      [tower.featureId],
      ({ id }: Measures) => id,
      (ids) =>
        context.query<Measures>(sql`
          select o.id, ST_X(o.centre) as longitude, ST_Y(o.centre) as latitude,
            ST_XMin(o.geom) as west, ST_YMin(o.geom) as south, ST_XMax(o.geom) as east, ST_YMax(o.geom) as north
          from office_building o where o.id = any (${ids}::int[])`),
    );
    if (!row) throw new Error(`No office building ${tower.featureId}`);
    const { west, south, east, north, longitude, latitude } = row;
    return { bounds: { west, south, east, north }, centre: { longitude, latitude } };
  }

  static async boundaryOf(context: GraphContext, tower: OfficeBuilding, toleranceM: number): Promise<JsonText> {
    checkTolerance(toleranceM);
    const [row] = await loadByIds(
      context,
      `office building boundary:${toleranceM}`,
      [tower.featureId],
      ({ id }: { id: number; boundary: string }) => id,
      (ids) =>
        context.query<{ id: number; boundary: string }>(sql`
          select o.id, ${asGeoJson('o.geom', toleranceM)} as boundary from office_building o where o.id = any (${ids}::int[])`),
    );
    if (!row) throw new Error(`No office building ${tower.featureId}`);
    return new JsonText(row.boundary);
  }
}
