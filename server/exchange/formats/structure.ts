import type { Geometry, Position } from 'geojson';
import { MAX_GEOMETRY_PARTS, MAX_GEOMETRY_POINTS } from './limits.ts';
import { found, isRecord, rowFault } from './reasons.ts';
import type { RowFault } from './source-file.ts';
import { MAX_COLLECTION_DEPTH } from './limits.ts';
import { GeometryRefused, line, notedIn, place, position, ring, Walk } from './structure-points.ts';

type Shape = Exclude<Geometry, { type: 'GeometryCollection' }>;

const SHAPES: Readonly<Record<Shape['type'], (coordinates: unknown, walk: Walk) => Shape | null>> = {
  Point: (coordinates, walk) =>
    isEmpty(coordinates) ? null : { type: 'Point', coordinates: position(coordinates, walk) },
  MultiPoint: (coordinates, walk) =>
    multi(coordinates, walk, position, (parts) => ({ type: 'MultiPoint', coordinates: parts })),
  LineString: (coordinates, walk) =>
    isEmpty(coordinates) ? null : { type: 'LineString', coordinates: line(coordinates, walk) },
  MultiLineString: (coordinates, walk) =>
    multi(coordinates, walk, line, (parts) => ({ type: 'MultiLineString', coordinates: parts })),
  Polygon: (coordinates, walk) => {
    const rings = polygon(coordinates, walk);
    return rings && { type: 'Polygon', coordinates: rings };
  },
  MultiPolygon: (coordinates, walk) =>
    multi(coordinates, walk, polygon, (parts) => ({ type: 'MultiPolygon', coordinates: parts })),
};

export function isGeometryType(type: unknown): type is Geometry['type'] {
  return typeof type === 'string' && (Object.hasOwn(SHAPES, type) || type === 'GeometryCollection');
}

/**
 * The geometry as it can be used, in two dimensions and well formed, or null where there is none or it is refused. What was
 * refused, mended or noted is added to the faults. Whether coordinates are plausible is not judged here.
 */
export function structured(value: unknown, faults: RowFault[]): Geometry | null {
  if (value === null || value === undefined) return null;
  const walk = new Walk();
  try {
    const shape = shapeOf(value, walk);
    notedIn(walk, faults);
    if (shape === null) faults.push(rowFault('GEOMETRY_EMPTY'));
    return shape;
  } catch (error) {
    if (!(error instanceof GeometryRefused)) throw error;
    faults.push(rowFault(error.reason, error.details, error.place));
    return null;
  }
}

function shapeOf(value: unknown, walk: Walk): Shape | null {
  if (!isRecord(value)) throw new GeometryRefused('GEOMETRY_NOT_AN_OBJECT', { found: found(value) });
  if ('bbox' in value && !isBbox(value.bbox)) walk.malformedBbox = true;
  const { type } = value;
  if (!isGeometryType(type)) throw unknownType(type);
  if (type === 'GeometryCollection') return collection(value, walk);
  if (!Array.isArray(value.coordinates)) throw new GeometryRefused('COORDINATES_MISSING', { type });
  walk.type = type;
  return SHAPES[type](value.coordinates, walk);
}

function unknownType(type: unknown): GeometryRefused {
  if (type === undefined || type === null) return new GeometryRefused('TYPE_MISSING');
  return new GeometryRefused('TYPE_UNKNOWN', { type: typeof type === 'string' ? type.slice(0, 40) : found(type) });
}

/** A polygon, a ring or a position that is there but has nothing in it. */
function isEmpty(coordinates: unknown): boolean {
  return Array.isArray(coordinates) && coordinates.length === 0;
}

function polygon(coordinates: unknown, walk: Walk): Position[][] | null {
  const parts = partsOf(coordinates, walk, true);
  const rings: Position[][] = [];
  for (const part of parts) {
    if (!isEmpty(part)) rings.push(ring(part, walk));
    else if (parts.length > 1) walk.emptyParts++;
  }
  if (rings.length > 0 && isEmpty(parts[0])) throw new GeometryRefused('RING_TOO_FEW_POINTS');
  return rings.length > 0 ? rings : null;
}

