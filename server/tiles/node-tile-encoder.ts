import { geoJSONToTile, type GeoJSONVTFeature, type GeoJSONVTTile } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { Feature, MultiPolygon, Polygon, Position } from 'geojson';
import { TILE_BUFFER, TILE_EXTENT, type TileLayer } from './layers.ts';
import type { PreparedQueries, Statement } from './prepared-queries.ts';
import { tileRows, WORLD_WIDTH, type TileAddress, type TileEncoder } from './tile-encoder.ts';

export interface ShapeRow {
  id: number;
  code: string;
  name: string;
  from: number;
  to: number;
  synthetic: number;
  geom: string | null;
}

type Ring = [number, number][];

/** For a PostGIS without ST_AsMVT: the rows of the tile are cut and encoded here. */
export class NodeTileEncoder implements TileEncoder {
  constructor(private readonly queries: PreparedQueries) {}

  async encode(layer: TileLayer, at: TileAddress): Promise<Buffer> {
    const rows = await this.queries.rows<ShapeRow>(shapeStatement(layer, at));
    return encodeRows(layer, at, rows);
  }
}

/** Outlines in centimetres: a quarter of a unit at the largest zoom. */
export function shapeStatement(layer: TileLayer, at: TileAddress): Statement {
  return tileRows(layer, at, 'ST_AsGeoJSON(outline, 2)');
}

export function encodeRows(layer: TileLayer, at: TileAddress, rows: readonly ShapeRow[]): Buffer {
  const tile = geoJSONToTile({ type: 'FeatureCollection', features: rows.flatMap(asFeature) }, at.z, at.x, at.y, {
    coordinates: 'unitSquare',
    clip: true,
    wrap: false,
    extent: TILE_EXTENT,
    buffer: TILE_BUFFER,
    // Outlines arrive simplified: both encoders must draw the same ones.
    tolerance: 0,
    maxZoom: at.z,
  });
  // The library's type of a finished tile still contains that of an unfinished one, which no feature satisfies.
  const features = (tile.features as readonly GeoJSONVTFeature[]).flatMap((feature) => {
    if (feature.type !== 3) return [];
    const geometry = withoutCollapsed(feature.geometry);
    return geometry.length > 0 ? [{ ...feature, geometry }] : [];
  });
  if (features.length === 0) return Buffer.alloc(0);
  const kept = { ...tile, features } as unknown as GeoJSONVTTile;
  const bytes = fromGeojsonVt({ [layer.name]: kept }, { version: 2, extent: TILE_EXTENT });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function asFeature({ id, geom, code, name, from, to, synthetic }: ShapeRow): Feature<Polygon | MultiPolygon>[] {
  if (geom === null) return [];
  const geometry = JSON.parse(geom) as Polygon | MultiPolygon;
  for (const rings of geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates)
    for (const ring of rings) ring.forEach(toUnitSquare);
  return [{ type: 'Feature', id, geometry, properties: { code, name, from, to, synthetic } }];
}

/** Metres from the middle of the world, north up, become fractions of it from its north-west corner, in place. */
function toUnitSquare(position: Position): void {
  position[0] = (position[0] ?? 0) / WORLD_WIDTH + 0.5;
  position[1] = 0.5 - (position[1] ?? 0) / WORLD_WIDTH;
}

/**
 * Rings that rounding to units left without ground go. A ring's direction says what it is: in a tile, y growing downward,
 * an outer ring has a positive area, and its holes, with a negative one, follow it.
 */
function withoutCollapsed(rings: Ring[]): Ring[] {
  const kept: Ring[] = [];
  for (const ring of rings) {
    const area = signedArea(ring);
    if (area > 0 || (area < 0 && kept.length > 0)) kept.push(ring);
  }
  return kept;
}

function signedArea(ring: Ring): number {
  let twice = 0;
  let before = ring[ring.length - 1];
  for (const point of ring) {
    if (before) twice += before[0] * point[1] - point[0] * before[1];
    before = point;
  }
  return twice / 2;
}
