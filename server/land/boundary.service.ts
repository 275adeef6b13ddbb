import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { JsonText } from '../kernel/graph/json-text.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField, Fact } from '../kernel/reading/asked-field.ts';
import type { Keys, Late, Value } from '../kernel/reading/late.ts';
import type { Area } from './area.entity.ts';
import { asGeoJson, checkedTolerance, type Bounds, type Position } from './shape.ts';
import { loadPerArea } from './within.ts';

interface Measures {
  areaId: number;
  areaM2: number;
  perimeterM: number;
  bounds: Bounds;
  centre: Position;
}

/** Statement: extent, centre and measures of the ground of these areas. An area without a boundary has no row. */
function measuresOf(ids: Keys, asOf: Value<string>): Sql {
  // Further digits are noise, and two builds of PostGIS do not agree on them.
  return sql`
    select b.area_id as "areaId", floor(b.area_m2 * 10 + 0.5) / 10 as "areaM2",
      floor(b.perimeter_m * 10 + 0.5) / 10 as "perimeterM",
      ST_X(b.centre) as longitude, ST_Y(b.centre) as latitude,
      ST_XMin(b.geom) as west, ST_YMin(b.geom) as south, ST_XMax(b.geom) as east, ST_YMax(b.geom) as north
    from boundary b where b.area_id = any (${ids}::int[]) and ${holdsAt('b', asOf)}`;
}

/** Statement: the ground of these areas as GeoJSON: as it is stored, or simplified. */
function boundariesOf(ids: Keys, asOf: Value<string>, toleranceM: Value<number> | null): Sql {
  return sql`
    select b.area_id as "areaId", ${toleranceM === null ? sql`b.geojson` : asGeoJson('b.geom', toleranceM)} as boundary
    from boundary b where b.area_id = any (${ids}::int[]) and ${holdsAt('b', asOf)}`;
}

/** Reading: what is measured of each row. */
export function readMeasures(asked: AskedField): Fact {
  return asked.lookup('measures', (rows) => measuresOf(rows.keys, asked.asOf));
}

/** Reading: the ground of each row, simplified within the tolerance. */
export function readBoundary(asked: AskedField, argument: Late<number>): Sql {
  const toleranceM = argument.map(checkedTolerance);
  const exact = asked.decide(toleranceM, (metres) => metres === 0);
  const of = asked.lookup(asked.questionOf('boundary', exact ? null : argument), (rows) =>
    boundariesOf(rows.keys, asked.asOf, exact ? null : toleranceM),
  );
  return asked.value(of('boundary'));
}

/** Extent, centre and measures of an area's ground at its date; null when no boundary is known. One statement for all. */
export async function loadMeasures(context: GraphContext, area: Area): Promise<Measures | null> {
  type Row = Omit<Measures, 'bounds' | 'centre'> & Bounds & Position;
  const row = await loadPerArea<Row>(context, 'measures', area, measuresOf);
  if (!row) return null;
  const { areaId, areaM2, perimeterM, west, south, east, north, longitude, latitude } = row;
  return { areaId, areaM2, perimeterM, bounds: { west, south, east, north }, centre: { longitude, latitude } };
}

/** The ground of an area at its date as GeoJSON, simplified within the tolerance; null when no boundary is known. */
export async function loadBoundary(context: GraphContext, area: Area, toleranceM: number): Promise<JsonText | null> {
  const tolerance = checkedTolerance(toleranceM);
  const row = await loadPerArea<{ areaId: number; boundary: string }>(
    context,
    `boundary:${toleranceM}`,
    area,
    (ids, asOf) => boundariesOf(ids, asOf, tolerance === 0 ? null : tolerance),
  );
  return row && new JsonText(row.boundary);
}
