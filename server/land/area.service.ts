import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput, notFound, textArgument } from '../kernel/graph/errors.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { areaRows, toArea, type AreaRow } from './area-row.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Late, Value } from '../kernel/reading/late.ts';
import type { Area } from './area.entity.ts';
import type { Rooted } from './within.ts';

/** Tables: areas `a` as they stood at the date, with their place `p`. */
export function areasAt(asOf: Value<string>): Sql {
  return sql`area a join area_path p on p.area_id = a.id and ${holdsAt('p', asOf)}`;
}

async function readAreas(context: GraphContext, asOf: string, condition: Sql): Promise<Area[]> {
  const rows = await context.query<AreaRow>(sql`
    select ${areaRows(asOf).select} from ${areasAt(asOf)} where ${condition}`);
  return rows.map((row) => toArea(row, asOf));
}

/** The areas with these keys as they stood at the date; null for each that did not exist then. One statement per date. */
export function loadAreasByIds(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(Area | null)[]> {
  const loader = context.loader<number, Area | null>(`area@${asOf}`, async (keys) => {
    const areas = await readAreas(context, asOf, sql`a.id = any (${keys}::int[])`);
    const byId = new Map(areas.map((area) => [area.featureId, area]));
    return keys.map((key) => byId.get(key) ?? null);
  });
  return Promise.all(ids.map((id) => loader.load(id)));
}

/** The areas with these codes as they stood at the date, in the same order; null for each that did not exist then. */
export function findAreasByCodes(
  context: GraphContext,
  codes: readonly string[],
  asOf: string,
): Promise<(Area | null)[]> {
  const loader = context.loader<string, Area | null>(`area by code@${asOf}`, async (keys) => {
    const areas = await readAreas(context, asOf, sql`a.code = any (${keys}::text[])`);
    const byCode = new Map(areas.map((area) => [area.code, area]));
    return keys.map((key) => byCode.get(key) ?? null);
  });
  return Promise.all(codes.map((code) => loader.load(code)));
}

/** The area with this code as it stood at the date, or null. */
export async function findAreaByCode(context: GraphContext, code: string, asOf: string): Promise<Area | null> {
  const [area] = await findAreasByCodes(context, [code], asOf);
  return area ?? null;
}

/**
 * The area with this code whenever it stood: today where it stands today, else on its last day, or on its first where that is
 * still to come. Null when there never was one.
 */
export async function findAreaEver(context: GraphContext, code: string): Promise<Area | null> {
  const [known] = await context.query<{ day: string }>(sql`
    select greatest(a.valid_from, least(a.valid_to - 1, ${context.today}::date))::text as day from area a where a.code = ${code}`);
  return known ? findAreaByCode(context, code, known.day) : null;
}

/** The code a caller gave, checked to look like one: 6, 9, 12 or 15 digits, or a community's code with a yard or building. */
export function codeArgument(argument: string, code: string): string {
  const text = textArgument(argument, code, 40);
  if (!/^[0-9A-Za-z-]+$/.test(text)) {
    throw badInput(
      argument,
      `"${argument}" is not a code. Codes look like "370202", "370202001" or "370202001001001".`,
    );
  }
  return text;
}

/** The area an argument such as `within` names. Throws NOT_FOUND when there was none at the date. */
export async function getAreaByCode(
  context: GraphContext,
  code: string,
  asOf: string,
  argument: string,
): Promise<Area> {
  const area = await findAreaByCode(context, codeArgument(argument, code), asOf);
  if (!area) throw notFound(argument, `There was no area with the code "${code}" on ${asOf}.`);
  return area;
}

/** Six digits are a district and nothing else: codes begin with that of their district, and are unique. */
const DISTRICT_CODE = /^\d{6}$/;

/** Reading: the area that an argument names, which must have existed at the date. */
export function readWithin(asked: AskedField, within: Late<string> | null | undefined): Rooted | null {
  if (within == null) return null;
  const code = asked.checked(within.map((text) => codeArgument('within', text)));
  const area = asked.table(() => sql`select p.path from ${areasAt(asked.asOf)} where a.code = ${code}`);
  asked.guard(sql`exists (select from ${area})`);
  const isDistrict = asked.decide(code, (text) => DISTRICT_CODE.test(text));
  return { path: sql`(select path from ${area})`, isDistrict };
}

/** Reading: the area whose number each row holds in `areaId`, as it stood at the date; null when it did not exist then. */
export function readAreaOf(asked: AskedField): Sql {
  return asked.oneByKey(areaRows(asked.asOf), 'areaId', { from: areasAt(asked.asOf), key: sql`a.id` });
}

/** The area a list is limited to; null when the caller named none. */
export async function findWithin(
  context: GraphContext,
  within: string | null | undefined,
  asOf: string,
): Promise<Area | null> {
  return within == null ? null : getAreaByCode(context, within, asOf, 'within');
}
