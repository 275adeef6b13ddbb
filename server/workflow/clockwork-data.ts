import type { EntityManager } from 'typeorm';
import { askNamed } from '../kernel/database/ask-named.ts';
import { sql } from '../kernel/graph/sql.ts';
import { Clockwork, type DeadlineRule } from './clockwork.ts';
import { KeptRules, RULES_MARK } from './kept-rules.ts';
import type { WorkingPeriod } from './working-time.ts';

/** Under which rules something is decided, and when. */
export interface RulesNow {
  readonly rulesMark: string;
  readonly now: Date;
}

/** Columns for `RulesNow`. The instant is that of the database: one clock for all servers. */
export const RULES_NOW = sql`${RULES_MARK} as "rulesMark", clock_timestamp() as now`;

/** The rules stay as they are until the transaction ends: what is begun under them is there when they change. */
export async function rulesNow(manager: EntityManager): Promise<RulesNow> {
  const [row] = await askNamed<RulesNow>(
    manager,
    sql`select mark as "rulesMark", clock_timestamp() as now from rules_mark for share`,
  );
  if (!row) throw new Error('The database did not tell the time');
  return row;
}

interface Data {
  mark: string;
  days: Record<string, 'HOLIDAY' | 'WORKDAY'> | null;
  periods: (WorkingPeriod & { own: boolean })[] | null;
  rules: (DeadlineRule & { own: boolean })[] | null;
}

/** Nine to noon and half past one to half past five, where nothing else is loaded: 7 hours, as in most districts. */
const USUAL: readonly WorkingPeriod[] = [
  { fromMinute: 9 * 60, toMinute: 12 * 60 },
  { fromMinute: 13 * 60 + 30, toMinute: 17 * 60 + 30 },
];

/** Clockworks kept: a server sees few districts on one day. */
const kept = new KeptRules<Clockwork>(100);

/**
 * The clockwork of a district on a day of China: its calendar, its working time and its rules. Whoever has read the mark of the
 * rules gets the one that is kept under it.
 */
export async function clockworkOf(
  manager: EntityManager,
  districtCode: string,
  on: string,
  rulesMark?: string,
): Promise<Clockwork> {
  const what = `${districtCode} ${on}`;
  const known = rulesMark === undefined ? undefined : kept.find(rulesMark, what);
  if (known) return known;
  const { mark, ...data } = await readClockwork(manager, districtCode, on);
  return kept.keep(mark, what, toClockwork(data));
}

/** One statement, so that the mark is that of what is read. */
async function readClockwork(manager: EntityManager, districtCode: string, on: string): Promise<Data> {
  const [row] = await askNamed<Data>(
    manager,
    sql`
    select ${RULES_MARK} as mark,
      (select jsonb_object_agg(day, kind) from calendar_day) as days,
      (select jsonb_agg(jsonb_build_object('own', district_code is not null, 'fromMinute', from_minute,
          'toMinute', to_minute) order by from_minute)
        from working_period where district_code is null or district_code = ${districtCode}) as periods,
      (select jsonb_agg(jsonb_build_object('own', district_code is not null, 'category', category_code,
          'situation', situation_code, 'stage', stage, 'amount', amount, 'unit', unit, 'nearlyShare', nearly_share,
          'nearlyMinutes', nearly_minutes))
        from deadline_rule
        where (district_code is null or district_code = ${districtCode})
          and valid_from <= ${on}::date and ${on}::date < valid_to) as rules`,
  );
  if (!row) throw new Error('The rules cannot be read');
  return row;
}

function toClockwork({ days, periods, rules }: Omit<Data, 'mark'>): Clockwork {
  const exceptions = new Map(Object.entries(days ?? {}));
  const years = new Set([...exceptions.keys()].map((day) => Number(day.slice(0, 4))));
  const times = ownFirst(periods ?? []);
  return new Clockwork({
    calendar: { exceptions, years },
    periods: times.length > 0 ? times : USUAL,
    // Rules of the district come first: of two that say as much, the first is taken.
    rules: [...(rules ?? [])].sort((a, b) => Number(b.own) - Number(a.own)),
  });
}

function ownFirst<T extends { own: boolean }>(rows: readonly T[]): readonly T[] {
  const own = rows.filter((row) => row.own);
  return own.length > 0 ? own : rows;
}
