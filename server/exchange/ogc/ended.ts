import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { badInput } from '../../kernel/graph/errors.ts';
import { sql, type Sql } from '../../kernel/graph/sql.ts';
import { AreaLevel } from '../../land/level.ts';
import type { Days } from './datetime.ts';

/** Days on which something ended, that one question may reach over: each is a state of its own to be read. */
export const MAX_ENDED_DAYS = 1_000;

const areas = (level: AreaLevel): Sql => sql`select code, valid_from, valid_to from area where level = ${level}`;

/**
 * Statements: `code`, `valid_from` (the first day) and `valid_to` (the first day no longer) of everything in a layer that is there
 * for a time. Services and projects are on record always, issues from the day they were reported.
 */
const LIFETIMES: Readonly<Record<string, Sql>> = {
  districts: areas(AreaLevel.DISTRICT),
  subdistricts: areas(AreaLevel.SUBDISTRICT),
  communities: areas(AreaLevel.COMMUNITY),
  grids: areas(AreaLevel.GRID),
  'building-groups': areas(AreaLevel.BUILDING_GROUP),
  yards: areas(AreaLevel.YARD),
  buildings: areas(AreaLevel.BUILDING),
  'office-buildings': sql`select code, valid_from, valid_to from office_building`,
  'building-party-committees': sql`select code, established_on as valid_from, dissolved_on as valid_to from building_party_committee`,
  issues: sql`select code, reported_on as valid_from, 'infinity'::date as valid_to from issue`,
  'owners-committees': sql`select code, established_on as valid_from, dissolved_on as valid_to from owners_committee`,
};

/** What is to be read as it stood at the end of a day; all of it, or these codes. */
export interface StateAt {
  readonly day: string;
  readonly codes: readonly string[] | null;
}

/** The states that an interval is made of: that of its last day, and for what ended within it that of its own last day. */
export async function statesWithin(context: GraphContext, layer: ExchangeLayer, days: Days): Promise<StateAt[]> {
  const to = days.to ?? (await lastDayKnown(context, layer, days.from));
  const last: StateAt = { day: to, codes: null };
  const lifetimes = LIFETIMES[layer.key];
  if (!lifetimes || days.from === to) return [last];
  const ended = await context.query<{ day: string; codes: string[] }>(sql`
    select l.valid_to - 1 as day, array_agg(l.code::text) as codes from (${lifetimes}) l
    where l.valid_to > ${days.from}::date and l.valid_to <= ${to}::date group by 1 order by 1 desc limit ${MAX_ENDED_DAYS + 1}::int`);
  if (ended.length > MAX_ENDED_DAYS) {
    throw badInput(
      'datetime',
      `Within this interval things ended on more than ${MAX_ENDED_DAYS} different days. Ask for a shorter one.`,
    );
  }
  return [last, ...ended];
}

/** The end of an interval without one: today, or the day on which the last thing begins that is known to come. */
async function lastDayKnown(context: GraphContext, { key }: ExchangeLayer, from: string): Promise<string> {
  const lifetimes = LIFETIMES[key] ?? sql`select null::date as valid_from`;
  const [row] = await context.query<{ day: string }>(sql`
    select greatest(${context.today}::date, ${from}::date, max(l.valid_from)) as day from (${lifetimes}) l`);
  return row?.day ?? context.today;
}

/** Another day to look for one thing on: its last when it had ended by the date, its first when it was yet to come. */
export async function dayOf(
  context: GraphContext,
  { key }: ExchangeLayer,
  code: string,
  asOf: string,
): Promise<string | null> {
  const lifetimes = LIFETIMES[key];
  if (!lifetimes) return null;
  const [row] = await context.query<{ day: string }>(sql`
    select case when l.valid_to <= ${asOf}::date then l.valid_to - 1 else l.valid_from end as day
    from (${lifetimes}) l where l.code = ${code}`);
  return row?.day ?? null;
}
