import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ask } from '../../support/ask.ts';
import {
  aBuilding,
  aBuildingGroup,
  aCommunity,
  aDistrict,
  aGrid,
  aLevelScheme,
  aSubdistrict,
  aYard,
  type LevelWish,
} from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

const upper: LevelWish[] = [
  { level: 'DISTRICT', parents: [], pattern: '^[0-9]{6}$', zh: '区', en: 'District' },
  { level: 'SUBDISTRICT', parents: ['DISTRICT'], pattern: '^[0-9]{9}$', zh: '街道', en: 'Subdistrict' },
  { level: 'COMMUNITY', parents: ['SUBDISTRICT'], pattern: '^[0-9]{12}$', zh: '社区', en: 'Community' },
];
const withGroups: LevelWish[] = [
  ...upper,
  { level: 'GRID', parents: ['COMMUNITY'], pattern: '^[0-9]{15}$', zh: '网格', en: 'Grid' },
  { level: 'BUILDING_GROUP', parents: ['GRID'], pattern: '^[0-9]{17}$', zh: '楼组', en: 'Building group' },
  { level: 'BUILDING', parents: ['BUILDING_GROUP'], pattern: '^[0-9]{17}B[0-9]{3}$', zh: '楼栋', en: 'Building' },
];
const withEstates: LevelWish[] = [
  ...upper,
  { level: 'YARD', parents: ['COMMUNITY'], pattern: '^[0-9]{12}Y[0-9]{4}$', zh: '小区', en: 'Estate' },
  { level: 'BUILDING', parents: ['YARD'], pattern: '^[0-9]{12}Y[0-9]{4}B[0-9]{3}$', zh: '楼栋', en: 'Building' },
];

const query = `query ($district: String!, $building: String!) {
  district: area(code: $district) { childCounts { level count } ... on District { levels { level titleZh parentLevels } } }
  building: area(code: $building) { ancestors { level levelTitle } parent { __typename } ... on Building { yard { code } grid { code } } } }`;

interface Answer {
  district: { childCounts: { level: string; count: number }[]; levels: { level: string }[] };
  building: {
    ancestors: { level: string; levelTitle: string }[];
    parent: object;
    yard: object | null;
    grid: object | null;
  };
}

describe('levels are data', () => {
  test('a district may have building groups below its grids and no yards', async () => {
    await inTransaction(async ({ manager, session }) => {
      const district = await aDistrict(manager, { scheme: await aLevelScheme(manager, withGroups) });
      const community = await aCommunity(manager, { in: await aSubdistrict(manager, { in: district }) });
      const group = await aBuildingGroup(manager, { in: await aGrid(manager, { in: community }) });
      const building = await aBuilding(manager, { in: group });
      const answer = await ask<Answer>(session, query, { district: district.code, building: building.code });
      expect(answer.district.levels.map(({ level }) => level)).toEqual(withGroups.map(({ level }) => level));
      expect(answer.district.childCounts.map(({ level, count }) => `${level} ${count}`)).toEqual([
        'SUBDISTRICT 1',
        'COMMUNITY 1',
        'GRID 1',
        'BUILDING_GROUP 1',
        'BUILDING 1',
      ]);
      expect(answer.building.ancestors.map(({ levelTitle }) => levelTitle)).toEqual([
        '区',
        '街道',
        '社区',
        '网格',
        '楼组',
      ]);
      expect(answer.building).toMatchObject({
        parent: { __typename: 'BuildingGroup' },
        yard: null,
        grid: { code: community.code + '001' },
      });
    });
  });

  test('a district may go from communities to estates without grids', async () => {
    await inTransaction(async ({ manager, session }) => {
      const district = await aDistrict(manager, { scheme: await aLevelScheme(manager, withEstates) });
      const community = await aCommunity(manager, { in: await aSubdistrict(manager, { in: district }) });
      const estate = await aYard(manager, { in: community });
      const building = await aBuilding(manager, { in: estate });
      const answer = await ask<Answer>(session, query, { district: district.code, building: building.code });
      expect(answer.district.childCounts.map(({ level, count }) => `${level} ${count}`)).toEqual([
        'SUBDISTRICT 1',
        'COMMUNITY 1',
        'YARD 1',
        'BUILDING 1',
      ]);
      expect(answer.building.ancestors.map(({ levelTitle }) => levelTitle)).toEqual(['区', '街道', '社区', '小区']);
      expect(answer.building).toMatchObject({ yard: { code: estate.code }, grid: null });
    });
  });

  test('codes may be of any length: what begins with the same digits is not within', async () => {
    await inTransaction(async ({ manager, session }) => {
      const numbered = withEstates.map((each) =>
        each.level === 'YARD'
          ? { ...each, pattern: '^[0-9]{12}Y[0-9]+$' }
          : { ...each, pattern: each.pattern.replace('Y[0-9]{4}', 'Y[0-9]+') },
      );
      const district = await aDistrict(manager, { scheme: await aLevelScheme(manager, numbered) });
      const community = await aCommunity(manager, { in: await aSubdistrict(manager, { in: district }) });
      const one = await aYard(manager, { in: community, code: `${community.code}Y1` });
      await aBuilding(manager, { in: one });
      for (const number of ['10', '100', '19']) {
        await aBuilding(manager, { in: await aYard(manager, { in: community, code: `${community.code}Y${number}` }) });
      }
      const answer = await ask<{ areas: { totalCount: number }; area: { childCounts: object[] } }>(
        session,
        `query ($code: String!) { areas(level: BUILDING, within: $code) { totalCount } area(code: $code) { childCounts { count } } }`,
        { code: one.code },
      );
      expect(answer).toEqual({ areas: { totalCount: 1 }, area: { childCounts: [{ count: 1 }] } });
    });
  });

  test('a level the scheme does not have is refused by the database', async () => {
    await inTransaction(async ({ manager }) => {
      const district = await aDistrict(manager, { scheme: await aLevelScheme(manager, withEstates) });
      const community = await aCommunity(manager, { in: await aSubdistrict(manager, { in: district }) });
      await expect(aGrid(manager, { in: community })).rejects.toThrow('has no level GRID');
    });
  });
});

