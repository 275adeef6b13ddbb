import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { allOf, joined, sql, type Sql } from '../../kernel/graph/sql.ts';
import { derivedFields } from '../exports/derived-fields.ts';
import type { TableValue } from '../writers/table-file.ts';
import { touchesBoxes, type readBbox } from './bbox.ts';
import { dayOf, statesWithin, type StateAt } from './ended.ts';
import type { Days } from './datetime.ts';

/** A thing as it stood at the end of a day. */
export interface FeatureRow {
  readonly code: string;
  readonly day: string;
  readonly attributes: Readonly<Record<string, TableValue>>;
  /** GeoJSON text. */
  readonly geometry: string | null;
}

interface PageQuestion {
  readonly layer: ExchangeLayer;
  readonly days: Days;
  readonly boxes: ReturnType<typeof readBbox>;
  /** Code behind which the page begins. */
  readonly after: string | null;
  readonly limit: number;
}

export interface FeaturePage {
  readonly rows: readonly FeatureRow[];
  readonly hasMore: boolean;
  readonly matched: number;
}

/** States that one statement reads: a statement of all would be too long to plan. */
const STATES_TOGETHER = 20;
const DECIMALS = 9;

/** A page of what existed at some time within the days, by code, each as of its last day in them. */
export async function readPage(context: GraphContext, question: PageQuestion): Promise<FeaturePage> {
  const { layer, days, boxes, after, limit } = question;
  const states = await statesWithin(context, layer, days);
  const rows: FeatureRow[] = [];
  let matched = 0;
  for (let i = 0; i < states.length; i += STATES_TOGETHER) {
    const selected = joined(
      states.slice(i, i + STATES_TOGETHER).map((state) => rowsAt(layer, state, boxes)),
      sql` union all `,
    );
    const [counted] = await context.query<{ count: number }>(sql`select count(*)::int as count from (${selected}) x`);
    matched += counted?.count ?? 0;
    if (counted?.count) rows.push(...(await firstRows(context, selected, after, limit + 1)));
  }
  const sorted = rows.toSorted((a, b) => (a.code < b.code ? -1 : 1)).slice(0, limit + 1);
  const page = sorted.slice(0, limit);
  return { rows: await withDerived(context, layer, page), hasMore: sorted.length > limit, matched };
}

/** One thing at the date, or as of its last day when it had ended by then, or its first; null when there never was one. */
export async function readFeature(
  context: GraphContext,
  layer: ExchangeLayer,
  code: string,
  asOf: string,
): Promise<FeatureRow | null> {
  const at = async (day: string): Promise<FeatureRow | null> => {
    const [row] = await firstRows(context, rowsAt(layer, { day, codes: [code] }, []), null, 1);
    return row ?? null;
  };
  const now = await at(asOf);
  const other = now ? null : await dayOf(context, layer, code, asOf);
  const row = now ?? (other === null ? null : await at(other));
  return row && ((await withDerived(context, layer, [row]))[0] ?? null);
}

function rowsAt(layer: ExchangeLayer, { day, codes }: StateAt, boxes: PageQuestion['boxes']): Sql {
  const where = [touchesBoxes(sql`s.geom`, boxes), ...(codes ? [sql`s.code = any (${codes}::text[])`] : [])];
  return sql`select s.code, ${day}::date as day, s.attributes, s.geom from (${layer.state(day)}) s where ${allOf(where)}`;
}

/** Sorted before shapes are made into text, and only those of the page: OFFSET 0 keeps the two apart. */
function firstRows(context: GraphContext, selected: Sql, after: string | null, limit: number): Promise<FeatureRow[]> {
  const behind = after === null ? sql`true` : sql`x.code collate "C" > ${after}`;
  return context.query<FeatureRow>(sql`
    select y.code, y.day, y.attributes, ST_AsGeoJSON(y.geom, ${DECIMALS}::int, 0) as geometry
    from (select * from (${selected}) x where ${behind} order by x.code collate "C" limit ${limit}::int offset 0) y
    order by y.code collate "C"`);
}

/** The rows with what follows from facts of other layers, read for the districts they lie in. */
async function withDerived(
  context: GraphContext,
  { key }: ExchangeLayer,
  rows: readonly FeatureRow[],
): Promise<FeatureRow[]> {
  const derived = derivedFields[key];
  if (!derived) return [...rows];
  const found = new Map<string, FeatureRow['attributes']>();
  for (const day of new Set(rows.map((row) => row.day))) {
    const codes = rows.filter((row) => row.day === day).map(({ code }) => code);
    const districts = [...new Set(codes.map((code) => code.slice(0, DISTRICT_DIGITS)))];
    const roots = sql`(select unnest(${districts}::text[]) as path)`;
    const values = await context.query<Pick<FeatureRow, 'code' | 'attributes'>>(
      sql`select v.code, v.attributes from (${derived.values(day, roots)}) v where v.code = any (${codes}::text[])`,
    );
    for (const { code, attributes } of values) found.set(code, attributes);
  }
  return rows.map((row) => ({ ...row, attributes: { ...row.attributes, ...found.get(row.code) } }));
}

/** Codes begin with that of their district. */
const DISTRICT_DIGITS = 6;
