import { expect, test } from 'vitest';
import { ask, refusal } from '../../support/ask.ts';
import { aCompany, aService } from '../../support/care-factories.ts';
import { aCommunity, aGrid, aYard, move } from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

type Codes = { edges: { node: { code: string } }[] };
const codes = (list: Codes): string[] => list.edges.map(({ node }) => node.code);

test('a service is planned, then on trial, then active, then ended, each from its first day', () =>
  inTransaction(async ({ manager, session }) => {
    const grid = await aGrid(manager);
    await aService(manager, [grid], {
      from: '2024-01-01',
      trialEnds: '2024-07-01',
      to: '2025-01-01',
      mode: 'TRY_THEN_BUY',
    });
    const query = `query ($within: String!, $asOf: Date!) { propertyServices(within: $within, asOf: $asOf) { edges { node {
      status validFrom trialEndsOn validTo mode { code titleZh } areas { code } asOf } } } }`;
    const at = async (asOf: string) => {
      const { propertyServices } = await ask<{ propertyServices: { edges: { node: { status: string } }[] } }>(
        session,
        query,
        {
          within: grid.code,
          asOf,
        },
      );
      return propertyServices.edges[0]?.node;
    };
    const dates = ['2023-12-31', '2024-01-01', '2024-06-30', '2024-07-01', '2024-12-31', '2025-01-01'];
    const seen = [];
    for (const date of dates) seen.push((await at(date))?.status);
    expect(seen).toEqual(['PLANNED', 'TRIAL', 'TRIAL', 'ACTIVE', 'ACTIVE', 'ENDED']);
    expect(await at('2025-06-01')).toEqual({
      status: 'ENDED',
      validFrom: '2024-01-01',
      trialEndsOn: '2024-07-01',
      validTo: '2025-01-01',
      mode: { code: 'TRY_THEN_BUY', titleZh: '先尝后买' },
      areas: [{ code: grid.code }],
      asOf: '2025-06-01',
    });
  }));

test('a grid lists what serves it or a yard of it, once, and on demand what was or will be', () =>
  inTransaction(async ({ manager, session }) => {
    const grid = await aGrid(manager);
    const yards = [await aYard(manager, { in: grid }), await aYard(manager, { in: grid })];
    const ofGrid = await aService(manager, [grid]);
    const ofYards = await aService(manager, yards);
    const ended = await aService(manager, [grid], { to: '2024-01-01' });
    const planned = await aService(manager, [grid], { from: '2026-01-01' });
    const { area } = await ask<{ area: Record<'now' | 'ended' | 'planned', Codes> & { now: { totalCount: number } } }>(
      session,
      `query ($code: String!) { area(code: $code, asOf: "2025-06-30") { ... on Grid {
        now: propertyServices { totalCount edges { node { code } } }
        ended: propertyServices(status: ENDED) { edges { node { code } } }
        planned: propertyServices(status: PLANNED) { edges { node { code } } } } } }`,
      { code: grid.code },
    );
    expect(codes(area.now)).toEqual([ofGrid.code, ofYards.code].sort());
    expect(area.now.totalCount).toBe(2);
    expect(codes(area.ended)).toEqual([ended.code]);
    expect(codes(area.planned)).toEqual([planned.code]);
  }));

test('a yard lists its own services and those of the grid it is in at the date', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager);
    const [before, after] = [await aGrid(manager, { in: community }), await aGrid(manager, { in: community })];
    const yard = await aYard(manager, { in: before });
    await move(manager, yard, after, '2024-01-01');
    const own = await aService(manager, [yard]);
    const first = await aService(manager, [before]);
    const second = await aService(manager, [after]);
    const at = async (asOf: string) => {
      const { area } = await ask<{ area: { propertyServices: Codes } }>(
        session,
        `query ($code: String!, $asOf: Date!) { area(code: $code, asOf: $asOf) { ... on Yard {
          propertyServices { edges { node { code } } } } } }`,
        { code: yard.code, asOf },
      );
      return codes(area.propertyServices);
    };
    expect(await at('2023-12-31')).toEqual([own.code, first.code].sort());
    expect(await at('2024-01-01')).toEqual([own.code, second.code].sort());
  }));

test('one contract may serve several grids, and a company shows all its contracts', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager);
    const grids = [await aGrid(manager, { in: community }), await aGrid(manager, { in: community })];
    const company = await aCompany(manager);
    const bundle = await aService(manager, grids, { company, mode: 'BUNDLED_MULTI_GRID' });
    const ended = await aService(manager, [grids[0] ?? community], { company, to: '2021-01-01' });
    const { propertyServices } = await ask<{ propertyServices: { totalCount: number; edges: { node: unknown }[] } }>(
      session,
      `query ($within: String!) { propertyServices(within: $within, mode: "BUNDLED_MULTI_GRID", status: ACTIVE) { totalCount edges {
        node { code areas { code } company { code provenance services { totalCount edges { node { code status } } } } } } } }`,
      { within: community.code },
    );
    expect(propertyServices).toMatchObject({
      totalCount: 1,
      edges: [
        {
          node: {
            code: bundle.code,
            areas: grids.map(({ code }) => ({ code })),
            company: {
              code: company.code,
              provenance: 'SURVEYED',
              services: {
                totalCount: 2,
                edges: [
                  { node: { code: bundle.code, status: 'ACTIVE' } },
                  { node: { code: ended.code, status: 'ENDED' } },
                ],
              },
            },
          },
        },
      ],
    });
  }));

test('an unknown mode is refused with the argument and the modes there are', () =>
  inTransaction(async ({ session }) => {
    const error = await refusal(session, '{ propertyServices(mode: "先尝后买") { totalCount } }');
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'mode' });
    expect(error.message).toContain('TRY_THEN_BUY');
    expect(await refusal(session, '{ grids(propertyMode: "NONE") { totalCount } }')).toMatchObject({
      argument: 'propertyMode',
    });
  }));