describe("children's counts", () => {
  test('add up to the parent at every level and date, whatever the district looks like', async () => {
    const years = fc.integer({ min: 2020, max: 2025 }).map((year) => `${year}-01-01`);
    const yards = fc.array(fc.record({ from: years, buildings: fc.integer({ min: 0, max: 2 }) }), { maxLength: 3 });
    const grids = fc.array(yards, { maxLength: 3 });
    const shape = fc.array(fc.array(grids, { maxLength: 2 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(shape, years, async (subdistricts, asOf) => {
        await inTransaction(async ({ manager, session }) => {
          const district = await aDistrict(manager);
          for (const communities of subdistricts) {
            const subdistrict = await aSubdistrict(manager, { in: district });
            for (const ofCommunity of communities) {
              const community = await aCommunity(manager, { in: subdistrict });
              for (const ofGrid of ofCommunity) {
                const grid = await aGrid(manager, { in: community });
                for (const { from, buildings } of ofGrid) {
                  const yard = await aYard(manager, { in: grid, from });
                  for (let i = 0; i < buildings; i += 1) await aBuilding(manager, { in: yard });
                }
              }
            }
          }
          await expectCountsToAddUp(district.code, asOf);

          async function expectCountsToAddUp(code: string, at: string): Promise<void> {
            interface Counted {
              code: string;
              level: string;
              childCounts: { level: string; count: number }[];
            }
            const { area } = await ask<{ area: Counted & { children: { edges: { node: Counted }[] } } }>(
              session,
              `query ($code: String!, $at: Date!) { area(code: $code, asOf: $at) { code level childCounts { level count }
                children(first: 200) { edges { node { code level childCounts { level count } } } } } }`,
              { code, at },
            );
            const children = area.children.edges.map((edge) => edge.node);
            for (const { level, count } of area.childCounts) {
              const below = children.flatMap((child) => child.childCounts.filter((one) => one.level === level));
              const sum = below.reduce((total, one) => total + one.count, 0);
              expect(sum + children.filter((child) => child.level === level).length, `${level} in ${code}`).toBe(count);
            }
            for (const child of children) await expectCountsToAddUp(child.code, at);
          }
        });
      }),
      { numRuns: 8 },
    );
  });
});
