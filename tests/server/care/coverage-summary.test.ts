import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import { describe, expect, test } from 'vitest';
import { refreshSummaries } from '../../../server/overview/summary.service.ts';
import { aCommittee, aRenewal, aService, aSurvey, serve } from '../../support/care-factories.ts';
import { aCommunity, aGrid, aYard, move, type TestArea } from '../../support/factories.ts';
import { anIssue } from '../../support/issue-factories.ts';
import { inTransaction, ownDatabase, testDatabaseKind } from '../../support/test-database.ts';
import { build, randomTown } from '../overview/random-town.ts';

/** Days on which a summary says something that the rule, asked of that day, does not say; and how many days were compared. */
async function differences(manager: EntityManager, district: string): Promise<{ days: number; differ: unknown[] }> {
  const [row] = await manager.query<{ days: number; differ: unknown[] }[]>(
    `with event as (
       select valid_from as day from area_path where path >= $1 and path < $1 || '0'
       union select valid_to from area_path where path >= $1 and path < $1 || '0'
       union select unnest(array[valid_from, valid_to]) from owners_committee_area
       union select unnest(array[established_on, dissolved_on]) from owners_committee
       union select unnest(array[valid_from, valid_to]) from property_service_area
       union select unnest(array[valid_from, valid_to]) from property_service
       union select surveyed_on from coverage_survey
       union select unnest(array[completed_on, (completed_on + interval '5 years')::date]) from renewal_project
     ), day as (
       select distinct day + off as day from event, generate_series(-1, 1) off where isfinite(day)
     ), place as (
       select a.id, p.path, day from day
       join area_path p on p.level in ('DISTRICT', 'SUBDISTRICT') and p.path >= $1 and p.path < $1 || '0'
         and p.valid_from <= day and day < p.valid_to
       join area a on a.id = p.area_id
     ), looked_up as (
       select place.day, c.* from place, grid_states(place.day, place.path) c
     ), worked_out as (
       select place.day, c.* from place, grid_coverage(place.day, place.path) c
     ), answered as (
       select place.day, c.area_id, c.owners_committee_state, c.property_service_state, c.renewed_within_five_years, c.grids
       from place, area_coverage(place.day, array[place.id]) c
     ), ruled as (
       select place.day, place.id, c.owners_committee_state, c.property_service_state, c.renewed_within_five_years, count(*)::int
       from place, grid_coverage(place.day, place.path) c group by 1, 2, 3, 4, 5
     )
     select (select count(distinct day)::int from place) as days,
       array(select to_jsonb(d) from ((table answered except table ruled) union all (table ruled except table answered)) d)
         || array(select to_jsonb(d) from (
           (table looked_up except all table worked_out) union all (table worked_out except all table looked_up)) d) as differ`,
    [district],
  );
  if (!row) throw new Error('No answer');
  return row;
}

const refresh = (manager: EntityManager) =>
  manager.query(
    `select refresh_summary(kind, district_code) from (select distinct kind, district_code from summary_mark) m`,
  );

async function marked(manager: EntityManager): Promise<string[]> {
  const rows = await manager.query<{ mark: string }[]>(
    `select distinct kind || ' ' || district_code as mark from summary_mark order by 1`,
  );
  return rows.map(({ mark }) => mark);
}

describe('the summary of a district', () => {
  test('says on every day what the rule says of that day', () =>
    fc.assert(
      fc.asyncProperty(randomTown, async (plan) => {
        await inTransaction(async ({ manager }) => {
          const { district } = await build(manager, plan);
          await refresh(manager);
          expect(await marked(manager)).toEqual([]);
          const { days, differ } = await differences(manager, district.code);
          expect(differ).toEqual([]);
          expect(days).toBeGreaterThan(50);
        });
      }),
      { numRuns: 3 },
    ));

  test('ends a renewal of 29 February when the rule does', () =>
    inTransaction(async ({ manager }) => {
      const grid = await aGrid(manager);
      for (const completed of ['2020-02-28', '2020-02-29', '2019-02-28']) {
        await aRenewal(manager, [await aYard(manager, { in: grid })], { completed });
      }
      await refresh(manager);
      expect((await differences(manager, grid.districtCode)).differ).toEqual([]);
    }));
});

