import { expect, test } from 'vitest';
import { ask } from '../../support/ask.ts';
import { aCommittee } from '../../support/care-factories.ts';
import { aCommunity, aGrid, aYard } from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

test('the list at a date holds what is established and not dissolved, within an area and of a kind', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager);
    const grid = await aGrid(manager, { in: community });
    const elsewhere = await aGrid(manager);
    const own = await aCommittee(manager, [grid], { from: '2022-01-01', to: '2024-01-01' });
    const self = await aCommittee(manager, [grid], { from: '2023-01-01', kind: 'SELF_MANAGEMENT' });
    await aCommittee(manager, [elsewhere], { from: '2022-01-01' });
    const at = async (asOf: string, kind: string | null = null) => {
      const { ownersCommittees } = await ask<{ ownersCommittees: { edges: { node: { code: string } }[] } }>(
        session,
        `query ($within: String!, $asOf: Date!, $kind: OwnersCommitteeKind) {
          ownersCommittees(within: $within, asOf: $asOf, kind: $kind) { edges { node { code } } } }`,
        { within: community.code, asOf, kind },
      );
      return ownersCommittees.edges.map(({ node }) => node.code);
    };
    expect(await at('2021-12-31')).toEqual([]);
    expect(await at('2022-01-01')).toEqual([own.code]);
    expect(await at('2023-12-31')).toEqual([own.code, self.code]);
    expect(await at('2023-12-31', 'SELF_MANAGEMENT')).toEqual([self.code]);
    expect(await at('2024-01-01')).toEqual([self.code]);
  }));

test('a committee of several grids is one committee, listed by each of them', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager);
    const grids = [await aGrid(manager, { in: community }), await aGrid(manager, { in: community })];
    const yard = await aYard(manager, { in: grids[0] ?? community });
    const made = await aCommittee(manager, [...grids, yard]);
    const answer = await ask(
      session,
      `query ($within: String!) { ownersCommittees(within: $within) { totalCount }
        grids(within: $within) { edges { node { ownersCommittees { totalCount edges { node { code dissolvedOn areas { code level } } } } } } } }`,
      { within: community.code },
    );
    const areas = [...grids, yard]
      .map(({ code, level }) => ({ code, level }))
      .sort((a, b) => (a.code < b.code ? -1 : 1));
    const list = { totalCount: 1, edges: [{ node: { code: made.code, dissolvedOn: null, areas } }] };
    expect(answer).toEqual({
      ownersCommittees: { totalCount: 1 },
      grids: { edges: [{ node: { ownersCommittees: list } }, { node: { ownersCommittees: list } }] },
    });
  }));

test('it can be asked for by id at a date at which it existed', () =>
  inTransaction(async ({ manager, session }) => {
    const grid = await aGrid(manager);
    const made = await aCommittee(manager, [grid], { from: '2022-01-01' });
    const { ownersCommittees } = await ask<{ ownersCommittees: { edges: { node: { id: string } }[] } }>(
      session,
      'query ($within: String!) { ownersCommittees(within: $within) { edges { node { id } } } }',
      { within: grid.code },
    );
    const answer = await ask(
      session,
      `query ($id: ID!) { now: node(id: $id) { id ... on OwnersCommittee { code establishedOn source { code } provenance } }
        before: nodeAt(id: $id, asOf: "2021-12-31") { id } }`,
      { id: ownersCommittees.edges[0]?.node.id },
    );
    expect(answer).toMatchObject({
      now: { code: made.code, establishedOn: '2022-01-01', source: { code: 'TEST-SURVEYED' }, provenance: 'SURVEYED' },
      before: null,
    });
  }));
