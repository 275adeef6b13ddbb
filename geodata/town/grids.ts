import type { Chance } from '../random.ts';
import { at, held, share } from '../random.ts';
import { convexMeet, hull } from '../plane/convex.ts';
import { distance } from '../plane/point.ts';
import type { Point, Ring } from '../plane/point.ts';
import { areaOf, centreOf, contains, distanceToSegment, extentOf, segmentsMeet, tidy } from '../plane/ring.ts';
import { OFFICE_AXES, PARKS } from '../shinan/places.ts';
import type { Character } from '../shinan/subdistricts.ts';
import { divideIntoBlocks, slenderness } from './blocks.ts';
import type { Community } from './model.ts';

export const FIGURES = { grids: 349, yards: 1418, mergersOf2024: 31, mergersOf2025: 32 };
/** Days on which grids were merged. */
const MERGER_DAYS: Record<2024 | 2025, readonly string[]> = {
  2024: ['2024-04-01', '2024-07-01', '2024-10-15'],
  2025: ['2025-03-01', '2025-06-01', '2025-09-01'],
};
/** Yards on a square kilometre of community, and the ground of one yard with its share of lanes. */
const YARDS_PER_KM2: Record<Character, number> = { OLD_TOWN: 92, VILLAS: 28, NEW_TOWN: 53 };
const M2_PER_YARD: Record<Character, number> = { OLD_TOWN: 10_600, VILLAS: 14_000, NEW_TOWN: 19_800 };

/** Blocks of one community: those that become grids, and those left to offices, schools and shops. */
export interface CommunityBlocks {
  readonly community: Community;
  readonly grids: readonly Ring[];
  readonly yardCount: number;
  /** Pairs of grids that merge, western first, with the merged ground. */
  readonly mergers: readonly {
    readonly west: number;
    readonly east: number;
    readonly ring: Ring;
    readonly on: string;
  }[];
  readonly offices: readonly Ring[];
}

export function planBlocks(communities: readonly Community[], chance: Chance): CommunityBlocks[] {
  const sizes = communities.map(({ main }) => townAreaOf(main) / 1e6);
  const weights = communities.map(
    ({ subdistrict }, i) => at(sizes, i) * YARDS_PER_KM2[subdistrict.character] * chance.between(0.85, 1.15),
  );
  const yards = share(FIGURES.yards, weights, 8);
  const grids = share(FIGURES.grids, yards, 2);
  const mergers = share(FIGURES.mergersOf2024 + FIGURES.mergersOf2025, grids);
  const days = mergerDays(mergers, chance.for('days'));
  return communities.map((community, i) => {
    const own = chance.for(community.data.code);
    for (let attempt = 0; attempt < 40; attempt += 1) {
      const plan = planCommunity(community, at(grids, i), at(yards, i), at(days, i), own);
      if (plan) return plan;
    }
    throw new Error(`No grids can be drawn for ${community.data.name}`);
  });
}

/** The days of each community's mergers: so many in 2024, the rest in 2025. */
function mergerDays(counts: readonly number[], chance: Chance): string[][] {
  const order = chance.shuffled([...counts.keys()]);
  const days = new Map<number, string[]>();
  let rest2024 = FIGURES.mergersOf2024;
  for (const community of order) {
    const own = Array.from({ length: at(counts, community) }, () => {
      const year = rest2024 > 0 ? 2024 : 2025;
      if (year === 2024) rest2024 -= 1;
      return chance.pick(MERGER_DAYS[year]);
    });
    days.set(community, own);
  }
  return counts.map((_, i) => held(days, i));
}

function planCommunity(
  community: Community,
  gridCount: number,
  yardCount: number,
  mergerDaysHere: readonly string[],
  chance: Chance,
): CommunityBlocks | null {
  const { character } = community.subdistrict;
  const ground = community.main;
  const first = gridCount + mergerDaysHere.length;
  const blockSize = Math.min(townAreaOf(ground) / first, (yardCount / first) * M2_PER_YARD[character]);
  let count = Math.max(first, Math.round(areaOf(ground) / blockSize));
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const blocks = divideIntoBlocks(ground, count, community.frame, chance);
    const reach = 0.36 * Math.sqrt(areaOf(ground) / count);
    // Where a park leaves no room, houses climb its foot.
    const free = blocks.filter((block) => !inPark(centreOf(block), 1 - attempt / 50));
    const offices = free.filter((block) => nearOffices(block, reach));
    const usable = free.filter((block) => !offices.includes(block) && slenderness(block, community.frame) < 3.4);
    if (usable.length < first) {
      count += Math.max(1, Math.ceil((first - usable.length) / 3));
      continue;
    }
    const grids = chooseTogether(usable, first, chance);
    const merged = chooseMergers(grids, mergerDaysHere, ground);
    if (!merged) return null;
    const left = usable.filter((block) => !grids.includes(block));
    return { community, grids, yardCount, mergers: merged, offices: [...offices, ...left] };
  }
  return null;
}

