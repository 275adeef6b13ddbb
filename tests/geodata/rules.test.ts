import { readFile } from 'node:fs/promises';
import chineseDays from 'chinese-days';
import { describe, expect, test } from 'vitest';
import { CALENDAR_FILE, calendarCsv, PUBLISHED_YEARS } from '../../geodata/calendar.ts';
import { addDays } from '../../geodata/dates.ts';
import { loadRules, shippedRules } from '../../geodata/load-rules.ts';
import type { RuleFile } from '../../geodata/load-rules.ts';
import { CATEGORIES } from '../../geodata/story/issue-categories.ts';
import { RulesWrong } from '../../server/issues/rules/rule-rows.ts';
import { issuesLoadSteps } from '../../server/issues/issues-load.service.ts';
import { loadRows } from '../../server/kernel/database/load-rows.ts';
import { clockworkOf } from '../../server/workflow/clockwork-data.ts';
import type { EntityManager } from 'typeorm';
import { inTransaction } from '../support/test-database.ts';

const withCategories = (test: (manager: EntityManager) => Promise<void>): Promise<void> =>
  inTransaction(async ({ manager }) => {
    for (const step of issuesLoadSteps({ categories: CATEGORIES, issues: [] })) await loadRows(manager, step);
    await test(manager);
  });

const json = (data: unknown, name = 'own.json'): RuleFile => ({ name, text: JSON.stringify(data) });

const TABLES = [
  'workflow_definition',
  'situation',
  'deadline_policy',
  'deadline_rule',
  'working_period',
  'calendar_day',
];
async function contents(manager: EntityManager): Promise<unknown> {
  const rows = TABLES.map((name) => `select '${name}' as name, to_jsonb(t)::text as row from ${name} t`);
  return manager.query(`${rows.join(' union all ')} order by 1, 2`);
}

async function problemsOf(loading: Promise<unknown>): Promise<readonly string[]> {
  try {
    await loading;
  } catch (error) {
    if (error instanceof RulesWrong) return error.problems;
    throw error;
  }
  throw new Error('These rules were not refused');
}

describe('An empty database', () => {
  test('is given the code books of the house without the demo', async () => {
    await inTransaction(async ({ manager }) => {
      expect(await manager.query('select from issue_category')).toEqual([]);
      await loadRules(manager, await shippedRules());
      const [{ count } = { count: 0 }] = await manager.query<{ count: number }[]>(
        'select count(*)::int as count from issue_category',
      );
      expect(count).toBe(CATEGORIES.length);
    });
  });

  test('takes a code book of categories as a file, and none with a parent that is in no book', async () => {
    const entry = { code: '2101', parent: '21', kind: 'EVENT', title: { zh: '新类', en: 'New' } };
    await inTransaction(async ({ manager }) => {
      expect(await problemsOf(loadRules(manager, [json({ issueCategories: [entry] })]))).toEqual([
        'own.json: issueCategories: 2101: there is no category 21.',
      ]);
      const major = { code: '21', parent: null, kind: 'EVENT', title: { zh: '大类', en: 'Major' } };
      await loadRules(manager, [json({ issueCategories: [entry, major] })]);
      expect(await manager.query(`select code from issue_category where code like '21%' order by 1`)).toEqual([
        { code: '21' },
        { code: '2101' },
      ]);
    });
  });
});

