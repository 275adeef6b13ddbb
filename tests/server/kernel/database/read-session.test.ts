import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import type { Viewer } from '../../../../server/kernel/access/viewer.ts';
import { ownDatabase } from '../../../support/test-database.ts';

/** As migration 0014 makes it. */
const viewerRole = `do $$ begin create role atlas_viewer nologin; exception when duplicate_object or unique_violation then null; end $$`;

describe('A read session', () => {
  let database: Database;
  const count = async (session: ReadSession): Promise<number> =>
    (await session.query<{ count: number }>('select count(*) as count from note'))[0]?.count ?? -1;

  beforeAll(async () => {
    database = await ownDatabase('bare');
    await database.dataSource.query('create table note (body text)');
    await database.dataSource.query(
      `create table secret (body text); ${viewerRole}; grant select on note to atlas_viewer`,
    );
  });
  afterAll(() => database.close());

  test('sends nothing and holds nothing until something is asked', async () => {
    const session = new ReadSession(database.dataSource);
    expect(session.statementCount).toBe(0);
    await session.close();
    await expect(session.query('select 1')).rejects.toThrow('closed');
  });

  test('answers several questions at once, in one transaction, and counts the statements', async () => {
    const session = new ReadSession(database.dataSource);
    const ask =
      'select $1::int as n, txid_current_if_assigned() is null as "readOnly", pg_backend_pid() as pid, now()::text as at';
    const rows = (await Promise.all([1, 2, 3].map((n) => session.query<{ n: number; at: string }>(ask, [n])))).flat();
    const manager = await session.manager();
    await manager.query('select 1');
    expect(session.statementCount).toBe(4);
    await session.close();
    expect(rows.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(new Set(rows.map(({ at }) => at)).size).toBe(1);
  });

  test('cannot write', async () => {
    const session = new ReadSession(database.dataSource);
    await expect(session.query(`insert into note values ('x')`)).rejects.toThrow('read-only transaction');
    await session.close();
  });

  test('reads as the role that sees what it was granted, and says whose name it reads in', async () => {
    const session = new ReadSession(database.dataSource, { postId: 7 } as Viewer);
    const who = await session.query(`select current_user::text as role, current_setting('atlas.post') as post`);
    expect(who).toEqual([{ role: 'atlas_viewer', post: '7' }]);
    await expect(session.query('select from secret')).rejects.toThrow('permission denied');
    await session.close();
    const after = await database.dataSource.query(
      `select current_user::text = session_user::text as own, coalesce(current_setting('atlas.post', true), '') as post`,
    );
    expect(after).toEqual([{ own: true, post: '' }]);
  });

  test('asks whole answers of nobody in particular as that role, too', async () => {
    const session = new ReadSession(database.dataSource);
    expect(await session.queryAlone('select current_user::text as role', [])).toEqual([{ role: 'atlas_viewer' }]);
    await session.close();
  });

  test('gives its connection back, also after an error', async () => {
    for (let round = 0; round < 25; round += 1) {
      const session = new ReadSession(database.dataSource);
      await expect(session.query('select 1/$1::int', [0])).rejects.toThrow('division by zero');
      await session.close();
    }
    expect(await database.dataSource.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('sees one snapshot, whatever is committed meanwhile', async () => {
    const session = new ReadSession(database.dataSource);
    const before = await count(session);
    // The embedded database answers one transaction at a time: there the writer waits for the reader's end.
    const writing = database.dataSource.query(`insert into note values ('meanwhile')`);
    if (database.kind === 'postgres') await writing;
    expect(await count(session)).toBe(before);
    await session.close();
    await writing;
    const later = new ReadSession(database.dataSource);
    expect(await count(later)).toBe(before + 1);
    await later.close();
  });
});
