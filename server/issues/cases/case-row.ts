import { holdersOf } from '../../workflow/engine.ts';
import { stateOf, type WorkflowDefinition } from '../../workflow/definition.ts';
import type { Subject } from '../../workflow/subject.ts';

/** What a row of issue_case holds of the case's events, by column. Instants are ISO 8601; plain JSON. */
export function caseColumns(definition: WorkflowDefinition, subject: Subject): Record<string, unknown> {
  const { holder, kinds, postId } = holdersOf(definition, subject);
  const { stageClock, overallClock, asked } = subject;
  return {
    workflow_key: definition.key,
    workflow_version: definition.version,
    state: subject.state,
    state_kind: stateOf(definition, subject.state).kind,
    version: subject.version,
    channel: subject.channel,
    situation_code: subject.situation,
    level: subject.level,
    reported_at: subject.reportedAt,
    changed_at: subject.changedAt,
    filed_at: subject.filedAt,
    closed_at: subject.closedAt,
    stage: subject.stage,
    stage_unit: stageClock?.unit ?? null,
    stage_due_at: stageClock?.dueAt ?? null,
    stage_nearly_at: stageClock?.nearlyAt ?? null,
    stage_run: stageClock?.run ?? null,
    overall_unit: overallClock?.unit ?? null,
    overall_due_at: overallClock?.dueAt ?? null,
    overall_nearly_at: overallClock?.nearlyAt ?? null,
    overall_run: overallClock?.run ?? null,
    suspended_at: subject.suspendedAt,
    suspended_minutes: subject.suspendedMinutes,
    asked_amount: asked?.amount ?? null,
    asked_unit: asked?.unit ?? null,
    first_receiver_id: subject.firstReceiverId,
    handler_id: subject.handlerId,
    checker_id: subject.checkerId,
    requester_id: subject.requesterId,
    holder_kind: holder,
    holder_id: postId,
    holder_kinds: kinds,
    involved_ids: subject.involvedIds,
    second_dispatch_count: subject.secondDispatchCount,
    rework_count: subject.reworkCount,
    extension_count: subject.extensionCount,
    closed_on_time: subject.closedOnTime,
    score: subject.score,
    hard_issue: subject.promoted,
  };
}
