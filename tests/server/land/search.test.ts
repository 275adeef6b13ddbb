import { describe, expect, test } from 'vitest';
import type { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { ask, refusal } from '../../support/ask.ts';
import { aCommunity, aDistrict, aGrid, aSubdistrict, aYard } from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

const query = `query ($text: String!, $within: String, $asOf: Date, $first: Int, $after: String) {
  search(text: $text, within: $within, asOf: $asOf, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { __typename ... on Area { code name } } } } }`;

interface Found {
  search: {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    edges: { node: { __typename: string; code: string; name: string } }[];
  };
}

async function names(session: ReadSession, text: string, more: Record<string, unknown> = {}): Promise<string[]> {
  const { search } = await ask<Found>(session, query, { text, ...more });
  return search.edges.map((edge) => edge.node.name);
}

describe('search', () => {
  test('exact matches come first, then beginnings, then the rest; upper levels before lower ones', async () => {
    await inTransaction(async ({ manager, session }) => {
      const district = await aDistrict(manager, { name: '乾坤区' });
      const subdistrict = await aSubdistrict(manager, { in: district, name: '大乾坤路街道' });
      const community = await aCommunity(manager, { in: subdistrict, name: '乾坤路社区' });
      await aYard(manager, { in: await aGrid(manager, { in: community, name: '乾坤' }), name: '乾坤路三号院' });
      expect(await names(session, '乾坤')).toEqual(['乾坤', '乾坤区', '乾坤路社区', '乾坤路三号院', '大乾坤路街道']);
      expect(await names(session, ' 乾坤路 ')).toEqual(['乾坤路社区', '乾坤路三号院', '大乾坤路街道']);
    });
  });

  test('finds English names in upper and lower case, and codes by their beginning', async () => {
    await inTransaction(async ({ manager, session }) => {
      const district = await aDistrict(manager, { name: '甲区', nameEn: 'Zyxwia' });
      const yard = await aYard(manager, {
        in: await aGrid(manager, {
          in: await aCommunity(manager, { in: await aSubdistrict(manager, { in: district }) }),
        }),
        name: '甲院',
      });
      expect(await names(session, 'zYXW')).toEqual(['甲区']);
      expect((await names(session, district.code))[0]).toBe('甲区');
      expect(await names(session, yard.code.toLowerCase())).toEqual(['甲院']);
      expect(await names(session, district.code.slice(1)), 'the middle of a code is not looked for').toEqual([]);
    });
  });

  test('signs that mean something to SQL mean only themselves', async () => {
    await inTransaction(async ({ manager, session }) => {
      await aGrid(manager, { name: '百分之50%_院' });
      expect(await names(session, '50%_院')).toEqual(['百分之50%_院']);
      expect(await names(session, '5%院')).toEqual([]);
      expect(await names(session, "'; drop table area; --")).toEqual([]);
      expect(await names(session, '\\')).toEqual([]);
    });
  });

  test('looks within an area and at a date', async () => {
    await inTransaction(async ({ manager, session }) => {
      const here = await aGrid(manager, { name: '离火院' });
      await aGrid(manager, { name: '离火院', to: '2024-01-01' });
      expect(await names(session, '离火')).toHaveLength(1);
      expect(await names(session, '离火', { asOf: '2023-12-31' })).toHaveLength(2);
      expect(await names(session, '离火', { asOf: '2023-12-31', within: here.code.slice(0, 9) })).toHaveLength(1);
    });
  });

  test('is walked in pages, each hit once', async () => {
    await inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager);
      for (let i = 0; i < 7; i += 1) await aGrid(manager, { in: community, name: `巽风${i % 2 ? '' : '第'}${i}` });
      const codes: string[] = [];
      for (let after: string | null = null; ;) {
        const { search }: Found = await ask<Found>(session, query, { text: '巽风', first: 3, after });
        expect(search.totalCount).toBe(7);
        codes.push(...search.edges.map((edge) => edge.node.code));
        if (!search.pageInfo.hasNextPage) break;
        after = search.pageInfo.endCursor;
      }
      expect(new Set(codes).size).toBe(7);
      expect(codes).toHaveLength(7);
    });
  });

  test('a text of 1 to 100 characters is looked for', async () => {
    await inTransaction(async ({ session }) => {
      for (const text of ['', '   ', '院'.repeat(101), 'z'.repeat(10_000), 'a\0b', 'a\ud800']) {
        expect(await refusal(session, query, { text })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'text' });
      }
      expect(await names(session, '院'.repeat(100))).toEqual([]);
      expect(await refusal(session, query, { text: 'a', within: '999999' })).toMatchObject({
        code: 'NOT_FOUND',
        argument: 'within',
      });
    });
  });
});
