import type { EntityManager } from 'typeorm';
import { describe, expect, test } from 'vitest';
import { aCommittee, aRenewal, aService, insertRow, serve } from '../../support/care-factories.ts';
import { aCommunity, aGrid, aSource, aYard } from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

const refused = (attempt: (manager: EntityManager) => Promise<unknown>, rule: RegExp) => () =>
  inTransaction(async ({ manager }) => {
    await expect(attempt(manager)).rejects.toThrow(rule);
  });

/** Tries within the transaction, which goes on when the database refuses. */
async function attempt(manager: EntityManager, write: () => Promise<unknown>): Promise<void> {
  await manager.query('savepoint attempt');
  try {
    await write();
  } catch (error) {
    await manager.query('rollback to savepoint attempt');
    throw error;
  }
}

describe('the database refuses', () => {
  test(
    'a committee that serves the same grid twice at a date',
    refused(async (manager) => {
      const grid = await aGrid(manager);
      const { id } = await aCommittee(manager, [grid], { serves: { from: '2022-01-01', to: '2024-01-01' } });
      await serve(manager, id, grid, { from: '2024-01-01' });
      await serve(manager, id, grid, { from: '2023-12-31', to: '2024-01-01' });
    }, /owners_committee_area_once_at_a_date/),
  );

  test(
    'a service of the same grid twice at a date',
    refused(async (manager) => {
      const grid = await aGrid(manager);
      const { id } = await aService(manager, [grid]);
      await insertRow(manager, 'property_service_area', { service_id: id, area_id: grid.id, valid_from: '2024-01-01' });
    }, /property_service_area_once_at_a_date/),
  );

  test(
    'a service that ends before it begins',
    refused(
      async (manager) => aService(manager, [await aGrid(manager)], { from: '2024-01-01', to: '2024-01-01' }),
      /check/,
    ),
  );

  test(
    'a trial that outlasts its service',
    refused(
      async (manager) =>
        aService(manager, [await aGrid(manager)], { from: '2024-01-01', trialEnds: '2025-02-01', to: '2025-01-01' }),
      /check/,
    ),
  );

  test(
    'a count of one to nine households',
    refused(async (manager) => aRenewal(manager, [await aYard(manager)], { households: 9 }), /household_count/),
  );

  test(
    'a renewal that is completed before it starts',
    refused(
      async (manager) => aRenewal(manager, [await aYard(manager)], { started: '2024-05-01', completed: '2024-04-30' }),
      /check/,
    ),
  );

  test(
    'a committee, a service and a renewal for an area of another district',
    refused(async (manager) => {
      const [here, there] = [await aYard(manager), await aYard(manager)];
      await expect(attempt(manager, () => aService(manager, [here, there]))).rejects.toThrow(/another district/);
      await expect(attempt(manager, () => aRenewal(manager, [here, there]))).rejects.toThrow(/another district/);
      await aCommittee(manager, [here, there]);
    }, /another district/),
  );

  test(
    'a committee for anything but a grid or a yard, and a renewal for anything but a yard',
    refused(async (manager) => {
      const grid = await aGrid(manager);
      await expect(attempt(manager, () => aRenewal(manager, [grid]))).rejects.toThrow(/cannot be for a GRID/);
      await aCommittee(manager, [await aCommunity(manager)]);
    }, /cannot be for a COMMUNITY/),
  );

  test(
    'an area that goes while a committee serves it',
    refused(async (manager) => {
      const grid = await aGrid(manager);
      await aCommittee(manager, [grid]);
      await manager.query('delete from area where id = $1', [grid.id]);
    }, /owners_committee_area/),
  );
});

test('a source of facts cannot be left out', () =>
  inTransaction(async ({ manager }) => {
    await aSource(manager);
    await expect(insertRow(manager, 'property_company', { code: 'PC-X', name: 'X' })).rejects.toThrow(/source_id/);
  }));
