import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { JsonText } from '../kernel/graph/json-text.ts';
import { sql } from '../kernel/graph/sql.ts';
import type { Area } from './area.entity.ts';
import { asGeoJson, checkTolerance, type Bounds, type Position } from './shape.ts';
import { loadPerArea } from './within.ts';

interface Measures {
  areaId: number;
  areaM2: number;
  perimeterM: number;
  bounds: Bounds;
  centre: Position;
}

/** Extent, centre and measures of an area's ground at its date; null when no boundary is known. One statement for all. */
export async function loadMeasures(context: GraphContext, area: Area): Promise<Measures | null> {
  type Row = Omit<Measures, 'bounds' | 'centre'> & Bounds & Position;
  const row = await loadPerArea<Row>(
    context,
    'measures',
    area,
    (ids, asOf) => sql`
      select b.area_id as "areaId", b.area_m2 as "areaM2", b.perimeter_m as "perimeterM",
        ST_X(b.centre) as longitude, ST_Y(b.centre) as latitude,
        ST_XMin(b.geom) as west, ST_YMin(b.geom) as south, ST_XMax(b.geom) as east, ST_YMax(b.geom) as north
      from boundary b where b.area_id = any (${ids}::int[]) and ${holdsAt('b', asOf)}`,
  );
  if (!row) return null;
  const { areaId, areaM2, perimeterM, west, south, east, north, longitude, latitude } = row;
  return { areaId, areaM2, perimeterM, bounds: { west, south, east, north }, centre: { longitude, latitude } };
}

/** The ground of an area at its date as GeoJSON, simplified within the tolerance; null when no boundary is known. */
export async function loadBoundary(context: GraphContext, area: Area, toleranceM: number): Promise<JsonText | null> {
  checkTolerance(toleranceM);
  const row = await loadPerArea<{ areaId: number; boundary: string }>(
    context,
    `boundary:${toleranceM}`,
    area,
    (ids, asOf) => sql`
      select b.area_id as "areaId", ${asGeoJson('b.geom', toleranceM)} as boundary
      from boundary b where b.area_id = any (${ids}::int[]) and ${holdsAt('b', asOf)}`,
  );
  return row && new JsonText(row.boundary);
}