describe('The calendar of the house', () => {
  test('is what chinese-days knows, day by day', async () => {
    expect(await readFile(CALENDAR_FILE, 'utf8')).toBe(calendarCsv());
    await withCategories(async (manager) => {
      await loadRules(manager, await shippedRules());
      const clockwork = await clockworkOf(manager, '999999', '2026-01-01');
      for (const year of PUBLISHED_YEARS) {
        for (let day = `${year}-01-01`; day.startsWith(String(year)); day = addDays(day, 1)) {
          const [from, to] = [new Date(`${day}T00:00:00+08:00`), new Date(`${addDays(day, 1)}T00:00:00+08:00`)];
          expect([day, clockwork.workingMinutesBetween(from, to) > 0]).toEqual([day, chineseDays.isWorkday(day)]);
        }
      }
    });
  });

  test('has the statutory days off of years that are not arranged yet, and says so', async () => {
    const coming = calendarCsv()
      .split('\n')
      .filter((line) => line.startsWith('2027-'));
    expect(coming).toHaveLength(13);
    expect(coming.every((line) => line.endsWith('（法定；调休未公布）'))).toBe(true);
    const days = coming.map((line) => line.slice(5, 10));
    // As the Purple Mountain Observatory's calendar has them: new year's eve on 5 February, and so on.
    expect(days.join(' ')).toBe('01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03');
  });

  test('says nothing of later years: a deadline that reaches there is refused', () =>
    withCategories(async (manager) => {
      await loadRules(manager, await shippedRules());
      const clockwork = await clockworkOf(manager, '999999', '2026-01-01');
      const reported = new Date('2030-12-30T15:00:00+08:00');
      expect(() => clockwork.dueAt(reported, 5, 'WORKDAY')).toThrow('The public holidays of 2031 are not known');
      expect(clockwork.dueAt(reported, 5, 'URGENT_HOUR')).toEqual(new Date('2030-12-30T20:00:00+08:00'));

      const holidays = Array.from({ length: 11 }, (_, i) => `2031-10-${String(i + 1).padStart(2, '0')},HOLIDAY,国庆节`);
      await loadRules(manager, [{ name: 'calendar-2031.csv', text: ['day,kind,title', ...holidays].join('\r\n') }]);
      const wiser = await clockworkOf(manager, '999999', '2026-01-01');
      expect(wiser.dueAt(reported, 1, 'WORKDAY')).toEqual(new Date('2030-12-31T15:00:00+08:00'));
      expect(wiser.dueAt(reported, 2, 'WORKDAY')).toEqual(new Date('2031-01-01T15:00:00+08:00'));
    }));
});

