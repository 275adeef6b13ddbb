import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { actionsOfCase } from '../../../../server/issues/cases/case-actions.ts';
import { IssueCaseService } from '../../../../server/issues/cases/issue-case.service.ts';
import { moveIssue } from '../../../../server/issues/cases/move-issue.ts';
import { reportIssue } from '../../../../server/issues/cases/report-issue.ts';
import type { Viewer } from '../../../../server/kernel/access/viewer.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import { RequestContext } from '../../../../server/kernel/graph/context.ts';
import { aCaseTown, aKey, MIDDLE, type CaseTown } from '../../../support/case-factories.ts';
import { ownDatabase, testDatabaseKind } from '../../../support/test-database.ts';

describe('A step of a case', () => {
  let database: Database;
  let town: CaseTown;
  // Connections keep the way in which they ask: it is watched before there are any.
  const sent = vi.spyOn(pg.Client.prototype, 'query');
  beforeAll(async () => {
    database = await ownDatabase();
    town = await database.dataSource.transaction((manager) => aCaseTown(manager));
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => database.close());

  const asked = async <T>(viewer: Viewer, work: (context: RequestContext) => Promise<T>): Promise<T> => {
    const session = new ReadSession(database.dataSource, viewer);
    try {
      return await work(new RequestContext(session));
    } finally {
      await session.close();
    }
  };
  const reported = async (): Promise<{ id: number; code: string }> => {
    const input = { ...MIDDLE, category: '9101', channel: 'PATROL' as const, text: '井盖松动' };
    const id = await asked(town.grid, (context) => reportIssue(context, input, aKey()));
    const [issue] = await database.dataSource.query<{ code: string }[]>('select code from issue where id = $1', [id]);
    return { id, code: issue?.code ?? '' };
  };
  const step = (code: string, action: string, expectedVersion: number) =>
    asked(town.official, async (context) => {
      const id = await moveIssue(context, { code, action, expectedVersion, idempotencyKey: aKey() });
      return actionsOfCase(context, await IssueCaseService.get(context, id));
    });

  test('costs twelve messages to the database, with the case and its actions read back', async () => {
    const { code } = await reported();
    // The rules are read by the first step.
    await step(code, 'VERIFY', 1);
    sent.mockClear();
    expect((await step(code, 'FILE', 2)).map((action) => action.code)).toContain('DISPATCH');
    // What may be seen: begin, the case, end. The change: begin, in whose name, the receipt, the case that is locked, what is
    // written, commit. What has come of it: begin, the case, end.
    expect(sent).toHaveBeenCalledTimes(12);
  });

  test('leaves the public row alone, and what follows its changes, where nothing of it changes', async () => {
    const { id, code } = await reported();
    const placeOfRow = () => database.dataSource.query<object[]>('select ctid::text from issue where id = $1', [id]);
    const before = await placeOfRow();
    await step(code, 'VERIFY', 1);
    expect(await placeOfRow()).toEqual(before);
    const [row] = await database.dataSource.query<object[]>(
      `select change from live_change where issue_id = $1 order by position desc limit 1`,
      [id],
    );
    expect(row).toEqual({ change: 'MOVED' });
  });

  // The embedded database answers one transaction at a time: there nobody is in the middle of one.
  test.runIf(testDatabaseKind() === 'postgres')(
    'that had to wait goes by what case and issue have become',
    async () => {
      const { id, code } = await reported();
      await database.dataSource.query(
        `insert into deadline_rule (category_code, stage, amount, unit, valid_from) values ('9102', 'DISPATCH', 9, 'URGENT_HOUR', '2020-01-01')`,
      );
      const other = database.dataSource.createQueryRunner();
      await other.startTransaction();
      await other.query(`select set_config('atlas.loading', 'yes', true)`);
      await other.query(
        `insert into issue_event (issue_id, number, at, post_id, action, from_state, to_state, effect)
       select issue_id, 2, changed_at, first_receiver_id, 'TEST', state, state, '{"category": "9102"}' from issue_case where issue_id = $1`,
        [id],
      );
      await other.query('update issue_case set version = 2 where issue_id = $1', [id]);
      await other.query(`update issue set category_code = '9102' where id = $1`, [id]);
      const waiting = step(code, 'FILE_AT_ONCE', 2);
      const waits = async () => {
        const waiting = await database.dataSource.query<unknown[]>(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        expect(waiting).toHaveLength(1);
      };
      await vi.waitFor(waits, { timeout: 20_000 });
      await other.commitTransaction();
      await other.release();
      await waiting;
      const [row] = await database.dataSource.query<object[]>(
        `select extract(epoch from c.stage_due_at - c.changed_at)::int / 60 as minutes, i.category_code as category, c.version
       from issue_case c join issue i on i.id = c.issue_id where i.id = $1`,
        [id],
      );
      expect(row).toEqual({ minutes: 540, category: '9102', version: 3 });
    },
  );
});
