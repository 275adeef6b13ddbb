import { expect, test } from 'vitest';
import { ask, refusal } from '../../support/ask.ts';
import { aCommunity } from '../../support/factories.ts';
import { aPartyCommittee, aTower } from '../../support/office-factories.ts';
import { inTransaction } from '../../support/test-database.ts';

test('a tower tells its place, its shape and where the facts come from', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager);
    const tower = await aTower(manager, community, { ground: [120.38, 36.06, 120.382, 36.061] });
    const { officeBuildings } = await ask<{ officeBuildings: { edges: { node: Record<string, unknown> }[] } }>(
      session,
      `query ($within: String!) { officeBuildings(within: $within) { edges { node {
        code featureId community { code } centre { longitude latitude } bounds { west south east north } boundary
        validFrom validTo floorAreaM2 provenance source { code } } } } }`,
      { within: community.code },
    );
    expect(officeBuildings.edges[0]?.node).toMatchObject({
      code: tower.code,
      featureId: tower.id,
      community: { code: community.code },
      bounds: { west: 120.38, south: 36.06, east: 120.382, north: 36.061 },
      boundary: { type: 'MultiPolygon' },
      validFrom: '2020-01-01',
      validTo: null,
      floorAreaM2: null,
      provenance: 'SURVEYED',
    });
  }));

test('a box finds the towers it touches at the date', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager);
    const inside = await aTower(manager, community, { ground: [120.38, 36.06, 120.382, 36.061] });
    await aTower(manager, community, { ground: [120.39, 36.06, 120.392, 36.061] });
    await aTower(manager, community, { ground: [120.38, 36.06, 120.382, 36.061], to: '2024-01-01' });
    const answer = await ask(
      session,
      `query ($within: String!) { officeBuildings(within: $within, asOf: "2025-01-01", bounds: { west: 120.37, south: 36.05, east: 120.381, north: 36.07 }) {
        totalCount edges { node { code } } } }`,
      { within: community.code },
    );
    expect(answer).toEqual({ officeBuildings: { totalCount: 1, edges: [{ node: { code: inside.code } }] } });
    const error = await refusal(
      session,
      '{ officeBuildings(bounds: { west: 121, south: 36, east: 120, north: 37 }) { totalCount } }',
    );
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'bounds.west' });
  }));

test('the search finds towers and committees by name, within an area and at a date', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager);
    const tower = await aTower(manager, community, { name: '海天试验中心' });
    const committee = await aPartyCommittee(manager, community, [tower], {
      name: '海天试验中心党委',
      from: '2023-01-01',
    });
    const found = async (asOf: string) => {
      const { search } = await ask<{ search: { edges: { node: unknown }[] } }>(
        session,
        `query ($within: String!, $asOf: Date!) { search(text: "海天试验", within: $within, asOf: $asOf) { edges { node { __typename
          ... on OfficeBuilding { code } ... on BuildingPartyCommittee { code } } } } }`,
        { within: community.code, asOf },
      );
      return search.edges.map(({ node }) => node);
    };
    expect(await found('2022-01-01')).toEqual([{ __typename: 'OfficeBuilding', code: tower.code }]);
    expect(await found('2024-01-01')).toEqual([
      { __typename: 'OfficeBuilding', code: tower.code },
      { __typename: 'BuildingPartyCommittee', code: committee.code },
    ]);
  }));

test('the statements for a page of towers with all they tell do not grow with the towers', () =>
  inTransaction(async ({ manager, session }) => {
    const statementsFor = async (count: number) => {
      const community = await aCommunity(manager);
      for (let i = 0; i < count; i += 1) await aPartyCommittee(manager, community, [await aTower(manager, community)]);
      const before = session.statementCount;
      await ask(
        session,
        `query ($within: String!) { officeBuildings(within: $within) { totalCount edges { node { bounds { west } centre { latitude }
          boundary(toleranceM: 5) community { name } source { code } provenance
          partyCommittees { name community { name } officeBuildings { name } provenance } } } }
          buildingPartyCommittees(within: $within) { edges { node { officeBuildings { code } community { code } } } } }`,
        { within: community.code },
      );
      return session.statementCount - before;
    };
    const one = await statementsFor(1);
    expect(await statementsFor(9)).toBe(one);
  }));
