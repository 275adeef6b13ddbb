import type { EntityManager } from 'typeorm';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../../../geodata/dates.ts';
import { checkWithin } from '../../../../geodata/check-land.ts';
import { compareCases } from '../../../../server/issues/cases/rebuild.service.ts';
import { RulesWrong } from '../../../../server/issues/rules/rule-rows.ts';
import { RulesLoadService } from '../../../../server/issues/rules/rules-load.service.ts';
import { today } from '../../../../server/kernel/graph/as-of.ts';
import { ask } from '../../../support/ask.ts';
import { aCaseTown, move, report, type CaseAnswer, type CaseTown } from '../../../support/case-factories.ts';
import { inTransaction, type TestTransaction } from '../../../support/test-database.ts';

const SOURCE = {
  code: 'test-calendar',
  title: '测试',
  provenance: 'IMPORTED' as const,
  attribution: null,
  publishedOn: null,
};

type Kind = 'HOLIDAY' | 'WORKDAY';

/** The calendar is corrected, as `npm run geodata:rules` does it. */
const correct = (manager: EntityManager, days: readonly (readonly [day: string, kind: Kind])[]): Promise<void> =>
  RulesLoadService.loadCalendar(
    manager,
    days.map(([day, kind]) => ({ day, kind, title: '更正' })),
    SOURCE,
  );

const weekend = (day: string): boolean => new Date(`${day}T00:00:00Z`).getUTCDay() % 6 === 0;

/** The next so many workdays after today, by a calendar without exceptions. */
function workdaysFrom(day: string, count: number): string[] {
  const days: string[] = [];
  for (let next = addDays(day, 1); days.length < count; next = addDays(next, 1)) if (!weekend(next)) days.push(next);
  return days;
}

interface CaseRow {
  version: number;
  stage_due_at: Date | null;
  overall_due_at: Date | null;
  suspended_at: Date | null;
}

async function rowOf(manager: EntityManager, { issue: { code } }: CaseAnswer): Promise<CaseRow> {
  const [row] = await manager.query<CaseRow[]>(
    `select c.version, c.stage_due_at, c.overall_due_at, c.suspended_at from issue_case c join issue i on i.id = c.issue_id
     where i.code = $1`,
    [code],
  );
  if (!row) throw new Error('no case');
  return row;
}

/** A case that was filed, dispatched and accepted. */
async function handled({ as }: Pick<TestTransaction, 'as'>, town: CaseTown): Promise<CaseAnswer> {
  let now = await report(as(town.grid));
  now = await move(as(town.planner), now, 'FILE_AT_ONCE');
  now = await move(as(town.official), now, 'DISPATCH', { handler: town.handler.postCode });
  return move(as(town.handler), now, 'ACCEPT');
}

async function suspended({ as }: Pick<TestTransaction, 'as'>, town: CaseTown): Promise<CaseAnswer> {
  const asked = await move(as(town.handler), await handled({ as }, town), 'ASK_SUSPENSION', { reason: '等待施工许可' });
  return move(as(town.planner), asked, 'APPROVE_SUSPENSION');
}

const resume = ({ as }: Pick<TestTransaction, 'as'>, town: CaseTown, before: CaseAnswer): Promise<CaseAnswer> =>
  move(as(town.handler), before, 'RESUME');

async function noFaults(manager: EntityManager): Promise<void> {
  expect(await compareCases(manager)).toEqual([]);
  const { rules } = await checkWithin(manager, undefined, ['cases', 'clocks']);
  expect(rules.flatMap(({ faults }) => faults)).toEqual([]);
}