function inPark(point: Point, part = 1): boolean {
  return PARKS.some((park) => distance(point, park.middle) < park.radius * part);
}

/** Square metres outside the parks, told from a sample of points. */
function townAreaOf(ground: Ring): number {
  const [east, north] = [extentOf(ground, [1, 0]), extentOf(ground, [0, 1])];
  const steps = 24;
  let [inside, free] = [0, 0];
  for (let i = 0; i < steps * steps; i += 1) {
    const x = east.low + ((east.high - east.low) * ((i % steps) + 0.5)) / steps;
    const y = north.low + ((north.high - north.low) * (Math.floor(i / steps) + 0.5)) / steps;
    if (!contains(ground, [x, y])) continue;
    inside += 1;
    if (!inPark([x, y])) free += 1;
  }
  return (areaOf(ground) * Math.max(free, inside * 0.08)) / Math.max(1, inside);
}

function nearOffices(block: Ring, reach: number): boolean {
  const middle = centreOf(block);
  return OFFICE_AXES.some(({ line }) =>
    line.some((end, i) => i > 0 && distanceToSegment(middle, at(line, i - 1), end) < reach),
  );
}

/** The largest blocks near the middle of the community; what lies at its edge stays free. */
function chooseTogether(blocks: readonly Ring[], count: number, chance: Chance): Ring[] {
  const centres = blocks.map(centreOf);
  const middle = [0, 1].map((axis) => centres.reduce((sum, centre) => sum + at(centre, axis), 0) / centres.length);
  const typical = blocks.reduce((sum, block) => sum + areaOf(block), 0) / blocks.length;
  const score = blocks.map((block, i) => {
    const away = distance(at(centres, i), [at(middle, 0), at(middle, 1)]) / Math.sqrt(typical);
    return away + 2.5 * Math.max(0, 1 - areaOf(block) / typical) + chance.between(0, 1.6);
  });
  const kept = [...blocks.keys()].sort((a, b) => at(score, a) - at(score, b)).slice(0, count);
  return westToEast(kept.map((i) => at(blocks, i)));
}

/** The order of numbering: by the western edge, then from north to south. */
export function westToEast<T extends Ring>(rings: readonly T[]): T[] {
  return [...rings].sort(byWesternEdge);
}

export function byWesternEdge(a: Ring, b: Ring): number {
  const [x, y] = [extentOf(a, [1, 0]), extentOf(b, [1, 0])];
  return x.low - y.low || extentOf(b, [0, 1]).high - extentOf(a, [0, 1]).high;
}

function chooseMergers(
  grids: readonly Ring[],
  days: readonly string[],
  ground: Ring,
): CommunityBlocks['mergers'] | null {
  const pairs: { west: number; east: number; ring: Ring; waste: number }[] = [];
  for (const [west, a] of grids.entries()) {
    for (const [east, b] of grids.entries()) {
      if (east <= west || !convexMeet(a, b, 30)) continue;
      const ring = tidy(hull([...a, ...b]));
      const waste = areaOf(ring) / (areaOf(a) + areaOf(b));
      const free = grids.every((other) => other === a || other === b || !convexMeet(ring, other, 0.5));
      if (waste < 1.4 && free && liesWithin(ring, ground)) pairs.push({ west, east, ring, waste });
    }
  }
  pairs.sort((a, b) => a.waste - b.waste || a.west - b.west || a.east - b.east);
  const chosen: typeof pairs = [];
  for (const pair of pairs) {
    if (chosen.length === days.length) break;
    const taken = chosen.some(
      (other) =>
        [other.west, other.east].some((i) => i === pair.west || i === pair.east) ||
        convexMeet(other.ring, pair.ring, 0.5),
    );
    if (!taken) chosen.push(pair);
  }
  if (chosen.length < days.length) return null;
  return chosen.map(({ west, east, ring }, i) => ({ west, east, ring, on: at(days, i) }));
}

function liesWithin(ring: Ring, ground: Ring): boolean {
  return ring.every((a, i) => {
    if (!contains(ground, a)) return false;
    const b = at(ring, (i + 1) % ring.length);
    return ground.every((c, j) => !segmentsMeet(a, b, c, at(ground, (j + 1) % ground.length)));
  });
}
