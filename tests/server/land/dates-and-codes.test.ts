import { describe, expect, test } from 'vitest';
import type { EntityManager } from 'typeorm';
import { ask } from '../../support/ask.ts';
import {
  aBuilding,
  aCommunity,
  aDistrict,
  aGrid,
  aMembership,
  aSubdistrict,
  aYard,
  move,
  type TestArea,
} from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

/** The name of the database's rule that refuses this. */
async function rule(attempt: Promise<unknown>): Promise<unknown> {
  try {
    await attempt;
  } catch (error) {
    const { driverError } = error as { driverError?: { constraint?: string } };
    return driverError?.constraint ?? error;
  }
  return 'nothing refused it';
}

async function twoGrids(manager: EntityManager): Promise<[TestArea, TestArea, TestArea]> {
  const community = await aCommunity(manager);
  return [community, await aGrid(manager, { in: community }), await aGrid(manager, { in: community })];
}

describe('who belongs to whom is a matter of dates', () => {
  test('a yard moves from one grid to another, and the past stays', async () => {
    await inTransaction(async ({ manager, session }) => {
      const [, first, second] = await twoGrids(manager);
      const yard = await aYard(manager, { in: first, households: 30 });
      await aBuilding(manager, { in: yard });
      await move(manager, yard, second, '2025-07-01');
      const query = `query ($yard: String!, $first: String!, $second: String!, $asOf: Date!) {
        yard: area(code: $yard, asOf: $asOf) { parent { code } children { edges { node { parent { code } ... on Building { grid { code } } } } } }
        first: area(code: $first, asOf: $asOf) { children { totalCount } childCounts { level count } ... on Grid { householdCount } }
        second: area(code: $second, asOf: $asOf) { children { totalCount } childCounts { level count } ... on Grid { householdCount } } }`;
      const at = (asOf: string): Promise<unknown> =>
        ask(session, query, { yard: yard.code, first: first.code, second: second.code, asOf });
      const full = {
        children: { totalCount: 1 },
        childCounts: [
          { level: 'YARD', count: 1 },
          { level: 'BUILDING', count: 1 },
        ],
        householdCount: 30,
      };
      const empty = {
        children: { totalCount: 0 },
        childCounts: [
          { level: 'YARD', count: 0 },
          { level: 'BUILDING', count: 0 },
        ],
        householdCount: null,
      };
      const yardIn = (grid: TestArea): object => ({
        parent: { code: grid.code },
        children: { edges: [{ node: { parent: { code: yard.code }, grid: { code: grid.code } } }] },
      });
      expect(await at('2025-06-30')).toEqual({ yard: yardIn(first), first: full, second: empty });
      expect(await at('2025-07-01')).toEqual({ yard: yardIn(second), first: empty, second: full });
    });
  });

  test('two grids at one date are refused by the database', async () => {
    await inTransaction(async ({ manager }) => {
      const [, first, second] = await twoGrids(manager);
      const yard = await aYard(manager, { in: first });
      expect(await rule(aMembership(manager, yard, second, { from: '2025-07-01' }))).toBe(
        'area_membership_one_parent_at_a_date',
      );
    });
  });

  test('a member cannot outlive its parent', async () => {
    await inTransaction(async ({ manager }) => {
      const grid = await aGrid(manager, { to: '2025-01-01' });
      expect(await rule(aYard(manager, { in: grid, to: 'infinity' }))).toBe('area_membership_within_existence');
    });
  });

  test('a grid that was dissolved is gone from lists and stays in the past', async () => {
    await inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager);
      await aGrid(manager, { in: community, to: '2025-01-01' });
      const query =
        'query ($within: String!, $asOf: Date!) { areas(level: GRID, within: $within, asOf: $asOf) { totalCount } }';
      const count = async (asOf: string): Promise<number> =>
        (await ask<{ areas: { totalCount: number } }>(session, query, { within: community.code, asOf })).areas
          .totalCount;
      expect(await count('2024-12-31')).toBe(1);
      expect(await count('2025-01-01')).toBe(0);
    });
  });
});

describe('codes are checked by the database', () => {
  test('a code has the form of its level', async () => {
    await inTransaction(async ({ manager }) => {
      const subdistrict = await aSubdistrict(manager);
      expect(await rule(aCommunity(manager, { in: subdistrict, code: `${subdistrict.code}01` }))).toBe(
        'area_code_form',
      );
    });
  });

  test('a code begins with the code of the parent', async () => {
    await inTransaction(async ({ manager }) => {
      const district = await aDistrict(manager);
      const here = await aSubdistrict(manager, { in: district });
      const other = await aSubdistrict(manager, { in: district });
      expect(await rule(aCommunity(manager, { in: here, code: `${other.code}001` }))).toBe(
        'area_code_starts_with_parent',
      );
    });
  });

  test('a code is given once', async () => {
    await inTransaction(async ({ manager }) => {
      const community = await aCommunity(manager);
      const { code } = await aGrid(manager, { in: community });
      expect(await rule(aGrid(manager, { in: community, code }))).toBe('area_code_key');
    });
  });

  test('fewer than ten households are not storable', async () => {
    await inTransaction(async ({ manager }) => {
      expect(await rule(aYard(manager, { households: 9 }))).toBe('area_household_count_check');
    });
  });
});
