import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ownDatabase } from '../../../support/test-database.ts';

describe('Many sessions of the pool', () => {
  let database: Database;
  beforeAll(async () => {
    database = await ownDatabase('bare');
    await database.dataSource.query('create table counter (n integer not null)');
    await database.dataSource.query('insert into counter values (0)');
  });
  afterAll(() => database.close());

  const value = async (): Promise<unknown> => database.dataSource.query('select n from counter');

  test('increment one counter 200 times at once, and none is lost', async () => {
    await Promise.all(
      Array.from({ length: 200 }, () =>
        database.dataSource.transaction(async (manager) => {
          const [row] = (await manager.query('select n from counter for update')) as [{ n: number }];
          await manager.query('update counter set n = $1', [row.n + 1]);
        }),
      ),
    );
    expect(await value()).toEqual([{ n: 200 }]);
  });

  test("do not see or undo each other's work", async () => {
    const before = await value();
    const failing = database.dataSource.transaction(async (manager) => {
      await manager.query('update counter set n = -1');
      throw new Error('changed my mind');
    });
    const reading = Promise.all(Array.from({ length: 10 }, value));
    await expect(failing).rejects.toThrow('changed my mind');
    expect(new Set(JSON.stringify(await reading).match(/-?\d+/g))).toEqual(new Set(['200']));
    expect(await value()).toEqual(before);
  });

  test('keep step when questions with parameters fail between good ones', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const failed = database.dataSource.query('select 1 / $1::int as x', [n % 2]).then(
          () => false,
          () => true,
        );
        const [good] = (await database.dataSource.query('select $1::int as n', [n])) as [{ n: number }];
        return { n: good.n, failed: await failed };
      }),
    );
    expect(answers).toEqual(Array.from({ length: 100 }, (_, n) => ({ n, failed: n % 2 === 0 })));
  });

  test('carry values of twenty megabytes', async () => {
    const [row] = (await database.dataSource.query('select $1::text as big', ['木'.repeat(7_000_000)])) as [
      { big: string },
    ];
    expect(row.big.length).toBe(7_000_000);
  });

  test('release savepoints and roll back to them', async () => {
    await database.dataSource.transaction(async (manager) => {
      await manager.query('update counter set n = 1000');
      await expect(
        manager.transaction(async (inner) => {
          await inner.query('update counter set n = 2000');
          throw new Error('only the inner one');
        }),
      ).rejects.toThrow();
      expect(await manager.query('select n from counter')).toEqual([{ n: 1000 }]);
      await manager.query('update counter set n = 200');
    });
    expect(await value()).toEqual([{ n: 200 }]);
  });

  test('get dates as text, whole numbers as numbers while they are exact, and arrays likewise', async () => {
    const sql = `select date '2025-12-31' as day, 'infinity'::date as open, array[date '2025-01-01'] as days,
      count(*) as few, 9007199254740993::bigint as many, array[1::bigint] as counts, 12.50::numeric as share`;
    expect(await database.dataSource.query(sql)).toEqual([
      {
        day: '2025-12-31',
        open: 'infinity',
        days: ['2025-01-01'],
        few: 1,
        many: '9007199254740993',
        counts: [1],
        share: 12.5,
      },
    ]);
  });
});
