import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ownDatabase } from '../../../support/test-database.ts';

describe('A connection that comes back', () => {
  let database: Database;
  beforeAll(async () => {
    database = await ownDatabase('bare');
  });
  afterAll(() => database.close());

  test('inside a transaction that has failed is never lent out again', async () => {
    const runner = database.dataSource.createQueryRunner();
    await runner.query('begin');
    await expect(runner.query('select from nowhere')).rejects.toThrow('nowhere');
    await runner.release();
    expect(await database.dataSource.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('inside a transaction that was left open takes back what was written there', async () => {
    await database.dataSource.query('create table note (body text)');
    const runner = database.dataSource.createQueryRunner();
    await runner.query(`begin; set local search_path = nowhere; insert into public.note values ('half')`);
    await runner.release();
    expect(await database.dataSource.query('select body from note')).toEqual([]);
  });

  test('is lent out again when its transaction is over', async () => {
    const ask = async (): Promise<unknown> => database.dataSource.query('select pg_backend_pid() as pid');
    const before = await ask();
    await database.dataSource.transaction((manager) => manager.query('select 1'));
    expect(await ask()).toEqual(before);
  });
});
