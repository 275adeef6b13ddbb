import { unauthenticated } from '../../kernel/graph/errors.ts';
import { AuditService } from '../../kernel/access/audit.service.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { sql } from '../../kernel/graph/sql.ts';
import type { IssueCase } from './issue-case.ts';

/** What was reported: text, exact place, address. */
export interface CaseReport {
  readonly issueId: number;
  readonly text: string;
  readonly address: string | null;
  readonly longitude: number;
  readonly latitude: number;
}

/** What was reported of a case; null when it came from a file. Who reads it is noted first. */
export async function loadReport(context: GraphContext, { issueId, code }: IssueCase): Promise<CaseReport | null> {
  await noteSeen(context, code);
  return context
    .loader<number, CaseReport | null>('reports of cases', async (ids) => {
      const rows = await context.query<CaseReport>(sql`
        select r.issue_id as "issueId", r.text, r.address, ST_X(r.place) as longitude, ST_Y(r.place) as latitude
        from issue_report r where r.issue_id = any (${ids}::int[])`);
      const byIssue = new Map(rows.map((row) => [row.issueId, row]));
      return ids.map((id) => byIssue.get(id) ?? null);
    })
    .load(issueId);
}

/** Writes into the audit log that the post has seen the inside of a case: once for an answer, before it is given. */
export async function noteSeen(context: GraphContext, code: string): Promise<void> {
  const { viewer } = context;
  if (!viewer) throw unauthenticated();
  await context
    .loader<string, true>('cases seen', async (codes) => {
      await context.session.change(viewer, async (manager) => {
        for (const each of codes) await AuditService.note({ manager, viewer }, 'CASE_SEEN', each);
      });
      return codes.map(() => true as const);
    })
    .load(code);
}
