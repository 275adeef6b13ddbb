import { once, onceForAll, type Once, type Receipt } from '../kernel/access/once.ts';
import type { Viewer } from '../kernel/access/viewer.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput, conflict, forbidden, notFound, textArgument, unauthenticated } from '../kernel/graph/errors.ts';
import { sql } from '../kernel/graph/sql.ts';
import type { MoveInput } from '../issues/cases/case-inputs.ts';
import { checkedText, readMoveInput } from '../issues/cases/case-lookups.ts';
import { decided } from '../issues/cases/move-issue.ts';
import { AuditService } from '../kernel/access/audit.service.ts';
import { getAreaByCode } from '../land/area.service.ts';
import { actorAt } from '../workflow/actor.ts';
import { clockworkOf, rulesNow } from '../workflow/clockwork-data.ts';
import { entryOf } from '../workflow/definition.ts';
import { decide } from '../workflow/engine.ts';
import type { HandlerInput } from '../workflow/inputs.ts';
import { movedOn } from '../workflow/refusal.ts';
import { findWorkflowFor, getWorkflow } from '../workflow/workflow.service.ts';
import type { PublishHardIssueInput } from './hard-issue-inputs.ts';
import { foldAll } from './hard-issue-state.ts';
import type { HardIssue } from './hard-issue.entity.ts';
import { HardIssueService } from './hard-issue.service.ts';
import { insertHardIssue, lockHardIssue, nextCode, writeMove } from './write-hard-issue.ts';

const MAX_TITLE = 100;

export interface HardMove {
  readonly code: string;
  readonly action: string;
  readonly expectedVersion: number;
  readonly input?: MoveInput | null | undefined;
}

interface Moved extends Receipt {
  readonly code: string;
  readonly version: number;
}

interface Promoted {
  id: number;
  areaCode: string;
  promoted: boolean;
  taken: string | null;
}

export class HardIssueMovesService {
  /** Publishes a hard issue, once for a key. */
  static async publish(context: GraphContext, input: PublishHardIssueInput, key: string): Promise<HardIssue> {
    const act = { key, operation: 'publishHardIssue', input };
    const { code } = await onceForAll(context, act, () => this.makePublished(context, input, act));
    return HardIssueService.get(context, code);
  }

  private static async makePublished(
    context: GraphContext,
    input: PublishHardIssueInput,
    act: Once<{ code: string }>,
  ): Promise<{ code: string }> {
    const viewer = asking(context);
    const { dueOn = null, promotedFrom } = input;
    const title = checkedText('input.title', textArgument('input.title', input.title, MAX_TITLE), MAX_TITLE);
    const text = checkedText('input.text', input.text);
    const from = promotedFrom == null ? null : await this.promoted(context, viewer, promotedFrom);
    const areaCode = input.areaCode ?? from?.areaCode;
    if (areaCode === undefined) throw badInput('input.areaCode', 'Say which area it is about: "input.areaCode".');
    const area = await getAreaByCode(context, areaCode, context.today, 'input.areaCode');
    const actor = await actorAt(context, viewer, area.path);
    const { districtCode } = viewer;
    return context.change((manager) =>
      once(manager, viewer, act, async () => {
        if (dueOn !== null && dueOn < context.today) {
          throw badInput('input.dueOn', '"input.dueOn" must not be in the past.');
        }
        if (from) this.checkPromoted(from);
        const { rulesMark, now } = await rulesNow(manager);
        const definition = await findWorkflowFor(manager, districtCode, 'HARD_ISSUE', context.today, rulesMark);
        if (!definition) {
          throw conflict('No workflow for hard issues is loaded. Load one: npm run geodata:rules.');
        }
        const clockwork = await clockworkOf(manager, districtCode, context.today, rulesMark);
        const { event } = decided(() =>
          decide(definition, null, actor, entryOf(definition, null).code, {}, clockwork, now),
        );
        const named = await nextCode(manager, districtCode, context.today);
        const about = { title, text, due_on: dueOn, promoted_from_id: from?.id ?? null };
        const place = { area_id: area.featureId, path: area.path, district_code: districtCode };
        await insertHardIssue(manager, definition, { code: named, ...about, ...place }, event);
        await AuditService.note({ manager, viewer }, 'HARD_ISSUE_MOVED', named, { action: event.action, version: 1 });
        return { code: named };
      }),
    );
  }

