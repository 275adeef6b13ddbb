import { expect, test } from 'vitest';
import { ask, refusal } from '../../support/ask.ts';
import { aRenewal } from '../../support/care-factories.ts';
import { aCommunity, aDistrict, aGrid, aSubdistrict, aYard } from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

test("a year's plan adds up over the district, each project once", () =>
  inTransaction(async ({ manager, session }) => {
    const district = await aDistrict(manager);
    const community = await aCommunity(manager, { in: await aSubdistrict(manager, { in: district }) });
    const grids = [await aGrid(manager, { in: community }), await aGrid(manager, { in: community })];
    const yards = [];
    for (const grid of grids) yards.push(await aYard(manager, { in: grid }));
    await aRenewal(manager, yards, { year: 2025, buildings: 40, households: 1350 });
    await aRenewal(manager, yards.slice(0, 1), { year: 2025, buildings: 30, households: 1000 });
    await aRenewal(manager, yards.slice(0, 1), { year: 2025, buildings: 1 });
    await aRenewal(manager, yards, { year: 2024, buildings: 7, households: 99 });
    await aRenewal(manager, [await aYard(manager)], { year: 2025, buildings: 500 });
    const answer = await ask(
      session,
      `query ($code: String!) {
        now: area(code: $code, asOf: "2025-12-31") { ... on District { renewal(year: 2025) { year projectCount buildingCount householdCount } } }
        before: area(code: $code, asOf: "2024-12-31") { ... on District { renewal(year: 2025) { projectCount buildingCount householdCount } } }
        list: renewalProjects(within: $code, year: 2025, asOf: "2025-12-31") { totalCount }
        all: renewalProjects(within: $code, asOf: "2025-12-31") { totalCount }
        earlier: renewalProjects(within: $code, asOf: "2024-12-31") { totalCount } }`,
      { code: district.code },
    );
    expect(answer).toEqual({
      now: { renewal: { year: 2025, projectCount: 3, buildingCount: 71, householdCount: 2350 } },
      before: { renewal: { projectCount: 0, buildingCount: 0, householdCount: 0 } },
      list: { totalCount: 3 },
      all: { totalCount: 4 },
      earlier: { totalCount: 1 },
    });
  }));

test('a grid lists the projects of its yards, a yard its own', () =>
  inTransaction(async ({ manager, session }) => {
    const grid = await aGrid(manager);
    const [first, second] = [await aYard(manager, { in: grid }), await aYard(manager, { in: grid })];
    const both = await aRenewal(manager, [first, second], { completed: '2023-11-01' });
    const one = await aRenewal(manager, [second], { completed: '2024-11-01' });
    const project = 'renewalProjects { edges { node { code completedOn yards { code } } } }';
    const answer = await ask(
      session,
      `query ($grid: String!, $yard: String!) { grid: area(code: $grid) { ... on Grid { ${project} } }
        yard: area(code: $yard) { ... on Yard { ${project} } } }`,
      { grid: grid.code, yard: first.code },
    );
    const shared = { code: both.code, completedOn: '2023-11-01', yards: [{ code: first.code }, { code: second.code }] };
    const single = { code: one.code, completedOn: '2024-11-01', yards: [{ code: second.code }] };
    expect(answer).toEqual({
      grid: { renewalProjects: { edges: [{ node: shared }, { node: single }] } },
      yard: { renewalProjects: { edges: [{ node: shared }] } },
    });
  }));

test('a project has neither begun nor ended before the day it did', () =>
  inTransaction(async ({ manager, session }) => {
    const yard = await aYard(manager);
    await aRenewal(manager, [yard], { year: 2025, started: '2025-04-01', completed: '2025-10-04' });
    const seen = [];
    for (const asOf of ['2025-03-31', '2025-04-01', '2025-10-03', '2025-10-04']) {
      const { renewalProjects } = await ask<{ renewalProjects: { edges: { node: Record<string, string | null> }[] } }>(
        session,
        `query ($within: String!, $asOf: Date!) {
          renewalProjects(within: $within, asOf: $asOf) { edges { node { startedOn completedOn } } } }`,
        { within: yard.code, asOf },
      );
      seen.push(renewalProjects.edges.map(({ node }) => [node['startedOn'], node['completedOn']]));
    }
    expect(seen).toEqual([
      [[null, null]],
      [['2025-04-01', null]],
      [['2025-04-01', null]],
      [['2025-04-01', '2025-10-04']],
    ]);
  }));

test('a year that no plan has is refused', () =>
  inTransaction(async ({ session }) => {
    const error = await refusal(session, '{ renewalProjects(year: 25) { totalCount } }');
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'year' });
  }));
