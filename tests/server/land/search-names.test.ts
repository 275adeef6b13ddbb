import { describe, expect, test } from 'vitest';
import type { EntityManager } from 'typeorm';
import type { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { ask } from '../../support/ask.ts';
import { aBuilding, aCommunity, aDistrict, aGrid, aSource, aYard, type TestArea } from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

interface Found {
  search: { totalCount: number; edges: { formerName: string | null; node: { code: string; name: string } }[] };
}

async function found(session: ReadSession, text: string, asOf?: string): Promise<[string, string | null][]> {
  const { search } = await ask<Found>(
    session,
    `query ($text: String!, $asOf: Date) { search(text: $text, asOf: $asOf, first: 200) {
      totalCount edges { formerName node { ... on Area { code name } } } } }`,
    { text, asOf },
  );
  expect(search.totalCount).toBe(search.edges.length);
  return search.edges.map(({ node, formerName }) => [node.name, formerName]);
}

async function names(session: ReadSession, text: string): Promise<string[]> {
  return (await found(session, text)).map(([name]) => name);
}

async function follow(manager: EntityManager, old: TestArea, heir: TestArea, day: string): Promise<void> {
  await manager.query(
    `insert into area_succession (predecessor_id, successor_id, succeeded_on, kind, evidence, source_id)
     values ($1, $2, $3, 'MERGED', 'STATED', $4)`,
    [old.id, heir.id, day, await aSource(manager)],
  );
}

async function rename(manager: EntityManager, area: TestArea, name: string, day: string): Promise<void> {
  await manager.query('update area set name = $1 where id = $2', [name, area.id]);
  await manager.query('insert into area_former_name (area_id, name, valid_from, valid_to) values ($1, $2, $3, $4)', [
    area.id,
    area.name,
    area.from,
    day,
  ]);
}

describe('a place is found however it is typed', () => {
  test.each([
    '浙江路 7',
    '浙江路7号',
    '浙江路７号',
    '浙江路七号',
    '浙江路-7#',
    'ZJL7',
    'zjl7',
    'ｚｊｌ７',
    'zhejianglu 7',
    'zhe jiang lu',
    'Zhèjiāng lù 7',
    'zhejl7',
    '浙江lu7',
    'jianglu7',
  ])('%s', (text) =>
    inTransaction(async ({ manager, session }) => {
      const grid = await aGrid(manager, { name: '第一网格' });
      await aYard(manager, { in: grid, name: '浙江路7号院' });
      await aYard(manager, { in: grid, name: '湛山三路5号院' });
      expect(await names(session, text)).toEqual(['浙江路7号院']);
    }),
  );

  test('numbers as digits and in characters, on either side', () =>
    inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager, { name: '甲社区' });
      const yard = await aYard(manager, { in: await aGrid(manager, { in: community, name: '第一百零二网格' }) });
      await aGrid(manager, { in: community, name: '第十二网格' });
      await aBuilding(manager, { in: yard, name: '１号楼' });
      for (const text of ['第十二网格', '第12网格', '第十', 'di12wangge']) {
        expect(await names(session, text), text).toContain('第十二网格');
      }
      expect(await names(session, '第102网格')).toEqual(['第一百零二网格']);
      for (const text of ['１号楼', '1号楼', '1 号 楼', '一号楼', '1#', '1hl']) {
        expect(await names(session, text), text).toEqual(['１号楼']);
      }
    }));

  test('whichever way a character is read', () =>
    inTransaction(async ({ manager, session }) => {
      await aGrid(manager, { name: '长乐重' });
      for (const text of ['changle', 'zhangyue', 'changlechong', 'zlz', 'clc', 'changlez']) {
        expect(await names(session, text), text).toEqual(['长乐重']);
      }
      expect(await names(session, 'changlezh')).toEqual(['长乐重']);
      expect(await names(session, 'changla')).toEqual(['长乐重']);
      expect(await names(session, 'chang重')).toEqual([]);
    }));

  test('the name itself comes first, then beginnings, then what contains it, then pinyin, then initials', () =>
    inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager, { name: '甲社区' });
      for (const name of ['在李', '力', '立在', 'Area Li', 'Li Road', 'Li', '拉家', '灯拉家']) {
        await aGrid(manager, { in: community, name });
      }
      expect(await names(session, 'li')).toEqual(['Li', 'Li Road', 'Area Li', '力', '立在', '在李']);
      expect(await names(session, 'lj')).toEqual(['拉家', '灯拉家']);
    }));

  test('one letter is looked for in names, not in how they are read; separators alone find nothing', () =>
    inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager, { name: '甲社区' });
      await aGrid(manager, { in: community, name: 'Q座' });
      await aGrid(manager, { in: community, name: '青岛' });
      expect(await names(session, 'q')).toEqual(['Q座']);
      expect(await names(session, '·-')).toEqual([]);
    }));
});

