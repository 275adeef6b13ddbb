import type { EntityManager } from 'typeorm';
import { today } from '../../kernel/graph/as-of.ts';
import { stateOf, type WorkflowDefinition } from '../../workflow/definition.ts';
import type { Decision } from '../../workflow/engine.ts';
import type { WorkflowEvent } from '../../workflow/subject.ts';
import { caseColumns } from './case-row.ts';

/** Columns of a new case that no event decides. */
export interface CasePlace {
  readonly issue_id: number;
  readonly district_code: string;
  readonly path: string;
  readonly recurrence_of_id: number | null;
}

export async function insertCase(
  manager: EntityManager,
  definition: WorkflowDefinition,
  place: CasePlace,
  { subject, event }: Decision,
): Promise<void> {
  const row = { ...place, ...caseColumns(definition, subject) };
  const names = Object.keys(row).join(', ');
  await manager.query(
    `insert into issue_case (${names}) select ${names} from jsonb_populate_record(null::issue_case, $1::jsonb)`,
    [JSON.stringify(row)],
  );
  await insertEvent(manager, place.issue_id, event);
}

/** Writes an event and what it makes of the case and of the issue. */
export async function writeMove(
  manager: EntityManager,
  definition: WorkflowDefinition,
  issueId: number,
  { subject, event }: Decision,
  recurrenceOfId: number | null,
): Promise<void> {
  await insertEvent(manager, issueId, event);
  const row = { ...caseColumns(definition, subject), recurrence_of_id: recurrenceOfId };
  const names = Object.keys(row).join(', ');
  await manager.query(
    `update issue_case c set (${names}) = (select ${names} from jsonb_populate_record(null::issue_case, $2::jsonb))
     where c.issue_id = $1`,
    [issueId, JSON.stringify(row)],
  );
  const over = stateOf(definition, subject.state).kind !== 'OPEN';
  const closedOn = over && subject.closedAt !== null ? today(new Date(subject.closedAt)) : 'infinity';
  await manager.query(
    `update issue set category_code = $2, closed_on = $3
     where id = $1 and (category_code, closed_on) is distinct from ($2::text, $3::date)`,
    [issueId, subject.category, closedOn],
  );
}

async function insertEvent(manager: EntityManager, issueId: number, event: WorkflowEvent): Promise<void> {
  await manager.query(
    `insert into issue_event (issue_id, number, at, post_id, action, from_state, to_state, reason, effect)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      issueId,
      event.number,
      event.at,
      event.postId,
      event.action,
      event.from,
      event.to,
      event.reason,
      JSON.stringify(event.effect),
    ],
  );
}
