import type { EntityManager } from 'typeorm';
import { AuditService } from '../../kernel/access/audit.service.ts';
import { once } from '../../kernel/access/once.ts';
import type { Viewer } from '../../kernel/access/viewer.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { badInput, conflict, unauthenticated } from '../../kernel/graph/errors.ts';
import { actorAt } from '../../workflow/actor.ts';
import { clockworkOf } from '../../workflow/clockwork-data.ts';
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
  const { viewer, today } = context;
  if (!viewer) throw unauthenticated();
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

  const { issueId } = await context.change((manager) =>
    once(manager, viewer, { key: idempotencyKey, operation: 'reportIssue', input }, async () => {
      const { districtCode, path, exact } = place;
      const definition = await findWorkflowFor(manager, districtCode, 'ISSUE', today);
      if (!definition) throw conflict('No workflow is loaded for this district: load one (npm run geodata:rules).');
      const clockwork = await clockworkOf(manager, districtCode, today);
      const { code: action } = entryOf(definition, channel);
      const told = { channel, category, situation: situation ?? null, recurrenceOf: input.recurrenceOf ?? null };
      const decision = decided(() => decide(definition, null, actor, action, told, clockwork, clockwork.readAt));
      const issue = await insertIssue(manager, viewer, place, category, today);
      const row = { issue_id: issue.id, district_code: districtCode, path, recurrence_of_id: recurrenceOfId };
      await insertCase(manager, definition, row, decision);
      await manager.query(
        `insert into issue_report (issue_id, text, place, address)
         values ($1, $2, ST_SetSRID(ST_MakePoint($3, $4), 4490), $5)`,
        [issue.id, text, exact.longitude, exact.latitude, address],
      );
      await AuditService.note({ manager, viewer }, 'CASE_MOVED', issue.code, { action, channel, version: 1 });
      return { issueId: issue.id, code: issue.code };
    }),
  );
  return issueId;
}

/** The public row. What a made-up post reports is made up, too. */
async function insertIssue(
  manager: EntityManager,
  { postId }: Viewer,
  { areaId, districtCode, shown }: ReportPlace,
  category: string,
  today: string,
): Promise<{ id: number; code: string }> {
  await manager.query(
    `insert into data_source (code, title, provenance)
     values ('REPORTED', '本系统受理的问题 · Issues reported here', 'SURVEYED') on conflict do nothing`,
  );
  const [issue] = await manager.query<{ id: number; code: string }[]>(
    `insert into issue (district_code, code, category_code, area_id, place, reported_on, source_id)
     select $1, $2, $3, $4, ST_SetSRID(ST_MakePoint($5, $6), 4490), $7,
       (select s.id from data_source s, post p join data_source o on o.id = p.source_id
        where p.id = $8 and s.id = case o.provenance when 'SYNTHETIC' then o.id
          else (select id from data_source where code = 'REPORTED') end)
     returning id, code`,
    [
      districtCode,
      await nextCode(manager, districtCode, Number(today.slice(0, 4))),
      category,
      areaId,
      shown.longitude,
      shown.latitude,
      today,
      postId,
    ],
  );
  if (!issue) throw new Error('No issue was made');
  return issue;
}

/** The next code of a district and year. The number is taken until the transaction ends, so no two are the same. */
async function nextCode(manager: EntityManager, districtCode: string, year: number): Promise<string> {
  const prefix = `${districtCode}-IS-${year}-`;
  const [row] = await manager.query<{ last: number }[]>(
    `insert into issue_number as n (district_code, year, last)
     select $1, $2, 1 + coalesce(max(substr(i.code, length($3) + 1)::integer), 0) from issue i
     where i.district_code = $1 and i.code collate "C" >= $3 and i.code collate "C" < $3 || ':'
       and substr(i.code, length($3) + 1) ~ '^[0-9]{1,9}$'
     on conflict (district_code, year) do update set last = n.last + 1 returning last`,
    [districtCode, year, prefix],
  );
  return prefix + String(row?.last ?? 1).padStart(5, '0');
}
