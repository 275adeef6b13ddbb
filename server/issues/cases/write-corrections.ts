import type { EntityManager } from 'typeorm';
import type { WorkflowEvent } from '../../workflow/subject.ts';

/** What a correction of the calendar makes of a case. */
export interface Correction {
  readonly issueId: number;
  readonly code: string;
  readonly districtCode: string;
  readonly event: Omit<WorkflowEvent, 'postId' | 'reason'>;
  /** The row of the case after the event. */
  readonly columns: Readonly<Record<string, unknown>>;
}

/** The action of such an event. No workflow has it: no post does it. */
export const CALENDAR_CORRECTED = 'CALENDAR_CORRECTED';

const REASON =
  '工作日历或工作时间已更正，期限重新计算。 · The calendar or the working time was corrected: deadlines were worked out anew.';

/** Writes the events, in the name of the system, what they make of their cases, and entries of the audit log. */
export async function writeCorrections(manager: EntityManager, corrections: readonly Correction[]): Promise<void> {
  const [first] = corrections;
  if (!first) return;
  const posts = await systemPosts(manager, [...new Set(corrections.map(({ districtCode }) => districtCode))]);
  const rows = corrections.map(({ event, ...rest }) => ({ ...rest, ...event, postId: posts.get(rest.districtCode) }));
  const columns = Object.keys(first.columns).join(', ');
  await manager.query(`select set_config('atlas.loading', 'yes', true)`);
  await manager.query(
    `with said as materialized (
       select * from jsonb_to_recordset($1::jsonb) as r("issueId" integer, code text, "districtCode" text, number integer, at timestamptz,
         "postId" integer, action text, "from" text, "to" text, effect jsonb, columns jsonb)
     ), event as (
       insert into issue_event (issue_id, number, at, post_id, action, from_state, to_state, reason, effect)
       select "issueId", number, at, "postId", action, "from", "to", $2, effect from said order by "issueId"
     ), noted as (
       insert into audit_entry (district_code, post_code, action, subject, detail)
       select s."districtCode", p.code, 'CASE_MOVED', s.code, jsonb_build_object('action', s.action, 'version', s.number)
       from said s join post p on p.id = s."postId" order by s."issueId"
     )
     update issue_case c set (${columns}) = (select ${columns} from jsonb_populate_record(null::issue_case, s.columns))
     from said s where c.issue_id = s."issueId"`,
    [JSON.stringify(rows), REASON],
  );
  await manager.query(`select set_config('atlas.loading', '', true)`);
}

/**
 * The post of the system in each district: in its name stands what nobody does. It was in service on no day that anyone could
 * sign in, so nobody acts as it.
 */
async function systemPosts(manager: EntityManager, districts: readonly string[]): Promise<ReadonlyMap<string, number>> {
  await manager.query(
    `insert into data_source (code, title, provenance) values ('SYSTEM', '本系统 · This system', 'SURVEYED') on conflict do nothing`,
  );
  await manager.query(
    `insert into post (district_code, code, kind, title_zh, title_en, valid_from, valid_to, source_id)
     select d, d || '-SYSTEM', 'ADMINISTRATOR', '系统', 'System', '0001-01-01', '0001-01-02', s.id
     from unnest($1::text[]) d, data_source s where s.code = 'SYSTEM' on conflict do nothing`,
    [districts],
  );
  const rows = await manager.query<{ id: number; district: string }[]>(
    `select id, district_code as district from post where code in (select d || '-SYSTEM' from unnest($1::text[]) d)`,
    [districts],
  );
  return new Map(rows.map(({ id, district }) => [district, id]));
}
