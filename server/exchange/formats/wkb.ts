import type { Geometry, Position } from 'geojson';
import { MAX_COLLECTION_DEPTH, MAX_GEOMETRY_PARTS, MAX_GEOMETRY_POINTS } from './limits.ts';

/** Bytes that are not a geometry in well-known binary. */
export class WkbProblem extends Error {}

export interface DecodedWkb {
  readonly geometry: Geometry;
  readonly srid: number | null;
}

const TYPES = {
  Point: 1,
  LineString: 2,
  Polygon: 3,
  MultiPoint: 4,
  MultiLineString: 5,
  MultiPolygon: 6,
  GeometryCollection: 7,
} as const satisfies Record<Geometry['type'], number>;

/** Types that stand in files and are no shapes of ours; named so that a person knows what to convert. */
const FOREIGN: Readonly<Record<number, string>> = {
  8: 'CircularString',
  9: 'CompoundCurve',
  10: 'CurvePolygon',
  11: 'MultiCurve',
  12: 'MultiSurface',
  15: 'PolyhedralSurface',
  16: 'TIN',
  17: 'Triangle',
};

/** Well-known binary of the OGC and of PostGIS (EWKB), with heights and measures if it has them. */
export function decodeWkb(bytes: Uint8Array): DecodedWkb {
  const reader = new Reader(bytes);
  const geometry = reader.geometry(0);
  if (reader.at !== bytes.length) throw new WkbProblem(`${bytes.length - reader.at} bytes are left over`);
  return { geometry, srid: reader.srid };
}

class Reader {
  at = 0;
  srid: number | null = null;
  private little = true;
  private dimensions = 2;
  private points = 0;
  private parts = 0;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  geometry(depth: number): Geometry {
    if (depth > MAX_COLLECTION_DEPTH) throw new WkbProblem(`it is nested more than ${MAX_COLLECTION_DEPTH} deep`);
    const type = this.header();
    switch (type) {
      case TYPES.Point: {
        const position = this.position();
        // A point without coordinates is written as not-a-number.
        return { type: 'Point', coordinates: position.every(Number.isNaN) ? [] : position };
      }
      case TYPES.LineString:
        return { type: 'LineString', coordinates: this.positions() };
      case TYPES.Polygon:
        return { type: 'Polygon', coordinates: this.list(4, () => this.positions()) };
      case TYPES.MultiPoint:
        return { type: 'MultiPoint', coordinates: this.members('Point', depth).map((one) => one.coordinates) };
      case TYPES.MultiLineString:
        return {
          type: 'MultiLineString',
          coordinates: this.members('LineString', depth).map((one) => one.coordinates),
        };
      case TYPES.MultiPolygon:
        return { type: 'MultiPolygon', coordinates: this.members('Polygon', depth).map((one) => one.coordinates) };
      case TYPES.GeometryCollection:
        return { type: 'GeometryCollection', geometries: this.list(5, () => this.geometry(depth + 1)) };
      default:
        throw new WkbProblem(`${FOREIGN[type] ?? `type ${type}`} is not read`);
    }
  }

  private members<Type extends 'Point' | 'LineString' | 'Polygon'>(type: Type, depth: number) {
    return this.list(5, () => {
      const member = this.geometry(depth + 1);
      if (member.type !== type) throw new WkbProblem(`a ${member.type} stands where a ${type} belongs`);
      return member as Extract<Geometry, { type: Type }>;
    });
  }

  /** Byte order, type, dimensions and SRID; gives the type. */
  private header(): number {
    this.need(5);
    const order = this.view.getUint8(this.at);
    if (order > 1) throw new WkbProblem(`its byte order is ${order}`);
    this.little = order === 1;
    this.at++;
    const word = this.count();
    let type = word & 0x0fffffff;
    let extra = (word & 0x80000000 ? 1 : 0) + (word & 0x40000000 ? 1 : 0);
    if (type >= 1000) {
      const thousands = Math.floor(type / 1000);
      extra = thousands === 3 ? 2 : 1;
      if (thousands > 3) throw new WkbProblem(`type ${type} is not known`);
      type %= 1000;
    }
    this.dimensions = 2 + extra;
    if (word & 0x20000000) {
      this.need(4);
      this.srid ??= this.view.getInt32(this.at, this.little);
      this.at += 4;
    }
    return type;
  }

