import { union } from 'polyclip-ts';
import type { Chance } from '../random.ts';
import { at, held } from '../random.ts';
import { cutByShare } from '../plane/cut.ts';
import type { Bend, Halves } from '../plane/cut.ts';
import { dot, fromDegrees, leftOf, plus, times, unit } from '../plane/point.ts';
import type { Point, Polygon, Ring, Shape } from '../plane/point.ts';
import { areaOf, centreOf, distanceToRing, extentOf, rounded, tidy } from '../plane/ring.ts';
import { INLAND, PUBLISHED_AREA_M2, SHORE } from '../shinan/outline.ts';
import { LAYOUT, SUBDISTRICTS } from '../shinan/subdistricts.ts';
import type { Layout } from '../shinan/subdistricts.ts';
import type { CommunityData } from '../shinan/communities.ts';

/** The land of the demo district, scaled so that it covers the published area. */
export function drawLand(chance: Chance): Ring {
  const place = ([east, north]: readonly [number, number]) => fromDegrees(120 + east / 1000, 36 + north / 1000);
  const shore = rounded(SHORE.map(place), 2).map((point, i, all): Point => {
    if (i === 0 || i === all.length - 1) return point;
    return plus(point, [chance.between(-5, 5), chance.between(-5, 5)]);
  });
  const drawn = [...shore, ...INLAND.map(place)];
  const scale = Math.sqrt(PUBLISHED_AREA_M2 / areaOf(drawn));
  return tidy(drawn.map((point) => times(point, scale)));
}

/** The land cut into subdistricts, each with its share of the area. */
export function divideIntoSubdistricts(land: Ring, chance: Chance): Map<string, Ring> {
  const km2 = new Map(SUBDISTRICTS.map(({ code, km2: value }) => [code, value]));
  const sizeOf = (layout: Layout): number => {
    if ('code' in layout) return held(km2, layout.code);
    return layout.cut === 'WEST_EAST'
      ? sizeOf(layout.west) + sizeOf(layout.east)
      : sizeOf(layout.south) + sizeOf(layout.north);
  };
  const result = new Map<string, Ring>();
  const divide = (ring: Ring, layout: Layout): void => {
    if ('code' in layout) {
      result.set(layout.code, ring);
      return;
    }
    const beside = layout.cut === 'WEST_EAST';
    const [left, right] = beside ? [layout.west, layout.east] : [layout.north, layout.south];
    const direction = unit(beside ? [layout.slope, 1] : [1, layout.slope]);
    const share = sizeOf(left) / (sizeOf(left) + sizeOf(right));
    const halves = cutByShare(ring, direction, share, bendOf(ring, direction, chance, 26));
    if (!halves) throw new Error('The land cannot be cut as the layout says');
    divide(halves.left, left);
    divide(halves.right, right);
  };
  divide(land, LAYOUT);
  return result;
}

/** A street of some length is never quite straight: it leans out a little, with a kink here and there. */
export function bendOf(ring: Ring, direction: Point, chance: Chance, metres: number): Bend {
  const { low, high } = extentOf(ring, direction);
  const pieces = Math.max(2, Math.min(9, Math.round((high - low) / 260)));
  const lean = chance.between(-metres, metres);
  return Array.from({ length: pieces - 1 }, (_, i) => {
    const fraction = (i + 1) / pieces;
    return { fraction, metres: lean * 4 * fraction * (1 - fraction) + chance.between(-0.3, 0.3) * metres };
  });
}

export interface CommunityGround {
  readonly shape: Shape;
  /** Its largest part without holes, to build on. */
  readonly main: Ring;
}

/**
 * The ground of a subdistrict cut among its communities, roughly where each lies. A subdistrict of several parts
 * is cut in its largest part; the others go whole to the community nearest to them.
 */
export function divideIntoCommunities(
  ground: Shape,
  communities: readonly CommunityData[],
  streetSlope: number,
  chance: Chance,
): Map<string, CommunityGround> {
  const parts = [...ground].sort((a, b) => areaOf(at(b, 0)) - areaOf(at(a, 0)));
  if (parts.some((polygon) => polygon.length > 1)) throw new Error('Ground with holes cannot be divided');
  const main = at(at(parts, 0), 0);
  const frame = frameOf(streetSlope);
  const weights = new Map(communities.map(({ code }) => [code, chance.between(0.82, 1.2)]));
  const rings = new Map<string, Ring>();
  const divide = (ring: Ring, members: readonly CommunityData[]): void => {
    const first = at(members, 0);
    if (members.length === 1) {
      rings.set(first.code, ring);
      return;
    }
    const halves = divideOnce(ring, members, frame, weights, chance);
    divide(halves.left, halves.leftMembers);
    divide(halves.right, halves.rightMembers);
  };
  divide(main, communities);
  const shapes = new Map([...rings].map(([code, ring]): [string, Shape] => [code, [[ring]]]));
  for (const polygon of parts.slice(1)) {
    const middle = centreOf(at(polygon, 0));
    const nearest = [...rings].sort(([, a], [, b]) => distanceToRing(middle, a) - distanceToRing(middle, b));
    const code = at(nearest, 0)[0];
    shapes.set(code, joined(held(shapes, code), polygon));
  }
  return new Map([...shapes].map(([code, shape]) => [code, { shape, main: held(rings, code) }]));
}

