import { expect, test } from 'vitest';
import { ask } from '../../support/ask.ts';
import { insertRow } from '../../support/care-factories.ts';
import { aCommunity, aDistrict, aSubdistrict } from '../../support/factories.ts';
import { aPartyCommittee, aTower, cover } from '../../support/office-factories.ts';
import { inTransaction } from '../../support/test-database.ts';

test('a committee whose towers stand in two communities counts once, where its seat is', () =>
  inTransaction(async ({ manager, session }) => {
    const district = await aDistrict(manager);
    const subdistrict = await aSubdistrict(manager, { in: district });
    const [seat, other] = [
      await aCommunity(manager, { in: subdistrict }),
      await aCommunity(manager, { in: subdistrict }),
    ];
    const towers = [await aTower(manager, seat), await aTower(manager, other)];
    const made = await aPartyCommittee(manager, seat, towers, { kind: 'COMPREHENSIVE' });
    const answer = await ask(
      session,
      `query ($district: String!, $seat: String!, $other: String!) {
        area(code: $district) { ... on District { partyCommitteeCount } }
        all: buildingPartyCommittees(within: $district) { totalCount edges { node { code kind community { code } officeBuildings { code } } } }
        seat: buildingPartyCommittees(within: $seat) { totalCount }
        other: buildingPartyCommittees(within: $other) { totalCount }
        towers: officeBuildings(within: $other, hasPartyCommittee: true) { totalCount edges { node { partyCommittees { code community { code } } } } }
        statuses: areaStatuses(level: COMMUNITY, within: $district) { codes partyCommittees } }`,
      { district: district.code, seat: seat.code, other: other.code },
    );
    expect(answer).toEqual({
      area: { partyCommitteeCount: 1 },
      all: {
        totalCount: 1,
        edges: [
          {
            node: {
              code: made.code,
              kind: 'COMPREHENSIVE',
              community: { code: seat.code },
              officeBuildings: towers.map(({ code }) => ({ code })),
            },
          },
        ],
      },
      seat: { totalCount: 1 },
      other: { totalCount: 0 },
      towers: {
        totalCount: 1,
        edges: [{ node: { partyCommittees: [{ code: made.code, community: { code: seat.code } }] } }],
      },
      statuses: { codes: [seat.code, other.code], partyCommittees: [1, 0] },
    });
  }));

test('a committee exists from the day it is established to the day before it is dissolved', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager);
    const tower = await aTower(manager, community);
    await aPartyCommittee(manager, community, [tower], { from: '2023-01-01', to: '2025-01-01' });
    const at = async (asOf: string) =>
      ask(
        session,
        `query ($within: String!, $asOf: Date!) { buildingPartyCommittees(within: $within, asOf: $asOf) { totalCount }
          with: officeBuildings(within: $within, asOf: $asOf, hasPartyCommittee: true) { totalCount }
          without: officeBuildings(within: $within, asOf: $asOf, hasPartyCommittee: false) { totalCount }
          officePoints(within: $within, asOf: $asOf) { codes committeeCounts } }`,
        { within: community.code, asOf },
      );
    const seen = (there: boolean) => ({
      buildingPartyCommittees: { totalCount: there ? 1 : 0 },
      with: { totalCount: there ? 1 : 0 },
      without: { totalCount: there ? 0 : 1 },
      officePoints: { codes: [tower.code], committeeCounts: [there ? 1 : 0] },
    });
    expect(await at('2022-12-31')).toEqual(seen(false));
    expect(await at('2023-01-01')).toEqual(seen(true));
    expect(await at('2024-12-31')).toEqual(seen(true));
    expect(await at('2025-01-01')).toEqual(seen(false));
  }));

test('a tower may pass from one committee to another; both may cover it at once', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager);
    const tower = await aTower(manager, community);
    const first = await aPartyCommittee(manager, community, [tower], { covers: { to: '2024-01-01' } });
    const second = await aPartyCommittee(manager, community, [tower], { covers: { from: '2023-01-01' } });
    const at = async (asOf: string) => {
      const { officeBuildings } = await ask<{
        officeBuildings: { edges: { node: { partyCommittees: { code: string }[] } }[] };
      }>(
        session,
        `query ($within: String!, $asOf: Date!) { officeBuildings(within: $within, asOf: $asOf) { edges { node {
          partyCommittees { code } } } } }`,
        { within: community.code, asOf },
      );
      return officeBuildings.edges[0]?.node.partyCommittees.map(({ code }) => code);
    };
    expect(await at('2022-06-01')).toEqual([first.code]);
    expect(await at('2023-06-01')).toEqual([first.code, second.code]);
    expect(await at('2024-06-01')).toEqual([second.code]);
  }));

test('the database refuses a committee that covers a tower twice at a date', () =>
  inTransaction(async ({ manager }) => {
    const community = await aCommunity(manager);
    const tower = await aTower(manager, community);
    const { id } = await aPartyCommittee(manager, community, [tower], { covers: { to: '2024-01-01' } });
    await cover(manager, id, tower, { from: '2024-01-01', to: '2025-01-01' });
    await expect(
      insertRow(manager, 'building_party_committee_building', {
        committee_id: id,
        office_building_id: tower.id,
        valid_from: '2024-12-31',
      }),
    ).rejects.toThrow(/building_party_committee_building_once_at_a_date/);
  }));
