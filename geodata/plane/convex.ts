import { at } from '../random.ts';
import { cut } from './cut.ts';
import { along, cross, distance, dot, leftOf, minus, unit } from './point.ts';
import type { Point, Ring } from './point.ts';
import { areaOf, extentOf } from './ring.ts';

/** What of a convex ring lies to the left of a line. */
export function clipLeft(ring: Ring, direction: Point, offset: number): Ring {
  const normal = leftOf(direction);
  const result: Point[] = [];
  for (const [i, a] of ring.entries()) {
    const b = at(ring, (i + 1) % ring.length);
    const [here, there] = [dot(a, normal) - offset, dot(b, normal) - offset];
    if (here >= 0) result.push(a);
    if (here > 0 !== there > 0 && here !== 0 && there !== 0) result.push(along(a, b, here / (here - there)));
  }
  return result.length < 3 ? [] : result;
}

/** A convex ring moved inwards on every side; empty if nothing is left. */
export function inset(ring: Ring, metres: number): Ring {
  let result = ring;
  for (const [i, a] of ring.entries()) {
    const b = at(ring, (i + 1) % ring.length);
    if (distance(a, b) < 0.05) continue;
    const direction = unit(minus(b, a));
    result = clipLeft(result, direction, dot(a, leftOf(direction)) + metres);
    if (result.length === 0) return [];
  }
  return withoutShortEdges(result);
}

function withoutShortEdges(ring: Ring): Ring {
  const kept = ring.filter((point, i) => distance(point, at(ring, i - 1)) > 0.5);
  return kept.length < 3 ? [] : kept;
}

/** A large convex part of any ring: inward corners are cut off, each along the line that costs least. */
export function convexPart(ring: Ring): Ring {
  let result = ring;
  for (let round = 0; round < 60; round += 1) {
    const reflex = worstReflexCorner(result);
    if (reflex === null) return result;
    const corner = at(result, reflex);
    const before = unit(minus(corner, at(result, reflex - 1)));
    const after = unit(minus(at(result, (reflex + 1) % result.length), corner));
    let best: Ring = [];
    let bestArea = 0;
    for (const share of [0, 0.5, 1]) {
      const direction = unit(along(before, after, share));
      for (const side of largestLeft(result, direction, dot(corner, leftOf(direction)))) {
        const area = areaOf(side);
        if (area > bestArea) [best, bestArea] = [side, area];
      }
    }
    if (best.length < 3) return [];
    result = best;
  }
  return [];
}

/** The corner that bends inwards most, or null if the ring is convex. */
function worstReflexCorner(ring: Ring): number | null {
  let worst: number | null = null;
  let depth = -1e-3;
  for (const [i, corner] of ring.entries()) {
    const before = minus(corner, at(ring, i - 1));
    const after = minus(at(ring, (i + 1) % ring.length), corner);
    const turn = cross(before, after) / Math.max(1e-9, distance(at(ring, i - 1), at(ring, (i + 1) % ring.length)));
    if (turn < depth) [worst, depth] = [i, turn];
  }
  return worst;
}

function largestLeft(ring: Ring, direction: Point, offset: number): Ring[] {
  // Parts that still reach over the line are cut again until the whole lies left of it.
  let part: Ring = ring;
  for (let i = 0; i < 8; i += 1) {
    const { low, high } = extentOf(part, leftOf(direction));
    if (low >= offset - 0.02) return [part];
    if (high <= offset + 0.02) return [];
    const halves = cut(part, direction, offset);
    if (!halves) return [];
    part = halves.left;
  }
  return [];
}

export function hull(points: readonly Point[]): Ring {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (line: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of line) {
      while (chain.length > 1 && cross(minus(at(chain, -1), at(chain, -2)), minus(point, at(chain, -1))) <= 0)
        chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

/** Whether two convex rings come closer than a distance (by separating axes). */
export function convexMeet(a: Ring, b: Ring, clearance: number): boolean {
  return ![a, b].some((ring) =>
    ring.some((point, i) => {
      const next = at(ring, (i + 1) % ring.length);
      if (distance(point, next) < 1e-6) return false;
      const outward = leftOf(unit(minus(point, next)));
      const [first, second] = [extentOf(a, outward), extentOf(b, outward)];
      return second.low - first.high >= clearance || first.low - second.high >= clearance;
    }),
  );
}

export function convexContains(ring: Ring, point: Point, margin: number): boolean {
  return ring.every((a, i) => {
    const b = at(ring, (i + 1) % ring.length);
    return cross(unit(minus(b, a)), minus(point, a)) >= margin;
  });
}

/** Where the line `direction` at `offset` runs inside a convex ring, as positions along the direction. */
export function chordOf(ring: Ring, direction: Point, offset: number): { low: number; high: number } | null {
  const normal = leftOf(direction);
  let low = Infinity;
  let high = -Infinity;
  for (const [i, a] of ring.entries()) {
    const b = at(ring, (i + 1) % ring.length);
    const [here, there] = [dot(a, normal) - offset, dot(b, normal) - offset];
    if (here > 0 === there > 0) continue;
    const position = dot(along(a, b, here / (here - there)), direction);
    low = Math.min(low, position);
    high = Math.max(high, position);
  }
  return low < high ? { low, high } : null;
}
