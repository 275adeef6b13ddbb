import type { Chance } from '../random.ts';
import { at } from '../random.ts';
import { chordOf, convexContains, inset } from '../plane/convex.ts';
import { dot, leftOf, lengthOf, minus, plus, times, unit } from '../plane/point.ts';
import type { Point, Polygon, Ring } from '../plane/point.ts';
import { centreOf, extentOf, rectangle, tidy } from '../plane/ring.ts';
import type { Extent } from '../plane/ring.ts';
import type { Character } from '../shinan/subdistricts.ts';

export interface BuildingDrawing {
  readonly polygon: Polygon;
  readonly floors: number;
  readonly households: number;
}

/** What a yard is built up with. */
export type Fabric = 'COURTYARDS' | 'SLABS' | 'POINT_BLOCKS' | 'HOUSES';

interface Measures {
  readonly length: readonly [number, number];
  readonly depth: readonly [number, number];
  readonly betweenRows: readonly [number, number];
  readonly betweenBlocks: readonly [number, number];
  readonly floors: readonly [number, number];
}

const MEASURES: Record<Fabric, Measures> = {
  COURTYARDS: { length: [20, 30], depth: [19, 24], betweenRows: [3, 6], betweenBlocks: [3, 5], floors: [2, 4] },
  SLABS: { length: [30, 50], depth: [10.5, 12.5], betweenRows: [13, 17], betweenBlocks: [6, 9], floors: [5, 7] },
  POINT_BLOCKS: { length: [21, 27], depth: [16, 20], betweenRows: [20, 28], betweenBlocks: [14, 20], floors: [14, 28] },
  HOUSES: { length: [14, 20], depth: [11, 14], betweenRows: [11, 16], betweenBlocks: [10, 16], floors: [2, 3] },
};
/** Metres that stay free inside a yard's border. */
const MARGIN = 3;

export function fabricOf(character: Character, builtYear: number, chance: Chance): Fabric {
  if (character === 'VILLAS') return chance.happens(0.6) ? 'HOUSES' : 'SLABS';
  if (character === 'OLD_TOWN' && builtYear < 1956) return 'COURTYARDS';
  return builtYear > 1996 && chance.happens(0.45) ? 'POINT_BLOCKS' : 'SLABS';
}

/** Buildings in rows along the yard's streets, looking south. */
export function drawBuildings(yard: Ring, eastward: Point, fabric: Fabric, chance: Chance): BuildingDrawing[] {
  const measures = MEASURES[fabric];
  const between = ([low, high]: readonly [number, number]) => chance.between(low, high);
  const ground = inset(yard, MARGIN);
  const direction = streetOf(yard, unit(eastward));
  const result: BuildingDrawing[] = [];
  const extent = ground.length > 0 ? roomForRows(ground, direction) : null;
  if (extent) {
    const { low, high } = extent;
    const depth = Math.min(between(measures.depth), high - low - 1);
    const gap = between(measures.betweenRows);
    const rows = Math.max(1, Math.floor((high - low + gap) / (depth + gap)));
    const pitch = rows === 1 ? 0 : (high - low - depth) / (rows - 1);
    const first = rows === 1 ? (low + high) / 2 : low + depth / 2;
    const length = between(measures.length);
    const aside = between(measures.betweenBlocks);
    for (let row = 0; row < rows; row += 1) {
      const offset = first + row * pitch;
      for (const middle of placesInRow(ground, direction, offset, depth, length, aside, chance)) {
        result.push(drawBuilding(middle, direction, depth, fabric, between(measures.floors), chance));
      }
    }
  }
  return result.length > 0 ? result : [smallBuilding(yard, direction, chance)];
}

/** The yard's longest side that runs more or less west to east; rows stand along it. */
function streetOf(yard: Ring, eastward: Point): Point {
  let best: Point = eastward;
  let longest = 0;
  for (const [i, a] of yard.entries()) {
    const side = minus(at(yard, (i + 1) % yard.length), a);
    const length = lengthOf(side);
    const forward = dot(side, eastward);
    if (length > longest && Math.abs(forward) > 0.93 * length) {
      longest = length;
      best = times(side, Math.sign(forward) / length);
    }
  }
  return best;
}

