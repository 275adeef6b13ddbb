import type { EntityManager } from 'typeorm';
import { Clockwork, type DeadlineRule } from './clockwork.ts';
import type { WorkingPeriod } from './working-time.ts';

interface Data {
  now: Date | string;
  days: Record<string, 'HOLIDAY' | 'WORKDAY'> | null;
  periods: (WorkingPeriod & { own: boolean })[] | null;
  rules: (DeadlineRule & { own: boolean })[] | null;
}

/** Nine to noon and half past one to half past five, where nothing else is loaded: 7 hours, as in most districts. */
const USUAL: readonly WorkingPeriod[] = [
  { fromMinute: 9 * 60, toMinute: 12 * 60 },
  { fromMinute: 13 * 60 + 30, toMinute: 17 * 60 + 30 },
];

/** The clockwork of a district on a day of China: its calendar, its working time and its rules. */
export async function clockworkOf(manager: EntityManager, districtCode: string, on: string): Promise<Clockwork> {
  const [row] = await manager.query<Data[]>(
    `select clock_timestamp() as now,
      (select jsonb_object_agg(day, kind) from calendar_day) as days,
      (select jsonb_agg(jsonb_build_object('own', district_code is not null, 'fromMinute', from_minute,
          'toMinute', to_minute) order by from_minute)
        from working_period where district_code is null or district_code = $1) as periods,
      (select jsonb_agg(jsonb_build_object('own', district_code is not null, 'category', category_code,
          'situation', situation_code, 'stage', stage, 'amount', amount, 'unit', unit, 'nearlyShare', nearly_share,
          'nearlyMinutes', nearly_minutes))
        from deadline_rule
        where (district_code is null or district_code = $1) and valid_from <= $2::date and $2::date < valid_to) as rules`,
    [districtCode, on],
  );
  const exceptions = new Map(Object.entries(row?.days ?? {}));
  const years = new Set([...exceptions.keys()].map((day) => Number(day.slice(0, 4))));
  const periods = ownFirst(row?.periods ?? []);
  // Rules of the district come first: of two that say as much, the first is taken.
  const rules = [...(row?.rules ?? [])].sort((a, b) => Number(b.own) - Number(a.own));
  return new Clockwork({
    calendar: { exceptions, years },
    periods: periods.length > 0 ? periods : USUAL,
    rules,
    ...(row && { readAt: new Date(row.now) }),
  });
}

function ownFirst<T extends { own: boolean }>(rows: readonly T[]): readonly T[] {
  const own = rows.filter((row) => row.own);
  return own.length > 0 ? own : rows;
}
