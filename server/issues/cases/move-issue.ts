import type { EntityManager } from 'typeorm';
import { AuditService } from '../../kernel/access/audit.service.ts';
import { once, onceForAll, type Once, type Receipt } from '../../kernel/access/once.ts';
import type { Viewer } from '../../kernel/access/viewer.ts';
import { askNamed } from '../../kernel/database/ask-named.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { conflict, notFound, textArgument, unauthenticated } from '../../kernel/graph/errors.ts';
import { sql } from '../../kernel/graph/sql.ts';
import { actorAt } from '../../workflow/actor.ts';
import { clockworkOf, RULES_NOW, type RulesNow } from '../../workflow/clockwork-data.ts';
import { decide, type Decision } from '../../workflow/engine.ts';
import { movedOn, refused } from '../../workflow/refusal.ts';
import { CalendarMissing } from '../../workflow/working-time.ts';
import { getWorkflow } from '../../workflow/workflow.service.ts';
import type { MoveInput } from './case-inputs.ts';
import { findClosedIssue, readMoveInput } from './case-lookups.ts';
import { subjectOf, type CaseJson } from './case-subject.ts';
import { writeMove, type ShownIssue } from './write-case.ts';

export interface Move {
  readonly code: string;
  readonly action: string;
  readonly expectedVersion: number;
  readonly idempotencyKey: string;
  readonly input?: MoveInput | null | undefined;
}

interface SeenCase {
  issueId: number;
  districtCode: string;
  path: string;
}

/** The case of an issue, when the post that asks may see it. What it may not see does not exist. */
export async function getSeenCase(context: GraphContext, code: string): Promise<SeenCase> {
  const [row] = await context.query<SeenCase>(sql`
    select c.issue_id as "issueId", c.district_code as "districtCode", c.path
    from issue i join issue_case c on c.issue_id = i.id where i.code = ${textArgument('code', code)}`);
  if (!row) throw notFound('code', `There is no case with the code "${code}".`);
  return row;
}

/** Does the next thing to a case, once. Gives the number of the issue. */
export async function moveIssue(context: GraphContext, move: Move): Promise<number> {
  const { viewer } = context;
  if (!viewer) throw unauthenticated();
  const { idempotencyKey: key, ...told } = move;
  const act = { key, operation: 'moveIssue', input: told };
  const { issueId } = await onceForAll(context, act, () => makeMove(context, viewer, move, act));
  return issueId;
}

interface Moved extends Receipt {
  readonly issueId: number;
  readonly version: number;
}

async function makeMove(context: GraphContext, viewer: Viewer, move: Move, act: Once<Moved>): Promise<Moved> {
  const { issueId, districtCode, path } = await getSeenCase(context, move.code);
  const actor = await actorAt(context, viewer, path);
  const inputs = await readMoveInput(context, districtCode, move.input);
  const linked = inputs.recurrenceOf
    ? await findClosedIssue(context, 'input.recurrenceOf', inputs.recurrenceOf, districtCode)
    : null;
  const version = move.expectedVersion + 1;
  const receipt = { issueId, version };
  return context.change((manager) =>
    once(manager, viewer, { ...act, receipt }, async () => {
      const { row, issue, recurrenceOf, recurrenceOfId, rulesMark, now } = await lockCase(manager, issueId);
      if (row.version !== move.expectedVersion) throw movedOn(move.expectedVersion, row);
      const definition = await getWorkflow(manager, row.workflow_key, row.workflow_version, rulesMark);
      const clockwork = await clockworkOf(manager, districtCode, context.today, rulesMark);
      const subject = subjectOf(row, issue.category, recurrenceOf);
      const decision = decided(() => decide(definition, subject, actor, move.action, inputs, clockwork, now));
      const recurs = decision.event.effect.recurrenceOf === undefined ? recurrenceOfId : linked;
      const noted = AuditService.entry(viewer, 'CASE_MOVED', move.code, { action: move.action, version });
      await writeMove(manager, definition, issue, decision, recurs, noted);
      return receipt;
    }),
  );
}

interface Locked extends RulesNow {
  row: CaseJson;
  issue: ShownIssue;
  recurrenceOf: string | null;
  recurrenceOfId: number | null;
}

/**
 * The case with its issue, for nobody else to change until the transaction ends, and the rules and the time of now. Both rows are
 * locked because of a row that had to be waited for, the database gives what it has become, and of others what they were before.
 */
async function lockCase(manager: EntityManager, issueId: number): Promise<Locked> {
  const [locked] = await askNamed<Locked>(
    manager,
    sql`
    select to_jsonb(c) as row, c.recurrence_of_id as "recurrenceOfId",
      jsonb_build_object('id', i.id, 'category', i.category_code, 'closedOn', i.closed_on) as issue,
      (select r.code from issue r where r.id = c.recurrence_of_id) as "recurrenceOf", ${RULES_NOW}
    from issue_case c join issue i on i.id = c.issue_id where c.issue_id = ${issueId}
    for no key update of i for update of c`,
  );
  if (!locked) throw new Error(`The case of issue ${issueId} is gone`);
  return locked;
}

/** What was decided; what was refused is thrown, with what to do. */
export function decided(decision: () => ReturnType<typeof decide>): Decision {
  try {
    const result = decision();
    if (result.refused !== null) throw refused(result);
    return result;
  } catch (error) {
    if (error instanceof CalendarMissing) throw conflict(error.message);
    throw error;
  }
}
