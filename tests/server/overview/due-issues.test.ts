import { describe, expect, test } from 'vitest';
import { today } from '../../../server/kernel/graph/as-of.ts';
import { loadViewer } from '../../../server/kernel/access/load-viewer.ts';
import type { Viewer } from '../../../server/kernel/access/viewer.ts';
import { ask, refusal } from '../../support/ask.ts';
import { aCaseTown, report } from '../../support/case-factories.ts';
import { demoDatabase, inDemoSession, inTransaction } from '../../support/test-database.ts';

const DISTRICT = '370202';
const COLUMNS = `query ($level: AreaLevel!, $within: String!, $asOf: Date) {
  areaStatuses(level: $level, within: $within, asOf: $asOf) { codes overdueIssues nearlyDueIssues } }`;
const COUNTS = `query ($within: String!) { workingListCounts(within: $within) { dueSoon overdue } }`;
const POINTS = `query ($within: String!, $asOf: Date) { issuePoints(within: $within, asOf: $asOf) { ids dueStates } }`;

interface Columns {
  areaStatuses: { codes: string[]; overdueIssues: number[]; nearlyDueIssues: number[] };
}
interface Counts {
  workingListCounts: { dueSoon: number; overdue: number };
}
interface Points {
  issuePoints: { ids: string[]; dueStates: (string | null)[] };
}

const sum = (list: readonly number[]): number => list.reduce((all, value) => all + value, 0);

async function post(code: string): Promise<Viewer> {
  const viewer = await loadViewer((await demoDatabase()).dataSource, { code });
  if (!viewer) throw new Error(`There is no post ${code}`);
  return viewer;
}

