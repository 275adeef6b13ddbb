import { beforeAll, describe, expect, test } from 'vitest';
import { Chance } from '../../geodata/random.ts';
import { makeDemoRows } from '../../geodata/rows.ts';
import { outlineFresh } from '../../geodata/story/cases.ts';
import { FIGURES_AS_OF } from '../../geodata/story/context.ts';
import { compareCases } from '../../server/issues/cases/rebuild.service.ts';
import { today } from '../../server/kernel/graph/as-of.ts';
import { checkText } from '../../server/kernel/access/screening.ts';
import { shippedWorkflow } from '../support/case-factories.ts';
import { demoDatabase } from '../support/test-database.ts';

const rows = <Row>(sql: string): Promise<Row[]> =>
  demoDatabase().then(({ dataSource }) => dataSource.query<Row[]>(sql));

describe('The cases of the demo', () => {
  beforeAll(async () => void (await demoDatabase()));

  test('are what their events say', async () => {
    const { dataSource } = await demoDatabase();
    expect(await compareCases(dataSource.manager)).toEqual([]);
  });

  test('stand in every state of the workflow, some on time, some nearly due and some overdue', async () => {
    const fresh = await rows<{ state: string }>(
      `select distinct c.state from issue_case c join issue i on i.id = c.issue_id where i.reported_on > '${FIGURES_AS_OF}'`,
    );
    const states = shippedWorkflow('shinan').states.map(({ code }) => code);
    expect(fresh.map(({ state }) => state).sort()).toEqual([...states].sort());
  });

  test('tell of the last half year of 2025, and of the forty days before the demo was loaded', async () => {
    const [closed] = await rows<Record<string, number>>(`
      select count(*)::int as cases, min(closed_on) >= '2025-07-01' as from_july, max(closed_on) <= '2025-12-31' as to_december,
        count(*) filter (where c.closed_on_time)::int as on_time, count(*) filter (where not c.closed_on_time)::int as late,
        sum(c.rework_count)::int as reworks, sum(c.second_dispatch_count)::int as again, sum(c.extension_count)::int as extensions,
        count(*) filter (where c.suspended_minutes > 0)::int as suspended, count(c.recurrence_of_id)::int as recurrences,
        count(*) filter (where i.closed_on <> (c.closed_at at time zone 'Asia/Shanghai')::date
          or i.reported_on <> (c.reported_at at time zone 'Asia/Shanghai')::date)::int as amiss
      from issue_case c join issue i on i.id = c.issue_id where i.reported_on <= '${FIGURES_AS_OF}'`);
    expect(closed).toMatchObject({ cases: 900, from_july: true, to_december: true, amiss: 0 });
    const { on_time = 0, late = 0, ...others } = closed ?? {};
    expect(on_time / (on_time + late)).toBeGreaterThan(0.6);
    for (const what of ['reworks', 'again', 'extensions', 'suspended', 'recurrences']) {
      expect([what, Number(others[what]) > 10]).toEqual([what, true]);
    }
    const [fresh] = await rows<Record<string, unknown>>(`
      select count(*)::int as cases, (current_date - min(i.reported_on)) <= 60 as recent,
        max(c.changed_at) <= now() as past, count(*) filter (where i.closed_on < i.reported_on)::int as amiss,
        avg(c.closed_on_time::int) between 0.5 and 0.99 as mostly_on_time
      from issue_case c join issue i on i.id = c.issue_id where i.reported_on > '${FIGURES_AS_OF}'`);
    expect(fresh).toEqual({ cases: 236, recent: today() <= '2030-12-20', past: true, amiss: 0, mostly_on_time: true });
  });

  test('are linked to an issue of the same category that was closed before', async () => {
    expect(
      await rows(`
        select i.code from issue_case c join issue i on i.id = c.issue_id join issue b on b.id = c.recurrence_of_id
        where b.category_code <> i.category_code or b.closed_on > i.reported_on
          or not ST_DWithin(b.place::geography, i.place::geography, 300)`),
    ).toEqual([]);
  });

  test('say nothing that points at a person', async () => {
    const texts = await rows<{ text: string }>(`
      select text from issue_report union select address from issue_report
      union select reason from issue_event where reason is not null`);
    expect(texts.length).toBeGreaterThan(900);
    for (const { text } of texts) expect(checkText('text', text)).toBe(text);
  });
});

describe('The outline of the demo', () => {
  test('is the same for the same day, and of another day only what is fresh differs', () => {
    const [first, later] = ['2026-06-01', '2031-05-01'].map((today) => makeDemoRows({ today }));
    const upTo2025 = (made: typeof first) =>
      made?.issues.issues.filter(({ reportedOn }) => reportedOn <= FIGURES_AS_OF);
    expect(upTo2025(later)).toEqual(upTo2025(first));
    expect(later?.cases.slice(0, 900)).toEqual(first?.cases.slice(0, 900));
    expect([first?.cases.length, first?.today, later?.cases.length]).toEqual([1136, '2026-06-01', 1136]);
    // Deadlines of later days would reach into a year whose holidays are not known.
    expect(later?.today).toBe('2030-12-01');
    const outline = () => outlineFresh('2026-06-01', new Chance(1, 'fresh'));
    expect(outline()).toEqual(outline());
  });

  test('has nothing fresh where there is no room behind 2025', () => {
    expect(outlineFresh('2026-01-31', new Chance(1))).toEqual([]);
    expect(outlineFresh('2026-02-15', new Chance(1)).every(({ reportedOn }) => reportedOn > FIGURES_AS_OF)).toBe(true);
  });

  test('has no case in further districts for benchmarks', () => {
    const copy = { districtCode: '990002', number: 2, shift: { longitudeE7: 1_500_000, latitudeE7: 0 } };
    expect(makeDemoRows({ copy }).cases).toEqual([]);
  });
});
