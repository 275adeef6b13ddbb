import type { ClassType } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { textArgument } from '../kernel/graph/errors.ts';
import { listPage, type Page, type PageArgs } from '../kernel/graph/page.ts';
import { joined, sql, type Sql } from '../kernel/graph/sql.ts';
import { findWithin } from './area.service.ts';
import type { Area } from './area.entity.ts';

export const MAX_SEARCH_LENGTH = 100;

/** What a feature adds to the search. The land knows none of them: server/resolvers.ts hands the list over. */
export interface SearchSource {
  /** Object types that may be found here; they become part of the union SearchResult. */
  readonly types: readonly ClassType[];
  /**
   * A select of everything that may be found at the date, within the area if there is one, with the columns
   * id integer, code text, name text, name_en text and level_rank integer (sorts what matches equally well).
   */
  candidates(question: { asOf: string; within: Area | null }): Sql;
  /** The objects with these ids as they stood at the date; one statement for all of a request. */
  load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<readonly (object | null)[]>;
}

export interface SearchQuestion {
  text: string;
  within?: string | null | undefined;
  asOf: string;
  page: PageArgs;
}

/**
 * What has the text in its Chinese or English name, or a code that begins with it. Exact matches first, then names and codes
 * that begin with it, then the rest; among equals the upper level first, then by code.
 */
export async function searchAll(
  context: GraphContext,
  sources: readonly SearchSource[],
  question: SearchQuestion,
): Promise<Page<object>> {
  const { asOf, page } = question;
  const text = textArgument('text', question.text, MAX_SEARCH_LENGTH);
  const within = await findWithin(context, question.within, asOf);
  const code = text.normalize('NFKC').toUpperCase();
  const all = sources.map(
    (source, i) => sql`select ${i}::int as source, c.* from (${source.candidates({ asOf, within })}) c`,
  );
  const ranked = sql`
    select source, id, case
        when code = ${code} or lower(name) = lower(${text}) or lower(name_en) = lower(${text}) then 0
        when starts_with(code, ${code}) or starts_with(lower(name), lower(${text}))
          or starts_with(lower(name_en), lower(${text})) then 1
        else 2
      end || '/' || lpad(level_rank::text, 2, '0') || '/' || code || '/' || source as place
    from (${joined(all, sql` union all `)}) candidate
    where strpos(lower(name), lower(${text})) > 0 or strpos(lower(name_en), lower(${text})) > 0
      or starts_with(code, ${code})`;
  return listPage(
    context,
    { select: sql`found.source, found.id`, from: sql`(${ranked}) found`, where: [], key: sql`found.place` },
    page,
    // A function is called when the field is selected: a search for `totalCount` or cursors alone loads nothing.
    ({ source, id }: { source: number; id: number }) =>
      (async () => (await sources[source]?.load(context, asOf, [id]))?.[0] ?? null) as object,
  ) as Page<object>;
}
