import { describe, expect, test } from 'vitest';
import { IssuePointsService } from '../../../server/issues/issue-points.service.ts';
import { RequestContext } from '../../../server/kernel/graph/context.ts';
import { ask, refusal } from '../../support/ask.ts';
import { aBuilding, aCommunity, aGrid, aYard, move } from '../../support/factories.ts';
import { anIssue, someCategories } from '../../support/issue-factories.ts';
import { inTransaction } from '../../support/test-database.ts';

test('an issue is not there before it is reported, open until the day before it is closed, then closed', () =>
  inTransaction(async ({ manager, session }) => {
    const grid = await aGrid(manager);
    await anIssue(manager, grid, { reported: '2024-03-01', closed: '2024-03-05' });
    const seen = [];
    for (const asOf of ['2024-02-29', '2024-03-01', '2024-03-04', '2024-03-05']) {
      const answer = await ask<{
        issues: { edges: { node: { state: string; closedOn: string | null } }[] };
        open: { totalCount: number };
        closed: { totalCount: number };
        area: { issueCounts: { open: number; closed: number; total: number } };
      }>(
        session,
        `query ($within: String!, $asOf: Date!) { issues(within: $within, asOf: $asOf) { edges { node { state closedOn } } }
          open: issues(within: $within, asOf: $asOf, state: OPEN) { totalCount }
          closed: issues(within: $within, asOf: $asOf, state: CLOSED) { totalCount }
          area(code: $within, asOf: $asOf) { issueCounts { open closed total } } }`,
        { within: grid.code, asOf },
      );
      const { open, closed, total } = answer.area.issueCounts;
      expect([open, closed, total]).toEqual([
        answer.open.totalCount,
        answer.closed.totalCount,
        answer.issues.edges.length,
      ]);
      seen.push(answer.issues.edges.map(({ node }) => [node.state, node.closedOn]));
    }
    expect(seen).toEqual([[], [['OPEN', null]], [['OPEN', null]], [['CLOSED', '2024-03-05']]]);
  }));

test('an issue closed on the day it was reported was never open at the end of a day', () =>
  inTransaction(async ({ manager, session }) => {
    const grid = await aGrid(manager);
    await anIssue(manager, grid, { reported: '2024-03-01', closed: '2024-03-01' });
    const answer = await ask(
      session,
      'query ($code: String!) { area(code: $code, asOf: "2024-03-01") { issueCounts { open closed total } } }',
      { code: grid.code },
    );
    expect(answer).toEqual({ area: { issueCounts: { open: 0, closed: 1, total: 1 } } });
  }));

test('open issues of the children and of the area itself make up those of the area', () =>
  inTransaction(async ({ manager, session }) => {
    const grid = await aGrid(manager);
    const yard = await aYard(manager, { in: grid });
    const building = await aBuilding(manager, { in: yard });
    await anIssue(manager, grid);
    await anIssue(manager, yard);
    await anIssue(manager, yard, { category: '9201' });
    await anIssue(manager, building);
    const counts = 'issueCounts { open openHere }';
    const answer = await ask(
      session,
      `query ($grid: String!, $yard: String!) { grid: area(code: $grid) { ${counts} major: issueCounts(category: "91") { open } }
        yard: area(code: $yard) { ${counts} minor: issueCounts(category: "9201") { open openHere } } }`,
      { grid: grid.code, yard: yard.code },
    );
    expect(answer).toEqual({
      grid: { issueCounts: { open: 4, openHere: 1 }, major: { open: 3 } },
      yard: { issueCounts: { open: 3, openHere: 2 }, minor: { open: 1, openHere: 1 } },
    });
  }));

test('an issue goes with its yard to another grid', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager);
    const [before, after] = [await aGrid(manager, { in: community }), await aGrid(manager, { in: community })];
    const yard = await aYard(manager, { in: before });
    const building = await aBuilding(manager, { in: yard });
    await anIssue(manager, building, { reported: '2023-06-01' });
    await move(manager, yard, after, '2024-01-01');
    const at = (asOf: string) =>
      ask(
        session,
        `query ($yard: String!, $asOf: Date!) { area(code: $yard, asOf: $asOf) { ... on Yard { issues { edges { node {
          grid { code issueCounts { open } } area { code level } category { code parent { code } } } } } } } }`,
        { yard: yard.code, asOf },
      );
    const seen = (grid: string) => ({
      area: {
        issues: {
          edges: [
            {
              node: {
                grid: { code: grid, issueCounts: { open: 1 } },
                area: { code: building.code, level: 'BUILDING' },
                category: { code: '9101', parent: { code: '91' } },
              },
            },
          ],
        },
      },
    });
    expect(await at('2023-12-31')).toEqual(seen(before.code));
    expect(await at('2024-01-01')).toEqual(seen(after.code));
  }));

