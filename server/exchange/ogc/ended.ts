import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { badInput } from '../../kernel/graph/errors.ts';
import { sql, type Sql } from '../../kernel/graph/sql.ts';
import { AreaLevel } from '../../land/level.ts';
import type { Days } from './datetime.ts';

/** Days on which something ended, that one question may reach over: each is a state of its own to be read. */
export const MAX_ENDED_DAYS = 1_000;

const areas = (level: AreaLevel): Sql => sql`select code, valid_to from area where level = ${level}`;

/**
 * Statements: `code` and `valid_to` (the first day no longer) of everything in a layer that can cease to be. Services, projects
 * and issues stay on record for ever.
 */
const LIFETIMES: Readonly<Record<string, Sql>> = {
  districts: areas(AreaLevel.DISTRICT),
  subdistricts: areas(AreaLevel.SUBDISTRICT),
  communities: areas(AreaLevel.COMMUNITY),
  grids: areas(AreaLevel.GRID),
  'building-groups': areas(AreaLevel.BUILDING_GROUP),
  yards: areas(AreaLevel.YARD),
  buildings: areas(AreaLevel.BUILDING),
  'office-buildings': sql`select code, valid_to from office_building`,
  'building-party-committees': sql`select code, dissolved_on as valid_to from building_party_committee`,
  'owners-committees': sql`select code, dissolved_on as valid_to from owners_committee`,
};

/** What is to be read as it stood at the end of a day; all of it, or these codes. */
export interface StateAt {
  readonly day: string;
  readonly codes: readonly string[] | null;
}

/** The states that an interval is made of: that of its last day, and for what ended within it that of its own last day. */
export async function statesWithin(context: GraphContext, { key }: ExchangeLayer, days: Days): Promise<StateAt[]> {
  const last: StateAt = { day: days.to, codes: null };
  const lifetimes = LIFETIMES[key];
  if (!lifetimes || days.from === days.to) return [last];
  const ended = await context.query<{ day: string; codes: string[] }>(sql`
    select l.valid_to - 1 as day, array_agg(l.code::text) as codes from (${lifetimes}) l
    where l.valid_to > ${days.from}::date and l.valid_to <= ${days.to}::date group by 1 order by 1 desc limit ${MAX_ENDED_DAYS + 1}::int`);
  if (ended.length > MAX_ENDED_DAYS) {
    throw badInput(
      'datetime',
      `Within this interval things ended on more than ${MAX_ENDED_DAYS} different days. Ask for a shorter one.`,
    );
  }
  return [last, ...ended];
}

/** The last day of one thing that had ended by the date; null when it had not. */
export async function lastDayOf(
  context: GraphContext,
  { key }: ExchangeLayer,
  code: string,
  asOf: string,
): Promise<string | null> {
  const lifetimes = LIFETIMES[key];
  if (!lifetimes) return null;
  const [row] = await context.query<{ day: string }>(
    sql`select l.valid_to - 1 as day from (${lifetimes}) l where l.code = ${code} and l.valid_to <= ${asOf}::date`,
  );
  return row?.day ?? null;
}
