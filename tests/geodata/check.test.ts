import type { EntityManager } from 'typeorm';
import { beforeAll, describe, expect, it } from 'vitest';
import { report } from '../../geodata/check.ts';
import { checkWithin } from '../../geodata/check-land.ts';
import { CHECK_RULES } from '../../geodata/check-rules.ts';
import { demoDatabase } from '../support/test-database.ts';

// Loading it takes longer than a test may.
beforeAll(async () => void (await demoDatabase()));

/** In a transaction of the demo database that is rolled back: faults planted here harm nobody. */
async function undone<T>(test: (manager: EntityManager) => Promise<T>): Promise<T> {
  const { dataSource } = await demoDatabase();
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    return await test(runner.manager);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

interface Planted {
  readonly rule: string;
  /** The code that the check must name. */
  readonly code: string;
  readonly sql: readonly string[];
}

const COMMUNITY = '370202001001';
const YARD = `${COMMUNITY}Y`;
const moved = (code: string, degrees: number) =>
  `update boundary set geom = ST_Translate(geom, ${degrees}, 0) where area_id = (select id from area where code = '${code}')`;
const idOf = (code: string) => `(select id from area where code = '${code}')`;

const PLANTED: readonly Planted[] = [
  {
    rule: 'code form',
    code: `${YARD}0001B1`,
    sql: [`update area set code = '${YARD}0001B1' where code = '${YARD}0001B001'`],
  },
  {
    rule: 'parent code',
    code: `${YARD}0002B001`,
    sql: [
      `update area_membership set parent_id = ${idOf('370202014004Y0001')} where child_id = ${idOf(`${YARD}0002B001`)}`,
    ],
  },
  {
    rule: 'dates of places',
    code: `${YARD}0003B001`,
    sql: [`update boundary set valid_to = '2026-06-01' where area_id = ${idOf(`${YARD}0003B001`)}`],
  },
  {
    rule: 'dates of care',
    code: '370202-OB-001',
    sql: [`update office_building set valid_from = '2025-12-01' where code = '370202-OB-001'`],
  },
  {
    rule: 'one grid',
    code: `${YARD}0004`,
    sql: [`delete from area_membership where child_id = ${idOf(`${YARD}0004`)}`],
  },
  { rule: 'filled', code: '370202002', sql: [moved('370202002008', 0.0001)] },
  { rule: 'no overlap', code: '370202004001Y0001', sql: [moved('370202004001Y0001', 0.0004)] },
  { rule: 'inside', code: `${YARD}0005B001`, sql: [moved(`${YARD}0005B001`, 0.001)] },
  {
    rule: 'grid numbers',
    code: '370202005001002',
    sql: [
      `update area set code = '370202005001999' where code = '370202005001001'`,
      `update area set code = '370202005001001' where code = '370202005001002'`,
      `update area set code = '370202005001002' where code = '370202005001999'`,
    ],
  },
  {
    rule: 'office buildings',
    code: '370202-OB-002',
    sql: [`update office_building set geom = ST_Translate(geom, 0.05, 0) where code = '370202-OB-002'`],
  },
  {
    rule: 'issues in place',
    code: '370202-IS-2023-00001',
    sql: [`update issue set place = ST_Translate(place, 0.001, 0) where code = '370202-IS-2023-00001'`],
  },
  { rule: 'published area', code: '370202', sql: [`update district_setting set published_area_m2 = 20000000`] },
  {
    rule: 'published figures',
    code: '370202',
    sql: [`update building_party_committee set dissolved_on = '2025-12-30' where code = '370202-BPC-001'`],
  },
];

describe('geodata:check', () => {
  it('finds no fault in the demo district', async () => {
    const result = await undone((manager) => checkWithin(manager));
    expect(result.asOf).toBe('2025-12-31');
    expect(result.rules.flatMap(({ faults }) => faults)).toEqual([]);
    expect(report(result)).toContain('No faults.');
  });

  it.each(['2023-12-31', '2024-12-31'])('finds the grids in order at %s too', async (date) => {
    const rules = ['one grid', 'no overlap', 'inside', 'grid numbers'];
    const result = await undone((manager) => checkWithin(manager, date, rules));
    expect(result.rules.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('finds a fault of every kind and names its code', async () => {
    const result = await undone(async (manager) => {
      // What the database itself would refuse is planted behind its back.
      for (const table of ['area', 'area_membership']) await manager.query(`alter table ${table} disable trigger user`);
      for (const { sql } of PLANTED) for (const statement of sql) await manager.query(statement);
      return checkWithin(manager);
    });
    const found = new Map(result.rules.map(({ name, faults }) => [name, faults.map(({ code }) => code)]));
    for (const { rule, code } of PLANTED) expect(found.get(rule), rule).toContain(code);
    expect(PLANTED.map(({ rule }) => rule)).toEqual([...CHECK_RULES.map(({ name }) => name), 'published figures']);
    expect(report(result)).toMatch(/\d+ faults\.\n$/);
  });
});