  private positions(): Position[] {
    const length = this.length(8 * this.dimensions);
    this.points += length;
    if (this.points > MAX_GEOMETRY_POINTS) throw new WkbProblem(`it has more than ${MAX_GEOMETRY_POINTS} points`);
    return Array.from({ length }, () => this.position());
  }

  private position(): Position {
    const { view, at, little, dimensions } = this;
    this.need(8 * dimensions);
    this.at += 8 * dimensions;
    const x = view.getFloat64(at, little);
    const y = view.getFloat64(at + 8, little);
    // The length tells structure.ts that there were heights.
    return dimensions === 2 ? [x, y] : [x, y, view.getFloat64(at + 16, little)];
  }

  private list<Part>(minimumBytes: number, read: () => Part): Part[] {
    const length = this.length(minimumBytes);
    this.parts += length;
    if (this.parts > MAX_GEOMETRY_PARTS) throw new WkbProblem(`it has more than ${MAX_GEOMETRY_PARTS} parts`);
    return Array.from({ length }, read);
  }

  /** A count is only believed if that many can be there. */
  private length(bytesEach: number): number {
    this.need(4);
    const length = this.count();
    this.need(length * bytesEach);
    return length;
  }

  private count(): number {
    const value = this.view.getUint32(this.at, this.little);
    this.at += 4;
    return value;
  }

  private need(bytes: number): void {
    if (this.at + bytes > this.view.byteLength) throw new WkbProblem('it ends too early');
  }
}

/** Two-dimensional well-known binary, little-endian. */
export function encodeWkb(geometry: Geometry): Buffer {
  const buffer = Buffer.allocUnsafe(sizeOf(geometry));
  write(geometry, buffer, 0);
  return buffer;
}

function sizeOf(geometry: Geometry): number {
  const lines = (parts: readonly Position[][]): number => parts.reduce((sum, part) => sum + 4 + 16 * part.length, 0);
  switch (geometry.type) {
    case 'Point':
      return 21;
    case 'LineString':
      return 9 + 16 * geometry.coordinates.length;
    case 'Polygon':
      return 9 + lines(geometry.coordinates);
    case 'MultiPoint':
      return 9 + 21 * geometry.coordinates.length;
    case 'MultiLineString':
      return 9 + 5 * geometry.coordinates.length + lines(geometry.coordinates);
    case 'MultiPolygon':
      return geometry.coordinates.reduce((sum, part) => sum + 9 + lines(part), 9);
    case 'GeometryCollection':
      return geometry.geometries.reduce((sum, one) => sum + sizeOf(one), 9);
  }
}

function write(geometry: Geometry, buffer: Buffer, from: number): number {
  let at = buffer.writeUInt8(1, from);
  at = buffer.writeUInt32LE(TYPES[geometry.type], at);
  const position = ([x = NaN, y = NaN]: Position): void => {
    at = buffer.writeDoubleLE(y, buffer.writeDoubleLE(x, at));
  };
  const list = <Part>(parts: readonly Part[], each: (part: Part) => void): void => {
    at = buffer.writeUInt32LE(parts.length, at);
    parts.forEach(each);
  };
  const inner = (one: Geometry): void => {
    at = write(one, buffer, at);
  };
  switch (geometry.type) {
    case 'Point':
      position(geometry.coordinates);
      break;
    case 'LineString':
      list(geometry.coordinates, position);
      break;
    case 'Polygon':
      list(geometry.coordinates, (ring) => list(ring, position));
      break;
    case 'MultiPoint':
      list(geometry.coordinates, (coordinates) => inner({ type: 'Point', coordinates }));
      break;
    case 'MultiLineString':
      list(geometry.coordinates, (coordinates) => inner({ type: 'LineString', coordinates }));
      break;
    case 'MultiPolygon':
      list(geometry.coordinates, (coordinates) => inner({ type: 'Polygon', coordinates }));
      break;
    case 'GeometryCollection':
      list(geometry.geometries, inner);
  }
  return at;
}
