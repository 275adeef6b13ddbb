import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Viewer } from '../../../../server/kernel/access/viewer.ts';
import { createDatabase, type Database } from '../../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import { hasPgbouncer, startPgbouncer, type Pooler } from '../../../support/pgbouncer.ts';
import { ownSettings, testDatabaseKind } from '../../../support/test-database.ts';

const WHO = `select current_user::text as role, current_setting('transaction_read_only') as "readOnly",
  coalesce(current_setting('atlas.post', true), '') as post`;

describe.runIf(testDatabaseKind() === 'postgres' && hasPgbouncer)(
  'Behind a pooler that lends servers out by the transaction',
  () => {
    let pooler: Pooler;
    let database: Database;
    let direct: Database;
    beforeAll(async () => {
      const settings = await ownSettings('empty');
      const url = settings.databaseUrl ?? '';
      pooler = await startPgbouncer(url, join(inject('testRun').folder, 'pgbouncer'));
      database = await createDatabase({ ...settings, databaseUrl: pooler.urlOf(url) });
      direct = await createDatabase(settings);
    });
    afterAll(async () => {
      await database.close();
      await direct.close();
      await pooler.stop();
    });

    const alone = (from: Database, sql: string, viewer: Viewer | null = null): Promise<unknown[]> => {
      const session = new ReadSession(from.dataSource, viewer);
      return session.queryAlone(sql, []).finally(() => session.close());
    };
    const inSnapshot = (sql: string, viewer: Viewer | null): Promise<unknown[]> => {
      const session = new ReadSession(database.dataSource, viewer);
      return session.queryPrepared(sql).finally(() => session.close());
    };

    test('every answer is read as the viewer and every change made as the owner, in whatever order they come', async () => {
      const nobody = [{ role: 'atlas_viewer', readOnly: 'on', post: '' }];
      const post = [{ role: 'atlas_viewer', readOnly: 'on', post: '7' }];
      const owner = [{ role: 'postgres', readOnly: 'off', post: '' }];
      const seen = await Promise.all(
        Array.from({ length: 120 }, async (_, n) => {
          switch (n % 4) {
            case 0:
              return [await alone(database, WHO), nobody];
            case 1:
              return [await database.dataSource.query(WHO), owner];
            case 2:
              return [await inSnapshot(WHO, { postId: 7 } as Viewer), post];
            default:
              return [await database.dataSource.transaction((manager) => manager.query(WHO)), owner];
          }
        }),
      );
      for (const [told, expected] of seen) expect(told).toEqual(expected);
    });

    test('a statement that is asked again and again is asked of a server that has not heard of it', async () => {
      for (let n = 0; n < 20; n++) {
        const asked = Array.from({ length: 5 }, () => inSnapshot('select 418 as n', null));
        expect(await Promise.all(asked)).toEqual(Array.from({ length: 5 }, () => [{ n: 418 }]));
      }
      const kept = await database.dataSource.query(
        `select name from pg_prepared_statements where statement like '%418%'`,
      );
      expect(kept).toEqual([]);
    });

    test('nothing is told to a session, whose next client may be anybody', async () => {
      await alone(database, 'select 1');
      const told = await database.dataSource.query(
        `select name from pg_settings where source = 'session' and name not in ('client_encoding', 'application_name', 'TimeZone', 'DateStyle')`,
      );
      expect(told).toEqual([]);
      expect(await database.dataSource.query('select pg_listening_channels() as channel')).toEqual([]);
    });

    test('and without one, answers are asked for on connections that are told once', async () => {
      const pids = new Set<unknown>();
      for (let n = 0; n < 3; n++)
        pids.add(
          JSON.stringify(
            await alone(
              direct,
              `select pg_backend_pid() as pid, current_user::text as role, current_setting('jit') as jit`,
            ),
          ),
        );
      expect([...pids]).toEqual([expect.stringMatching(/"role":"atlas_viewer","jit":"off"/)]);
    });
  },
);
