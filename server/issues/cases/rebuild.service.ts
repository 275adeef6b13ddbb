import type { EntityManager } from 'typeorm';
import { today } from '../../kernel/graph/as-of.ts';
import { stateOf } from '../../workflow/definition.ts';
import { fold, type WorkflowEvent } from '../../workflow/subject.ts';
import { getWorkflow } from '../../workflow/workflow.service.ts';
import { caseColumns } from './case-row.ts';

/** A column in which a case is not what its events say. */
export interface Difference {
  readonly issueId: number;
  readonly column: string;
  readonly stored: unknown;
  readonly said: unknown;
}

const BATCH = 500;

/** Works every case out from its events anew and tells where what is stored differs. There should be nothing to tell. */
export async function compareCases(manager: EntityManager): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (let after = 0; ;) {
    const ids = await manager.query<{ id: number }[]>(
      'select issue_id as id from issue_case where issue_id > $1 order by issue_id limit $2',
      [after, BATCH],
    );
    const last = ids.at(-1);
    if (!last) return differences;
    differences.push(
      ...(await compare(
        manager,
        await rebuilt(
          manager,
          ids.map(({ id }) => id),
        ),
      )),
    );
    after = last.id;
  }
}

/** Makes a case anew from its events. */
export async function rebuildCase(manager: EntityManager, issueId: number): Promise<void> {
  const [row] = await rebuilt(manager, [issueId]);
  if (!row) throw new Error(`There is no case of issue ${issueId}`);
  const { issue_id: _, category_code: category, closed_on: closedOn, recurrence_of: recurrenceOf, ...columns } = row;
  const names = Object.keys(columns).join(', ');
  await manager.query(
    `update issue_case c set (${names}) = (select ${names} from jsonb_populate_record(null::issue_case, $2::jsonb)),
       recurrence_of_id = (select id from issue where code = $3)
     where c.issue_id = $1`,
    [issueId, JSON.stringify(columns), recurrenceOf],
  );
  await manager.query('update issue set category_code = coalesce($2, category_code), closed_on = $3 where id = $1', [
    issueId,
    category,
    closedOn,
  ]);
}

type Row = Readonly<Record<string, unknown>> & { readonly issue_id: number };

/** What the events of these cases say, by columns. */
async function rebuilt(manager: EntityManager, ids: readonly number[]): Promise<Row[]> {
  const cases = await manager.query<{ id: number; key: string; version: number; events: WorkflowEvent[] | null }[]>(
    `select c.issue_id as id, c.workflow_key as key, c.workflow_version as version,
       (select jsonb_agg(jsonb_build_object('number', e.number, 'at', e.at, 'postId', e.post_id, 'action', e.action,
          'from', e.from_state, 'to', e.to_state, 'reason', e.reason, 'effect', e.effect) order by e.number)
        from issue_event e where e.issue_id = c.issue_id) as events
     from issue_case c where c.issue_id = any ($1) order by c.issue_id`,
    [ids],
  );
  const rows: Row[] = [];
  for (const { id, key, version, events } of cases) {
    const definition = await getWorkflow(manager, key, version);
    const subject = fold((events ?? []).map((event) => ({ ...event, at: new Date(event.at).toISOString() })));
    if (!subject) {
      rows.push({ issue_id: id, version: 0 });
      continue;
    }
    const open = stateOf(definition, subject.state).kind === 'OPEN';
    rows.push({
      issue_id: id,
      ...caseColumns(definition, subject),
      category_code: subject.category,
      closed_on: open || subject.closedAt === null ? 'infinity' : today(new Date(subject.closedAt)),
      recurrence_of: subject.recurrenceOf,
    });
  }
  return rows;
}

/** Which columns differ, by the database's own idea of the same. */
async function compare(manager: EntityManager, rows: readonly Row[]): Promise<Difference[]> {
  return manager.query<Difference[]>(
    `select c.issue_id as "issueId", s.key as "column", s.value as stored, w.value as said
     from jsonb_array_elements($1::jsonb) e (said)
     join issue_case c on c.issue_id = (e.said ->> 'issue_id')::integer
     join issue i on i.id = c.issue_id
     cross join lateral jsonb_each(to_jsonb(c) || jsonb_build_object('category_code', i.category_code, 'closed_on', i.closed_on,
       'recurrence_of', (select r.code from issue r where r.id = c.recurrence_of_id))) s
     join lateral jsonb_each(to_jsonb(jsonb_populate_record(null::issue_case, e.said))
       || jsonb_build_object('category_code', coalesce(e.said -> 'category_code', to_jsonb(i.category_code)),
         'closed_on', (e.said ->> 'closed_on')::date, 'recurrence_of', e.said -> 'recurrence_of')) w on w.key = s.key
     where e.said ? s.key and s.value is distinct from w.value
     order by c.issue_id, s.key`,
    [JSON.stringify(rows)],
  );
}
