import type { EntityManager } from 'typeorm';
import { AuditService } from '../../kernel/access/audit.service.ts';
import { once, onceForAll, type Once, type Receipt } from '../../kernel/access/once.ts';
import type { Viewer } from '../../kernel/access/viewer.ts';
import { askNamed } from '../../kernel/database/ask-named.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { badInput, conflict, unauthenticated } from '../../kernel/graph/errors.ts';
import { sql, type Sql } from '../../kernel/graph/sql.ts';
import { actorAt } from '../../workflow/actor.ts';
import { clockworkOf, rulesNow } from '../../workflow/clockwork-data.ts';
import { entryOf } from '../../workflow/definition.ts';
import { decide } from '../../workflow/engine.ts';
import { findWorkflowFor } from '../../workflow/workflow.service.ts';
import { IssueChannel, type ReportIssueInput } from './case-inputs.ts';
import { checkCategory, checkedText, checkSituation, findClosedIssue } from './case-lookups.ts';
import { decided } from './move-issue.ts';
import { findReportPlace, type ReportPlace } from './report-place.ts';
import { insertCase } from './write-case.ts';

const MAX_ADDRESS = 200;

/** Begins a case, once. Gives the number of its issue. */
export async function reportIssue(
  context: GraphContext,
  input: ReportIssueInput,
  idempotencyKey: string,
): Promise<number> {
  const { viewer } = context;
  if (!viewer) throw unauthenticated();
  const act = { key: idempotencyKey, operation: 'reportIssue', input };
  const { issueId } = await onceForAll(context, act, () => makeReport(context, viewer, input, act));
  return issueId;
}

interface Reported extends Receipt {
  readonly issueId: number;
  readonly code: string;
}

async function makeReport(
  context: GraphContext,
  viewer: Viewer,
  input: ReportIssueInput,
  act: Once<Reported>,
): Promise<Reported> {
  const { today } = context;
  const { category, channel, situation } = input;
  if (channel === IssueChannel.IMPORTED) {
    throw badInput(
      'input.channel',
      'What comes from a file is imported, not reported. Name the channel it came in through.',
    );
  }
  const text = checkedText('input.text', input.text);
  const address = input.address == null ? null : checkedText('input.address', input.address, MAX_ADDRESS);
  await checkCategory(context, 'input.category', category);
  if (situation != null) await checkSituation(context, 'input.situation', situation);
  const place = await findReportPlace(context, input);
  const recurrenceOfId =
    input.recurrenceOf == null
      ? null
      : await findClosedIssue(context, 'input.recurrenceOf', input.recurrenceOf, place.districtCode);
  const actor = await actorAt(context, viewer, place.path);

  return context.change((manager) =>
    once(manager, viewer, act, async () => {
      const { districtCode, path, exact } = place;
      const { rulesMark, now } = await rulesNow(manager);
      const definition = await findWorkflowFor(manager, districtCode, 'ISSUE', today, rulesMark);
      if (!definition) throw conflict('No workflow is loaded for this district: load one (npm run geodata:rules).');
      const clockwork = await clockworkOf(manager, districtCode, today, rulesMark);
      const { code: action } = entryOf(definition, channel);
      const told = { channel, category, situation: situation ?? null, recurrenceOf: input.recurrenceOf ?? null };
      const decision = decided(() => decide(definition, null, actor, action, told, clockwork, now));
      const code = await nextCode(manager, districtCode, Number(today.slice(0, 4)));
      const row = { district_code: districtCode, path, recurrence_of_id: recurrenceOfId };
      const id = await insertCase(manager, definition, row, decision, {
        issue: insertIssue(viewer, place, { code, category, today }),
        report: { text, address, exact },
        noted: AuditService.entry(viewer, 'CASE_MOVED', code, { action, channel, version: 1 }),
      });
      return { issueId: id, code };
    }),
  );
}

/** The public row. What a made-up post reports is made up, too. */
function insertIssue(
  { postId }: Viewer,
  { areaId, districtCode, shown }: ReportPlace,
  { code, category, today }: { readonly code: string; readonly category: string; readonly today: string },
): Sql {
  return sql`
    insert into issue (district_code, code, category_code, area_id, place, reported_on, source_id)
    select ${districtCode}, ${code}, ${category}, ${areaId},
      ST_SetSRID(ST_MakePoint(${shown.longitude}, ${shown.latitude}), 4490), ${today},
      (select s.id from data_source s, post p join data_source o on o.id = p.source_id
       where p.id = ${postId} and s.id = case o.provenance when 'SYNTHETIC' then o.id
         else (select id from data_source where code = ${REPORTED}) end)
    returning id`;
}

/** The source of what is reported by posts that are not made up. */
const REPORTED = 'REPORTED';

/**
 * The next code of a district and year, and the source that what gets it will name. The number is taken until the transaction
 * ends, so no two are the same. The first of a year comes after those that have come from elsewhere.
 */
async function nextCode(manager: EntityManager, districtCode: string, year: number): Promise<string> {
  const prefix = `${districtCode}-IS-${year}-`;
  const [row] = await askNamed<{ last: number }>(
    manager,
    sql`
    with source as (
        insert into data_source (code, title, provenance)
        select ${REPORTED}, '本系统受理的问题 · Issues reported here', 'SURVEYED'
        where not exists (select from data_source where code = ${REPORTED}) on conflict do nothing),
      next as (
        update issue_number set last = last + 1 where district_code = ${districtCode} and year = ${year} returning last),
      first as (
        insert into issue_number as n (district_code, year, last)
        select ${districtCode}, ${year}, 1 + coalesce(max(substr(i.code, length(${prefix}) + 1)::integer), 0) from issue i
        where not exists (select from next)
          and i.district_code = ${districtCode} and i.code collate "C" >= ${prefix} and i.code collate "C" < ${prefix} || ':'
          and substr(i.code, length(${prefix}) + 1) ~ '^[0-9]{1,9}$'
        having not exists (select from next)
        on conflict (district_code, year) do update set last = n.last + 1 returning last)
    select last from next union all select last from first`,
  );
  if (!row) throw new Error('The database gave no number');
  return prefix + String(row.last).padStart(5, '0');
}
