import type pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { MAX_NAMED_CHARACTERS, MAX_NAMES, queryNamed } from '../../../../server/kernel/database/named-statements.ts';
import { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import { ownDatabase } from '../../../support/test-database.ts';

const addOne = 'select $1::int + 1 as n';

describe('A named statement', () => {
  let database: Database;
  let runner: QueryRunner;
  let client: pg.ClientBase;

  beforeAll(async () => {
    database = await ownDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    runner = database.dataSource.createQueryRunner();
    client = (await runner.connect()) as pg.ClientBase;
  });
  afterEach(() => runner.release());

  const kept = async (pattern: string): Promise<number> => {
    const { rows } = await client.query<{ count: number }>(
      'select count(*)::int as count from pg_prepared_statements where statement like $1',
      [pattern],
    );
    return rows[0]?.count ?? -1;
  };

  test('is prepared once in a connection, with other values and in another transaction too', async () => {
    for (const n of [1, 2, 3]) expect(await queryNamed(client, { text: addOne, values: [n] })).toEqual([{ n: n + 1 }]);
    await client.query('begin');
    expect(await queryNamed(client, { text: addOne, values: [4] })).toEqual([{ n: 5 }]);
    await client.query('rollback');
    expect(await kept(addOne.replaceAll('$', '_'))).toBe(1);
  });

  test('is one of each connection', async () => {
    const other = database.dataSource.createQueryRunner();
    const clients = [client, (await other.connect()) as pg.ClientBase];
    const texts = [addOne, 'select $1::int + 2 as n'];
    for (const each of clients)
      for (const [index, text] of texts.entries())
        expect(await queryNamed(each, { text, values: [1] })).toEqual([{ n: index + 2 }]);
    await other.release();
  });

  test('can fail, at first or later, and be asked again', async () => {
    const text = 'select 6 / $1::int as n';
    await expect(queryNamed(client, { text: 'select $1::int from nowhere_yet', values: [1] })).rejects.toThrow('exist');
    await expect(queryNamed(client, { text, values: [0] })).rejects.toThrow('division by zero');
    expect(await queryNamed(client, { text, values: [2] })).toEqual([{ n: 3 }]);
    await client.query('create temporary table nowhere_yet ()');
    expect(await queryNamed(client, { text: 'select $1::int from nowhere_yet', values: [1] })).toEqual([]);
  });

  test('goes without a name when the connection has enough of them', async () => {
    for (let i = 0; i < MAX_NAMES + 5; i += 1)
      expect(await queryNamed(client, { text: `select $1::int as many${i}`, values: [i] })).toEqual([
        { [`many${i}`]: i },
      ]);
    expect(await queryNamed(client, { text: 'select $1::int as late', values: [1] })).toEqual([{ late: 1 }]);
    expect(await kept('%late%')).toBe(0);
  });

  test('goes without a name when the texts that have one are long enough together', async () => {
    const other = database.dataSource.createQueryRunner();
    client = (await other.connect()) as pg.ClientBase;
    const long = (name: string) => `select $1::int as ${name} -- ${'x'.repeat(MAX_NAMED_CHARACTERS / 3)}`;
    for (const name of ['long_a', 'long_b', 'long_c']) await queryNamed(client, { text: long(name), values: [1] });
    expect(await kept('%as long\\_%')).toBe(2);
    expect(await queryNamed(client, { text: 'select $1::int as brief', values: [1] })).toEqual([{ brief: 1 }]);
    expect(await kept('%as brief')).toBe(1);
    await other.release();
  });

  test('of a read session counts, keeps its turn and belongs to its snapshot', async () => {
    const session = new ReadSession(database.dataSource);
    const ask = 'select $1::int as n, now()::text as at';
    const asked = [1, 2, 3].map((n) => session.queryPrepared<{ n: number; at: string }>(ask, [n]));
    const [plain] = await session.query<{ n: number; at: string }>(ask, [4]);
    const rows = [...(await Promise.all(asked)).flat(), plain];
    expect(rows.map((row) => row?.n)).toEqual([1, 2, 3, 4]);
    expect(new Set(rows.map((row) => row?.at)).size).toBe(1);
    expect(session.statementCount).toBe(4);
    await session.close();
    await expect(session.queryPrepared(ask, [5])).rejects.toThrow('closed');
  });
});
