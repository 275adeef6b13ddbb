import type { Chance } from '../random.ts';
import { at } from '../random.ts';
import { convexPart, clipLeft, inset } from '../plane/convex.ts';
import { cut, cutByShare } from '../plane/cut.ts';
import { dot, leftOf, turned } from '../plane/point.ts';
import type { Point, Ring } from '../plane/point.ts';
import { areaOf, extentOf, tidy } from '../plane/ring.ts';
import type { Frame } from './ground.ts';

/** Metres between the two sides of the streets that divide a community, the first cut being the widest. */
const STREET_WIDTHS = [17, 13, 9, 7, 6];
/** Metres between a block and the line its cell ends at. */
const PAVEMENT = 4.5;

/** A community's ground cut into about `count` blocks along its streets; each block is convex ground within its cell. */
export function divideIntoBlocks(ground: Ring, count: number, frame: Frame, chance: Chance): Ring[] {
  const blocks: Ring[] = [];
  const divide = (ring: Ring, parts: number, depth: number): void => {
    if (parts <= 1) {
      const block = tidy(inset(convexPart(ring), PAVEMENT));
      if (block.length >= 3 && areaOf(block) > 600) blocks.push(block);
      return;
    }
    const direction = turned(longWay(ring, frame), chance.between(-0.07, 0.07));
    const leftParts = Math.max(1, Math.min(parts - 1, Math.round((parts / 2) * chance.between(0.85, 1.15))));
    const share = leftParts / parts;
    const width = STREET_WIDTHS.at(Math.min(depth, STREET_WIDTHS.length - 1)) ?? 6;
    const middle = cutByShare(ring, direction, share);
    if (!middle) return;
    const offset = dot(at(middle.line, 0), leftOf(direction));
    const left = cut(ring, direction, offset + width / 2)?.left ?? middle.left;
    const right = cut(ring, direction, offset - width / 2)?.right ?? middle.right;
    divide(left, leftParts, depth + 1);
    divide(right, parts - leftParts, depth + 1);
  };
  divide(ground, count, 0);
  return blocks;
}

/** The direction of a cut across the longer side. */
function longWay(ring: Ring, frame: Frame): Point {
  const [east, north] = [extentOf(ring, frame.eastward), extentOf(ring, frame.northward)];
  return east.high - east.low > north.high - north.low ? frame.northward : frame.eastward;
}

/** Convex ground cut into `count` convex pieces of like size with lanes between them. */
export function divideIntoPlots(ground: Ring, count: number, lane: number, frame: Frame, chance: Chance): Ring[] {
  if (count <= 1) return [ground];
  const direction = turned(longWay(ground, frame), chance.between(-0.05, 0.05));
  const leftCount = count === 2 ? 1 : Math.floor(count / 2) + (count % 2 === 1 && chance.happens(0.5) ? 1 : 0);
  const wanted = areaOf(ground) * (leftCount / count) * chance.between(0.94, 1.06);
  let { low, high } = extentOf(ground, leftOf(direction));
  for (let i = 0; i < 30; i += 1) {
    const middle = (low + high) / 2;
    const part = clipLeft(ground, direction, middle);
    if (part.length >= 3 && areaOf(part) > wanted) low = middle;
    else high = middle;
  }
  const left = clipLeft(ground, direction, low + lane / 2);
  const right = clipLeft(ground, [-direction[0], -direction[1]], -(low - lane / 2));
  return [
    ...(left.length ? divideIntoPlots(left, leftCount, lane, frame, chance) : []),
    ...(right.length ? divideIntoPlots(right, count - leftCount, lane, frame, chance) : []),
  ];
}

/** How far from a square: 1 for a square, more for a strip. */
export function slenderness(ring: Ring, frame: Frame): number {
  const [east, north] = [extentOf(ring, frame.eastward), extentOf(ring, frame.northward)];
  const [a, b] = [east.high - east.low, north.high - north.low];
  return Math.max(a, b) / Math.max(1, Math.min(a, b));
}
