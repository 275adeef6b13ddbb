import type { MultiPolygon, Point, Position } from 'geojson';
import { widen, type ShapeBounds } from './wkb-bounds.ts';

/** Types of shapes in a .shp file. */
export const SHAPE_TYPES = { Point: 1, MultiPolygon: 5 } as const;
const NULL_SHAPE = 0;

const HEADER_BYTES = 100;
const RECORD_HEADER_BYTES = 8;

/** The head of a .shp or .shx file of so many bytes. */
export function shapeFileHeader(type: number, bytes: number, bounds: ShapeBounds): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32BE(9994, 0);
  header.writeInt32BE(bytes / 2, 24);
  header.writeInt32LE(1000, 28);
  header.writeInt32LE(type, 32);
  if (bounds[0] <= bounds[2]) bounds.forEach((side, i) => header.writeDoubleLE(side, 36 + 8 * i));
  return header;
}

/** The record of a shape with its number, from 1. */
export function shapeRecord(number: number, shape: Point | MultiPolygon | null, all: ShapeBounds): Buffer {
  const content = contentOf(shape, all);
  const head = Buffer.alloc(RECORD_HEADER_BYTES);
  head.writeInt32BE(number, 0);
  head.writeInt32BE(content.length / 2, 4);
  return Buffer.concat([head, content]);
}

/** What the index says of a record that stands at this byte. */
export function indexRecord(at: number, record: Buffer): Buffer {
  const entry = Buffer.alloc(8);
  entry.writeInt32BE(at / 2, 0);
  entry.writeInt32BE((record.length - RECORD_HEADER_BYTES) / 2, 4);
  return entry;
}

function contentOf(shape: Point | MultiPolygon | null, all: ShapeBounds): Buffer {
  if (shape === null) return Buffer.alloc(4, NULL_SHAPE);
  if (shape.type === 'Point') return pointContent(shape.coordinates, all);
  return polygonContent(shape.coordinates, all);
}

function pointContent([x = NaN, y = NaN]: Position, all: ShapeBounds): Buffer {
  widen(all, x, y);
  const content = Buffer.alloc(20);
  content.writeInt32LE(SHAPE_TYPES.Point, 0);
  content.writeDoubleLE(x, 4);
  content.writeDoubleLE(y, 12);
  return content;
}

/** All rings of all polygons: outer ones clockwise, holes the other way round, as the format tells them apart. */
function polygonContent(polygons: readonly Position[][][], all: ShapeBounds): Buffer {
  const rings = polygons.flatMap((polygon) => polygon.map((ring, i) => turned(ring, i === 0)));
  const points = rings.reduce((sum, { length }) => sum + length, 0);
  const content = Buffer.alloc(44 + 4 * rings.length + 16 * points);
  const bounds: ShapeBounds = [Infinity, Infinity, -Infinity, -Infinity];
  content.writeInt32LE(SHAPE_TYPES.MultiPolygon, 0);
  content.writeInt32LE(rings.length, 36);
  content.writeInt32LE(points, 40);
  let point = 0;
  let at = 44 + 4 * rings.length;
  rings.forEach((ring, i) => {
    content.writeInt32LE(point, 44 + 4 * i);
    point += ring.length;
    for (const [x = NaN, y = NaN] of ring) {
      widen(bounds, x, y);
      content.writeDoubleLE(x, at);
      content.writeDoubleLE(y, at + 8);
      at += 16;
    }
  });
  bounds.forEach((side, i) => content.writeDoubleLE(side, 4 + 8 * i));
  widen(all, bounds[0], bounds[1]);
  widen(all, bounds[2], bounds[3]);
  return content;
}

function turned(ring: Position[], clockwise: boolean): Position[] {
  return isClockwise(ring) === clockwise ? ring : ring.toReversed();
}

/** By the sign of the area, measured from the first point so that small rings far from the origin lose no digits. */
function isClockwise(ring: readonly Position[]): boolean {
  const [originX = 0, originY = 0] = ring[0] ?? [];
  let doubled = 0;
  for (let i = 1; i < ring.length; i += 1) {
    const [ax = 0, ay = 0] = ring[i - 1] ?? [];
    const [bx = 0, by = 0] = ring[i] ?? [];
    doubled += (ax - originX) * (by - originY) - (bx - originX) * (ay - originY);
  }
  return doubled < 0;
}
