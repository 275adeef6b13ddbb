import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ReadSession, type Pass } from '../../../../server/kernel/database/read-session.ts';
import { withinLimit } from '../../../../server/kernel/database/statement-limit.ts';
import { emptyDatabase, ownDatabase, testDatabaseKind } from '../../../support/test-database.ts';

const LEFT = new Error('nobody waits');

/** The embedded database cannot be interrupted. */
describe.skipIf(testDatabaseKind() === 'embedded')('a statement', () => {
  let database: Database;
  beforeAll(async () => {
    database = await ownDatabase();
  });
  afterAll(() => database.close());

  const asleep = async (): Promise<number> => {
    const [row] = await database.dataSource.query<{ count: number }[]>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and state = 'active' and query like '%pg_sleep(60)%' and pid <> pg_backend_pid()`,
    );
    return row?.count ?? NaN;
  };
  const until = async (count: number): Promise<void> => {
    while ((await asleep()) !== count) await sleep(20);
  };
  const pass = (left: AbortSignal): Pass => ({ describe: () => undefined, enter: async () => () => undefined, left });

  test.each(['query', 'queryPrepared', 'queryAlone'] as const)(
    'ends when nobody waits for it any more: %s',
    async (way) => {
      const leaving = new AbortController();
      const session = new ReadSession(database.dataSource, null, { pass: pass(leaving.signal) });
      const asked = expect(session[way]('select pg_sleep(60)', [])).rejects.toThrow(LEFT.message);
      await until(1);
      leaving.abort(LEFT);
      await asked;
      await until(0);
      await expect(session.query('select 1')).rejects.toThrow(LEFT.message);
      await session.close();
      // The connection serves whoever comes next.
      const next = new ReadSession(database.dataSource);
      expect(await next[way]('select 1 as one', [])).toEqual([{ one: 1 }]);
      await next.close();
    },
  );

  test('that takes too long is the fault of the question, and told as that', async () => {
    const session = new ReadSession(database.dataSource, null, { limitMs: 50 });
    await expect(session.query('select pg_sleep(60)')).rejects.toMatchObject({
      extensions: { code: 'LIMIT_EXCEEDED' },
      message: expect.stringContaining('more than 0.05 s'),
    });
    await session.close();
  });

  test('is ended by us where the server does not end it', async () => {
    const runner = database.dataSource.createQueryRunner();
    const client = (await runner.connect()) as pg.ClientBase;
    const asked = withinLimit(client, { limitMs: -4_900 }, () => client.query('select pg_sleep(60)'));
    await expect(asked).rejects.toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED' } });
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await runner.release();
  });
});

test('whoever has left before asks nothing', async () => {
  const { dataSource } = await emptyDatabase();
  const left = AbortSignal.abort(LEFT);
  const pass: Pass = { describe: () => undefined, enter: async () => () => undefined, left };
  const session = new ReadSession(dataSource, null, { pass });
  await expect(session.query('select 1')).rejects.toThrow(LEFT.message);
  await session.close();
});
