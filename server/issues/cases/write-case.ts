import type { EntityManager } from 'typeorm';
import { askNamed } from '../../kernel/database/ask-named.ts';
import { today } from '../../kernel/graph/as-of.ts';
import { joined, name, sql, type Sql } from '../../kernel/graph/sql.ts';
import { stateOf, type WorkflowDefinition } from '../../workflow/definition.ts';
import type { Decision } from '../../workflow/engine.ts';
import type { WorkflowEvent } from '../../workflow/subject.ts';
import { caseColumns } from './case-row.ts';

/** Columns of a new case that no event decides. */
export interface CasePlace {
  readonly district_code: string;
  readonly path: string;
  readonly recurrence_of_id: number | null;
}

/** What is written together with a new case, each in a statement: the issue, whose `id` it gives, and the entry of the audit log. */
export interface WithNewCase {
  readonly issue: Sql;
  readonly noted: Sql;
  readonly report: {
    readonly text: string;
    readonly address: string | null;
    readonly exact: { readonly longitude: number; readonly latitude: number };
  };
}

/** Writes an issue with its case, the first event of that, and what was reported: one statement. Gives the number of the issue. */
export async function insertCase(
  manager: EntityManager,
  definition: WorkflowDefinition,
  place: CasePlace,
  { subject, event }: Decision,
  { issue, noted, report }: WithNewCase,
): Promise<number> {
  const row = { ...place, ...caseColumns(definition, subject) };
  const { text, address, exact } = report;
  const id = sql`(select id from made)`;
  const [made] = await askNamed<{ id: number }>(
    manager,
    sql`
    with made as (${issue}),
      begun as (insert into issue_case (issue_id, ${namesOf(row)}) select ${id}, ${namesOf(row)} from ${recordOf(row)}),
      event as (${insertEvent(id, event)}),
      report as (
        insert into issue_report (issue_id, text, place, address)
        values (${id}, ${text}, ST_SetSRID(ST_MakePoint(${exact.longitude}, ${exact.latitude}), 4490), ${address})),
      noted as (${noted})
    select id from made`,
  );
  if (!made) throw new Error('No issue was made');
  return made.id;
}

/** An issue as everyone sees it, as far as events decide that. */
export interface ShownIssue {
  readonly id: number;
  readonly category: string;
  /** 'infinity' while it is open. */
  readonly closedOn: string;
}

/** Writes an event, what it makes of the case and of its issue, and the entry of the audit log: one statement. */
export async function writeMove(
  manager: EntityManager,
  definition: WorkflowDefinition,
  issue: ShownIssue,
  { subject, event }: Decision,
  recurrenceOfId: number | null,
  noted: Sql,
): Promise<void> {
  const row = { ...caseColumns(definition, subject), recurrence_of_id: recurrenceOfId };
  const over = stateOf(definition, subject.state).kind !== 'OPEN';
  const closedOn = over && subject.closedAt !== null ? today(new Date(subject.closedAt)) : 'infinity';
  const shown = sql`,
      shown as (update issue set category_code = ${subject.category}, closed_on = ${closedOn} where id = ${issue.id})`;
  // An update that changes nothing would still fire what follows the changes of issues.
  const same = subject.category === issue.category && closedOn === issue.closedOn;
  await askNamed(
    manager,
    sql`
    with event as (${insertEvent(sql`${issue.id}`, event)}),
      noted as (${noted})${same ? sql`` : shown}
    update issue_case set (${namesOf(row)}) = (select ${namesOf(row)} from ${recordOf(row)}) where issue_id = ${issue.id}`,
  );
}

function insertEvent(issueId: Sql, { number, at, postId, action, from, to, reason, effect }: WorkflowEvent): Sql {
  return sql`
    insert into issue_event (issue_id, number, at, post_id, action, from_state, to_state, reason, effect)
    values (${issueId}, ${number}, ${at}, ${postId}, ${action}, ${from}, ${to}, ${reason}, ${JSON.stringify(effect)})`;
}

const namesOf = (row: object): Sql => joined(Object.keys(row).map(name), sql`, `);

const recordOf = (row: object): Sql => sql`jsonb_populate_record(null::issue_case, ${JSON.stringify(row)}::jsonb)`;