/** Parts that share a border become one. */
function joined(shape: Shape, polygon: Polygon): Shape {
  const closed = (part: Polygon) =>
    part.map((ring) => [...ring, at(ring, 0)].map(([x, y]): [number, number] => [x, y]));
  return union(shape.map(closed), closed(polygon)).map((part) => part.map((ring) => tidy(ring.slice(0, -1))));
}

export interface Frame {
  readonly eastward: Point;
  readonly northward: Point;
}

export function frameOf(slope: number): Frame {
  const eastward = unit([1, slope]);
  return { eastward, northward: leftOf(eastward) };
}

function divideOnce(
  ring: Ring,
  members: readonly CommunityData[],
  frame: Frame,
  weights: ReadonlyMap<string, number>,
  chance: Chance,
): Halves & { leftMembers: readonly CommunityData[]; rightMembers: readonly CommunityData[] } {
  const [east, north] = [extentOf(ring, frame.eastward), extentOf(ring, frame.northward)];
  const sideBySide = east.high - east.low > north.high - north.low;
  // West to east, or north to south: the first members lie to the left of a border that runs north, or east.
  const sorted = [...members].sort((a, b) => (sideBySide ? a.east - b.east : b.north - a.north));
  const count = Math.floor(sorted.length / 2);
  const [leftMembers, rightMembers] = [sorted.slice(0, count), sorted.slice(count)];
  const size = (some: readonly CommunityData[]) => some.reduce((sum, { code }) => sum + held(weights, code), 0);
  const share = size(leftMembers) / (size(leftMembers) + size(rightMembers));
  const direction = sideBySide ? frame.northward : frame.eastward;
  const halves = cutByShare(ring, direction, share, bendOf(ring, direction, chance, 14));
  if (!halves) throw new Error('Ground cannot be divided among communities');
  return { ...halves, leftMembers, rightMembers };
}

/** Every corner that lies on a neighbour's border becomes a corner of the neighbour too: shared borders are identical. */
export function withSharedCorners(shapes: readonly Shape[]): Shape[] {
  const buckets = new Map<string, Point[]>();
  const size = 60;
  const seen = new Set<string>();
  for (const point of shapes.flat(3) as readonly Point[]) {
    const identity = `${point[0]} ${point[1]}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    const key = `${Math.floor(point[0] / size)} ${Math.floor(point[1] / size)}`;
    buckets.set(key, [...(buckets.get(key) ?? []), point]);
  }
  const near = function* (a: Point, b: Point): Generator<Point> {
    const cell = (value: number) => Math.floor(value / size);
    for (let x = cell(Math.min(a[0], b[0]) - 1); x <= cell(Math.max(a[0], b[0]) + 1); x += 1) {
      for (let y = cell(Math.min(a[1], b[1]) - 1); y <= cell(Math.max(a[1], b[1]) + 1); y += 1) {
        yield* buckets.get(`${x} ${y}`) ?? [];
      }
    }
  };
  const complete = (ring: Ring): Ring =>
    ring.flatMap((a, i) => {
      const b = at(ring, (i + 1) % ring.length);
      const step: Point = [b[0] - a[0], b[1] - a[1]];
      const squared = dot(step, step);
      const between: { fraction: number; point: Point }[] = [];
      for (const point of near(a, b)) {
        const away: Point = [point[0] - a[0], point[1] - a[1]];
        const fraction = dot(away, step) / squared;
        const aside = (away[0] * step[1] - away[1] * step[0]) / Math.sqrt(squared);
        if (fraction > 1e-6 && fraction < 1 - 1e-6 && Math.abs(aside) < 0.03 && !isEnd(point, a, b)) {
          between.push({ fraction, point });
        }
      }
      return [a, ...between.sort((p, q) => p.fraction - q.fraction).map(({ point }) => point)];
    });
  return shapes.map((shape) => shape.map((polygon) => polygon.map(complete)));
}

function isEnd(point: Point, a: Point, b: Point): boolean {
  return (point[0] === a[0] && point[1] === a[1]) || (point[0] === b[0] && point[1] === b[1]);
}
