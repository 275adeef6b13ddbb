import { at } from '../random.ts';
import { along, cross, distance, dot, leftOf, minus, plus, snap, times, unit } from './point.ts';
import type { Point, Ring, Shape } from './point.ts';

/** Square metres; positive when counter-clockwise. */
export function areaOf(ring: Ring): number {
  const origin = at(ring, 0);
  let twice = 0;
  for (let i = 1; i + 1 < ring.length; i += 1) {
    twice += cross(minus(at(ring, i), origin), minus(at(ring, i + 1), origin));
  }
  return twice / 2;
}

export function areaOfShape(shape: Shape): number {
  return shape.flat().reduce((sum, ring) => sum + areaOf(ring), 0);
}

export function centreOf(ring: Ring): Point {
  const origin = at(ring, 0);
  let twice = 0;
  let sum: Point = [0, 0];
  for (let i = 1; i + 1 < ring.length; i += 1) {
    const a = minus(at(ring, i), origin);
    const b = minus(at(ring, i + 1), origin);
    const weight = cross(a, b);
    twice += weight;
    sum = plus(sum, times(plus(a, b), weight));
  }
  return plus(origin, times(sum, 1 / (3 * twice)));
}

export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** How far a ring reaches in a direction. */
export function extentOf(ring: Ring, direction: Point): Extent {
  let low = Infinity;
  let high = -Infinity;
  for (const point of ring) {
    const value = dot(point, direction);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}

export function contains(ring: Ring, point: Point): boolean {
  let inside = false;
  for (const [i, a] of ring.entries()) {
    const b = at(ring, i - 1);
    if (a[1] > point[1] !== b[1] > point[1]) {
      const east = a[0] + ((b[0] - a[0]) * (point[1] - a[1])) / (b[1] - a[1]);
      if (point[0] < east) inside = !inside;
    }
  }
  return inside;
}

export function distanceToSegment(point: Point, a: Point, b: Point): number {
  const step = minus(b, a);
  const squared = dot(step, step);
  const fraction = squared === 0 ? 0 : Math.min(1, Math.max(0, dot(minus(point, a), step) / squared));
  return distance(point, along(a, b, fraction));
}

export function distanceToRing(point: Point, ring: Ring): number {
  return ring.reduce((least, a, i) => Math.min(least, distanceToSegment(point, at(ring, i - 1), a)), Infinity);
}

export function segmentsMeet(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point) => Math.sign(cross(minus(q, p), minus(r, p)));
  return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0;
}

/** Snapped to the grid, without repeated points; empty if no ground is left. */
export function tidy(ring: Ring): Ring {
  const snapped = ring.map(snap);
  const kept = snapped.filter((point, i) => {
    const before = at(snapped, i - 1);
    return point[0] !== before[0] || point[1] !== before[1];
  });
  return kept.length < 3 ? [] : kept;
}

/** Corners of a rectangle from its middle, its long direction, length and depth. */
export function rectangle(middle: Point, direction: Point, length: number, depth: number): Ring {
  const ahead = times(direction, length / 2);
  const aside = times(leftOf(direction), depth / 2);
  const corner = (f: number, s: number) => plus(middle, plus(times(ahead, f), times(aside, s)));
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}

/** Corners cut once more (Chaikin): a drawn line becomes a shore. Ends stay. */
export function rounded(line: readonly Point[], times_: number): Point[] {
  let result = [...line];
  for (let round = 0; round < times_; round += 1) {
    const next: Point[] = [at(result, 0)];
    for (let i = 0; i + 1 < result.length; i += 1) {
      next.push(along(at(result, i), at(result, i + 1), 0.25), along(at(result, i), at(result, i + 1), 0.75));
    }
    next.push(at(result, -1));
    result = next;
  }
  return result;
}

export const direction = (a: Point, b: Point): Point => unit(minus(b, a));
