/** What "open", "closed" and "of a category" mean, once. The conditions speak of the issue as `i`. */
import { holdsAt } from '../kernel/graph/as-of.ts';
import { isAmong, sql, type Sql } from '../kernel/graph/sql.ts';
import type { Value } from '../kernel/reading/late.ts';
import { placeOf, type Rooted } from '../land/within.ts';
import { IssueState } from './issue.entity.ts';

/** Condition: reported by the end of the day. Before that the issue does not exist. */
export const reportedBy = (asOf: Value<string>): Sql => sql`i.reported_on <= ${asOf}::date`;

/** Condition: reported and not closed. */
export const openAt = (asOf: Value<string>): Sql => holdsAt('i', asOf, 'reported_on', 'closed_on');

/** Condition: reported, and in this state. */
export function inState(asOf: Value<string>, state: IssueState | null | undefined): Sql {
  if (!state) return reportedBy(asOf);
  return state === IssueState.OPEN ? openAt(asOf) : sql`i.closed_on <= ${asOf}::date`;
}

/** Condition: of this category; a major class takes its minor ones along. */
export function ofCategory(category: Value<string> | null | undefined): Sql[] {
  return category == null ? [] : [sql`starts_with(i.category_code, ${category})`];
}

/** Condition on the area `a` of a list: it has open issues within it, or it has none. */
export function hasOpenIssues(
  scope: { asOf: Value<string>; within: Rooted | null },
  wanted: boolean | null | undefined,
): Sql[] {
  if (wanted == null) return [];
  const having = isAmong(
    sql`a.code`,
    sql`select unnest(string_to_array(p.path, '/')) from issue i
    ${placeOf('i.area_id', scope.asOf, scope.within)} where ${openAt(scope.asOf)}`,
  );
  return [wanted ? having : sql`not ${having}`];
}
