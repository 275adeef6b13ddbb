import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toGlobalId } from '../../../../server/kernel/graph/global-id.ts';
import { rootsOf } from '../../../../server/land/around.ts';
import { inTransaction } from '../../../support/test-database.ts';

/** What degrees, metres and shares can be. */
const numbers = fc
  .oneof(
    fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
    fc.double({ noNaN: true, min: -180, max: 180 }),
    fc.double({ noNaN: true, min: 1e-6, max: 1e-3 }),
    fc.integer(),
    fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 5000 })).map(([part, whole]) => part / whole),
    fc.integer({ min: -6, max: 14 }).map((exponent) => Number(`1e${exponent}`)),
  )
  .filter((value) => value === 0 || Math.abs(value) >= 1e-6);

test('numbers are printed in the database as JavaScript prints them', () =>
  inTransaction(async ({ session }) => {
    const printed = async (values: number[]) => {
      const [row] = await session.query<{ texts: string[] }>(
        'select array_agg(json_number(v.value) order by v.place) as texts from unnest($1::float8[]) with ordinality v (value, place)',
        [values.map(String)],
      );
      return row?.texts;
    };
    await fc.assert(
      fc.asyncProperty(fc.array(numbers, { minLength: 50, maxLength: 200 }), async (values) => {
        expect(await printed(values)).toEqual(values.map((value) => JSON.stringify(value)));
      }),
      { numRuns: 20 },
    );
  }));

test('opaque ids are made in the database as outside it', () =>
  inTransaction(async ({ session }) => {
    const key = fc.integer({ min: 1, max: 2_147_483_647 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('Grid', 'BuildingPartyCommittee', 'Issue'), key, async (type, number) => {
        const [row] = await session.query<{ id: string }>('select base64url($1) as id', [`${type}:${number}`]);
        expect(row?.id).toBe(toGlobalId(type, number));
      }),
      { numRuns: 30 },
    );
  }));

test('the roots of paths are found in the database as outside it', () =>
  inTransaction(async ({ session }) => {
    // Codes of which one begins with another, and with a character before "/" in them, are where a text could be cut wrongly.
    const code = fc.constantFrom('1', '12', '12-3', '12-', '2');
    const paths = fc.array(fc.array(code, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(paths, async (drawn) => {
        const texts = drawn.map((codes) => codes.join('/'));
        const [row] = await session.query<{ roots: string[] }>('select area_roots($1::text[]) as roots', [texts]);
        expect([...(row?.roots ?? [])].sort()).toEqual(rootsOf(texts).sort());
      }),
      { numRuns: 200 },
    );
  }));

test('without a path there is no root', () =>
  inTransaction(async ({ session }) => {
    const [row] = await session.query<{ roots: string[] }>(`select area_roots('{}') as roots`);
    expect(row?.roots).toEqual([]);
  }));
