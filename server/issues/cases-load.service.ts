import type { EntityManager } from 'typeorm';
import type { PostKind } from '../kernel/access/viewer.ts';
import { loadRows } from '../kernel/database/load-rows.ts';
import { today } from '../kernel/graph/as-of.ts';
import { stateOf, type WorkflowDefinition } from '../workflow/definition.ts';
import type { Subject, WorkflowEvent } from '../workflow/subject.ts';
import { caseColumns } from './cases/case-row.ts';

/** A case that comes with all that happened to it. Its issue is there already. */
export interface CaseHistory {
  readonly issueCode: string;
  readonly text: string;
  readonly address: string | null;
  /** EWKT of the exact Point. */
  readonly place: string;
  readonly recurrenceOf: string | null;
  readonly definition: WorkflowDefinition;
  readonly events: readonly WorkflowEvent[];
  /** What the events say. */
  readonly subject: Subject;
}

/** A post that events of a history are in the name of. */
export interface ActingPost {
  readonly id: number;
  readonly code: string;
  readonly kind: PostKind;
  readonly areaCode: string | null;
  readonly departmentCode: string | null;
}

/** The posts of a district by code, in service or not. */
export function postsOfDistrict(manager: EntityManager, districtCode: string): Promise<ActingPost[]> {
  return manager.query<ActingPost[]>(
    `select p.id, p.code, p.kind, a.code as "areaCode", p.department_code as "departmentCode"
     from post p left join area a on a.id = p.area_id where p.district_code = $1 order by p.code`,
    [districtCode],
  );
}

/** Writes cases with their events, in the name of the posts that the events name. The transaction is the caller's. */
export async function loadCaseHistories(manager: EntityManager, histories: readonly CaseHistory[]): Promise<void> {
  if (histories.length === 0) return;
  const rows = histories.map(({ issueCode, recurrenceOf, definition, subject }) => ({
    issue_code: issueCode,
    recurrence_of: recurrenceOf,
    ...caseColumns(definition, subject),
  }));
  const [first] = histories as [CaseHistory];
  const columns = Object.keys(caseColumns(first.definition, first.subject));
  await manager.query(`select set_config('atlas.loading', 'yes', true)`);
  await loadRows(manager, {
    title: 'days of issues with a case',
    rows: histories.map(({ issueCode, definition, subject }) => ({
      code: issueCode,
      reported: today(new Date(subject.reportedAt)),
      closed: stateOf(definition, subject.state).kind === 'OPEN' ? 'infinity' : today(new Date(subject.closedAt ?? 0)),
    })),
    sql: `
      update issue i set reported_on = r.reported, closed_on = r.closed
      from jsonb_to_recordset($1::jsonb) as r(code text, reported date, closed date)
      where i.code = r.code and (i.reported_on, i.closed_on) <> (r.reported, r.closed)`,
  });
  await loadRows(manager, {
    title: 'cases',
    rows,
    sql: `
      insert into issue_case (issue_id, district_code, path, recurrence_of_id, ${columns.join(', ')})
      select i.id, i.district_code, p.path, b.id, ${columns.map((column) => `c.${column}`).join(', ')}
      from jsonb_array_elements($1::jsonb) e
      cross join lateral jsonb_populate_record(null::issue_case, e) c
      join issue i on i.code = e ->> 'issue_code'
      join area_path p on p.area_id = i.area_id and p.valid_from <= i.reported_on and i.reported_on < p.valid_to
      left join issue b on b.code = e ->> 'recurrence_of'`,
  });
  await loadRows(manager, {
    title: 'reports',
    rows: histories.map(({ issueCode, text, address, place }) => ({ code: issueCode, text, address, place })),
    sql: `
      insert into issue_report (issue_id, text, place, address)
      select i.id, r.text, r.place::geometry, r.address
      from jsonb_to_recordset($1::jsonb) as r(code text, text text, address text, place text) join issue i on i.code = r.code`,
  });
  await loadRows(manager, {
    title: 'events',
    rows: histories.flatMap(({ issueCode, events }) => events.map((event) => ({ code: issueCode, ...event }))),
    sql: `
      insert into issue_event (issue_id, number, at, post_id, action, from_state, to_state, reason, effect)
      select i.id, r.number, r.at, r."postId", r.action, r."from", r."to", r.reason, r.effect
      from jsonb_to_recordset($1::jsonb) as r(code text, number integer, at timestamptz, "postId" integer, action text,
        "from" text, "to" text, reason text, effect jsonb) join issue i on i.code = r.code
      order by i.id, r.number`,
  });
  await manager.query(`select set_config('atlas.loading', '', true)`);
}
