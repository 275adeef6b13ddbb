import type { ClassType } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { textArgument } from '../kernel/graph/errors.ts';
import { listPage, type Page, type PageArgs } from '../kernel/graph/page.ts';
import { joined, plannedAnew, sql, type Sql } from '../kernel/graph/sql.ts';
import { findWithin } from './area.service.ts';
import type { Area } from './area.entity.ts';

export const MAX_SEARCH_LENGTH = 100;

/** What a feature adds to the search. The land knows none of them: server/resolvers.ts hands the list over. */
export interface SearchSource {
  /** Object types that may be found here; they become part of the union SearchResult. */
  readonly types: readonly ClassType[];
  /**
   * Selects of what is found at the date, within the area if there is one, with the columns id integer, code text, quality
   * integer, former_name text (the name it was found by, where that is what it was called before) and level_rank integer (sorts
   * what matches equally well). A thing may come more than once.
   */
  found(question: SearchWish): readonly Sql[];
  /** The objects with these ids as they stood at the date; one statement for all of a request. */
  load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<readonly (object | null)[]>;
}

/** What a source is asked. */
export interface SearchWish {
  readonly asOf: string;
  readonly within: Area | null;
  readonly names: NameSearch;
  /** Condition: the code begins with the text. */
  codeBegins(code: Sql): Sql;
  /** How well the text is found in such a code. */
  codeQuality(code: Sql): Sql;
}

/** A text in names: compared with their keys, rows `k` of search_key. The lower the quality, the better (see migration 0028). */
export interface NameSearch {
  /** Join: the key of a name, where the text is found by it. */
  keyOf(name: Sql): Sql;
  readonly quality: Sql;
}

export interface SearchQuestion {
  text: string;
  within?: string | null | undefined;
  asOf: string;
  page: PageArgs;
}

interface Wish {
  wanted: string;
  needed: string[];
  asRead: string | null;
  asInitials: string | null;
}

/** The text as names are compared with it. A plan for a rare name is none for a common one, so it is made with the values. */
async function nameSearch(context: GraphContext, text: string): Promise<NameSearch> {
  const wishes = await context.query<Wish>(sql`
    select wanted, needed, as_read as "asRead", as_initials as "asInitials" from search_wishes(${text})`);
  const among = wishes.map(({ needed }) => sql`string_to_array(k.pairs, ',') @> ${needed}::text[]`);
  const qualities = wishes.map(
    ({ wanted, asRead, asInitials }) =>
      sql`search_quality(k.folded, k.spelled, ${wanted}, ${asRead}::text, ${asInitials}::text)`,
  );
  const quality = wishes.length === 0 ? sql`null::integer` : sql`least(${joined(qualities, sql`, `)})`;
  const matches = wishes.length === 0 ? sql`false` : sql`(${joined(among, sql` or `)}) and ${quality} is not null`;
  return {
    keyOf: (column) => plannedAnew(sql`join search_key k on k.name = ${column} collate "C" and ${matches}`),
    quality,
  };
}

/**
 * What is found by the text: by its Chinese or English name in whatever form it is typed, by pinyin, initials and former names,
 * and by a code that begins with it. The best come first; among equals what is called so now, upper levels, then by code.
 */
export async function searchAll(
  context: GraphContext,
  sources: readonly SearchSource[],
  question: SearchQuestion,
): Promise<Page<object>> {
  const { asOf, page } = question;
  const text = textArgument('text', question.text, MAX_SEARCH_LENGTH);
  const within = await findWithin(context, question.within, asOf);
  const code = text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase();
  const wish: SearchWish = {
    asOf,
    within,
    names: await nameSearch(context, text),
    // No character comes after the last of Unicode.
    codeBegins: (column) =>
      plannedAnew(sql`${column} collate "C" >= ${code} and ${column} collate "C" < ${`${code}\u{10ffff}`}`),
    codeQuality: (column) => sql`case ${column} when ${code} then 0 else 1 end`,
  };
  const all = sources.flatMap((source, i) =>
    source.found(wish).map((found) => sql`select ${i}::int as source, c.* from (${found}) c`),
  );
  // The former name stands at the end of the key, so that the least key has the best there is.
  const ranked = sql`
    select source, id, min(concat_ws('/', quality, (former_name is not null)::int, lpad(level_rank::text, 2, '0'), code, source)
      || '//' || coalesce(former_name, '') collate "C") as place
    from (${joined(all, sql` union all `)}) candidate group by source, id`;
  return listPage(
    context,
    {
      select: sql`found.source, found.id, nullif(substr(found.place, strpos(found.place, '//') + 2), '') as "formerName"`,
      from: sql`(${ranked}) found`,
      where: [],
      key: sql`found.place`,
    },
    page,
    // A function is called when the field is selected: a search for `totalCount` or cursors alone loads nothing.
    ({ source, id }: FoundRow) =>
      (async () => (await sources[source]?.load(context, asOf, [id]))?.[0] ?? null) as object,
    ({ formerName }) => ({ formerName }),
  ) as Page<object>;
}

interface FoundRow {
  source: number;
  id: number;
  formerName: string | null;
}
