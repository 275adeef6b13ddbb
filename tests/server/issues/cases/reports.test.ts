import { describe, expect, test } from 'vitest';
import gcoord from 'gcoord';
import { ask, refusal } from '../../../support/ask.ts';
import { aCaseTown, aKey, MIDDLE, move, report, REPORT, type CaseTown } from '../../../support/case-factories.ts';
import { inTransaction } from '../../../support/test-database.ts';

const PLACE = `query ($code: String!) { issueByCode(code: $code) { area { code } place { longitude latitude } grid { code }
  case { text exactPlace { longitude latitude } address subdistrict { code } community { code } grid { code } } } }`;

interface Placed {
  issueByCode: {
    area: { code: string };
    place: { longitude: number; latitude: number };
    case: { text: string; exactPlace: { longitude: number; latitude: number }; community: { code: string } } | null;
  };
}

const input = (wishes: Record<string, unknown>) => ({
  input: { ...MIDDLE, category: '9101', channel: 'PATROL', text: '井盖松动', ...wishes },
  key: aKey(),
});

describe('A report', () => {
  test('finds the deepest area of its point; everyone sees a point of that area, and only posts the exact one', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const exact = { longitude: 120.3003, latitude: 36.0603 };
      const { issue } = await report(as(town.grid), { ...exact, address: '3 号楼北侧' });
      const { issueByCode: seen } = await ask<Placed>(as(town.community), PLACE, { code: issue.code });
      expect(seen.area.code).toBe(town.building.code);
      expect(seen.place).not.toEqual(exact);
      expect(seen.case).toMatchObject({ text: '楼前路灯不亮', exactPlace: exact, address: '3 号楼北侧' });
      expect(await refusal(as(null), PLACE, { code: issue.code })).toMatchObject({ code: 'UNAUTHENTICATED' });
      const open = await ask<Placed>(
        as(null),
        'query ($code: String!) { issueByCode(code: $code) { area { code } } }',
        {
          code: issue.code,
        },
      );
      expect(open.issueByCode.area.code).toBe(town.building.code);
    }));

  test('may be told in GCJ-02 or BD-09, or by the code of an area', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const { longitude, latitude } = MIDDLE;
      for (const [crs, offset] of [
        ['GCJ02', gcoord.GCJ02],
        ['BD09', gcoord.BD09],
      ] as const) {
        const [east, north] = gcoord.transform([longitude, latitude], gcoord.WGS84, offset);
        const { issue } = await report(as(town.grid), { longitude: east, latitude: north, crs });
        const { issueByCode: seen } = await ask<Placed>(as(town.grid), PLACE, { code: issue.code });
        expect(seen.area.code).toBe(town.building.code);
        expect(seen.case?.exactPlace.longitude).toBeCloseTo(longitude, 7);
      }
      const { issue } = await report(as(town.grid), { longitude: null, latitude: null, areaCode: town.building.code });
      expect((await ask<Placed>(as(town.grid), PLACE, { code: issue.code })).issueByCode.area.code).toBe(
        town.building.code,
      );
    }));

  test.each<[string, keyof CaseTown, Record<string, unknown>, string, string?]>([
    ['outside every district', 'planner', { longitude: 100, latitude: 30 }, 'BAD_USER_INPUT', 'input.longitude'],
    ['with longitude and latitude swapped', 'planner', { longitude: 36, latitude: 120 }, 'BAD_USER_INPUT', 'latitude'],
    ['outside the area of the post', 'stranger', {}, 'FORBIDDEN'],
    ['without a place', 'planner', { longitude: null, latitude: null }, 'BAD_USER_INPUT', 'input.longitude'],
    ['with a place told twice', 'planner', { areaCode: '370202' }, 'BAD_USER_INPUT', 'input.areaCode'],
    ['of an unknown category', 'planner', { category: '9999' }, 'BAD_USER_INPUT', 'input.category'],
    ['of a major class', 'planner', { category: '91' }, 'BAD_USER_INPUT', 'input.category'],
    ['of an unknown situation', 'planner', { situation: 'ODD' }, 'BAD_USER_INPUT', 'input.situation'],
    ['that comes from a file', 'planner', { channel: 'IMPORTED' }, 'BAD_USER_INPUT', 'input.channel'],
    ['without a text', 'planner', { text: '   ' }, 'BAD_USER_INPUT', 'input.text'],
    ['with an endless text', 'planner', { text: '长'.repeat(2001) }, 'BAD_USER_INPUT', 'input.text'],
    ['with a phone number', 'planner', { text: '电话 13812345678' }, 'PERSONAL_DATA', 'input.text'],
    ['with an e-mail address', 'planner', { address: 'a.b@example.com' }, 'PERSONAL_DATA', 'input.address'],
    [
      'that came back from an issue nobody knows',
      'planner',
      { recurrenceOf: 'X-1' },
      'BAD_USER_INPUT',
      'input.recurrenceOf',
    ],
    ['by a dashboard', 'dashboard', {}, 'FORBIDDEN'],
    ['by an administrator', 'administrator', {}, 'FORBIDDEN'],
  ])('%s is refused', (_, who, wishes, code, argument) =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const viewer = town[who];
      if (!('postId' in viewer)) throw new Error('no post');
      const error = await refusal(as(viewer), REPORT, input(wishes));
      expect(error).toMatchObject({ code, ...(argument && { argument }) });
      expect(await manager.query('select 1 from issue_case')).toEqual([]);
      expect(await manager.query('select 1 from mutation_receipt')).toEqual([]);
    }),
  );

  test('gets the next code of its district and year, after those that came from elsewhere', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const first = await report(as(town.grid));
      const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear();
      expect(first.issue.code).toBe(`${town.district.code}-IS-${year}-00001`);
      expect((await report(as(town.planner))).issue.code).toBe(`${town.district.code}-IS-${year}-00002`);
    }));

  test('may be the recurrence of what was closed nearby: it is offered, linked, and told on both sides', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const first = await report(as(town.grid));
      const near =
        'query ($category: String!) { similarIssues(longitude: 120.3006, latitude: 36.0606, category: $category) { open sameCategory recurrence distanceMetres issue { code } } }';
      const similar = (category: string) =>
        ask<{
          similarIssues: { open: boolean; recurrence: boolean; sameCategory: boolean; issue: { code: string } }[];
        }>(as(town.grid), near, { category });
      expect((await similar('9101')).similarIssues).toMatchObject([
        { open: true, sameCategory: true, recurrence: false },
      ]);
      const tooEarly = await refusal(as(town.grid), REPORT, input({ recurrenceOf: first.issue.code }));
      expect(tooEarly.message).toMatch(/still open/);
      await move(as(town.official), first, 'REFUSE', { reason: '不属实' });
      expect((await similar('9101')).similarIssues).toMatchObject([
        { open: false, recurrence: true, issue: first.issue },
      ]);
      expect((await similar('9102')).similarIssues).toMatchObject([{ sameCategory: false, recurrence: false }]);
      const again = await report(as(town.grid), { recurrenceOf: first.issue.code });
      const both = `query ($code: String!) { issueByCode(code: $code) { case { recurrenceOf { code } recurrences { code } } } }`;
      expect(await ask(as(town.grid), both, { code: again.issue.code })).toEqual({
        issueByCode: { case: { recurrenceOf: first.issue, recurrences: [] } },
      });
      expect(await ask(as(town.grid), both, { code: first.issue.code })).toEqual({
        issueByCode: { case: { recurrenceOf: null, recurrences: [again.issue] } },
      });
    }));
});

