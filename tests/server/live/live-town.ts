/** A small town whose issues and committees change, and its feed. */
import type { DataSource, EntityManager } from 'typeorm';
import { afterAll, beforeAll } from 'vitest';
import type { Database } from '../../../server/kernel/database/database.ts';
import { readFeedState, readRowsAfter } from '../../../server/live/feed.ts';
import type { LiveRow } from '../../../server/live/live-row.ts';
import { aCommunity, aDistrict, aGrid, aSource, aSubdistrict, aYard, type TestArea } from '../../support/factories.ts';
import { anIssue, someCategories } from '../../support/issue-factories.ts';
import { ownDatabase } from '../../support/test-database.ts';

export interface LiveTown {
  database: Database;
  dataSource: DataSource;
  manager: EntityManager;
  district: TestArea;
  /** In two subdistricts. */
  grids: [TestArea, TestArea];
  yards: [TestArea, TestArea];
  elsewhere: TestArea;
}

/** The same town for all tests of a file, in a database of its own. */
export function liveTown(): LiveTown {
  const town = {} as LiveTown;
  beforeAll(async () => Object.assign(town, await buildTown()));
  afterAll(() => town.database?.close());
  return town;
}

async function buildTown(): Promise<LiveTown> {
  const database = await ownDatabase('empty');
  const { dataSource } = database;
  const { manager } = dataSource;
  const district = await aDistrict(manager);
  const gridAndYard = async (): Promise<[TestArea, TestArea]> => {
    const community = await aCommunity(manager, { in: await aSubdistrict(manager, { in: district }) });
    const grid = await aGrid(manager, { in: community });
    return [grid, await aYard(manager, { in: grid })];
  };
  const [[gridA, yardA], [gridB, yardB]] = [await gridAndYard(), await gridAndYard()];
  const elsewhere = await aGrid(manager);
  await aSource(manager);
  await someCategories(manager);
  return { database, dataSource, manager, district, grids: [gridA, gridB], yards: [yardA, yardB], elsewhere };
}

export const report = (manager: EntityManager, area: TestArea) => anIssue(manager, area);

let plain = 0;

/** As `report`, but locks nothing that another transaction may want. */
export async function reportBeside(manager: EntityManager, area: TestArea): Promise<string> {
  const code = `BESIDE-${(plain += 1)}`;
  await manager.query(
    `insert into issue (district_code, code, category_code, area_id, place, reported_on, source_id)
     select $1, $2, '9101', $3::int, 'SRID=4490;POINT(120.4 36.1)', '2024-01-01', min(id) from data_source`,
    [area.districtCode, code, area.id],
  );
  return code;
}

export const close = (manager: EntityManager, code: string, on = '2025-06-30') =>
  manager.query('update issue set closed_on = $2 where code = $1', [code, on]);

/** Gives an area a committee, and the committee's id. */
export async function committee(manager: EntityManager, area: TestArea, code: string): Promise<void> {
  await manager.query(
    `with made as (
       insert into owners_committee (district_code, code, name, kind, established_on, source_id)
       values ($1, $2, $2, 'OWNERS', '2024-01-01', $4) returning id)
     insert into owners_committee_area (committee_id, area_id, district_code, valid_from)
     select id, $3::int, $1, '2024-01-01' from made`,
    [area.districtCode, code, area.id, await aSource(manager)],
  );
}

/** What the feed tells of some work, from its beginning. */
export async function toldOf(dataSource: DataSource, work: () => Promise<unknown>): Promise<LiveRow[]> {
  const { last } = await readFeedState(dataSource);
  await work();
  return readRowsAfter(dataSource, last, 10_000);
}

export const inWords = (rows: readonly LiveRow[]) =>
  rows.map(
    ({ subject, change, code, paths }) =>
      `${subject} ${change} ${code ?? paths.map((path) => path.split('/').at(-1)).join('+')}`,
  );