  /** Does the next thing to a hard issue, once. Of two who are quick, only the first meets the version that it expects. */
  static async move(context: GraphContext, move: HardMove, key: string): Promise<HardIssue> {
    const act = { key, operation: 'moveHardIssue', input: move };
    const { code } = await onceForAll(context, act, () => this.makeMove(context, move, act));
    return HardIssueService.get(context, code);
  }

  private static async makeMove(context: GraphContext, move: HardMove, act: Once<Moved>): Promise<Moved> {
    const viewer = asking(context);
    // What the post may not see is not there for it.
    const { hardIssueId, path, districtCode } = await HardIssueService.get(context, move.code);
    const actor = await actorAt(context, viewer, path);
    const inputs = await readMoveInput(context, districtCode, move.input);
    if (inputs.handler) await this.checkHandler(context, inputs.handler, path);
    return context.change((manager) =>
      once(manager, viewer, act, async () => {
        const { row, events } = await lockHardIssue(manager, hardIssueId);
        if (row.version !== move.expectedVersion) throw movedOn(move.expectedVersion, row);
        const { rulesMark, now } = await rulesNow(manager);
        const definition = await getWorkflow(manager, row.workflow_key, row.workflow_version, rulesMark);
        const clockwork = await clockworkOf(manager, districtCode, context.today, rulesMark);
        const subject = foldAll(events);
        const { event } = decided(() => decide(definition, subject, actor, move.action, inputs, clockwork, now));
        await writeMove(manager, definition, hardIssueId, events, event);
        const detail = { action: move.action, version: event.number };
        await AuditService.note({ manager, viewer }, 'HARD_ISSUE_MOVED', move.code, detail);
        return { code: move.code, version: event.number };
      }),
    );
  }

  private static async promoted(context: GraphContext, { districtCode }: Viewer, code: string): Promise<Promoted> {
    const argument = 'input.promotedFrom';
    const [found] = await context.query<Promoted>(sql`
      select i.id, a.code as "areaCode", c.hard_issue as promoted,
        (select h.code from hard_issue h where h.promoted_from_id = i.id and h.closed_at is null limit 1) as taken
      from issue i join issue_case c on c.issue_id = i.id join area a on a.id = i.area_id
      where i.code = ${textArgument(argument, code)} and i.district_code = ${districtCode}`);
    if (!found) throw notFound(argument, `There is no case with the code "${code}".`);
    return found;
  }

  /** Asked inside the act, so that the same act again is answered although it is done by now. */
  private static checkPromoted({ promoted, taken }: Promoted): void {
    if (!promoted) {
      throw badInput('input.promotedFrom', 'Its case was not promoted to a hard issue: do that first (PROMOTE).');
    }
    if (taken !== null) throw conflict(`It is published already, as ${taken}.`, { code: taken });
  }

  /** Whoever leads must be for the place, as whoever claims must. */
  private static async checkHandler(context: GraphContext, handler: HandlerInput, path: string): Promise<void> {
    const [fits] = await context.query(sql`
      select 1 from post p left join area_path a on a.area_id = p.area_id
        and a.valid_from <= ${context.today}::date and ${context.today}::date < a.valid_to
      where p.id = ${handler.postId}::int and (p.area_id is null or starts_with(${`${path}/`}, a.path || '/'))`);
    if (!fits) throw forbidden('The place lies outside the area that the post "input.handler" is for.');
  }
}

function asking({ viewer }: GraphContext): Viewer {
  if (!viewer) throw unauthenticated();
  return viewer;
}
