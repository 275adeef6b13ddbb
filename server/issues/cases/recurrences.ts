import type { GraphContext } from '../../kernel/graph/context.ts';
import { sql } from '../../kernel/graph/sql.ts';

/** Numbers of the issues with which this one has come back. One statement for all of an answer. */
export function loadRecurrences(context: GraphContext, issueId: number): Promise<number[]> {
  return context
    .loader<number, number[]>('recurrences of issues', async (ids) => {
      const rows = await context.query<{ of: number; id: number }>(sql`
        select c.recurrence_of_id as of, c.issue_id as id from issue_case c
        where c.recurrence_of_id = any (${ids}::int[]) order by c.issue_id`);
      return ids.map((id) => rows.filter(({ of }) => of === id).map((row) => row.id));
    })
    .load(issueId);
}
