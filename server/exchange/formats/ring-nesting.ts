import type { Position } from 'geojson';
import { MAX_NESTING_STEPS } from './limits.ts';

/** More holes and outer rings than can be matched in reasonable time. */
export class NestingProblem extends Error {}

interface Ring {
  readonly points: Position[];
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/**
 * Polygons from the rings of a shapefile, where the direction tells outer rings (clockwise) from holes. A hole belongs to the
 * smallest outer ring around it; one without any around it was drawn in the wrong direction and is an outer ring.
 */
export function polygonsFrom(rings: readonly Position[][]): unknown {
  if (rings.length === 1) return { type: 'Polygon', coordinates: rings };
  const outers = rings.filter((ring) => signedArea(ring) <= 0).map(boxed);
  const holes = rings.filter((ring) => signedArea(ring) > 0);
  const polygons = new Map(outers.map((outer) => [outer, [outer.points]]));
  let steps = 0;
  const alone: Position[][] = [];
  for (const points of holes) {
    const hole = boxed(points);
    let around: Ring | null = null;
    for (const outer of outers) {
      steps++;
      if (!holds(outer, hole) || (around && size(around) <= size(outer))) continue;
      steps += outer.points.length;
      if (isWithin(hole, outer)) around = outer;
      if (steps > MAX_NESTING_STEPS) throw new NestingProblem('it has too many rings to tell which hole is whose');
    }
    if (around) polygons.get(around)?.push(points);
    else alone.push(points);
  }
  const coordinates = [...polygons.values(), ...alone.map((ring) => [ring])];
  return coordinates.length === 1
    ? { type: 'Polygon', coordinates: coordinates[0] }
    : { type: 'MultiPolygon', coordinates };
}

/** Positive when the ring runs against the clock. Taken relative to the first point, so that large coordinates stay exact. */
function signedArea(ring: readonly Position[]): number {
  const [x0 = 0, y0 = 0] = ring[0] ?? [];
  let sum = 0;
  let [px, py] = [0, 0];
  for (const [x = 0, y = 0] of ring) {
    sum += px * (y - y0) - (x - x0) * py;
    px = x - x0;
    py = y - y0;
  }
  return sum / 2;
}

function boxed(points: Position[]): Ring {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x = 0, y = 0] of points) {
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  return { points, west, south, east, north };
}

function holds(outer: Ring, inner: Ring): boolean {
  return (
    outer.west <= inner.west && outer.east >= inner.east && outer.south <= inner.south && outer.north >= inner.north
  );
}

function size(ring: Ring): number {
  return (ring.east - ring.west) * (ring.north - ring.south);
}

/** The first corner of the hole that is not on a corner of the outer ring decides. */
function isWithin(hole: Ring, outer: Ring): boolean {
  const corners = new Set(outer.points.map(([x, y]) => `${x},${y}`));
  const corner = hole.points.find(([x, y]) => !corners.has(`${x},${y}`)) ?? hole.points[0];
  const [x = 0, y = 0] = corner ?? [];
  let inside = false;
  let [px = 0, py = 0] = outer.points.at(-1) ?? [];
  for (const [cx = 0, cy = 0] of outer.points) {
    if (cy > y !== py > y && x < ((px - cx) * (y - cy)) / (py - cy) + cx) inside = !inside;
    px = cx;
    py = cy;
  }
  return inside;
}
