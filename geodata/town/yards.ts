import type { Chance } from '../random.ts';
import { at, held, share } from '../random.ts';
import { inset } from '../plane/convex.ts';
import type { Ring } from '../plane/point.ts';
import { areaOf, tidy } from '../plane/ring.ts';
import type { Character } from '../shinan/subdistricts.ts';
import { divideIntoPlots, slenderness } from './blocks.ts';
import { drawBuildings, fabricOf } from './buildings.ts';
import { byWesternEdge } from './grids.ts';
import type { CommunityBlocks } from './grids.ts';
import type { Building, Grid, Yard } from './model.ts';

const DIGITS = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const LANE: Record<Character, number> = { OLD_TOWN: 4, VILLAS: 9, NEW_TOWN: 7 };
const BUILT: Record<Character, readonly (readonly [from: number, to: number, weight: number])[]> = {
  OLD_TOWN: [
    [1902, 1949, 0.62],
    [1956, 1979, 0.16],
    [1980, 1995, 0.18],
    [1996, 2004, 0.04],
  ],
  VILLAS: [
    [1906, 1949, 0.5],
    [1956, 1985, 0.3],
    [1986, 1999, 0.2],
  ],
  NEW_TOWN: [
    [1957, 1979, 0.14],
    [1980, 1989, 0.38],
    [1990, 1998, 0.38],
    [1999, 2006, 0.1],
  ],
};

/** 1 to 99 in Chinese characters. */
export function inCharacters(number: number): string {
  const [tens, ones] = [Math.floor(number / 10), number % 10];
  const head = tens === 0 ? '' : `${tens === 1 ? '' : at(DIGITS, tens)}十`;
  return head + (ones === 0 && tens > 0 ? '' : at(DIGITS, ones));
}

/** The grids of a community with their codes, names and mergers. */
export function nameGrids({ community, grids, mergers }: CommunityBlocks): Grid[] {
  const code = (index: number) => `${community.data.code}${String(index + 1).padStart(3, '0')}`;
  return grids.map((ring, index) => {
    const grows = mergers.find(({ west }) => west === index);
    const ends = mergers.find(({ east }) => east === index);
    return {
      code: code(index),
      name: `${community.data.name}第${inCharacters(index + 1)}网格`,
      community,
      ring,
      grown: grows ? { on: grows.on, ring: grows.ring, absorbed: code(grows.east) } : null,
      ended: ends ? { on: ends.on, into: code(ends.west) } : null,
    };
  });
}

/** The yards of a community, each in its grid, with their buildings. */
export function drawYards(blocks: CommunityBlocks, grids: readonly Grid[], chance: Chance): Yard[] {
  const { community } = blocks;
  const { character } = community.subdistrict;
  const weights = grids.map(({ ring }) => areaOf(ring) * chance.between(0.75, 1.25));
  const counts = share(blocks.yardCount, weights, 1);
  const drawn: { ring: Ring; grid: Grid }[] = [];
  for (const [i, grid] of grids.entries()) {
    const count = at(counts, i);
    // Some plots are no yard: a school, a market, a clinic.
    const others = count >= 4 && chance.happens(0.3) ? 1 : 0;
    const plots = divideIntoPlots(grid.ring, count + others, LANE[character], community.frame, chance)
      .map((plot) => tidy(inset(plot, 1.5)))
      .sort((a, b) => quality(b, grid) - quality(a, grid));
    for (const ring of plots.slice(0, count)) drawn.push({ ring, grid });
  }
  drawn.sort((a, b) => byWesternEdge(a.ring, b.ring));
  const houseNumbers = new Map<string, number>();
  return drawn.map(({ ring, grid }, index): Yard => {
    const own = chance.for(String(index));
    const street = chance.pick(community.data.streets);
    const number = (houseNumbers.get(street) ?? chance.whole(0, 6)) + chance.whole(1, 4);
    houseNumbers.set(street, number);
    const code = `${community.data.code}Y${String(index + 1).padStart(4, '0')}`;
    const [from, to] = at(BUILT[character], chance.weighted(BUILT[character].map(([, , weight]) => weight)));
    const builtYear = chance.whole(from, to);
    const { buildings, households } = buildUp(code, ring, grid, builtYear, own);
    return {
      code,
      name: `${street}${number}号院`,
      address: `${community.subdistrict.name}${street}${number}号`,
      community,
      ring,
      firstGrid: grid.code,
      lastGrid: grid.ended?.into ?? grid.code,
      movedOn: grid.ended?.on ?? null,
      builtYear,
      buildings,
      households: own.happens(0.04) ? null : Math.max(10, households),
    };
  });
}

function quality(ring: Ring, grid: Grid): number {
  return ring.length < 3 ? 0 : areaOf(ring) / slenderness(ring, grid.community.frame);
}

function buildUp(yardCode: string, ring: Ring, grid: Grid, builtYear: number, chance: Chance) {
  const fabric = fabricOf(grid.community.subdistrict.character, builtYear, chance);
  const drawings = drawBuildings(ring, grid.community.frame.eastward, fabric, chance);
  const buildings = drawings.map(({ polygon, floors }, i): Building => ({
    code: `${yardCode}B${String(i + 1).padStart(3, '0')}`,
    name: `${i + 1}号楼`,
    polygon,
    floors,
    builtYear: Math.min(2008, builtYear + (chance.happens(0.3) ? chance.whole(1, 3) : 0)),
  }));
  return { buildings, households: drawings.reduce((sum, { households }) => sum + households, 0) };
}

export function byCode<T extends { readonly code: string }>(items: readonly T[]): (code: string) => T {
  const map = new Map(items.map((item) => [item.code, item]));
  return (code) => held(map, code);
}
