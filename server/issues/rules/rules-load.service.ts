import type { EntityManager } from 'typeorm';
import type { SourceRow } from '../../land/land-load.service.ts';
import { keepClocks } from '../cases/case-clocks.service.ts';
import { keyOfRule } from './check-code-books.ts';
import { RulesWrong, type CodeBookRows, type DayRow, type RuleRow } from './rule-rows.ts';

// What is read from files is checked here as well: data comes in through the services of a room.
export { checkCalendar } from './check-calendar.ts';
export { checkCodeBooks, CODE_BOOKS, keyOfRule } from './check-code-books.ts';
export { keepClocks } from '../cases/case-clocks.service.ts';
export { RulesWrong, type CodeBookRows, type DayRow } from './rule-rows.ts';

/**
 * Writes code books, deadlines and calendars that come as data. The transaction is the caller's. Clocks of open cases are worked
 * out anew when working time or calendar change (`keepClocks`); the amounts they were set to stay.
 */
export class RulesLoadService {
  /** The years whose public holidays are known. */
  static async knownYears(manager: EntityManager): Promise<ReadonlySet<number>> {
    const rows = await manager.query<{ year: number }[]>(
      'select distinct extract(year from day)::int as year from calendar_day',
    );
    return new Set(rows.map(({ year }) => year));
  }

  /**
   * What is known already stays; titles, meanings and working time are brought up to date. A deadline that changes is a new one
   * from a later day: what it was before is still known. Refuses all of it when one rule does not fit.
   */
  static async loadCodeBooks(manager: EntityManager, rows: CodeBookRows): Promise<void> {
    const problems = await problemsOf(manager, rows);
    if (problems.length > 0) throw new RulesWrong(problems);
    await (rows.periods.length > 0 ? keepClocks(manager, () => writeBooks(manager, rows)) : writeBooks(manager, rows));
  }

  /** Days of the calendar, with where they come from; one that was known otherwise is corrected. */
  static async loadCalendar(manager: EntityManager, days: readonly DayRow[], source: SourceRow): Promise<void> {
    if (days.length === 0) return;
    await manager.query(
      `insert into data_source (code, title, provenance, attribution, published_on) values ($1, $2, $3, $4, $5)
       on conflict (code) do nothing`,
      [source.code, source.title, source.provenance, source.attribution, source.publishedOn],
    );
    await keepClocks(manager, () =>
      manager.query(
        `insert into calendar_day (day, kind, title_zh, source_id)
       select r.day, r.kind, r.title, s.id
       from jsonb_to_recordset($1::jsonb) as r(day date, kind text, title text) join data_source s on s.code = $2
       on conflict (day) do update set kind = excluded.kind, title_zh = excluded.title_zh, source_id = excluded.source_id
       where (calendar_day.kind, calendar_day.title_zh) <> (excluded.kind, excluded.title_zh)`,
        [JSON.stringify(days), source.code],
      ),
    );
  }

  /** The stages that deadlines may be for: those of all workflows that are known. */
  static async knownStages(manager: EntityManager): Promise<string[]> {
    const rows = await manager.query<{ stage: string }[]>(
      `select distinct s ->> 'stage' as stage from workflow_definition d, jsonb_array_elements(d.definition -> 'states') s
       where s ->> 'stage' is not null`,
    );
    return rows.map(({ stage }) => stage);
  }
}

async function writeBooks(manager: EntityManager, rows: CodeBookRows): Promise<void> {
  const write = (sql: string, list: readonly object[]): Promise<unknown> =>
    list.length === 0 ? Promise.resolve() : manager.query(sql, [JSON.stringify(list)]);
  await write(
    `insert into issue_category (code, parent_code, kind, title_zh, title_en)
     select r.code, r."parentCode", r.kind, r."titleZh", r."titleEn"
     from jsonb_to_recordset($1::jsonb) as r(code text, "parentCode" text, kind text, "titleZh" text, "titleEn" text)
     order by length(r.code), r.code
     on conflict (code) do update set title_zh = excluded.title_zh, title_en = excluded.title_en`,
    rows.categories,
  );
  await write(
    `insert into situation (code, title_zh, title_en)
     select r.code, r."titleZh", r."titleEn" from jsonb_to_recordset($1::jsonb) as r(code text, "titleZh" text, "titleEn" text)
     on conflict (code) do update set title_zh = excluded.title_zh, title_en = excluded.title_en`,
    rows.situations,
  );
  await write(
    `insert into deadline_policy (code, title_zh, title_en, meaning)
     select r.code, r."titleZh", r."titleEn", r.meaning
     from jsonb_to_recordset($1::jsonb) as r(code text, "titleZh" text, "titleEn" text, meaning text)
     on conflict (code) do update set title_zh = excluded.title_zh, title_en = excluded.title_en, meaning = excluded.meaning`,
    rows.policies,
  );
  await write(
    `delete from working_period where coalesce(district_code, '') in
      (select coalesce(r.district, '') from jsonb_to_recordset($1::jsonb) as r(district text))`,
    rows.periods,
  );
  await write(
    `insert into working_period (district_code, from_minute, to_minute)
     select r.district, r."fromMinute", r."toMinute"
     from jsonb_to_recordset($1::jsonb) as r(district text, "fromMinute" integer, "toMinute" integer)`,
    rows.periods,
  );
  await write(
    `insert into deadline_rule (district_code, category_code, situation_code, stage, amount, unit, nearly_share, nearly_minutes,
       policy_code, valid_from)
     select r.district, r.category, r.situation, r.stage, r.amount, r.unit, r."nearlyShare", r."nearlyMinutes", r.policy, r."validFrom"
     from jsonb_to_recordset($1::jsonb) as r(district text, category text, situation text, stage text, amount numeric, unit text,
       "nearlyShare" numeric, "nearlyMinutes" integer, policy text, "validFrom" date)
     on conflict do nothing`,
    rows.rules,
  );
  if (rows.rules.length > 0) await manager.query(END_WHEN_THE_NEXT_BEGINS);
}

