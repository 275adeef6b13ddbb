import { Chance, held } from '../random.ts';
import { at } from '../random.ts';
import type { Ring, Shape } from '../plane/point.ts';
import { COMMUNITIES } from '../shinan/communities.ts';
import { SUBDISTRICTS } from '../shinan/subdistricts.ts';
import { divideIntoCommunities, divideIntoSubdistricts, drawLand, frameOf, withSharedCorners } from './ground.ts';
import type { CommunityGround } from './ground.ts';
import { planBlocks } from './grids.ts';
import type { Community, Town } from './model.ts';
import { drawTowers } from './towers.ts';
import { drawYards, nameGrids } from './yards.ts';

export const DISTRICT_CODE = '370202';

/** Real shapes of the subdistricts by code, and of the district they fill. */
export interface GivenGround {
  readonly district: Shape;
  readonly subdistricts: ReadonlyMap<string, Shape>;
  /** The same without holes, for dividing. */
  readonly toDivide?: ReadonlyMap<string, Shape>;
}

export interface TownOptions {
  readonly ground?: GivenGround;
  readonly districtCode?: string;
}

/** The whole town of a seed: on drawn ground, or on ground that is given. */
export function drawTown(seed: number, { ground: given, districtCode = DISTRICT_CODE }: TownOptions = {}): Town {
  const chance = new Chance(seed, 'town');
  const ground = given ?? drawGround(chance.for('ground'));
  // A copy of the district differs in the first six digits of every code.
  const recoded = <T extends { readonly code: string }>(data: T): T => ({
    ...data,
    code: districtCode + data.code.slice(6),
  });
  const divided = SUBDISTRICTS.map((data) => {
    const shape = held(ground.toDivide ?? ground.subdistricts, data.code);
    const members = COMMUNITIES.filter(({ code }) => code.startsWith(data.code));
    return divideIntoCommunities(shape, members, data.streetSlope, chance.for(data.code));
  });
  const grounds = COMMUNITIES.map(({ code }) => {
    const map = divided.find((candidate) => candidate.has(code));
    return held(map ?? new Map<string, CommunityGround>(), code);
  });
  const shared = withSharedCorners([
    ground.district,
    ...SUBDISTRICTS.map(({ code }) => held(ground.subdistricts, code)),
    ...grounds.map(({ shape }) => shape),
  ]);
  const subdistricts = SUBDISTRICTS.map((data, i) => ({ data: recoded(data), shape: at(shared, 1 + i) }));
  const communities = COMMUNITIES.map((data, i): Community => {
    const subdistrict = at(
      subdistricts.filter((other) => recoded(data).code.startsWith(other.data.code)),
      0,
    ).data;
    const tilt = chance.for(`frame ${data.code}`).between(-0.05, 0.05);
    return {
      data: recoded(data),
      subdistrict,
      shape: at(shared, 1 + SUBDISTRICTS.length + i),
      main: at(grounds, i).main,
      frame: frameOf(subdistrict.streetSlope + tilt),
    };
  });
  const blocks = planBlocks(communities, chance.for('blocks'));
  const gridsByCommunity = blocks.map(nameGrids);
  const yards = blocks.flatMap((plan, i) =>
    drawYards(plan, at(gridsByCommunity, i), chance.for(`yards ${plan.community.data.code}`)),
  );
  return {
    districtCode,
    district: at(shared, 0),
    subdistricts,
    communities,
    grids: gridsByCommunity.flat(),
    yards,
    towers: drawTowers(districtCode, blocks, chance.for('towers')),
  };
}

function drawGround(chance: Chance): GivenGround {
  const land = drawLand(chance);
  const rings = divideIntoSubdistricts(land, chance.for('subdistricts'));
  const asShape = (ring: Ring): Shape => [[ring]];
  return { district: asShape(land), subdistricts: new Map([...rings].map(([code, ring]) => [code, asShape(ring)])) };
}
