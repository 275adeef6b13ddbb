import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import { ownDatabase } from '../../../support/test-database.ts';

describe('A read session', () => {
  let database: Database;
  const count = async (session: ReadSession): Promise<number> =>
    (await session.query<{ count: number }>('select count(*) as count from note'))[0]?.count ?? -1;

  beforeAll(async () => {
    database = await ownDatabase('bare');
    await database.dataSource.query('create table note (body text)');
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
