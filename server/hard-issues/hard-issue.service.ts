import type { GraphContext } from '../kernel/graph/context.ts';
import { notFound, textArgument } from '../kernel/graph/errors.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, type Page, type PageArgs } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { rowsOf } from '../kernel/reading/rows.ts';
import type { Area } from '../land/area.entity.ts';
import { findWithin, loadAreasByIds } from '../land/area.service.ts';
import { actorAt } from '../workflow/actor.ts';
import { stateOf, transitionOf, type WorkflowDefinition } from '../workflow/definition.ts';
import { actionsOf } from '../workflow/engine.ts';
import type { Effect, WorkflowEvent } from '../workflow/subject.ts';
import { toAction, toState, type WorkflowAction, type WorkflowState } from '../workflow/workflow-version.ts';
import { workflowFor } from '../workflow/load-workflows.ts';
import { foldAll } from './hard-issue-state.ts';
import { HardIssue, HardIssueEvent } from './hard-issue.entity.ts';

type Row = Omit<HardIssue, 'id'>;
const rows = rowsOf([HardIssue], { alias: 'h', key: 'hardIssueId', also: { score: sql`h.score::float8` } });

const toHardIssue = (row: Row): HardIssue =>
  Object.assign(new HardIssue(), row, { id: toGlobalId('HardIssue', row.hardIssueId) });

interface EventRow extends Omit<HardIssueEvent, 'hardIssue' | 'leaderId'> {
  hardIssueId: number;
  effect: Effect;
}

/** Hard issues as the post that asks sees them: the database shows those of its district, to officials. */
export class HardIssueService {
  static async list(
    context: GraphContext,
    question: { within?: string | null | undefined; state?: string | null | undefined; page: PageArgs },
  ): Promise<Page<HardIssue>> {
    const { state, page } = question;
    const within = await findWithin(context, question.within, context.today);
    const where: Sql[] = [];
    if (within) where.push(sql`${within.code} = any (string_to_array(h.path, '/'))`);
    if (state != null) where.push(sql`h.state = ${textArgument('state', state, 40)}`);
    const list = { select: rows.select, from: sql`hard_issue h`, where, key: sql`h.code` };
    return listPage(context, list, page, (row: Row) => toHardIssue(row));
  }

  static async find(context: GraphContext, code: string): Promise<HardIssue | null> {
    const [row] = await context.query<Row>(sql`
      select ${rows.select} from hard_issue h where h.code = ${textArgument('code', code, 60)}`);
    return row ? toHardIssue(row) : null;
  }

  /** What nobody may see does not exist. */
  static async get(context: GraphContext, code: string): Promise<HardIssue> {
    const found = await this.find(context, code);
    if (!found) throw notFound('code', `There is no hard issue with the code "${code}".`);
    return found;
  }

  static load(context: GraphContext, _asOf: string, ids: readonly number[]): Promise<(HardIssue | null)[]> {
    const keyOf = (issue: HardIssue): number => issue.hardIssueId;
    return loadByIds(context, 'hard issue', ids, keyOf, async (keys) => {
      const found = await context.query<Row>(
        sql`select ${rows.select} from hard_issue h where h.id = any (${keys}::int[])`,
      );
      return found.map(toHardIssue);
    });
  }

  static definitionOf(context: GraphContext, issue: HardIssue): Promise<WorkflowDefinition> {
    return workflowFor(context, { key: issue.workflowKey, version: issue.workflowVersion });
  }

  static async stateOf(context: GraphContext, issue: HardIssue, code = issue.stateCode): Promise<WorkflowState> {
    return toState(stateOf(await this.definitionOf(context, issue), code));
  }

  static async areaOf(context: GraphContext, issue: HardIssue): Promise<Area | null> {
    const [area] = await loadAreasByIds(context, context.today, [issue.areaId]);
    return area ?? null;
  }

  /** What happened, in order. One statement for all of an answer. */
  static async eventsOf(context: GraphContext, issue: HardIssue): Promise<HardIssueEvent[]> {
    const found = await this.eventRows(context, issue);
    let leaderId: number | null = null;
    return found.map((row) => {
      leaderId = row.effect.handlerId ?? leaderId;
      return Object.assign(new HardIssueEvent(), row, { hardIssue: issue, leaderId });
    });
  }

  /** What the post that asks may do with it now. */
  static async actionsOf(context: GraphContext, issue: HardIssue): Promise<WorkflowAction[]> {
    const { viewer } = context;
    if (!viewer) return [];
    const definition = await this.definitionOf(context, issue);
    const subject = foldAll((await this.eventRows(context, issue)).map(toEvent));
    const actor = await actorAt(context, viewer, issue.path);
    return actionsOf(definition, subject, actor).map((transition) => toAction(definition, transition));
  }

  static async titleOf(context: GraphContext, { hardIssue, action, fromState }: HardIssueEvent) {
    const definition = await this.definitionOf(context, hardIssue);
    return transitionOf(definition, action, fromState)?.title ?? { zh: action, en: action };
  }

  private static eventRows(context: GraphContext, issue: HardIssue): Promise<EventRow[]> {
    return context
      .loader<number, EventRow[]>('hard issue events', async (ids) => {
        const found = await context.query<EventRow>(sql`
          select e.hard_issue_id as "hardIssueId", e.number, e.at, e.post_id as "postId", e.action, e.from_state as "fromState",
            e.to_state as "toState", e.reason, e.effect
          from hard_issue_event e where e.hard_issue_id = any (${ids}::int[]) order by e.hard_issue_id, e.number`);
        return ids.map((id) => found.filter(({ hardIssueId }) => hardIssueId === id));
      })
      .load(issue.hardIssueId);
  }
}

export function toEvent(row: Omit<EventRow, 'hardIssueId'>): WorkflowEvent {
  const { number, postId, action, reason, effect } = row;
  return {
    number,
    postId,
    action,
    reason,
    effect,
    at: new Date(row.at).toISOString(),
    from: row.fromState,
    to: row.toState,
  };
}
