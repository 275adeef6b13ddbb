import type { EntityManager } from 'typeorm';
import { describe, expect, test } from 'vitest';
import type { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { ask } from '../../support/ask.ts';
import { aCommittee, aRenewal, aService, aSurvey } from '../../support/care-factories.ts';
import { aCommunity, aGrid, aYard, move, type TestArea } from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

const TODAY = '2025-06-30';

/** The states of a grid and of its population at a date, as the graph tells them. */
async function statesOf(session: ReadSession, grid: TestArea, asOf = TODAY) {
  const { area } = await ask<{
    area: { committeeState: string; propertyServiceState: string; renewed: { denominator: number } };
  }>(
    session,
    `query ($code: String!, $asOf: Date!) { area(code: $code, asOf: $asOf) { ... on Grid { committeeState propertyServiceState
      renewed: coverage(indicator: PROPERTY_SERVICE, population: GRIDS_RENEWED_WITHIN_FIVE_YEARS) { denominator } } } }`,
    { code: grid.code, asOf },
  );
  return {
    committee: area.committeeState,
    service: area.propertyServiceState,
    renewed: area.renewed.denominator === 1,
  };
}

async function yardState(session: ReadSession, yard: TestArea, asOf = TODAY): Promise<string> {
  const { area } = await ask<{ area: { propertyServiceState: string } }>(
    session,
    'query ($code: String!, $asOf: Date!) { area(code: $code, asOf: $asOf) { ... on Yard { propertyServiceState } } }',
    { code: yard.code, asOf },
  );
  return area.propertyServiceState;
}

const withGrid = (check: (manager: EntityManager, session: ReadSession, grid: TestArea) => Promise<void>) => () =>
  inTransaction(async ({ manager, session }) => check(manager, session, await aGrid(manager)));

describe('a grid of which nothing is on record', () => {
  test(
    'is unknown, not uncovered',
    withGrid(async (_, session, grid) => {
      expect(await statesOf(session, grid)).toEqual({ committee: 'UNKNOWN', service: 'UNKNOWN', renewed: false });
    }),
  );

  test(
    'becomes uncovered on the day of a survey, for what was surveyed only',
    withGrid(async (manager, session, grid) => {
      await aSurvey(manager, grid, 'PROPERTY_SERVICE', '2024-05-10');
      await aSurvey(manager, grid, 'OWNERS_COMMITTEE', '2024-08-01');
      expect(await statesOf(session, grid, '2024-05-09')).toMatchObject({ service: 'UNKNOWN', committee: 'UNKNOWN' });
      expect(await statesOf(session, grid, '2024-05-10')).toMatchObject({ service: 'UNCOVERED', committee: 'UNKNOWN' });
      expect(await statesOf(session, grid, '2024-08-01')).toMatchObject({
        service: 'UNCOVERED',
        committee: 'UNCOVERED',
      });
    }),
  );
});

describe("an owners' committee", () => {
  test(
    'covers its grid from the day it is established to the day before it is dissolved',
    withGrid(async (manager, session, grid) => {
      await aSurvey(manager, grid, 'OWNERS_COMMITTEE');
      await aCommittee(manager, [grid], { from: '2024-03-01', to: '2025-03-01' });
      const states = await Promise.all(
        ['2024-02-29', '2024-03-01', '2025-02-28', '2025-03-01'].map((date) => statesOf(session, grid, date)),
      );
      expect(states.map(({ committee }) => committee)).toEqual(['UNCOVERED', 'COVERED', 'COVERED', 'UNCOVERED']);
    }),
  );

  test(
    'covers a grid only while it serves it',
    withGrid(async (manager, session, grid) => {
      await aCommittee(manager, [grid], { serves: { from: '2022-01-01', to: '2023-01-01' } });
      expect((await statesOf(session, grid, '2022-12-31')).committee).toBe('COVERED');
      expect((await statesOf(session, grid, '2023-01-01')).committee).toBe('UNKNOWN');
    }),
  );

  test(
    'that serves a yard does not cover the grid',
    withGrid(async (manager, session, grid) => {
      await aCommittee(manager, [await aYard(manager, { in: grid })]);
      expect((await statesOf(session, grid)).committee).toBe('UNKNOWN');
    }),
  );
});

describe('a property service', () => {
  test(
    'covers while it is on trial',
    withGrid(async (manager, session, grid) => {
      await aService(manager, [grid], { from: '2025-06-01', trialEnds: '2025-12-01', mode: 'TRY_THEN_BUY' });
      expect((await statesOf(session, grid)).service).toBe('COVERED');
    }),
  );

  test(
    'does not cover before it begins, nor from the day it ends',
    withGrid(async (manager, session, grid) => {
      await aService(manager, [grid], { from: '2024-01-01', to: '2025-01-01' });
      const states = await Promise.all(
        ['2023-12-31', '2024-01-01', '2024-12-31', '2025-01-01'].map((date) => statesOf(session, grid, date)),
      );
      expect(states.map(({ service }) => service)).toEqual(['UNKNOWN', 'COVERED', 'COVERED', 'UNKNOWN']);
    }),
  );

  test(
    'covers the grid when every yard has one, not when a yard has none',
    withGrid(async (manager, session, grid) => {
      const yards = [await aYard(manager, { in: grid }), await aYard(manager, { in: grid })] as const;
      await aSurvey(manager, grid, 'PROPERTY_SERVICE');
      await aService(manager, [yards[0]]);
      expect((await statesOf(session, grid)).service).toBe('UNCOVERED');
      await aService(manager, [yards[1]], { from: '2025-01-01' });
      expect((await statesOf(session, grid, '2024-12-31')).service).toBe('UNCOVERED');
      expect((await statesOf(session, grid)).service).toBe('COVERED');
    }),
  );

  test('asks the yards that are in the grid at the date', () =>
    inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager);
      const [grid, neighbour] = [await aGrid(manager, { in: community }), await aGrid(manager, { in: community })];
      await aService(manager, [await aYard(manager, { in: grid })]);
      await move(manager, await aYard(manager, { in: grid }), neighbour, '2024-01-01');
      expect((await statesOf(session, grid, '2023-12-31')).service).toBe('UNKNOWN');
      expect((await statesOf(session, grid, '2024-01-01')).service).toBe('COVERED');
      expect((await statesOf(session, neighbour, '2024-01-01')).service).toBe('UNKNOWN');
    }));

  test(
    'of a grid covers its yards, and a survey of the grid speaks for them',
    withGrid(async (manager, session, grid) => {
      const yard = await aYard(manager, { in: grid });
      expect(await yardState(session, yard)).toBe('UNKNOWN');
      await aSurvey(manager, grid, 'PROPERTY_SERVICE', '2023-01-01');
      await aService(manager, [grid], { from: '2024-01-01' });
      expect(await yardState(session, yard, '2022-12-31')).toBe('UNKNOWN');
      expect(await yardState(session, yard, '2023-12-31')).toBe('UNCOVERED');
      expect(await yardState(session, yard, '2024-01-01')).toBe('COVERED');
    }),
  );

  test(
    'of one yard says nothing of the next',
    withGrid(async (manager, session, grid) => {
      const [served, other] = [await aYard(manager, { in: grid }), await aYard(manager, { in: grid })];
      await aService(manager, [served]);
      expect(await yardState(session, served)).toBe('COVERED');
      expect(await yardState(session, other)).toBe('UNKNOWN');
    }),
  );
});

describe('a grid counts as renewed within five years', () => {
  test(
    'from the day a yard is completed until five years later to the day',
    withGrid(async (manager, session, grid) => {
      await aRenewal(manager, [await aYard(manager, { in: grid })], { completed: '2020-06-30' });
      const states = await Promise.all(
        ['2020-06-29', '2020-06-30', '2025-06-29', '2025-06-30'].map((date) => statesOf(session, grid, date)),
      );
      expect(states.map(({ renewed }) => renewed)).toEqual([false, true, true, false]);
    }),
  );

  test(
    'not by work that is not completed',
    withGrid(async (manager, session, grid) => {
      await aRenewal(manager, [await aYard(manager, { in: grid })], { year: 2024, started: '2024-05-01' });
      expect((await statesOf(session, grid)).renewed).toBe(false);
    }),
  );
});
