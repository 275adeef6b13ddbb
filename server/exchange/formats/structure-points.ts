import type { Position } from 'geojson';
import { MAX_GEOMETRY_POINTS, MAX_RING_POINTS } from './limits.ts';
import type { RowReason } from './reasons.ts';
import { found, rowFault } from './reasons.ts';
import type { RowFault } from './source-file.ts';

type Place = readonly [number, number];

/** Ends the walk through a geometry that cannot be used. */
export class GeometryRefused extends Error {
  constructor(
    readonly reason: RowReason,
    readonly details: Readonly<Record<string, string | number>> = {},
    readonly place?: Place,
  ) {
    super(reason);
  }
}

/** What was met on the walk through one geometry. */
export class Walk {
  type = 'geometry';
  points = 0;
  parts = 0;
  heights = false;
  malformedBbox = false;
  emptyParts = 0;
  repeated = 0;
  repeatedAt: Place | undefined;
  closedAt: Place | undefined;
  collection: 'COLLECTION_UNWRAPPED' | 'COLLECTION_TO_MULTIPOLYGON' | undefined;
}

export function notedIn(walk: Walk, faults: RowFault[]): void {
  if (walk.closedAt) faults.push(rowFault('RING_CLOSED', {}, walk.closedAt));
  if (walk.repeated > 0) faults.push(rowFault('REPEATED_POINTS_DROPPED', { count: walk.repeated }, walk.repeatedAt));
  if (walk.emptyParts > 0) faults.push(rowFault('EMPTY_PARTS_DROPPED', { count: walk.emptyParts }));
  if (walk.collection) faults.push(rowFault(walk.collection));
  if (walk.heights) faults.push(rowFault('HEIGHTS_DROPPED'));
  if (walk.malformedBbox) faults.push(rowFault('BBOX_MALFORMED'));
}

/** A pair of numbers that can be shown on a map, if the value begins with one. */
export function place(value: unknown): Place | undefined {
  if (!Array.isArray(value)) return undefined;
  const [x, y] = value as unknown[];
  return typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y)
    ? [x, y]
    : undefined;
}

/** `before` is the last good position: the nearest place that can be shown when this one is bad. */
export function position(value: unknown, walk: Walk, before?: Position): Position {
  if (!Array.isArray(value)) {
    throw new GeometryRefused('WRONG_DEPTH', { type: walk.type, how: 'flat' }, place(before));
  }
  const x: unknown = value[0];
  const y: unknown = value[1];
  if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y)) {
    throw badPosition(value, walk, before);
  }
  if (value.length === 2) return value as Position;
  walk.heights = true;
  return [x, y];
}

function badPosition(value: readonly unknown[], walk: Walk, before?: Position): GeometryRefused {
  const near = place(before);
  if (Array.isArray(value[0])) {
    return new GeometryRefused('WRONG_DEPTH', { type: walk.type, how: 'deep' }, near ?? place(firstInside(value)));
  }
  if (value.length < 2) return new GeometryRefused('POSITION_INCOMPLETE', {}, near);
  const bad = value.slice(0, 2).find((one) => !Number.isFinite(one));
  return new GeometryRefused('COORDINATE_NOT_A_NUMBER', { found: found(bad) }, near);
}

function firstInside(value: readonly unknown[]): unknown {
  let inner: unknown = value;
  while (Array.isArray(inner) && Array.isArray(inner[0])) inner = inner[0];
  return inner;
}

/** Positions without heights and without repetitions of the one before. The list itself when nothing is to be changed. */
function positions(value: unknown, walk: Walk): Position[] {
  if (!Array.isArray(value)) throw new GeometryRefused('WRONG_DEPTH', { type: walk.type, how: 'flat' });
  const given = value as unknown[];
  if (given.length > MAX_RING_POINTS) {
    throw new GeometryRefused('RING_TOO_LONG', { limit: MAX_RING_POINTS }, place(given[0]));
  }
  walk.points += given.length;
  if (walk.points > MAX_GEOMETRY_POINTS) {
    throw new GeometryRefused('GEOMETRY_TOO_LARGE', { limit: MAX_GEOMETRY_POINTS, what: 'points' }, place(given[0]));
  }
  if (typeof given[0] === 'number') {
    throw new GeometryRefused('WRONG_DEPTH', { type: walk.type, how: 'flat' }, place(given));
  }
  let kept: Position[] | null = null;
  let before: Position | undefined;
  for (let index = 0; index < given.length; index++) {
    const one = position(given[index], walk, before);
    if (before !== undefined && one[0] === before[0] && one[1] === before[1]) {
      kept ??= (given as Position[]).slice(0, index);
      walk.repeated++;
      walk.repeatedAt ??= place(one);
      continue;
    }
    if (kept) kept.push(one);
    else if (one !== given[index]) {
      kept = (given as Position[]).slice(0, index);
      kept.push(one);
    }
    before = one;
  }
  return kept ?? (given as Position[]);
}

export function line(value: unknown, walk: Walk): Position[] {
  const points = positions(value, walk);
  if (points.length < 2) throw new GeometryRefused('LINE_TOO_SHORT', {}, place(points[0]));
  return points;
}

export function ring(value: unknown, walk: Walk): Position[] {
  let points = positions(value, walk);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || !hasThreeDifferent(points)) {
    throw new GeometryRefused('RING_TOO_FEW_POINTS', {}, place(first));
  }
  if (first[0] !== last[0] || first[1] !== last[1]) {
    walk.closedAt ??= place(last);
    points = [...points, [...first]];
  }
  return points;
}

/** Neighbours differ already, so the first two do, and a third has to differ from both. */
function hasThreeDifferent(points: readonly Position[]): boolean {
  const [first, second] = points;
  if (!first || !second) return false;
  for (let index = 2; index < points.length; index++) {
    const one = points[index];
    if (!one) continue;
    const isFirst = one[0] === first[0] && one[1] === first[1];
    const isSecond = one[0] === second[0] && one[1] === second[1];
    if (!isFirst && !isSecond) return true;
  }
  return false;
}
