import gcoord from 'gcoord';
import type { MultiPolygon, Point, Position } from 'geojson';
import { encodeWkb } from '../formats/wkb.ts';
import type { ShapeEncoding } from '../writers/table-file.ts';
import { OFFSET_SYSTEMS, type OffsetSystem } from './crs.ts';

const SCALE = 10 ** 9;

/** A shape in GeoJSON (EPSG:4490) in an offset system, as a writer takes it. */
export function offsetShape(geoJson: string, system: OffsetSystem, encoding: ShapeEncoding): string | Buffer {
  const shape = JSON.parse(geoJson) as Point | MultiPolygon;
  const move = ([x = NaN, y = NaN]: Position): Position =>
    gcoord.transform<[number, number]>([x, y], gcoord.WGS84, gcoord[OFFSET_SYSTEMS[system]]).map(rounded);
  const moved: Point | MultiPolygon =
    shape.type === 'Point'
      ? { type: 'Point', coordinates: move(shape.coordinates) }
      : { type: 'MultiPolygon', coordinates: shape.coordinates.map((rings) => rings.map((ring) => ring.map(move))) };
  if (encoding === 'WKB') return encodeWkb(moved);
  return encoding === 'WKT' ? wellKnownText(moved) : JSON.stringify(moved);
}

const rounded = (degrees: number): number => Math.round(degrees * SCALE) / SCALE;

function wellKnownText(shape: Point | MultiPolygon): string {
  const listed = <Part>(parts: readonly Part[], print: (part: Part) => string): string =>
    `(${parts.map(print).join(',')})`;
  const position = (at: Position): string => at.join(' ');
  if (shape.type === 'Point') return `POINT(${position(shape.coordinates)})`;
  return `MULTIPOLYGON${listed(shape.coordinates, (rings) => listed(rings, (ring) => listed(ring, position)))}`;
}
