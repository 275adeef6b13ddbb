import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../server/kernel/database/database.ts';
import { CodesUsedUp, codeForm, takeCodes } from '../../../server/land/matching/given-codes.ts';
import { ownDatabase } from '../../support/test-database.ts';

describe('The form of codes', () => {
  it('follows from the pattern of the level and what the code begins with', () => {
    expect(codeForm('^[0-9]{12}Y[0-9]{4}$', '370202001001')).toEqual({ prefix: '370202001001Y', digits: 4 });
    expect(codeForm('^[0-9]{12}Y[0-9]{4}B[0-9]{3}$', '370202001001Y0001')).toEqual({
      prefix: '370202001001Y0001B',
      digits: 3,
    });
    expect(codeForm('^[0-9]{15}$', '370202001001')).toEqual({ prefix: '370202001001', digits: 3 });
  });

  it('is unknown where the parent is of another form', () => {
    expect(codeForm('^[0-9]{12}Y[0-9]{4}$', '370202001001Y0001')).toBeNull();
    expect(codeForm('^[0-9]{12}Y[0-9]{4}$', '37020200100X')).toBeNull();
    expect(codeForm('^[A-Z]{2}[0-9]+$', '')).toBeNull();
  });
});

describe('Codes that are given', () => {
  let database: Database;
  beforeAll(async () => {
    database = await ownDatabase('demo');
  });
  afterAll(() => database.close());
  const form = { prefix: '370202001001Y', digits: 4 };
  const greatest = async (): Promise<number> => {
    const [row] = await database.dataSource.query<{ last: number }[]>(
      `select max(right(code, 4)::integer) as last from area where starts_with(code, $1) and length(code) = 17`,
      [form.prefix],
    );
    return row?.last ?? 0;
  };
  const code = (number: number): string => `${form.prefix}${String(number).padStart(4, '0')}`;

  it('go on behind those that are there, and differ where two ask at a time', async () => {
    const first = await greatest();
    expect(first).toBeGreaterThan(0);
    const taken = await Promise.all(
      [3, 2].map((count) => database.dataSource.transaction((manager) => takeCodes(manager, form, count))),
    );
    expect(taken.flat().toSorted()).toEqual([1, 2, 3, 4, 5].map((i) => code(first + i)));
    for (const codes of taken) expect(codes).toEqual(codes.toSorted());
  });

  it('are not given again by whoever comes later, and given again where nothing was written', async () => {
    const [before] = await database.dataSource.transaction((manager) => takeCodes(manager, form, 1));
    await expect(
      database.dataSource.transaction(async (manager) => {
        await takeCodes(manager, form, 1);
        throw new Error('nothing is written');
      }),
    ).rejects.toThrow('nothing is written');
    const [after] = await database.dataSource.transaction((manager) => takeCodes(manager, form, 1));
    expect(Number(after?.slice(-4))).toBe(Number(before?.slice(-4)) + 1);
  });

  it('end where the digits do', async () => {
    const wide = { prefix: '370202001001Y', digits: 1 };
    await expect(database.dataSource.transaction((manager) => takeCodes(manager, wide, 10))).rejects.toBeInstanceOf(
      CodesUsedUp,
    );
  });
});