const END_WHEN_THE_NEXT_BEGINS = `
  update deadline_rule r set valid_to = n.valid_to
  from (
    select id, coalesce(lead(valid_from) over (
      partition by district_code, category_code, situation_code, stage order by valid_from), 'infinity') as valid_to
    from deadline_rule
  ) n
  where n.id = r.id and n.valid_to <> r.valid_to`;

/** What does not fit with what is in the database. */
async function problemsOf(manager: EntityManager, rows: CodeBookRows): Promise<string[]> {
  const [known] = await manager.query<
    { categories: string[]; situations: string[]; policies: string[]; districts: string[] }[]
  >(`
    select array(select code from issue_category) as categories, array(select code::text from situation) as situations,
      array(select code::text from deadline_policy) as policies, array(select district_code::text from district_setting) as districts`);
  if (!known) throw new Error('The database did not answer.');
  const situations = new Set([...known.situations, ...rows.situations.map(({ code }) => code)]);
  const policies = new Set([...known.policies, ...rows.policies.map(({ code }) => code)]);
  const categories = new Set([...known.categories, ...rows.categories.map(({ code }) => code)]);
  const problems: string[] = [];
  for (const { code, parentCode } of rows.categories) {
    if (parentCode !== null && !categories.has(parentCode))
      problems.push(`issueCategories: ${code}: there is no category ${parentCode}.`);
  }
  const tell = (rule: RuleRow, message: string): void =>
    void problems.push(`deadlineRules: ${keyOfRule(rule)}: ${message}`);
  for (const rule of rows.rules) {
    const { category, situation, policy, district } = rule;
    if (category !== null && !categories.has(category)) tell(rule, 'the category is not in the code book.');
    if (situation !== null && !situations.has(situation)) tell(rule, 'the situation is not among "situations".');
    if (policy !== null && !policies.has(policy)) tell(rule, `the policy ${policy} is not among "deadlinePolicies".`);
    if (district !== null && !known.districts.includes(district)) tell(rule, 'the district is not loaded.');
  }
  for (const { district } of rows.periods) {
    if (district !== null && !known.districts.includes(district))
      problems.push(`workingPeriods: district ${district} is not loaded.`);
  }
  for (const changed of await changedRules(manager, rows.rules)) {
    tell(changed, 'was loaded with another deadline. Deadlines are not overwritten: say a later "validFrom".');
  }
  return problems;
}

async function changedRules(manager: EntityManager, rules: readonly RuleRow[]): Promise<RuleRow[]> {
  const rows = await manager.query<{ place: number }[]>(
    `select (r.place - 1)::int as place
     from rows from (jsonb_to_recordset($1::jsonb) as (district text, category text, situation text, stage text, amount numeric,
       unit text, "nearlyShare" numeric, "nearlyMinutes" integer, policy text, "validFrom" date))
       with ordinality as r(district, category, situation, stage, amount, unit, share, minutes, policy, since, place)
     join deadline_rule d on coalesce(d.district_code, '') = coalesce(r.district, '') and d.valid_from = r.since
       and coalesce(d.category_code, '') = coalesce(r.category, '') and coalesce(d.situation_code, '') = coalesce(r.situation, '')
       and d.stage = r.stage
     where (d.amount, d.unit, d.nearly_share, d.nearly_minutes, coalesce(d.policy_code, ''))
       is distinct from (r.amount, r.unit, r.share, r.minutes, coalesce(r.policy, ''))
     order by r.place`,
    [JSON.stringify(rules)],
  );
  return rows.flatMap(({ place }) => rules[place] ?? []);
}