describe('Rules as data', () => {
  test('of the house load, and loading them again changes nothing', () =>
    withCategories(async (manager) => {
      const told = await loadRules(manager, await shippedRules());
      expect(told.join('\n')).toMatch(/calendar.csv: 192 days/);
      const before = await contents(manager);
      await loadRules(manager, await shippedRules());
      expect(await contents(manager)).toEqual(before);
    }));

  test('leave what is not published open', () =>
    withCategories(async (manager) => {
      await loadRules(manager, await shippedRules());
      expect(await manager.query(`select code, meaning from deadline_policy where meaning is null order by 1`)).toEqual(
        [
          { code: '135', meaning: null },
          { code: 'AT_ONCE', meaning: null },
          { code: 'DIRECT_REPORT', meaning: null },
        ],
      );
      expect(
        await manager.query(
          `select from deadline_rule r join deadline_policy p on p.code = r.policy_code where p.meaning is null`,
        ),
      ).toEqual([]);
    }));

  test('tell the stages of a burst pipe apart', () =>
    withCategories(async (manager) => {
      await loadRules(manager, await shippedRules());
      const clockwork = await clockworkOf(manager, '999999', '2026-01-01');
      const allowed = ['TO_PROTECT', 'TO_REPAIR', 'TO_RESTORE', null].map((situation) => {
        const rule = clockwork.ruleFor('HANDLE', { category: '0105', situation });
        return `${rule?.amount} ${rule?.unit}`;
      });
      expect(allowed).toEqual(['3 URGENT_HOUR', '8 URGENT_HOUR', '5 WORKDAY', '3 WORKDAY']);
    }));

  test('with a fault are refused whole, with every fault and its place, and nothing is written', () =>
    withCategories(async (manager) => {
      const before = await contents(manager);
      const rule = { stage: 'HANDLE', amount: 1, unit: 'WORKDAY' };
      const problems = await problemsOf(
        loadRules(manager, [
          ...(await shippedRules()),
          { name: 'broken.json', text: '{' },
          json({ anything: [] }, 'other.json'),
          json({ states: [] }, 'workflow.json'),
          json({
            situations: [{ code: 'low', title: { zh: '甲' } }],
            deadlineRules: [
              { ...rule, amount: 0, unit: 'DAY', colour: 'red' },
              { ...rule, stage: 'NO_STAGE' },
              { ...rule, category: '1' },
              rule,
              rule,
            ],
            workingPeriods: [
              { from: '08:00', to: '12:00' },
              { from: '11:00', to: '25:00' },
              { from: '09:00', to: '10:00' },
            ],
          }),
          {
            name: 'days.csv',
            text: 'day,kind,title\n2027-02-30,HOLIDAY,元旦\n2027-01-01,FREE,元旦\n2026-01-01,HOLIDAY,\n',
          },
        ]),
      );
      expect(problems.map((problem) => problem.replace(/(is not JSON: ).*/, '$1…'))).toEqual([
        'broken.json: file: is not JSON: …',
        'other.json: file: is no workflow ("states"), no score scheme ("items") and no code book (issueCategories, situations, deadlinePolicies, workingPeriods, deadlineRules).',
        ...problems.filter((problem) => problem.startsWith('workflow.json: ')),
        'own.json: situations[0].code: must be a code of capital letters and digits, such as "HANDLE".',
        'own.json: situations[0].title: needs "zh" and "en".',
        'own.json: workingPeriods[1].to: must be a time of the day, such as "08:30".',
        'own.json: deadlineRules[0].colour: is not one of district, category, situation, stage, amount, unit, policy, nearlyShare, nearlyMinutes, validFrom.',
        'own.json: deadlineRules[0].amount: must be a number more than 0 and at most 1000.',
        'own.json: deadlineRules[0].unit: must be one of URGENT_HOUR, WORKING_HOUR, WORKDAY.',
        'own.json: deadlineRules[2].category: must be the code of a category: 2 or 4 digits.',
        'own.json: deadlineRules: HANDLE, category any, situation any, district any, from 2000-01-01 is there twice.',
        'own.json: workingPeriods: must not overlap one another.',
        'days.csv: line 2: "2027-02-30" is not a date YYYY-MM-DD.',
        'days.csv: line 3: "FREE" must be HOLIDAY or WORKDAY.',
        'days.csv: line 4: needs a title, such as 国庆节.',
        'days.csv: year 2027: has 1 days off, fewer than there ever were: list the year whole.',
        'days.csv: year 2026: has 1 days off, fewer than there ever were: list the year whole.',
        'own.json: deadlineRules: NO_STAGE, category any, situation any, district any, from 2000-01-01: no workflow has this stage.',
      ]);
      expect(problems.filter((problem) => problem.startsWith('workflow.json: ')).length).toBeGreaterThan(0);
      expect(await contents(manager)).toEqual(before);
    }));

  test('that speak of what is not there are refused', () =>
    withCategories(async (manager) => {
      const rule = { stage: 'OVERALL', amount: 1, unit: 'WORKDAY' };
      const about = 'own.json: deadlineRules: OVERALL';
      expect(
        await problemsOf(
          loadRules(manager, [
            json({
              workingPeriods: [{ district: '999998', from: '08:00', to: '12:00' }],
              deadlineRules: [
                { ...rule, category: '99' },
                { ...rule, situation: 'UNHEARD_OF' },
                { ...rule, policy: '246', validFrom: '2026-01-01' },
                { ...rule, district: '999999' },
              ],
            }),
          ]),
        ),
      ).toEqual([
        `${about}, category 99, situation any, district any, from 2000-01-01: the category is not in the code book.`,
        `${about}, category any, situation UNHEARD_OF, district any, from 2000-01-01: the situation is not among "situations".`,
        `${about}, category any, situation any, district any, from 2026-01-01: the policy 246 is not among "deadlinePolicies".`,
        `${about}, category any, situation any, district 999999, from 2000-01-01: the district is not loaded.`,
        'own.json: workingPeriods: district 999998 is not loaded.',
      ]);
    }));

  test('are not overwritten: a deadline changes from a later day on, and is known as it was before', () =>
    withCategories(async (manager) => {
      const rule = { stage: 'OVERALL', amount: 3, unit: 'WORKDAY' };
      await loadRules(manager, [json({ deadlineRules: [rule] })]);
      expect(await problemsOf(loadRules(manager, [json({ deadlineRules: [{ ...rule, amount: 5 }] })]))).toEqual([
        'own.json: deadlineRules: OVERALL, category any, situation any, district any, from 2000-01-01: was loaded with another deadline. Deadlines are not overwritten: say a later "validFrom".',
      ]);
      await loadRules(manager, [json({ deadlineRules: [{ ...rule, amount: 5, validFrom: '2026-07-01' }] })]);
      await loadRules(manager, [json({ deadlineRules: [{ ...rule, amount: 4, validFrom: '2026-03-01' }] })]);
      const amounts = [];
      for (const on of ['2026-02-28', '2026-03-01', '2026-06-30', '2026-07-01']) {
        const clockwork = await clockworkOf(manager, '999999', on);
        amounts.push(clockwork.ruleFor('OVERALL', { category: null, situation: null })?.amount);
      }
      expect(amounts).toEqual([3, 4, 4, 5]);
    }));

  test('of a workflow need a new version when they change', () =>
    withCategories(async (manager) => {
      const shipped = await shippedRules();
      await loadRules(manager, shipped);
      const workflow = shipped.find(({ name }) => name === 'workflow-shinan.json');
      const changed = { ...(JSON.parse(workflow?.text ?? '') as object), title: { zh: '另一个', en: 'Another' } };
      expect(await problemsOf(loadRules(manager, [json(changed)]))).toEqual([
        'own.json: Workflow "shinan" version 1 is known, and this is another. Cases follow the known one: give it version 2.',
      ]);
    }));
});
