import { at } from '../random.ts';
import { dot, leftOf, plus, same, snap, times, along, distance } from './point.ts';
import type { Point, Ring } from './point.ts';
import { areaOf, extentOf, segmentsMeet } from './ring.ts';

/** How a straight cut bends into a street: sideways metres at fractions of its length. */
export type Bend = readonly { readonly fraction: number; readonly metres: number }[];

export interface Halves {
  /** What lies to the left of the cut's direction. */
  readonly left: Ring;
  readonly right: Ring;
  /** The points of the cut, from border to border. */
  readonly line: readonly Point[];
}

interface Crossing {
  readonly edge: number;
  readonly point: Point;
  readonly position: number;
}

/**
 * Cuts a ring in two along one chord of the line `direction`, `offset` metres to the left of the origin.
 * Of several chords the longest is taken, so that the result is always two simple rings.
 */
export function cut(ring: Ring, direction: Point, offset: number, bend: Bend = []): Halves | null {
  const crossings = crossingsOf(ring, direction, offset);
  let best: [Crossing, Crossing] | null = null;
  let bestLength = 0;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const pair: [Crossing, Crossing] = [at(crossings, i), at(crossings, i + 1)];
    const length = pair[1].position - pair[0].position;
    if (length > bestLength) [best, bestLength] = [pair, length];
  }
  if (!best || bestLength < 1) return null;
  const [from, to] = best;
  const bent = bentLine(from.point, to.point, direction, bend);
  const line = bent.length > 2 && touches(ring, bent) ? [from.point, to.point] : bent;
  // The ring that leaves the chord's end counter-clockwise lies to the left of the chord.
  const left = withoutRepeats([...line.slice(0, -1), to.point, ...walk(ring, to.edge, from.edge)]);
  const right = withoutRepeats([...line.toReversed().slice(0, -1), from.point, ...walk(ring, from.edge, to.edge)]);
  return left.length < 3 || right.length < 3 ? null : { left, right, line };
}

/** Cuts so that the left part has the wanted share of the area. */
export function cutByShare(ring: Ring, direction: Point, leftShare: number, bend: Bend = []): Halves | null {
  const wanted = areaOf(ring) * leftShare;
  let { low, high } = extentOf(ring, leftOf(direction));
  let best: Halves | null = null;
  let bestMiss = Infinity;
  for (let i = 0; i < 40; i += 1) {
    const offset = (low + high) / 2;
    const halves = cut(ring, direction, offset, bend);
    const area = halves ? areaOf(halves.left) : 0;
    if (halves && Math.abs(area - wanted) < bestMiss) {
      bestMiss = Math.abs(area - wanted);
      best = halves;
    }
    if (bestMiss < wanted * 2e-6) break;
    if (area > wanted) low = offset;
    else high = offset;
  }
  return best;
}

function crossingsOf(ring: Ring, direction: Point, offset: number): Crossing[] {
  const normal = leftOf(direction);
  const heights = ring.map((point) => dot(point, normal) - offset || 1e-9);
  const crossings: Crossing[] = [];
  for (const [edge, a] of ring.entries()) {
    const next = (edge + 1) % ring.length;
    const [from, to] = [at(heights, edge), at(heights, next)];
    if (from > 0 === to > 0) continue;
    const point = snap(along(a, at(ring, next), from / (from - to)));
    crossings.push({ edge, point, position: dot(point, direction) });
  }
  return crossings.sort((a, b) => a.position - b.position);
}

function bentLine(from: Point, to: Point, direction: Point, bend: Bend): Point[] {
  const normal = leftOf(direction);
  const between = bend.map(({ fraction, metres }) => snap(plus(along(from, to, fraction), times(normal, metres))));
  return [from, ...between, to];
}

function touches(ring: Ring, line: readonly Point[]): boolean {
  for (let i = 0; i + 1 < line.length; i += 1) {
    const [a, b] = [at(line, i), at(line, i + 1)];
    const first = i === 0;
    const last = i + 2 === line.length;
    // Where the line leaves and reaches the border is no touching.
    const p = first ? along(a, b, 2 / Math.max(4, distance(a, b))) : a;
    const q = last ? along(a, b, 1 - 2 / Math.max(4, distance(a, b))) : b;
    for (const [j, c] of ring.entries()) {
      if (segmentsMeet(p, q, c, at(ring, (j + 1) % ring.length))) return true;
    }
  }
  return false;
}

/** The corners after edge `from` up to the start of edge `to`, counter-clockwise. */
function walk(ring: Ring, from: number, to: number): Point[] {
  const points: Point[] = [];
  for (let i = (from + 1) % ring.length; ; i = (i + 1) % ring.length) {
    points.push(at(ring, i));
    if (i === to) return points;
  }
}

function withoutRepeats(points: Point[]): Ring {
  return points.filter((point, i) => !same(point, at(points, i - 1)));
}