/** From where to where the ground is wide enough for a row. */
function roomForRows(ground: Ring, direction: Point): Extent | null {
  const { low, high } = extentOf(ground, leftOf(direction));
  const wide = (offset: number) => {
    const chord = chordOf(ground, direction, offset);
    return chord !== null && chord.high - chord.low > 18;
  };
  let [from, to] = [low + 0.05, high - 0.05];
  while (from < to && !wide(from)) from += 1;
  while (to > from && !wide(to)) to -= 1;
  return to - from < 8 ? null : { low: from, high: to };
}

interface Place {
  readonly middle: Point;
  readonly length: number;
}

function placesInRow(
  ground: Ring,
  direction: Point,
  offset: number,
  depth: number,
  length: number,
  aside: number,
  chance: Chance,
) {
  const edges = [offset - depth / 2 + 0.01, offset, offset + depth / 2 - 0.01].map((line) =>
    chordOf(ground, direction, line),
  );
  const low = Math.max(...edges.map((edge) => edge?.low ?? Infinity));
  const high = Math.min(...edges.map((edge) => edge?.high ?? -Infinity));
  const room = high - low;
  if (!(room >= 12)) return [];
  const count = Math.max(1, Math.floor((room + aside) / (length + aside)));
  const each = Math.min((room - (count - 1) * aside) / count, length * 1.2);
  const free = room - count * each - (count - 1) * aside;
  const extra = count > 1 ? free / (count - 1) : 0;
  const start = low + (count > 1 ? 0 : free * chance.fraction());
  const places: Place[] = [];
  for (let i = 0; i < count; i += 1) {
    // Here and there a gap: a green, a shed, a boiler house.
    if (count > 2 && chance.happens(0.05)) continue;
    const position = start + i * (each + aside + extra) + each / 2;
    const middle = plus(times(direction, position), times(leftOf(direction), offset));
    places.push({ middle, length: each * chance.between(0.9, 1) });
  }
  return places;
}

function drawBuilding(
  { middle, length }: Place,
  direction: Point,
  depth: number,
  fabric: Fabric,
  height: number,
  chance: Chance,
): BuildingDrawing {
  const floors = Math.round(height);
  const block = rectangle(middle, direction, length, depth);
  const wing = 7;
  if (fabric === 'COURTYARDS' && length > 19 && depth > 18) {
    const households = Math.max(4, Math.round(((length * depth * 0.66 * floors) / 62) * chance.between(0.8, 1.2)));
    if (chance.happens(0.62)) {
      const yard = rectangle(middle, direction, length - 2 * wing, depth - 2 * wing);
      return { polygon: [tidy(block), tidy(yard).toReversed()], floors, households };
    }
    return { polygon: [tidy(threeWings(middle, direction, length, depth, wing, chance))], floors, households };
  }
  const stairs = Math.max(1, Math.round(length / 18));
  const households = fabric === 'HOUSES' ? chance.whole(3, 7) : stairs * (fabric === 'POINT_BLOCKS' ? 4 : 2) * floors;
  return { polygon: [tidy(block)], floors, households };
}

/** A courtyard house open to one side. */
function threeWings(
  middle: Point,
  direction: Point,
  length: number,
  depth: number,
  wing: number,
  chance: Chance,
): Ring {
  const facing: Point = chance.happens(0.5) ? direction : [-direction[0], -direction[1]];
  const [halfLength, halfDepth] = [length / 2, depth / 2];
  const corners: Point[] = [
    [-halfLength, -halfDepth],
    [halfLength, -halfDepth],
    [halfLength, halfDepth],
    [halfLength - wing, halfDepth],
    [halfLength - wing, -halfDepth + wing],
    [-halfLength + wing, -halfDepth + wing],
    [-halfLength + wing, halfDepth],
    [-halfLength, halfDepth],
  ];
  return corners.map(([a, b]) => plus(middle, plus(times(facing, a), times(leftOf(facing), b))));
}

/** In a yard too narrow for rows: the largest small house that fits in its middle. */
function smallBuilding(yard: Ring, direction: Point, chance: Chance): BuildingDrawing {
  const middle = centreOf(yard);
  for (let size = 20; size > 2; size *= 0.85) {
    const block = rectangle(middle, direction, size, size * 0.6);
    if (block.every((corner) => convexContains(yard, corner, 1))) {
      return { polygon: [tidy(block)], floors: 3, households: chance.whole(4, 9) };
    }
  }
  throw new Error('A yard has no room for a building');
}