describe('the list of issues', () => {
  test('takes category, reporting dates and a box together', () =>
    inTransaction(async ({ manager, session }) => {
      const grid = await aGrid(manager);
      const wanted = await anIssue(manager, grid, { reported: '2024-05-10', category: '9102', at: [120.35, 36.05] });
      await anIssue(manager, grid, { reported: '2024-05-10', category: '9102', at: [120.45, 36.05] });
      await anIssue(manager, grid, { reported: '2024-05-10', category: '9201', at: [120.35, 36.05] });
      await anIssue(manager, grid, { reported: '2024-05-09', category: '9102', at: [120.35, 36.05] });
      await anIssue(manager, grid, { reported: '2024-05-13', category: '9102', at: [120.35, 36.05] });
      const answer = await ask(
        session,
        `query ($within: String!) { issues(within: $within, category: "91", reportedFrom: "2024-05-10", reportedTo: "2024-05-12",
          bounds: { west: 120.3, south: 36, east: 120.4, north: 36.1 }) { totalCount edges { node { code place { longitude latitude } } } } }`,
        { within: grid.code },
      );
      const node = { code: wanted.code, place: { longitude: 120.35, latitude: 36.05 } };
      expect(answer).toEqual({ issues: { totalCount: 1, edges: [{ node }] } });
    }));

  test('pages through everything once, in the order of the codes', () =>
    inTransaction(async ({ manager, session }) => {
      const grid = await aGrid(manager);
      const made: string[] = [];
      for (let i = 0; i < 7; i += 1) made.push((await anIssue(manager, grid)).code);
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const {
          issues,
        }: { issues: { edges: { node: { code: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
          await ask(
            session,
            `query ($within: String!, $after: String) { issues(within: $within, first: 3, after: $after) {
              edges { node { code } } pageInfo { hasNextPage endCursor } } }`,
            { within: grid.code, after },
          );
        seen.push(...issues.edges.map(({ node }) => node.code));
        after = issues.pageInfo.hasNextPage ? issues.pageInfo.endCursor : null;
      } while (after);
      expect(seen).toEqual(made);
    }));

  test('refuses an unknown category, dates the wrong way round and an area that was not there', () =>
    inTransaction(async ({ manager, session }) => {
      await someCategories(manager);
      expect(await refusal(session, '{ issues(category: "9199") { totalCount } }')).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'category',
      });
      expect(
        await refusal(session, '{ issues(reportedFrom: "2024-02-01", reportedTo: "2024-01-01") { totalCount } }'),
      ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'reportedFrom' });
      expect(await refusal(session, '{ issues(within: "999999") { totalCount } }')).toMatchObject({
        code: 'NOT_FOUND',
        argument: 'within',
      });
    }));

  test('takes the same statements for one yard and for many', () =>
    inTransaction(async ({ manager, session }) => {
      const statementsFor = async (yards: number) => {
        const grid = await aGrid(manager);
        for (let i = 0; i < yards; i += 1)
          await anIssue(manager, await aBuilding(manager, { in: await aYard(manager, { in: grid }) }));
        const before = session.statementCount;
        await ask(
          session,
          `query ($code: String!) { area(code: $code) { ... on Grid { yards { edges { node { name issueCounts { open } propertyServiceState
            buildings { edges { node { issues(state: OPEN) { totalCount edges { node { code state category { titleZh } area { name } grid { name } provenance } } } } } }
            issues(first: 2) { totalCount edges { node { code } } pageInfo { hasNextPage } } } } } } } }`,
          { code: grid.code },
        );
        return session.statementCount - before;
      };
      const one = await statementsFor(1);
      expect(await statementsFor(8)).toBe(one);
    }));
});

describe('the points for a map', () => {
  test('are all open issues within the area, as columns', () =>
    inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager);
      const yard = await aYard(manager, { in: await aGrid(manager, { in: community }) });
      await anIssue(manager, yard, { at: [120.31, 36.06], category: '9102' });
      await anIssue(manager, community, { at: [120.32, 36.07], category: '9201' });
      await anIssue(manager, yard, { closed: '2024-02-01' });
      await anIssue(manager, await aGrid(manager));
      const query = `query ($within: String!, $category: String) { issuePoints(within: $within, category: $category, asOf: "2025-01-01") {
        asOf longitudes latitudes categories areaCodes } }`;
      expect(await ask(session, query, { within: community.code })).toEqual({
        issuePoints: {
          asOf: '2025-01-01',
          longitudes: [120.31, 120.32],
          latitudes: [36.06, 36.07],
          categories: ['9102', '9201'],
          areaCodes: [yard.code, community.code],
        },
      });
      expect(await ask(session, query, { within: community.code, category: '92' })).toMatchObject({
        issuePoints: { areaCodes: [community.code] },
      });
    }));

  test('lead to the issues by their ids', () =>
    inTransaction(async ({ manager, session }) => {
      const grid = await aGrid(manager);
      const made = await anIssue(manager, grid);
      const { issuePoints } = await ask<{ issuePoints: { ids: string[] } }>(
        session,
        'query ($within: String!) { issuePoints(within: $within) { ids } }',
        { within: grid.code },
      );
      const answer = await ask(
        session,
        'query ($id: ID!) { now: node(id: $id) { ... on Issue { code } } before: nodeAt(id: $id, asOf: "2023-01-01") { id } }',
        { id: issuePoints.ids[0] },
      );
      expect(answer).toEqual({ now: { code: made.code }, before: null });
    }));

  test('are refused when there are more than a map takes', () =>
    inTransaction(async ({ manager, session }) => {
      const grid = await aGrid(manager);
      for (let i = 0; i < 3; i += 1) await anIssue(manager, grid);
      const question = { within: grid.code, asOf: '2025-01-01' };
      const context = new RequestContext(session);
      await expect(IssuePointsService.within(context, { ...question, limit: 2 })).rejects.toMatchObject({
        extensions: { code: 'LIMIT_EXCEEDED', argument: 'within' },
      });
      expect((await IssuePointsService.within(context, { ...question, limit: 3 })).ids).toHaveLength(3);
    }));
});
