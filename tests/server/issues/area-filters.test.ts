import { expect, test } from 'vitest';
import { ask } from '../../support/ask.ts';
import { aCommittee, aRenewal, aService, aSurvey } from '../../support/care-factories.ts';
import { aBuilding, aCommunity, aGrid, aYard, type TestArea } from '../../support/factories.ts';
import { anIssue } from '../../support/issue-factories.ts';
import { inTransaction } from '../../support/test-database.ts';
import type { ReadSession } from '../../../server/kernel/database/read-session.ts';

/** Codes of the grids, yards or buildings of a list under these filters. */
async function listed(session: ReadSession, list: string, within: TestArea, filters: string): Promise<string[]> {
  const { found } = await ask<{ found: { totalCount: number; edges: { node: { code: string } }[] } }>(
    session,
    `query ($within: String!) { found: ${list}(within: $within, asOf: "2025-06-30", ${filters}) { totalCount edges { node { code } } } }`,
    { within: within.code },
  );
  expect(found.totalCount).toBe(found.edges.length);
  return found.edges.map(({ node }) => node.code);
}

test('grids are found by every filter of care and issues, and by all together', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager);
    const grids: TestArea[] = [];
    for (let i = 0; i < 4; i += 1)
      grids.push(await aGrid(manager, { in: community, system: i === 3 ? 'DEDICATED' : 'GOVERNANCE' }));
    const [first, second, third, fourth] = grids as [TestArea, TestArea, TestArea, TestArea];
    const yard = await aYard(manager, { in: first });
    await aCommittee(manager, [first, second]);
    await aService(manager, [first], { mode: 'TRY_THEN_BUY', from: '2025-06-01', trialEnds: '2025-09-01' });
    await aService(manager, [second], { to: '2025-01-01' });
    await aService(manager, [third], { from: '2026-01-01' });
    await aSurvey(manager, second, 'PROPERTY_SERVICE');
    await aRenewal(manager, [yard], { completed: '2022-10-01' });
    await aRenewal(manager, [await aYard(manager, { in: third })], { completed: '2025-07-01' });
    await anIssue(manager, await aBuilding(manager, { in: yard }));
    await anIssue(manager, second, { closed: '2024-05-01' });

    const found = async (filters: string) => {
      const codes = await listed(session, 'grids', community, filters);
      return codes.map((code) => grids.findIndex((grid) => grid.code === code) + 1);
    };
    expect(await found('committee: COVERED')).toEqual([1, 2]);
    expect(await found('committee: UNKNOWN')).toEqual([3, 4]);
    expect(await found('propertyService: UNCOVERED')).toEqual([2]);
    expect(await found('propertyMode: "TRY_THEN_BUY"')).toEqual([1]);
    expect(await found('propertyMode: "OTHER"')).toEqual([]);
    expect(await found('propertyStatus: TRIAL')).toEqual([1]);
    expect(await found('propertyStatus: ENDED')).toEqual([2]);
    expect(await found('propertyStatus: PLANNED')).toEqual([3]);
    expect(await found('renewedSince: "2022-10-01"')).toEqual([1]);
    expect(await found('renewedSince: "2022-10-02"')).toEqual([]);
    expect(await found('population: GRIDS_RENEWED_WITHIN_FIVE_YEARS')).toEqual([1]);
    expect(await found('population: ALL_GRIDS')).toEqual([1, 2, 3, 4]);
    expect(await found('hasOpenIssues: true')).toEqual([1]);
    expect(await found('hasOpenIssues: false')).toEqual([2, 3, 4]);
    expect(await found('system: DEDICATED')).toEqual([4]);
    expect(
      await found(
        'committee: COVERED, propertyService: COVERED, propertyStatus: TRIAL, renewedSince: "2020-01-01", hasOpenIssues: true',
      ),
    ).toEqual([1]);
    expect(fourth.level).toBe('GRID');
  }));

test('yards are found by service, mode, renewal and open issues', () =>
  inTransaction(async ({ manager, session }) => {
    const grid = await aGrid(manager);
    const yards = [await aYard(manager, { in: grid }), await aYard(manager, { in: grid })] as const;
    await aService(manager, [yards[0]], { mode: 'CLOSED_LEADS_OPEN' });
    await aRenewal(manager, [yards[1]], { completed: '2024-01-01' });
    await anIssue(manager, yards[1]);
    const found = (filters: string) => listed(session, 'yards', grid, filters);
    expect(await found('propertyService: COVERED')).toEqual([yards[0].code]);
    expect(await found('propertyService: UNKNOWN')).toEqual([yards[1].code]);
    expect(await found('propertyMode: "CLOSED_LEADS_OPEN"')).toEqual([yards[0].code]);
    expect(await found('renewedSince: "2023-01-01"')).toEqual([yards[1].code]);
    expect(await found('hasOpenIssues: true, renewedSince: "2023-01-01"')).toEqual([yards[1].code]);
    expect(await found('hasOpenIssues: false')).toEqual([yards[0].code]);
  }));

test('buildings are found by open issues', () =>
  inTransaction(async ({ manager, session }) => {
    const yard = await aYard(manager);
    const [first, second] = [await aBuilding(manager, { in: yard }), await aBuilding(manager, { in: yard })];
    await anIssue(manager, first);
    expect(await listed(session, 'buildings', yard, 'hasOpenIssues: true')).toEqual([first.code]);
    expect(await listed(session, 'buildings', yard, 'hasOpenIssues: false')).toEqual([second.code]);
  }));

test('without an area the filters reach over all districts', () =>
  inTransaction(async ({ manager, session }) => {
    const count = async () => {
      const { grids } = await ask<{ grids: { totalCount: number } }>(
        session,
        '{ grids(committee: COVERED, asOf: "2025-06-30") { totalCount } }',
      );
      return grids.totalCount;
    };
    const before = await count();
    await aCommittee(manager, [await aGrid(manager)]);
    await aCommittee(manager, [await aGrid(manager)]);
    expect(await count()).toBe(before + 2);
  }));
