import type { Clock, DeadlineUnit, Run } from '../../workflow/clockwork.ts';
import type { Subject } from '../../workflow/subject.ts';

/** A row of issue_case as JSON (`to_jsonb`), as far as events decide it. */
export interface CaseJson {
  workflow_key: string;
  workflow_version: number;
  state: string;
  version: number;
  channel: string;
  situation_code: string | null;
  level: string | null;
  reported_at: string;
  changed_at: string;
  filed_at: string | null;
  closed_at: string | null;
  stage: string | null;
  stage_unit: DeadlineUnit | null;
  stage_due_at: string | null;
  stage_nearly_at: string | null;
  stage_run: Run | null;
  overall_unit: DeadlineUnit | null;
  overall_due_at: string | null;
  overall_nearly_at: string | null;
  overall_run: Run | null;
  suspended_at: string | null;
  suspended_minutes: number;
  asked_amount: number | null;
  asked_unit: DeadlineUnit | null;
  first_receiver_id: number;
  handler_id: number | null;
  checker_id: number | null;
  requester_id: number | null;
  involved_ids: number[];
  second_dispatch_count: number;
  rework_count: number;
  extension_count: number;
  closed_on_time: boolean | null;
  score: number | null;
  hard_issue: boolean;
}

/** The case of a row, as its events would say it. The category is that of the issue. */
export function subjectOf(row: CaseJson, category: string, recurrenceOf: string | null): Subject {
  return {
    state: row.state,
    version: row.version,
    channel: row.channel,
    category,
    situation: row.situation_code,
    level: row.level,
    reportedAt: instant(row.reported_at),
    changedAt: instant(row.changed_at),
    filedAt: row.filed_at && instant(row.filed_at),
    closedAt: row.closed_at && instant(row.closed_at),
    closedOnTime: row.closed_on_time,
    firstReceiverId: row.first_receiver_id,
    handlerId: row.handler_id,
    checkerId: row.checker_id,
    requesterId: row.requester_id,
    involvedIds: row.involved_ids,
    asked: row.asked_unit && { amount: row.asked_amount ?? 0, unit: row.asked_unit },
    secondDispatchCount: row.second_dispatch_count,
    reworkCount: row.rework_count,
    extensionCount: row.extension_count,
    stage: row.stage,
    stageClock: clockOf(row.stage_unit, row.stage_due_at, row.stage_nearly_at, row.stage_run),
    overallClock: clockOf(row.overall_unit, row.overall_due_at, row.overall_nearly_at, row.overall_run),
    suspendedAt: row.suspended_at && instant(row.suspended_at),
    suspendedMinutes: row.suspended_minutes,
    score: row.score,
    recurrenceOf,
    promoted: row.hard_issue,
  };
}

/** One way to write an instant, whatever the database's. */
export const instant = (text: string): string => new Date(text).toISOString();

function clockOf(
  unit: DeadlineUnit | null,
  dueAt: string | null,
  nearlyAt: string | null,
  run: Run | null,
): Clock | null {
  if (!unit || !dueAt || !nearlyAt) return null;
  return { unit, dueAt: instant(dueAt), nearlyAt: instant(nearlyAt), ...(run && { run }) };
}
