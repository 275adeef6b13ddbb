import type { GraphContext } from '../../kernel/graph/context.ts';
import { sql } from '../../kernel/graph/sql.ts';
import { stateOf, transitionOf, type WorkflowDefinition } from '../../workflow/definition.ts';
import { applyEvent, type Subject, type WorkflowEvent } from '../../workflow/subject.ts';
import { toState } from '../../workflow/workflow-version.ts';
import { IssueEvent } from './issue-event.ts';
import { CALENDAR_CORRECTED } from './write-corrections.ts';

/** The events of a case, the first first. One statement for all cases of an answer. */
export function loadEvents(context: GraphContext, issueId: number): Promise<WorkflowEvent[]> {
  return context
    .loader<number, WorkflowEvent[]>('events of cases', async (ids) => {
      const rows = await context.query<WorkflowEvent & { issueId: number; at: string | Date }>(sql`
        select e.issue_id as "issueId", e.number, e.at, e.post_id as "postId", e.action, e.from_state as "from",
          e.to_state as "to", e.reason, e.effect
        from issue_event e where e.issue_id = any (${ids}::int[]) order by e.issue_id, e.number`);
      const byIssue = new Map<number, WorkflowEvent[]>(ids.map((id) => [id, []]));
      for (const { issueId: id, ...event } of rows) {
        byIssue.get(id)?.push({ ...event, at: new Date(event.at).toISOString() });
      }
      return ids.map((id) => byIssue.get(id) ?? []);
    })
    .load(issueId);
}

/** What happened to a case, as the graph tells it. */
export function toIssueEvents(definition: WorkflowDefinition, events: readonly WorkflowEvent[]): IssueEvent[] {
  let subject: Subject | null = null;
  return events.map((event) => {
    subject = applyEvent(subject, event);
    const { number, action, from, to, reason, postId, effect } = event;
    const title =
      transitionOf(definition, action, from)?.title ?? (action === CALENDAR_CORRECTED ? CORRECTED : ELSEWHERE);
    return Object.assign(new IssueEvent(), {
      number,
      action,
      reason,
      postId,
      at: new Date(event.at),
      handlerId: effect.handlerId ?? null,
      titleZh: title.zh,
      titleEn: title.en,
      from: from === null ? null : toState(stateOf(definition, from)),
      to: toState(stateOf(definition, to)),
      stageDueAt: dateOf(subject.stageClock?.dueAt),
      overallDueAt: dateOf(subject.overallClock?.dueAt),
    });
  });
}

/** The title of what no workflow knows: taken over from a file. */
const ELSEWHERE = { zh: '导入', en: 'Taken over' };

const CORRECTED = { zh: '日历更正，期限重算', en: 'Calendar corrected, deadlines anew' };

const dateOf = (instant: string | undefined): Date | null => (instant === undefined ? null : new Date(instant));