describe('Overdue and nearly due issues on the map', () => {
  test.each([
    ['370202-PLANNER-01', DISTRICT, ['SUBDISTRICT', 'COMMUNITY', 'GRID', 'YARD', 'BUILDING']],
    ['370202005-CADRE-01', '370202005', ['SUBDISTRICT', 'COMMUNITY', 'GRID']],
  ])('of %s add up to its working lists at every level', async (code, within, levels) => {
    const viewer = await post(code);
    await inDemoSession(async (session) => {
      const { workingListCounts } = await ask<Counts>(session, COUNTS, { within });
      if (within === DISTRICT)
        expect(Math.min(workingListCounts.dueSoon, workingListCounts.overdue)).toBeGreaterThan(0);
      for (const level of levels) {
        const { areaStatuses } = await ask<Columns>(session, COLUMNS, { level, within });
        expect([level, sum(areaStatuses.overdueIssues), sum(areaStatuses.nearlyDueIssues)]).toEqual([
          ...[level, workingListCounts.overdue, workingListCounts.dueSoon],
        ]);
      }
      const { issuePoints } = await ask<Points>(session, POINTS, { within });
      const points = (state: string): number => issuePoints.dueStates.filter((each) => each === state).length;
      expect(issuePoints.dueStates).toHaveLength(issuePoints.ids.length);
      expect([points('OVERDUE'), points('NEARLY_DUE')]).toEqual([workingListCounts.overdue, workingListCounts.dueSoon]);
    }, viewer);
  });

  test('are told to dashboards, and of a subdistrict only what its official may see', async () => {
    const variables = { level: 'SUBDISTRICT', within: DISTRICT };
    const columns = async (code: string): Promise<Columns['areaStatuses']> =>
      inDemoSession(
        async (session) => (await ask<Columns>(session, COLUMNS, variables)).areaStatuses,
        await post(code),
      );
    const all = await columns('370202-PLANNER-01');
    expect(await columns('370202-DASH-01')).toEqual(all);
    const own = await columns('370202005-CADRE-01');
    const place = all.codes.indexOf('370202005');
    expect(own.overdueIssues[place]).toBe(all.overdueIssues[place]);
    // Of other subdistricts only what the post has had to do with.
    own.overdueIssues.forEach((count, i) => expect(count).toBeLessThanOrEqual(all.overdueIssues[i] ?? 0));
    expect(sum(own.overdueIssues)).toBeLessThan(sum(all.overdueIssues));
  });

  test('say what they rest on and what they count, to those who may see them', async () => {
    const query = COLUMNS.replace(
      'nearlyDueIssues } }',
      'overdueIssuesBasis { ...b } nearlyDueIssuesBasis { ...b } } } fragment b on FigureBasis { provenances definition }',
    );
    const variables = { level: 'SUBDISTRICT', within: DISTRICT };
    await inDemoSession(
      async (session) => {
        interface Bases {
          areaStatuses: Record<string, { provenances: string[]; definition: string }>;
        }
        const { areaStatuses } = await ask<Bases>(session, query, variables);
        for (const [basis, words] of [
          ['overdueIssuesBasis', '超时'],
          ['nearlyDueIssuesBasis', '临期'],
        ] as const) {
          expect(areaStatuses[basis]?.provenances).toEqual(['SYNTHETIC']);
          expect(areaStatuses[basis]?.definition).toMatch(new RegExp(`${words}案件数.*本岗位可见.*不明`));
        }
        expect(await refusal(session, query, { ...variables, asOf: '2020-01-01' })).toMatchObject({ argument: 'asOf' });
      },
      await post('370202-PLANNER-01'),
    );
    await inDemoSession(async (session) => {
      expect(await refusal(session, query.replace('overdueIssues ', ''), variables)).toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    });
  });

  test('are not for everyone, nor for administrators', async () => {
    const variables = { level: 'SUBDISTRICT', within: DISTRICT };
    await inDemoSession(async (session) => {
      expect(await refusal(session, COLUMNS, variables)).toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(await refusal(session, POINTS, { within: '370202005' })).toMatchObject({ code: 'UNAUTHENTICATED' });
    });
    await inDemoSession(
      async (session) => {
        expect(await refusal(session, COLUMNS, variables)).toMatchObject({ code: 'FORBIDDEN' });
      },
      await post('370202-ADMIN-01'),
    );
  });

  test('are of now and no other day', async () => {
    await inDemoSession(
      async (session) => {
        const past = { level: 'SUBDISTRICT', within: DISTRICT, asOf: '2025-12-31' };
        expect(await refusal(session, COLUMNS, past)).toMatchObject({
          code: 'BAD_USER_INPUT',
          argument: 'asOf',
          message: `Where cases stand with their deadlines is told of now: leave "asOf" out, or say ${today()}.`,
        });
        expect(await refusal(session, POINTS, { within: '370202005', asOf: '2025-12-31' })).toMatchObject({
          argument: 'asOf',
        });
        expect((await ask<Columns>(session, COLUMNS, { ...past, asOf: today() })).areaStatuses.codes).toHaveLength(11);
      },
      await post('370202-PLANNER-01'),
    );
  });

  test('that lie in no area of a level are told beside its columns', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const within = town.district.code;
      const atBuilding = await report(as(town.planner));
      const [, , community = '', grid = ''] = town.grid.path.split('/');
      for (const areaCode of [community, community, grid])
        await report(as(town.planner), { longitude: undefined, latitude: undefined, areaCode });
      await manager.query(`update issue_case set stage_due_at = now() - interval '1 hour'`);
      await manager.query(
        `update issue_case c set stage_due_at = now() + interval '9 hours', stage_nearly_at = now() - interval '1 hour'
         from issue i where i.id = c.issue_id and i.code = $1`,
        [atBuilding.issue.code],
      );
      const told = async (level: string) =>
        (
          await ask<{ areaStatuses: Record<string, number | number[]> }>(
            as(town.planner),
            `query ($level: AreaLevel!, $within: String!) { areaStatuses(level: $level, within: $within) {
               openIssues openIssuesElsewhere overdueIssues overdueIssuesElsewhere nearlyDueIssues nearlyDueIssuesElsewhere } }`,
            { level, within },
          )
        ).areaStatuses;
      const figures = { overdueIssues: [3, 1, 0], nearlyDueIssues: [1, 1, 1], openIssues: [4, 2, 1] };
      for (const [i, level] of ['COMMUNITY', 'GRID', 'YARD'].entries()) {
        const columns = await told(level);
        for (const [name, inAreas] of Object.entries(figures)) {
          const [column, elsewhere] = [columns[name] as number[], columns[`${name}Elsewhere`]];
          expect([level, name, sum(column)]).toEqual([level, name, inAreas[i]]);
          expect([level, name, elsewhere]).toEqual([level, name, (inAreas[0] ?? 0) - (inAreas[i] ?? 0)]);
        }
      }
    }));
});