function multi<Part, Result>(
  coordinates: unknown,
  walk: Walk,
  read: (part: unknown, walk: Walk) => Part | null,
  made: (parts: Part[]) => Result,
): Result | null {
  const kept: Part[] = [];
  for (const part of partsOf(coordinates, walk, read !== position)) {
    const shape = isEmpty(part) && read !== position ? null : read(part, walk);
    if (shape === null) walk.emptyParts++;
    else kept.push(shape);
  }
  if (kept.length === 0) walk.emptyParts = 0;
  return kept.length > 0 ? made(kept) : null;
}

/** A list of lists. A number at this depth means that brackets are missing. */
function partsOf(coordinates: unknown, walk: Walk, counts: boolean): readonly unknown[] {
  if (!Array.isArray(coordinates)) throw new GeometryRefused('WRONG_DEPTH', { type: walk.type, how: 'flat' });
  if (typeof coordinates[0] === 'number' && typeof coordinates[1] === 'number') {
    throw new GeometryRefused('WRONG_DEPTH', { type: walk.type, how: 'flat' }, place(coordinates));
  }
  if (counts) {
    walk.parts += coordinates.length;
    if (walk.parts > MAX_GEOMETRY_PARTS) {
      throw new GeometryRefused('GEOMETRY_TOO_LARGE', { limit: MAX_GEOMETRY_PARTS, what: 'parts' });
    }
  } else if (coordinates.length > MAX_GEOMETRY_POINTS) {
    throw new GeometryRefused('GEOMETRY_TOO_LARGE', { limit: MAX_GEOMETRY_POINTS, what: 'points' });
  }
  return coordinates;
}

function collection(value: Record<string, unknown>, walk: Walk): Shape | null {
  const members: unknown[] = [];
  gather(value, members, walk, 1);
  const shapes = members.map((member) => shapeOf(member, walk)).filter((shape) => shape !== null);
  const [first, ...others] = shapes;
  if (!first) return null;
  if (others.length === 0) {
    walk.collection = 'COLLECTION_UNWRAPPED';
    return first;
  }
  const polygons: Position[][][] = [];
  for (const shape of shapes) {
    if (shape.type === 'Polygon') polygons.push(shape.coordinates);
    else if (shape.type === 'MultiPolygon') for (const part of shape.coordinates) polygons.push(part);
    else throw new GeometryRefused('MIXED_COLLECTION', { types: typesOf(shapes) }, place(firstPosition(shape)));
  }
  walk.collection = 'COLLECTION_TO_MULTIPOLYGON';
  return { type: 'MultiPolygon', coordinates: polygons };
}

function gather(value: Record<string, unknown>, members: unknown[], walk: Walk, depth: number): void {
  if (depth > MAX_COLLECTION_DEPTH) throw new GeometryRefused('COLLECTION_TOO_DEEP', { limit: MAX_COLLECTION_DEPTH });
  if (!Array.isArray(value.geometries))
    throw new GeometryRefused('COORDINATES_MISSING', { type: 'GeometryCollection' });
  for (const member of value.geometries) {
    if (isRecord(member) && member.type === 'GeometryCollection') gather(member, members, walk, depth + 1);
    else members.push(member);
    if (members.length > MAX_GEOMETRY_PARTS) {
      throw new GeometryRefused('GEOMETRY_TOO_LARGE', { limit: MAX_GEOMETRY_PARTS, what: 'parts' });
    }
  }
}

function typesOf(shapes: readonly Shape[]): string {
  return [...new Set(shapes.map(({ type }) => type))].join(', ');
}

function firstPosition({ coordinates }: Shape): unknown {
  let inner: unknown = coordinates;
  while (Array.isArray(inner) && Array.isArray(inner[0])) inner = inner[0];
  return inner;
}

/** Foreign writers leave boxes of all kinds; ours are two or three dimensions. */
export function isBbox(value: unknown): boolean {
  return Array.isArray(value) && (value.length === 4 || value.length === 6) && value.every(Number.isFinite);
}
