import { beforeAll, describe, expect, test } from 'vitest';
import { loadViewer } from '../../../server/kernel/access/load-viewer.ts';
import type { PostKind } from '../../../server/kernel/access/viewer.ts';
import { ask, refusal } from '../../support/ask.ts';
import { aCommunity, aDistrict, aGrid, aSubdistrict } from '../../support/factories.ts';
import { aDepartment, aPost, viewerOf } from '../../support/post-factories.ts';
import { demoDatabase, inDemoSession, inTransaction } from '../../support/test-database.ts';

interface Codes {
  posts: { totalCount: number; edges: { node: { code: string } }[] };
}
const codes = ({ posts }: Codes): string[] => posts.edges.map(({ node }) => node.code);

describe('Posts', () => {
  test('are for an area of their level and their district, which the database checks', () =>
    inTransaction(async ({ manager }) => {
      const grid = await aGrid(manager);
      const refused = (work: () => Promise<unknown>): Promise<void> =>
        expect(manager.transaction(work)).rejects.toThrow(/cannot be (for|of)|violates check constraint/);
      await refused(() => aPost(manager, 'COMMUNITY', { of: grid }));
      await refused(() => aPost(manager, 'SUBDISTRICT_OFFICIAL', { of: grid }));
      const elsewhere = await aDepartment(manager, await aDistrict(manager));
      await refused(() => aPost(manager, 'DEPARTMENT', { of: grid, department: elsewhere }));
      const other = { ...(await aGrid(manager)), districtCode: grid.districtCode };
      await refused(() => aPost(manager, 'GRID', { of: other }));
    }));

  test('are asked for by those who are signed in, by kind and place', () =>
    inTransaction(async ({ manager, session, as }) => {
      const district = await aDistrict(manager);
      const subdistrict = await aSubdistrict(manager, { in: district });
      const community = await aCommunity(manager, { in: subdistrict });
      const planner = await viewerOf(manager, 'DISTRICT_PLANNER', { of: district });
      const official = await viewerOf(manager, 'SUBDISTRICT_OFFICIAL', { of: subdistrict });
      const local = await viewerOf(manager, 'COMMUNITY', { of: community });
      await aPost(manager, 'COMMUNITY', { of: community, to: '2022-01-01' });
      await aPost(manager, 'COMMUNITY');
      const within = (code: string, more = ''): string =>
        `{ posts(within: "${code}"${more}) { totalCount edges { node { code } } } }`;
      expect(codes(await ask(as(local), within(district.code))).sort()).toEqual(
        [planner, official, local].map(({ postCode }) => postCode).sort(),
      );
      expect(codes(await ask(as(local), within(subdistrict.code))).sort()).toEqual(
        [official, local].map(({ postCode }) => postCode).sort(),
      );
      expect(codes(await ask(as(local), within(district.code, ', kind: COMMUNITY')))).toEqual([local.postCode]);
      expect(await refusal(session, within(district.code))).toMatchObject({ code: 'UNAUTHENTICATED' });
    }));

  test('are found again by their id, by those who are signed in', () =>
    inTransaction(async ({ manager, session, as }) => {
      const grid = await aGrid(manager);
      const viewer = await viewerOf(manager, 'GRID', { of: grid });
      const { viewer: seen } = await ask<{ viewer: { post: { id: string } } }>(
        as(viewer),
        '{ viewer { via post { id code kind titleZh titleEn validTo provenance area { code } department { code } } } }',
      );
      expect(seen).toMatchObject({
        via: 'SESSION',
        post: {
          code: viewer.postCode,
          kind: 'GRID',
          validTo: null,
          provenance: 'SURVEYED',
          area: { code: grid.code },
          department: null,
        },
      });
      const again = `{ node(id: "${seen.post.id}") { ... on Post { code department { titleZh } } } }`;
      expect(await ask(as(viewer), again)).toEqual({ node: { code: viewer.postCode, department: null } });
      expect(await ask(session, again)).toEqual({ node: null });
      expect(await ask(session, '{ viewer { via } }')).toEqual({ viewer: null });
    }));

  test('ask nothing before their first day, after their last, or when their area is no more', () =>
    inTransaction(async ({ manager }) => {
      const kinds: [PostKind, object][] = [
        ['DISTRICT_PLANNER', { from: '2999-01-01' }],
        ['DISTRICT_PLANNER', { from: '2020-01-01', to: '2021-01-01' }],
        ['GRID', { of: await aGrid(manager, { to: '2022-01-01' }) }],
      ];
      for (const [kind, wishes] of kinds) {
        const { id } = await aPost(manager, kind, wishes);
        expect(await loadViewer(manager, { id })).toBeNull();
      }
    }));
});

describe('The posts of the demo', () => {
  beforeAll(() => demoDatabase());

  test('are one for each subdistrict, community and grid, and a few for the district', () =>
    inDemoSession(async (session) => {
      const rows = await session.query(`
        select kind, count(*)::int as count from post where valid_to = 'infinity' group by kind order by kind`);
      expect(rows).toEqual([
        { kind: 'ADMINISTRATOR', count: 1 },
        { kind: 'COMMUNITY', count: 50 },
        { kind: 'DASHBOARD', count: 1 },
        { kind: 'DEPARTMENT', count: 11 },
        { kind: 'DISTRICT_PLANNER', count: 1 },
        { kind: 'GRID', count: 349 },
        { kind: 'SUBDISTRICT_OFFICIAL', count: 11 },
      ]);
    }));

  test('say their titles in two languages', async () => {
    const { dataSource } = await demoDatabase();
    const viewer = await loadViewer(dataSource, { code: '370202012-CADRE-01' });
    await inDemoSession(async (session) => {
      expect(await ask(session, '{ viewer { post { titleZh titleEn area { code } } } }')).toEqual({
        viewer: {
          post: {
            titleZh: '八大湖街道 网格化中心 处置岗',
            titleEn: 'Badahu Subdistrict, grid centre, handling post',
            area: { code: '370202012' },
          },
        },
      });
    }, viewer);
  });
});
