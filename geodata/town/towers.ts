import type { Chance } from '../random.ts';
import { at } from '../random.ts';
import { convexContains } from '../plane/convex.ts';
import type { Ring } from '../plane/point.ts';
import { centreOf, distanceToSegment, rectangle, tidy } from '../plane/ring.ts';
import { OFFICE_AXES } from '../shinan/places.ts';
import type { OfficeAxis } from '../shinan/places.ts';
import { divideIntoPlots } from './blocks.ts';
import type { CommunityBlocks } from './grids.ts';
import { BEGINNING } from './model.ts';
import type { Community, OfficeTower } from './model.ts';
import { areaOf } from '../plane/ring.ts';

interface Plot {
  readonly ring: Ring;
  readonly community: Community;
}

/** Office towers on blocks without yards, as near to their street as there is room. */
export function drawTowers(districtCode: string, blocks: readonly CommunityBlocks[], chance: Chance): OfficeTower[] {
  let plots: Plot[] = blocks.flatMap(({ community, offices }) =>
    offices.flatMap((block) =>
      divideIntoPlots(block, Math.max(1, Math.round(areaOf(block) / 4200)), 10, community.frame, chance).map(
        (ring) => ({
          ring,
          community,
        }),
      ),
    ),
  );
  const towers: OfficeTower[] = [];
  for (const axis of OFFICE_AXES) {
    const near = [...plots].sort((a, b) => away(a, axis) - away(b, axis));
    let drawn = 0;
    for (const plot of near) {
      if (drawn === axis.towers) break;
      plots = plots.filter((other) => other !== plot);
      const tower = drawTower(plot, chance);
      if (!tower) continue;
      drawn += 1;
      const floors = chance.whole(12, axis.street === '香港中路' ? 44 : 30);
      towers.push({
        code: `${districtCode}-OB-${String(towers.length + 1).padStart(3, '0')}`,
        name: `${axis.street}示例大厦${nameOf(drawn)}座`,
        street: axis.street,
        community: plot.community,
        polygon: [tidy(tower)],
        floors,
        floorAreaM2: Math.round((areaOf(tower) * floors * 0.92) / 100) * 100,
        validFrom: chance.happens(0.06) ? chance.pick(['2023-06-01', '2024-05-01', '2025-04-01']) : BEGINNING,
      });
    }
    if (drawn < axis.towers) throw new Error(`There is no room for ${axis.towers} towers along ${axis.street}`);
  }
  return towers;
}

/** A, B … Z, then A2, B2 … */
function nameOf(number: number): string {
  const round = Math.floor((number - 1) / 26);
  return `${String.fromCharCode(65 + ((number - 1) % 26))}${round === 0 ? '' : round + 1}`;
}

function away({ ring }: Plot, { line }: OfficeAxis): number {
  const middle = centreOf(ring);
  return line.reduce(
    (least, end, i) => (i === 0 ? least : Math.min(least, distanceToSegment(middle, at(line, i - 1), end))),
    Infinity,
  );
}

function drawTower({ ring, community }: Plot, chance: Chance): Ring | null {
  const middle = centreOf(ring);
  const [length, depth] = [chance.between(32, 56), chance.between(24, 38)];
  for (let scale = 1; scale > 0.55; scale *= 0.92) {
    const tower = rectangle(middle, community.frame.eastward, length * scale, depth * scale);
    if (tower.every((corner) => convexContains(ring, corner, 2))) return tower;
  }
  return null;
}