describe('When the calendar is corrected', () => {
  test('a suspended case loses nothing: what was left goes on', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const [first, second] = [await suspended({ as }, town), await suspended({ as }, town)];
      const before = await rowOf(manager, await resume({ as }, town, first));
      const days = workdaysFrom(today(), 3);
      await correct(
        manager,
        days.map((day) => [day, 'HOLIDAY'] as const),
      );
      const after = await rowOf(manager, await resume({ as }, town, second));
      // As late as a case that runs, and not three workdays earlier.
      const running = await rowOf(manager, first);
      expect(running.overall_due_at?.getTime()).toBeGreaterThan(before.overall_due_at?.getTime() ?? 0);
      const apart = (a: Date | null, b: Date | null): number => Math.abs((a?.getTime() ?? 0) - (b?.getTime() ?? 0));
      expect(apart(after.overall_due_at, running.overall_due_at)).toBeLessThan(10 * 60_000);
      expect(apart(after.stage_due_at, running.stage_due_at)).toBeLessThan(10 * 60_000);
      await noFaults(manager);
    }));

  test('a running case is due by the new calendar, with an event in the name of the system that says so', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const begun = await handled({ as }, town);
      const [day = ''] = workdaysFrom(today(), 1);
      await correct(manager, [[day, 'HOLIDAY']]);
      const { version } = await rowOf(manager, begun);
      expect(version).toBe(begun.version + 1);
      const { issueByCode } = await ask<{
        issueByCode: { case: { events: Record<string, unknown>[] } };
      }>(
        as(town.official),
        `query ($code: String!) { issueByCode(code: $code) { case { events {
           action titleZh reason from { code } to { code } post { code titleZh } overallDueAt } } } }`,
        { code: begun.issue.code },
      );
      expect(issueByCode.case.events.at(-1)).toMatchObject({
        action: 'CALENDAR_CORRECTED',
        titleZh: '日历更正，期限重算',
        reason: expect.stringContaining('期限重新计算') as unknown,
        from: { code: 'HANDLING' },
        to: { code: 'HANDLING' },
        post: { code: `${town.district.code}-SYSTEM`, titleZh: '系统' },
      });
      const [audited] = await manager.query<{ same: boolean }[]>(
        `select (select count(*) from issue_event) = (select count(*) from audit_entry where action = 'CASE_MOVED') as same`,
      );
      expect(audited?.same).toBe(true);
      // The case goes on from the version it has now, and nobody acts as the system.
      await move(as(town.handler), { ...begun, version }, 'FEED_BACK', { result: '已修复' });
      const posts = await ask<{ posts: { edges: { node: { code: string } }[] } }>(
        as(town.administrator),
        '{ posts(first: 100) { edges { node { code } } } }',
      );
      expect(posts.posts.edges.map(({ node }) => node.code)).not.toContain(`${town.district.code}-SYSTEM`);
      await noFaults(manager);
    }));

  test('cases that are over, and those of which nothing changes, stay as they are', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const running = await handled({ as }, town);
      const over = await move(as(town.planner), await report(as(town.grid)), 'VOID', { reason: '重复' });
      const before = [await rowOf(manager, running), await rowOf(manager, over)];
      await correct(manager, [[addDays(today(), 200), 'HOLIDAY']]);
      await correct(manager, [[workdaysFrom(today(), 1)[0] ?? '', 'WORKDAY']]);
      expect([await rowOf(manager, running), await rowOf(manager, over)]).toEqual(before);
    }));

  test('a correction that would let a deadline reach into an unknown year is refused whole', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const begun = await handled({ as }, town);
      const last = `${Number(today().slice(0, 4)) + 1}-12-31`;
      const days: [string, Kind][] = [];
      for (let day = addDays(today(), 1); day <= last; day = addDays(day, 1)) days.push([day, 'HOLIDAY']);
      const refused = correct(manager, days);
      await expect(refused).rejects.toThrow(RulesWrong);
      await expect(refused).rejects.toThrow(begun.issue.code);
    }));

  test('working time that changes moves hours, and leaves workdays as many as they were', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const begun = await handled({ as }, town);
      const rows = { categories: [], situations: [], policies: [], rules: [] };
      const periods = [{ district: town.district.code, fromMinute: 23 * 60, toMinute: 23 * 60 + 30 }];
      await RulesLoadService.loadCodeBooks(manager, { ...rows, periods });
      const { overall_due_at: due } = await rowOf(manager, begun);
      // Seven workdays of half an hour each.
      const time = due?.toLocaleTimeString('sv-SE', { timeZone: 'Asia/Shanghai' }) ?? '';
      expect(time > '23:00:00' && time <= '23:30:00', time).toBe(true);
      const workdays = workdaysFrom(addDays(today(), -1), 8);
      expect(workdays.slice(6)).toContain(today(due ?? new Date(0)));
      await noFaults(manager);
    }));

  test('past the loading, the check says so, and loading rules puts it right', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const begun = await handled({ as }, town);
      const [day = '', other = ''] = workdaysFrom(today(), 2);
      await manager.query(`insert into calendar_day (day, kind, title_zh) values ($1, 'HOLIDAY', '更正')`, [day]);
      const { rules } = await checkWithin(manager, undefined, ['clocks']);
      const faults = rules.flatMap((rule) => rule.faults);
      expect(faults.map(({ code }) => code)).toEqual([begun.issue.code]);
      expect(faults[0]?.fault).toContain('npm run geodata:rules');
      await correct(manager, [[other, 'WORKDAY']]);
      await noFaults(manager);
    }));
});
