import { describe, expect, test } from 'vitest';
import type { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { ask, refusal } from '../../support/ask.ts';
import { aCommittee, aService, aSurvey } from '../../support/care-factories.ts';
import { aCommunity, aGrid, aYard } from '../../support/factories.ts';
import { anIssue } from '../../support/issue-factories.ts';
import { aPartyCommittee, aTower } from '../../support/office-factories.ts';
import { inDemoSession, inTransaction } from '../../support/test-database.ts';

const AS_OF = '2025-06-30';

interface Columns {
  codes: string[];
  openIssues: number[];
  partyCommittees: number[];
  committee: { covered: number[]; uncovered: number[]; unknown: number[] };
  propertyServiceStates: string[] | null;
}

async function statuses(session: ReadSession, level: string, within?: string, asOf = AS_OF): Promise<Columns> {
  const { areaStatuses } = await ask<{ areaStatuses: Columns }>(
    session,
    `query ($level: AreaLevel!, $within: String, $asOf: Date!) { areaStatuses(level: $level, within: $within, asOf: $asOf) {
      codes openIssues partyCommittees propertyServiceStates committee { covered uncovered unknown } } }`,
    { level, asOf, ...(within !== undefined && { within }) },
  );
  return areaStatuses;
}

describe('the figures of the whole country', () => {
  test('are those of each district and subdistrict, whether it is summarised or marked', () =>
    inTransaction(async ({ manager, session }) => {
      const [here, there] = [await aCommunity(manager), await aCommunity(manager)];
      const [served, surveyed] = [await aGrid(manager, { in: here }), await aGrid(manager, { in: there })];
      await aCommittee(manager, [served]);
      await aSurvey(manager, surveyed, 'OWNERS_COMMITTEE');
      await anIssue(manager, surveyed, { reported: '2025-01-01' });
      await anIssue(manager, surveyed, { reported: '2025-01-01', closed: AS_OF });
      await aPartyCommittee(manager, here, [await aTower(manager, here)]);
      const figures = {
        openIssues: [0, 1],
        partyCommittees: [1, 0],
        committee: { covered: [1, 0], uncovered: [0, 1], unknown: [0, 0] },
      };
      for (const turn of ['marked', 'summarised']) {
        const [districts, subdistricts] = [await statuses(session, 'DISTRICT'), await statuses(session, 'SUBDISTRICT')];
        expect(districts, turn).toMatchObject({ ...figures, codes: [here.districtCode, there.districtCode] });
        expect(subdistricts, turn).toMatchObject({
          ...figures,
          codes: [here.code.slice(0, 9), there.code.slice(0, 9)],
        });
        await manager.query('select refresh_summary(kind, district_code) from summary_mark');
      }
      const before = await statuses(session, 'DISTRICT', undefined, '2024-12-31');
      expect(before.openIssues).toEqual([0, 0]);
      expect((await statuses(session, 'DISTRICT', undefined, '2019-12-31')).codes).toEqual([]);
    }));

  test('are not told below the subdistrict: then the area must be said', () =>
    inTransaction(async ({ session }) => {
      const error = await refusal(session, '{ areaStatuses(level: COMMUNITY) { codes } }');
      expect(error).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'within' });
      expect(error.message).toContain('Say "within" for level COMMUNITY');
    }));
});

describe('the property service states of a map', () => {
  test('tell what was looked into and has none from what nobody knows', () =>
    inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager);
      const grids = [];
      for (let i = 0; i < 3; i += 1) grids.push(await aGrid(manager, { in: community }));
      const [covered, uncovered, unknown] = grids as [(typeof grids)[0], (typeof grids)[0], (typeof grids)[0]];
      for (const grid of grids) await aYard(manager, { in: grid });
      await aService(manager, [covered]);
      await aSurvey(manager, uncovered, 'PROPERTY_SERVICE');
      const states = ['COVERED', 'UNCOVERED', 'UNKNOWN'];
      const columns = await statuses(session, 'GRID', community.districtCode);
      expect(columns.codes).toEqual([covered.code, uncovered.code, unknown.code]);
      expect(columns.propertyServiceStates).toEqual(states);
      expect((await statuses(session, 'YARD', community.districtCode)).propertyServiceStates).toEqual(states);
      expect((await statuses(session, 'COMMUNITY', community.districtCode)).propertyServiceStates).toBeNull();
    }));

  test.each(['grids', 'yards'])('are those of the %s themselves', (list) =>
    inDemoSession(async (session) => {
      const columns = await statuses(session, list === 'grids' ? 'GRID' : 'YARD', '370202005');
      const byCode = new Map(columns.codes.map((code, i) => [code, columns.propertyServiceStates?.[i]]));
      const answer = await ask<Record<string, { edges: { node: { code: string; propertyServiceState: string } }[] }>>(
        session,
        `query ($asOf: Date!) { ${list}(within: "370202005", asOf: $asOf, first: 200) { edges { node { code propertyServiceState } } } }`,
        { asOf: AS_OF },
      );
      const nodes = answer[list]?.edges.map(({ node }) => node) ?? [];
      expect(nodes.length).toBeGreaterThan(10);
      expect(nodes.map(({ code }) => byCode.get(code))).toEqual(
        nodes.map(({ propertyServiceState }) => propertyServiceState),
      );
    }),
  );
});
