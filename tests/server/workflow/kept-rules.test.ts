import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { clockworkOf, rulesNow } from '../../../server/workflow/clockwork-data.ts';
import { KeptRules } from '../../../server/workflow/kept-rules.ts';
import { getWorkflow, loadWorkflow } from '../../../server/workflow/workflow.service.ts';
import { aCaseTown, move, report, shippedWorkflow, type CaseTown } from '../../support/case-factories.ts';
import { inTransaction, ownDatabase } from '../../support/test-database.ts';

describe('What is kept of rules', () => {
  test('is found under its mark, and what was asked for last is kept', () => {
    const kept = new KeptRules<string>(2);
    expect(kept.keep('mark', 'one', '1')).toBe('1');
    kept.keep('mark', 'two', '2');
    expect(kept.find('other mark', 'one')).toBeUndefined();
    expect(kept.find('mark', 'one')).toBe('1');
    kept.keep('mark', 'three', '3');
    expect(kept.size).toBe(2);
    expect(kept.find('mark', 'two')).toBeUndefined();
    expect(kept.find('mark', 'one')).toBe('1');
  });

  test('goes by a mark that every change of the rules changes', () =>
    inTransaction(async ({ manager }) => {
      const { district } = await aCaseTown(manager);
      const another = { ...shippedWorkflow('shinan'), key: 'another' };
      const changes: [string, unknown[]][] = [
        ['insert into workflow_definition select $1, 1, subject, definition from workflow_definition limit 1', ['one']],
        ['update district_workflow set valid_from = valid_from + 1', []],
        [
          `insert into deadline_rule (stage, amount, unit, valid_from) values ('HANDLE', 9, 'WORKDAY', '2021-01-01')`,
          [],
        ],
        ['update deadline_rule set amount = amount + 1', []],
        ['delete from deadline_rule', []],
        ['insert into working_period (district_code, from_minute, to_minute) values ($1, 0, 60)', [district.code]],
        ['truncate working_period', []],
        [`update calendar_day set kind = 'WORKDAY'`, []],
      ];
      const marks = [(await rulesNow(manager)).rulesMark];
      for (const [change, values] of changes) {
        await manager.query(change, values);
        marks.push((await rulesNow(manager)).rulesMark);
      }
      await loadWorkflow(manager, another);
      marks.push((await rulesNow(manager)).rulesMark);
      expect(new Set(marks).size).toBe(marks.length);
      expect((await rulesNow(manager)).rulesMark).toBe(marks.at(-1));
    }));

  test('is not what a change that was taken back had made of them', () =>
    inTransaction(async ({ manager }) => {
      await aCaseTown(manager);
      const workflow = shippedWorkflow('shinan');
      const later = (title: string) => ({ ...workflow, version: 77, title: { zh: title, en: title } });
      const titleNow = async () =>
        (await getWorkflow(manager, workflow.key, 77, (await rulesNow(manager)).rulesMark)).title.en;
      const before = await rulesNow(manager);
      await manager.query('savepoint before');
      await loadWorkflow(manager, later('taken back'));
      expect(await titleNow()).toBe('taken back');
      await manager.query('rollback to before');
      expect((await rulesNow(manager)).rulesMark).toBe(before.rulesMark);
      await loadWorkflow(manager, later('for good'));
      expect(await titleNow()).toBe('for good');
    }));

  test('is made once while nothing changes', () =>
    inTransaction(async ({ manager }) => {
      const { district } = await aCaseTown(manager);
      const { rulesMark } = await rulesNow(manager);
      const first = await clockworkOf(manager, district.code, '2026-01-05', rulesMark);
      expect(await clockworkOf(manager, district.code, '2026-01-05', rulesMark)).toBe(first);
      expect(await clockworkOf(manager, district.code, '2026-01-06', rulesMark)).not.toBe(first);
    }));
});

describe('A step of a case', () => {
  let database: Database;
  let town: CaseTown;
  beforeAll(async () => {
    database = await ownDatabase();
    town = await database.dataSource.transaction((manager) => aCaseTown(manager));
  });
  afterAll(() => database.close());

  const asked = async <T>(viewer: CaseTown['grid'], work: (session: ReadSession) => Promise<T>): Promise<T> => {
    const session = new ReadSession(database.dataSource, viewer);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  };
  const stageClockOf = async (code: string) => {
    const [row] = await database.dataSource.query<{ minutes: number }[]>(
      `select extract(epoch from c.stage_due_at - c.changed_at)::int / 60 as minutes
       from issue_case c join issue i on i.id = c.issue_id where i.code = $1`,
      [code],
    );
    return row?.minutes;
  };

  test('goes by deadlines that another process has loaded since the last one', async () => {
    const first = await asked(town.grid, (session) => report(session));
    // No code of this process: what is kept here hears of it from the database alone.
    await database.dataSource.query(`update deadline_rule set amount = 5, unit = 'URGENT_HOUR' where stage = 'VERIFY'`);
    const second = await asked(town.grid, (session) => report(session));
    expect(await stageClockOf(second.issue.code)).toBe(300);
    await database.dataSource.query(
      `update deadline_rule set amount = 6, unit = 'URGENT_HOUR' where stage = 'DISPATCH'`,
    );
    const filed = await asked(town.official, (session) => move(session, first, 'FILE_AT_ONCE'));
    expect(await stageClockOf(filed.issue.code)).toBe(360);
  });

  test('begins under the version that another process has assigned since the last one', async () => {
    await asked(town.grid, (session) => report(session));
    const { key, subject } = shippedWorkflow('shinan');
    await database.dataSource.query(
      `insert into workflow_definition (key, version, subject, definition)
       select key, 2, subject, definition || '{"version": 2}' from workflow_definition where key = $1 and version = 1`,
      [key],
    );
    await database.dataSource.query(
      `insert into district_workflow (district_code, subject, valid_from, key, version) values ($1, $2, '2020-01-02', $3, 2)`,
      [town.district.code, subject, key],
    );
    const { issue } = await asked(town.grid, (session) => report(session));
    const [row] = await database.dataSource.query<{ version: number }[]>(
      'select workflow_version as version from issue_case c join issue i on i.id = c.issue_id where i.code = $1',
      [issue.code],
    );
    expect(row?.version).toBe(2);
  });
});
