import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { MultiPolygon, Position } from 'geojson';
import { intersection, union } from 'polyclip-ts';
import type { Geom } from 'polyclip-ts';
import type { SourceRow } from '../server/land/land-load.service.ts';
import { fromDegrees } from './plane/point.ts';
import type { Polygon, Ring, Shape } from './plane/point.ts';
import { areaOf, tidy } from './plane/ring.ts';
import { at } from './random.ts';
import { SUBDISTRICTS } from './shinan/subdistricts.ts';
import type { GivenGround } from './town/town.ts';

/** A boundary file that cannot be used, said in a sentence. */
export class BoundariesUnusable extends Error {
  override name = 'BoundariesUnusable';
}

export interface Boundaries {
  readonly ground: GivenGround;
  readonly source: SourceRow;
}

const CODE_PROPERTIES = ['division_code', 'code', 'nbs_code_9', 'street_code_9', 'street_code_12'];
const ATTRIBUTION_PROPERTIES = ['attribution', 'copyright', 'license', 'licence'];
const OSM_ATTRIBUTION = '© OpenStreetMap contributors, ODbL 1.0';

/** Reads the shapes of the 11 subdistricts from a GeoJSON file (longitude, latitude; EPSG:4490 or WGS 84). */
export async function readBoundaries(path: string): Promise<Boundaries> {
  const file = basename(path);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new BoundariesUnusable(
      `${file} cannot be read as GeoJSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return boundariesFrom(content, file);
}

export function boundariesFrom(content: unknown, file: string): Boundaries {
  const features = isRecord(content) && Array.isArray(content.features) ? content.features.filter(isRecord) : null;
  if (!features) throw new BoundariesUnusable(`${file} is not a GeoJSON FeatureCollection.`);
  const shapes = new Map<string, MultiPolygon['coordinates']>();
  for (const feature of features) {
    const code = codeOf(feature);
    if (code === null) continue;
    if (shapes.has(code)) throw new BoundariesUnusable(`${file} has more than one feature with the code ${code}.`);
    shapes.set(code, polygonsOf(feature, code, file));
  }
  const missing = SUBDISTRICTS.filter(({ code }) => !shapes.has(code)).map(({ code, name }) => `${code} ${name}`);
  if (missing.length > 0) {
    throw new BoundariesUnusable(
      `${file} has no shape for ${missing.join(', ')}. Each feature needs the nine-digit code in a property such as division_code.`,
    );
  }
  const subdistricts = new Map([...shapes].map(([code, polygons]) => [code, toShape(polygons)]));
  const [first, ...others] = [...shapes.values()] as Geom[];
  const district = toShape(union(first ?? [], ...others) as MultiPolygon['coordinates']);
  const simple = new Map([...shapes].map(([code, polygons]) => [code, toShape(polygons.flatMap(withoutHoles))]));
  return {
    ground: { district, subdistricts, toDivide: simple },
    source: {
      code: `boundaries-${basename(file, extname(file))
        .replaceAll(/[^A-Za-z0-9]+/g, '-')
        .toLowerCase()}`,
      title: `街道界线：${file} · Subdistrict boundaries: ${file}`,
      provenance: 'IMPORTED',
      attribution: attributionOf(content, features) ?? file,
      publishedOn: null,
    },
  };
}

function codeOf(feature: Record<string, unknown>): string | null {
  const properties = isRecord(feature.properties) ? feature.properties : {};
  const candidates = [...CODE_PROPERTIES.map((name) => properties[name]), ...Object.values(properties)];
  for (const candidate of candidates) {
    const code = /^(\d{9})(000)?$/.exec(String(candidate ?? ''))?.[1];
    if (code && SUBDISTRICTS.some((subdistrict) => subdistrict.code === code)) return code;
  }
  return null;
}

function polygonsOf(feature: Record<string, unknown>, code: string, file: string): MultiPolygon['coordinates'] {
  const geometry = isRecord(feature.geometry) ? feature.geometry : {};
  const polygons =
    geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : null;
  if (!Array.isArray(polygons) || !polygons.every((polygon) => Array.isArray(polygon) && polygon.every(isRing))) {
    throw new BoundariesUnusable(
      `${file}: the shape of ${code} is not a valid Polygon or MultiPolygon in degrees of longitude and latitude.`,
    );
  }
  // On the grid of stored corners, so that neighbours which mean the same corner have the same corner.
  return (polygons as MultiPolygon['coordinates']).map((rings) =>
    rings.map((positions) => positions.map(([longitude, latitude]) => [onGrid(longitude), onGrid(latitude)])),
  );
}

const onGrid = (degrees = 0): number => Math.round(degrees * 1e7) / 1e7;

function isRing(ring: unknown): ring is Position[] {
  return (
    Array.isArray(ring) &&
    ring.length >= 4 &&
    ring.every((position: unknown) => {
      if (!Array.isArray(position)) return false;
      const [longitude, latitude] = position as unknown[];
      return (
        typeof longitude === 'number' &&
        typeof latitude === 'number' &&
        Math.abs(longitude) <= 180 &&
        Math.abs(latitude) <= 90
      );
    })
  );
}

function attributionOf(content: unknown, features: readonly Record<string, unknown>[]): string | null {
  const properties = features.map((feature) => (isRecord(feature.properties) ? feature.properties : {}));
  for (const holder of [isRecord(content) ? content : {}, ...properties]) {
    for (const name of ATTRIBUTION_PROPERTIES) {
      const value = holder[name];
      if (typeof value === 'string' && value.trim() !== '') return value.trim();
    }
  }
  return properties.some((holder) => 'osm_id' in holder || '@id' in holder) ? OSM_ATTRIBUTION : null;
}

function toShape(polygons: MultiPolygon['coordinates']): Shape {
  const shape = polygons.map((rings): Polygon =>
    rings.map((positions, i): Ring => {
      const ring = tidy(
        positions.slice(0, -1).map(([longitude, latitude]) => fromDegrees(longitude ?? 0, latitude ?? 0)),
      );
      return ring.length < 3 || areaOf(ring) > 0 === (i === 0) ? ring : ring.toReversed();
    }),
  );
  return shape
    .filter((polygon) => at(polygon, 0).length >= 3)
    .map((polygon) => polygon.filter((ring) => ring.length >= 3));
}

/** Ground with a hole cut through the hole, until no part has one. */
function withoutHoles(polygon: Position[][]): Position[][][] {
  const hole = polygon[1];
  if (!hole) return [polygon];
  const longitudes = hole.map((position) => position[0] ?? 0);
  const middle = (Math.min(...longitudes) + Math.max(...longitudes)) / 2;
  const half = (west: number, east: number): Position[][] => [
    [
      [west, -90],
      [east, -90],
      [east, 90],
      [west, 90],
      [west, -90],
    ],
  ];
  const parts = [half(-180, middle), half(middle, 180)].flatMap(
    (side) => intersection(polygon as Geom, side as Geom) as Position[][][],
  );
  return parts.flatMap(withoutHoles);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
