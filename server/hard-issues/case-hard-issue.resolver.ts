import { Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { PostKind } from '../kernel/access/viewer.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { sql } from '../kernel/graph/sql.ts';
import { IssueCase } from '../issues/cases/issue-case.ts';
import { HARD_ISSUE_READERS } from './hard-issue.entity.ts';

@Resolver(() => IssueCase)
export class CaseHardIssueResolver {
  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Code of the hard issue it was published as, the latest; null when it was not.',
  })
  hardIssueCode(@Root() { issueId }: IssueCase, @Ctx() context: GraphContext): Promise<string | null> {
    return context
      .loader<number, string | null>('hard issues of cases', async (ids) => {
        const rows = await context.query<{ issueId: number; code: string }>(sql`
          select distinct on (h.promoted_from_id) h.promoted_from_id as "issueId", h.code from hard_issue h
          where h.promoted_from_id = any (${ids}::int[]) order by h.promoted_from_id, h.id desc`);
        const byIssue = new Map(rows.map((row) => [row.issueId, row.code]));
        return ids.map((id) => byIssue.get(id) ?? null);
      })
      .load(issueId);
  }
}