describe('a former name', () => {
  test('finds what was renamed, and says by which name', () =>
    inTransaction(async ({ manager, session }) => {
      const grid = await aGrid(manager, { name: '坎水院' });
      await rename(manager, grid, '离火院', '2024-01-01');
      expect(await found(session, '坎水')).toEqual([['离火院', '坎水院']]);
      expect(await found(session, 'ksy')).toEqual([['离火院', '坎水院']]);
      expect(await found(session, '离火')).toEqual([['离火院', null]]);
      expect(await found(session, '坎水', '2023-06-01'), 'it was called so then').toEqual([['坎水院', null]]);
      expect(await found(session, '离火', '2023-06-01'), 'what it is called since').toEqual([['坎水院', null]]);
      expect(await found(session, '院')).toEqual([['离火院', null]]);
    }));

  test('of a grid that was merged finds the grid that has its ground, over more than one step', () =>
    inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager, { name: '甲社区' });
      const first = await aGrid(manager, { in: community, name: '坎水一', to: '2022-01-01' });
      const second = await aGrid(manager, { in: community, name: '中间', from: '2022-01-01', to: '2024-01-01' });
      const other = await aGrid(manager, { in: community, name: '坎水二', to: '2024-01-01' });
      const heir = await aGrid(manager, { in: community, name: '巽风', from: '2024-01-01' });
      await follow(manager, first, second, '2022-01-01');
      await follow(manager, second, heir, '2024-01-01');
      await follow(manager, other, heir, '2024-01-01');
      expect(await found(session, '坎水')).toEqual([['巽风', '坎水一']]);
      expect(await found(session, '坎水二')).toEqual([['巽风', '坎水二']]);
      expect(await found(session, '坎水', '2023-06-01')).toEqual([
        ['坎水二', null],
        ['中间', '坎水一'],
      ]);
      expect(await found(session, '坎水', '2021-06-01')).toEqual([
        ['坎水一', null],
        ['坎水二', null],
      ]);
    }));

  test('what still stands is found itself, and not what has taken over some of its ground', () =>
    inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager, { name: '甲社区' });
      const stays = await aGrid(manager, { in: community, name: '坎水' });
      const taker = await aGrid(manager, { in: community, name: '巽风' });
      await follow(manager, stays, taker, '2024-01-01');
      expect(await found(session, '坎水')).toEqual([['坎水', null]]);
    }));
});

describe('keys of names', () => {
  const keys = async (manager: EntityManager): Promise<string[]> =>
    (await manager.query<{ name: string }[]>('select distinct name from search_key order by name')).map(
      ({ name }) => name,
    );

  test('are those of the names that something has or had, and go with the last of them', () =>
    inTransaction(async ({ manager }) => {
      const district = await aDistrict(manager, { name: '甲区', nameEn: 'Jia' });
      const other = await aDistrict(manager, { name: '甲区' });
      expect(await keys(manager)).toEqual(['Jia', '甲区']);
      await manager.query('delete from area where id = $1', [district.id]);
      expect(await keys(manager)).toEqual(['甲区']);
      await rename(manager, other, '乙区', '2024-01-01');
      expect(await keys(manager)).toEqual(['乙区', '甲区']);
      await manager.query("update area_former_name set name = '丙区'");
      expect(await keys(manager)).toEqual(['丙区', '乙区']);
      await manager.query('truncate district_setting cascade');
      expect(await keys(manager)).toEqual([]);
    }));
});
