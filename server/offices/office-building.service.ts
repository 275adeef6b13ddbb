import type { GraphContext } from '../kernel/graph/context.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { JsonText } from '../kernel/graph/json-text.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, type ListRows, type Page, type PageArgs } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField, Fact } from '../kernel/reading/asked-field.ts';
import type { Keys, Late, Sent, Value } from '../kernel/reading/late.ts';
import { rowsOf } from '../kernel/reading/rows.ts';
import { readPlace, type WithinArgs } from '../land/area-query.resolver.ts';
import { findWithin, loadAreasByIds } from '../land/area.service.ts';
import type { Community } from '../land/community.entity.ts';
import {
  asGeoJson,
  checkBounds,
  checkedTolerance,
  touchesBounds,
  type Bounds,
  type BoundsInput,
  type Box,
  type Position,
} from '../land/shape.ts';
import { placeOf, type Rooted } from '../land/within.ts';
import { committeeLinks, towerExists } from './office-conditions.ts';
import { OfficeBuilding } from './office-building.entity.ts';

type TowerRow = Omit<OfficeBuilding, 'id' | 'asOf'>;

export const towerRows = rowsOf([OfficeBuilding], { alias: 'o', key: 'featureId' });

function toTower(row: TowerRow, asOf: string): OfficeBuilding {
  return Object.assign(new OfficeBuilding(), row, { id: toGlobalId('OfficeBuilding', row.featureId), asOf });
}

/** A list of towers in SQL: those in use at the date, under all these filters. */
export function towerList(question: {
  asOf: Value<string>;
  within: Rooted | null;
  bounds?: Box | null | undefined;
  hasPartyCommittee?: boolean | null | undefined;
}): ListRows {
  const { asOf, within, bounds, hasPartyCommittee } = question;
  const where: Sql[] = [towerExists(asOf)];
  if (bounds) where.push(touchesBounds('o.geom', bounds));
  if (hasPartyCommittee != null) {
    const covered = sql`exists (select from ${committeeLinks(asOf)} where l.office_building_id = o.id)`;
    where.push(hasPartyCommittee ? covered : sql`not ${covered}`);
  }
  return { from: sql`office_building o ${placeOf('o.area_id', asOf, within)}`, where, key: sql`o.code` };
}

/** Statement: the box around each of these towers, and a point on its ground. */
function measuresOf(towers: Keys): Sql {
  return sql`
    select o.id, ST_X(o.centre) as longitude, ST_Y(o.centre) as latitude,
      ST_XMin(o.geom) as west, ST_YMin(o.geom) as south, ST_XMax(o.geom) as east, ST_YMax(o.geom) as north
    from office_building o where o.id = any (${towers}::int[])`;
}

/** Statement: the ground of each of these towers as GeoJSON: exact, or simplified. */
function boundariesOf(towers: Keys, toleranceM: Value<number> | null): Sql {
  const outline = toleranceM === null ? sql`ST_AsGeoJSON(o.geom, 6, 0)` : asGeoJson('o.geom', toleranceM);
  return sql`select o.id, ${outline} as boundary from office_building o where o.id = any (${towers}::int[])`;
}

/** Reading: the list at the root. */
export function readTowers(asked: AskedField<Sent<WithinArgs> & { hasPartyCommittee?: boolean | null }>): Sql {
  const { asOf, args } = asked;
  const question = { asOf, ...readPlace(asked), hasPartyCommittee: args.hasPartyCommittee };
  return asked.rootPage(towerRows, () => towerList(question));
}

/** Reading: what is measured of each row, which is a tower. */
export function readTowerMeasures(asked: AskedField): Fact {
  return asked.lookup('measures', (rows) => measuresOf(rows.keys));
}

/** Reading: the ground of each row, which is a tower. */
export function readTowerBoundary(asked: AskedField<{ toleranceM: Late<number> }>): Sql {
  const toleranceM = asked.args.toleranceM.map(checkedTolerance);
  const exact = asked.decide(toleranceM, (metres) => metres === 0);
  const of = asked.lookup(asked.questionOf('boundary', exact ? null : asked.args.toleranceM), (rows) =>
    boundariesOf(rows.keys, exact ? null : toleranceM),
  );
  return asked.value(of('boundary'));
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
    const { asOf, bounds, page } = question;
    if (bounds) checkBounds(bounds);
    const within = await findWithin(context, question.within, asOf);
    const list = { select: towerRows.select, ...towerList({ ...question, within }) };
    return listPage(context, list, page, (row: TowerRow) => toTower(row, asOf));
  }

  /** The towers with these keys; null for each that was not in use at the date. */
  static load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(OfficeBuilding | null)[]> {
    return loadByIds(context, `office building@${asOf}`, ids, keyOf, async (keys) => {
      const rows = await context.query<TowerRow>(
        sql`select ${towerRows.select} from office_building o where o.id = any (${keys}::int[]) and ${towerExists(asOf)}`,
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
      (ids) => context.query<Measures>(measuresOf(ids)),
    );
    if (!row) throw new Error(`No office building ${tower.featureId}`);
    const { west, south, east, north, longitude, latitude } = row;
    return { bounds: { west, south, east, north }, centre: { longitude, latitude } };
  }

  static async boundaryOf(context: GraphContext, tower: OfficeBuilding, toleranceM: number): Promise<JsonText> {
    const tolerance = checkedTolerance(toleranceM);
    const [row] = await loadByIds(
      context,
      `office building boundary:${toleranceM}`,
      [tower.featureId],
      ({ id }: { id: number; boundary: string }) => id,
      (ids) => context.query<{ id: number; boundary: string }>(boundariesOf(ids, tolerance === 0 ? null : tolerance)),
    );
    if (!row) throw new Error(`No office building ${tower.featureId}`);
    return new JsonText(row.boundary);
  }
}
