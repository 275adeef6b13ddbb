import gcoord from 'gcoord';
import type { Geometry, Position } from 'geojson';
import { withoutOffset } from '../../kernel/coordinates/offset.ts';
import type { Crs } from './crs.ts';

/** Applies a function to every position of a geometry. */
export function mapPositions(geometry: Geometry, change: (position: Position) => Position): Geometry {
  if (geometry.type === 'GeometryCollection') {
    return { ...geometry, geometries: geometry.geometries.map((each) => mapPositions(each, change)) };
  }
  const walk = (value: unknown): unknown =>
    Array.isArray(value) ? (typeof value[0] === 'number' ? change(value as Position) : value.map(walk)) : value;
  return { ...geometry, coordinates: walk(geometry.coordinates) } as Geometry;
}

/**
 * From the coordinates of a file to ones that PostGIS can transform: longitude before latitude or east before north, in metres
 * or degrees, without the offset of GCJ-02 or BD-09. `srid` says in which system they are then.
 */
export function towardsStorage(crs: Crs): {
  readonly srid: number;
  readonly convert: ((geometry: Geometry) => Geometry) | null;
} {
  const srid = crs.epsg ?? 4490;
  const offset = crs.kind === 'GCJ-02' ? gcoord.GCJ02 : crs.kind === 'BD-09' ? gcoord.BD09 : null;
  if (!offset && !crs.swapped && crs.unitM === 1) return { srid, convert: null };
  return {
    srid,
    convert: (geometry) =>
      mapPositions(geometry, ([first = 0, second = 0]) => {
        const [x, y] = crs.swapped ? [second, first] : [first, second];
        return offset ? withoutOffset(offset, x, y) : [x * crs.unitM, y * crs.unitM];
      }),
  };
}