describe('Working lists', () => {
  const COUNTS = '{ workingListCounts { all mine dueSoon overdue toCheck } }';
  const LISTS = { all: 'ALL', mine: 'MINE', dueSoon: 'DUE_SOON', overdue: 'OVERDUE', toCheck: 'TO_CHECK' };

  test('hold what waits for the post, and their counts are those of the lists', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const filed = await move(as(town.official), await report(as(town.grid)), 'FILE_AT_ONCE');
      const sent = await move(as(town.official), filed, 'DISPATCH', { handler: town.handler.postCode });
      await report(as(town.grid));
      const fed = await move(as(town.handler), await move(as(town.handler), sent, 'ACCEPT'), 'FEED_BACK', {
        result: '好',
      });
      await manager.query(`update issue_case set stage_due_at = now() - interval '1 hour' where state = 'REPORTED'`);
      const all: Record<string, Record<string, number>> = {};
      for (const [who, viewer] of Object.entries(town)) {
        if (!('postId' in viewer) || who === 'administrator') continue;
        const { workingListCounts } = await ask<{ workingListCounts: Record<string, number> }>(as(viewer), COUNTS);
        for (const [name, list] of Object.entries(LISTS)) {
          const { issueCases } = await ask<{ issueCases: { totalCount: number; edges: unknown[] } }>(
            as(viewer),
            `{ issueCases(list: ${list}, first: 200) { totalCount edges { node { version } } } }`,
          );
          expect(issueCases.edges.length, `${who} ${list}`).toBe(issueCases.totalCount);
          expect(workingListCounts[name], `${who} ${list}`).toBe(issueCases.totalCount);
        }
        all[who] = workingListCounts;
      }
      expect(all['official']).toEqual({ all: 2, mine: 2, dueSoon: 0, overdue: 1, toCheck: 1 });
      expect(all['grid']).toEqual({ all: 2, mine: 1, dueSoon: 0, overdue: 1, toCheck: 0 });
      expect(all['handler']).toEqual({ all: 1, mine: 0, dueSoon: 0, overdue: 0, toCheck: 0 });
      expect(all['handlerColleague']).toEqual(all['handler']);
      expect(all['stranger']).toEqual({ all: 0, mine: 0, dueSoon: 0, overdue: 0, toCheck: 0 });
      expect(all['dashboard']).toEqual({ all: 2, mine: 0, dueSoon: 0, overdue: 1, toCheck: 0 });
      const first = await ask<{ issueCases: { edges: { node: { issue: { code: string } } }[] } }>(
        as(town.planner),
        '{ issueCases(first: 1) { edges { node { issue { code } } } } }',
      );
      expect(first.issueCases.edges[0]?.node.issue.code).not.toBe(fed.issue.code);
    }));

  test('show dashboards states and clocks, and nothing of the inside', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const { issue } = await report(as(town.grid));
      const field = (name: string) => `query ($code: String!) { issueByCode(code: $code) { case { ${name} } } }`;
      for (const name of ['text', 'address', 'exactPlace { longitude }', 'events { number }', 'actions { code }']) {
        expect(await refusal(as(town.dashboard), field(name), { code: issue.code }), name).toMatchObject({
          code: 'FORBIDDEN',
        });
      }
      await ask(as(town.dashboard), field('stageDueAt state { code } dueState handler { code }'), { code: issue.code });
      expect(await ask(as(town.stranger), field('version'), { code: issue.code })).toEqual({
        issueByCode: { case: null },
      });
    }));

  test('note in the audit log, once, who has seen the inside of a case', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const { issue } = await report(as(town.grid));
      const seen = async () =>
        (
          await manager.query<unknown[]>(`select 1 from audit_entry where action = 'CASE_SEEN' and subject = $1`, [
            issue.code,
          ])
        ).length;
      expect(await seen()).toBe(0);
      await ask(as(town.planner), '{ issueCases { edges { node { version dueState } } } }');
      expect(await seen()).toBe(0);
      await ask(as(town.planner), PLACE, { code: issue.code });
      expect(await seen()).toBe(1);
    }));
});
