import type { DataSource, EntityManager } from 'typeorm';
import { findStaleClocks } from '../server/issues/cases/case-clocks.service.ts';
import { compareCases } from '../server/issues/cases/rebuild.service.ts';
import { CHECK_RULES, COUNTS_SQL, PREPARE } from './check-rules.ts';
import { DEMO_SOURCE, FIGURES_AS_OF } from './story/context.ts';
import { DISTRICT_CODE } from './town/town.ts';

export interface Fault {
  readonly rule: string;
  readonly code: string;
  readonly fault: string;
}

export interface Count {
  readonly districtCode: string;
  readonly what: string;
  readonly count: number;
}

export interface CheckResult {
  readonly asOf: string;
  readonly rules: readonly { readonly name: string; readonly holds: string; readonly faults: readonly Fault[] }[];
  readonly counts: readonly Count[];
}

/** The published figures of the demo district on its last day. */
const PUBLISHED: Readonly<Record<string, number>> = {
  SUBDISTRICT: 11,
  COMMUNITY: 50,
  GRID: 349,
  YARD: 1418,
  BUILDING_PARTY_COMMITTEE: 42,
};

/** Checks all that is loaded at a date; without one at the last day the data speaks for. */
export async function checkLand(dataSource: DataSource, asOf?: string): Promise<CheckResult> {
  return dataSource.transaction((manager) => checkWithin(manager, asOf));
}

/** The same within a transaction; `only` names the rules to look at. */
export async function checkWithin(
  manager: EntityManager,
  asOf?: string,
  only?: readonly string[],
): Promise<CheckResult> {
  const date = asOf ?? (await lastDay(manager));
  for (const sql of PREPARE) await manager.query(sql, sql.includes('$1') ? [date] : []);
  const rules: CheckResult['rules'][number][] = [];
  for (const { name, holds, sql } of CHECK_RULES) {
    if (only && !only.includes(name)) continue;
    rules.push({ name, holds, faults: await faultsOf(manager, name, sql, date) });
  }
  const counts = await manager.query<Count[]>(COUNTS_SQL, [date]);
  const faults = await publishedFaults(manager, date, counts);
  if (!only || only.includes(CASES)) {
    rules.push({ name: CASES, holds: 'Every case is what its events say.', faults: await caseFaults(manager) });
  }
  if (!only || only.includes(CLOCKS)) {
    const holds = 'Deadlines of open cases are what calendar and working time make of them.';
    rules.push({ name: CLOCKS, holds, faults: await clockFaults(manager) });
  }
  rules.push({ name: 'published figures', holds: 'The demo district comes out at the published figures.', faults });
  return { asOf: date, rules, counts };
}

const CASES = 'cases';

/** Cases made anew from their events, where they come out otherwise. */
async function caseFaults(manager: EntityManager): Promise<Fault[]> {
  const differences = await compareCases(manager);
  return ofCases(manager, CASES, differences, ({ column, stored, said }) => {
    return `${column} is ${JSON.stringify(stored)}, and its events say ${JSON.stringify(said)}`;
  });
}

const CLOCKS = 'clocks';

async function clockFaults(manager: EntityManager): Promise<Fault[]> {
  return ofCases(manager, CLOCKS, await findStaleClocks(manager), ({ effect: { stageClock, overallClock } }) => {
    const due = [stageClock && `stage ${stageClock.dueAt}`, overallClock && `case ${overallClock.dueAt}`];
    return `is due by the calendar: ${due.filter(Boolean).join(', ')}. npm run geodata:rules works it out anew.`;
  });
}

async function ofCases<T extends { readonly issueId: number }>(
  manager: EntityManager,
  rule: string,
  found: readonly T[],
  fault: (each: T) => string,
): Promise<Fault[]> {
  const rows = await manager.query<{ id: number; code: string }[]>('select id, code from issue where id = any ($1)', [
    [...new Set(found.map(({ issueId }) => issueId))],
  ]);
  const codes = new Map(rows.map(({ id, code }) => [id, code]));
  return found.map((each) => ({ rule, code: codes.get(each.issueId) ?? String(each.issueId), fault: fault(each) }));
}

/** The last row says that the statement was answered to its end: silence is no proof. */
async function faultsOf(manager: EntityManager, rule: string, sql: string, date: string): Promise<Fault[]> {
  const rows = await manager.query<{ code: string | null; fault: string | null }[]>(
    `select code, fault from (${sql}) faults union all select null, null order by 1 nulls last, 2`,
    [date],
  );
  if (rows.length === 0) throw new Error(`The database did not answer the rule "${rule}".`);
  return rows.flatMap(({ code, fault }) => (code === null ? [] : [{ rule, code, fault: fault ?? '' }]));
}

async function lastDay(manager: EntityManager): Promise<string> {
  const [row] = await manager.query<{ date: string; districts: number }[]>(
    `select coalesce(max(figures_as_of), current_date)::text as date, count(*)::int as districts from district_setting`,
  );
  if (!row || row.districts === 0) throw new Error('The database holds no district. Load one: npm run geodata:demo');
  return row.date;
}

async function publishedFaults(manager: EntityManager, date: string, counts: readonly Count[]): Promise<Fault[]> {
  if (date !== FIGURES_AS_OF) return [];
  const demo = await manager.query<unknown[]>(
    `select from area a join data_source s on s.id = a.source_id where a.code = $1 and s.code = $2`,
    [DISTRICT_CODE, DEMO_SOURCE],
  );
  if (demo.length === 0) return [];
  return Object.entries(PUBLISHED).flatMap(([what, published]) => {
    const found = counts.find((row) => row.districtCode === DISTRICT_CODE && row.what === what)?.count ?? 0;
    return found === published
      ? []
      : [
          {
            rule: 'published figures',
            code: DISTRICT_CODE,
            fault: `has ${found} of ${what}, published are ${published}`,
          },
        ];
  });
}