describe('a summary is never read stale', () => {
  interface Scene {
    manager: EntityManager;
    grid: TestArea;
    other: TestArea;
    yard: TestArea;
    committee: number;
    service: number;
  }

  const CHANGES: Record<string, (scene: Scene) => Promise<unknown>> = {
    'a committee is dissolved': ({ manager, committee }) =>
      manager.query(`update owners_committee set dissolved_on = '2023-01-01' where id = $1`, [committee]),
    'a committee is deleted': ({ manager, committee }) =>
      manager.query('delete from owners_committee where id = $1', [committee]),
    'a committee serves another grid': ({ manager, committee, other }) => serve(manager, committee, other),
    'a committee is made': ({ manager, other }) => aCommittee(manager, [other], { from: '2022-05-01' }),
    'a service ends': ({ manager, service }) =>
      manager.query(`update property_service set valid_to = '2024-02-02' where id = $1`, [service]),
    'a service leaves a yard': ({ manager, service }) =>
      manager.query('delete from property_service_area where service_id = $1', [service]),
    'a grid is surveyed': ({ manager, other }) => aSurvey(manager, other, 'OWNERS_COMMITTEE', '2021-04-04'),
    'a survey is taken back': ({ manager }) => manager.query('delete from coverage_survey'),
    'a renewal is completed': ({ manager, yard }) => aRenewal(manager, [yard], { completed: '2022-08-08' }),
    'a yard moves': ({ manager, yard, other }) => move(manager, yard, other, '2024-06-01'),
    'a grid is made': ({ manager, grid }) => aGrid(manager, { in: parentOf(grid), from: '2023-03-03' }),
    'surveys are truncated': ({ manager }) => manager.query('truncate coverage_survey'),
  };
  const parentOf = (grid: TestArea): TestArea => ({ ...grid, ...community });
  let community: TestArea;

  test.each(Object.keys(CHANGES))('when %s', (name) =>
    inTransaction(async ({ manager }) => {
      community = await aCommunity(manager);
      const [grid, other] = [await aGrid(manager, { in: community }), await aGrid(manager, { in: community })];
      const yard = await aYard(manager, { in: grid });
      await aYard(manager, { in: other });
      const committee = (await aCommittee(manager, [grid])).id;
      const service = (await aService(manager, [yard])).id;
      await aSurvey(manager, other, 'PROPERTY_SERVICE', '2021-01-01');
      const far = await aGrid(manager);
      await refresh(manager);
      const before = await manager.query('select * from coverage_summary order by area_id, valid_from');

      await CHANGES[name]?.({ manager, grid, other, yard, committee, service });
      expect((await differences(manager, grid.districtCode)).differ).toEqual([]);
      expect(await marked(manager)).toContain(`COVERAGE ${grid.districtCode}`);
      if (!name.includes('truncated')) expect((await marked(manager)).join()).not.toContain(far.districtCode);

      await refresh(manager);
      expect(await marked(manager)).toEqual([]);
      expect((await differences(manager, grid.districtCode)).differ).toEqual([]);
      expect(await manager.query('select * from coverage_summary order by area_id, valid_from')).not.toEqual(before);
    }),
  );

  test('when an issue is reported: only the counts of issues are made anew', () =>
    inTransaction(async ({ manager }) => {
      const grid = await aGrid(manager);
      await refresh(manager);
      await anIssue(manager, grid);
      expect(await marked(manager)).toEqual([`OPEN_ISSUES ${grid.districtCode}`]);
    }));

  test('and what is rolled back has marked nothing', () =>
    inTransaction(async ({ manager }) => {
      const grid = await aGrid(manager);
      await refresh(manager);
      await manager.query('savepoint before');
      await aCommittee(manager, [grid]);
      await manager.query('rollback to before');
      expect(await marked(manager)).toEqual([]);
    }));
});

// The embedded database takes one transaction at a time: nobody can be in the middle of one.
describe.skipIf(testDatabaseKind() === 'embedded')('writers and the refresh at the same time', () => {
  test('do not wait for each other, and a change that the refresh could not see stays marked', async () => {
    const database = await ownDatabase('empty');
    const { dataSource } = database;
    try {
      const grids: TestArea[] = [];
      await dataSource.transaction(async (manager) => {
        const shared = await aCommunity(manager);
        for (let i = 0; i < 2; i += 1) grids.push(await aGrid(manager, { in: shared }));
      });
      const [one, two] = grids as [TestArea, TestArea];
      const writers = [dataSource.createQueryRunner(), dataSource.createQueryRunner()] as const;
      for (const writer of writers) {
        await writer.startTransaction();
        await writer.query(`set local lock_timeout = '2s'`);
      }
      for (const [i, grid] of [one, two].entries()) {
        await writers[i]?.query(
          `insert into coverage_survey (area_id, indicator, surveyed_on, source_id)
           select $1, 'OWNERS_COMMITTEE', '2024-01-01', min(id) from data_source`,
          [grid.id],
        );
      }

      expect(await refreshSummaries(dataSource)).toBeGreaterThan(0);
      expect(await marked(dataSource.manager)).toEqual([]);
      await writers[0].commitTransaction();
      await writers[1].commitTransaction();
      for (const writer of writers) await writer.release();

      expect(await marked(dataSource.manager)).toContain(`COVERAGE ${one.districtCode}`);
      expect((await differences(dataSource.manager, one.districtCode)).differ).toEqual([]);
      await Promise.all([refreshSummaries(dataSource), refreshSummaries(dataSource), refreshSummaries(dataSource)]);
      expect(await marked(dataSource.manager)).toEqual([]);
      expect((await differences(dataSource.manager, one.districtCode)).differ).toEqual([]);
    } finally {
      await database.close();
    }
  });
});
