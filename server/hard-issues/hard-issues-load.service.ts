/** Hard issues that are told and not lived: their histories are made by the engine, so they are as legal as any other. */
import type { EntityManager } from 'typeorm';
import { today } from '../kernel/graph/as-of.ts';
import { clockworkOf } from '../workflow/clockwork-data.ts';
import { entryOf, type WorkflowDefinition } from '../workflow/definition.ts';
import { decide } from '../workflow/engine.ts';
import type { WorkflowEvent } from '../workflow/subject.ts';
import { findWorkflowFor } from '../workflow/workflow.service.ts';
import { columnsOf, foldAll } from './hard-issue-state.ts';

export interface TaleStep {
  readonly action: string;
  /** Days after the step before. */
  readonly after: number;
  readonly by: 'PLANNER' | 'LEADER';
  /** Key of the department that is to lead; null for the official of the subdistrict. */
  readonly handler?: string | null;
  readonly score?: number;
  readonly reason?: string;
  readonly result?: string;
}

export interface HardIssueTale {
  readonly title: string;
  readonly text: string;
  readonly daysAgo: number;
  readonly dueInDays: number;
  /** Promoted from a case, as long as there are cases that were. */
  readonly promoted: boolean;
  readonly steps: readonly TaleStep[];
}

interface Cast {
  planner: number;
  /** Where it is, and the official of the subdistrict around it. */
  places: { areaId: number; path: string; issueId: number | null; official: number }[];
  departments: Record<string, number>;
}

const DAY = 86_400_000;

/** Writes the hard issues of a district as they stand at the beginning of a day. Gives how many. */
export async function loadHardIssues(
  manager: EntityManager,
  { district, day, tales }: { district: string; day: string; tales: readonly HardIssueTale[] },
): Promise<number> {
  const definition = await findWorkflowFor(manager, district, 'HARD_ISSUE', day);
  const cast = await castOf(manager, district, day);
  if (!definition || !cast) return 0;
  const clockwork = await clockworkOf(manager, district, day);
  const midnight = Date.parse(`${day}T00:00:00+08:00`);
  const promoted = cast.places.filter(({ issueId }) => issueId !== null);
  const others = cast.places.filter(({ issueId }) => issueId === null);
  const told = tales.map((tale, i) => {
    const place = (tale.promoted ? promoted.shift() : undefined) ?? others[(i * 3) % others.length];
    if (!place) throw new Error('The district has no subdistrict with an official');
    const begin = midnight - tale.daysAgo * DAY + (9 + (i % 8)) * 3_600_000;
    const events: WorkflowEvent[] = [];
    let at = begin;
    let leader = place.official;
    const does = (action: string, { by, handler, ...inputs }: Partial<TaleStep>): void => {
      if (handler) leader = cast.departments[handler] ?? place.official;
      const kind = leader === place.official ? 'SUBDISTRICT_OFFICIAL' : 'DEPARTMENT';
      const led = { postId: leader, kind, alsoIds: [leader] } as const;
      const planner = { postId: cast.planner, kind: 'DISTRICT_PLANNER', alsoIds: [cast.planner] } as const;
      const actor = { ...(by === 'LEADER' ? led : planner), inScope: true };
      const told = { ...inputs, handler: handler === undefined ? null : led };
      const subject = events.length === 0 ? null : foldAll(events);
      const decision = decide(definition, subject, actor, action, told, clockwork, new Date(at));
      if (decision.refused !== null) throw new Error(`${tale.title}: ${decision.message}`);
      events.push(decision.event);
    };
    does(entryOf(definition, null).code, {});
    for (const step of tale.steps) {
      at = Math.min(at + step.after * DAY, midnight - 3_600_000);
      does(step.action, step);
    }
    return { tale, place, events, code: codeOf(district, new Date(begin), i) };
  });
  await write(manager, definition, district, told);
  return told.length;
}

const codeOf = (district: string, begin: Date, i: number): string =>
  `${district}-HI-${today(begin).slice(0, 4)}-${String(i + 1).padStart(4, '0')}`;

interface Told {
  readonly tale: HardIssueTale;
  readonly place: Cast['places'][number];
  readonly events: readonly WorkflowEvent[];
  readonly code: string;
}

async function write(
  manager: EntityManager,
  definition: WorkflowDefinition,
  district: string,
  told: readonly Told[],
): Promise<void> {
  const rows = told.map(({ tale, place, events, code }) => ({
    ...{ code, district_code: district, title: tale.title, text: tale.text, area_id: place.areaId, path: place.path },
    ...{ workflow_key: definition.key, workflow_version: definition.version, promoted_from_id: place.issueId },
    due_on: today(new Date(Date.parse(events[0]?.at ?? '') + tale.dueInDays * DAY)),
    ...columnsOf(definition, events),
  }));
  const names = Object.keys(rows[0] ?? {}).join(', ');
  await manager.query(
    `insert into hard_issue (${names}) select ${names} from jsonb_populate_recordset(null::hard_issue, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
  const events = told.flatMap((each) => each.events.map((event) => ({ ...event, code: each.code })));
  await manager.query(
    `insert into hard_issue_event (hard_issue_id, number, at, post_id, action, from_state, to_state, reason, effect)
     select h.id, e.number, e.at, e."postId", e.action, e."from", e."to", e.reason, e.effect
     from jsonb_to_recordset($1::jsonb) as e(code text, number integer, at timestamptz, "postId" integer, action text, "from" text,
       "to" text, reason text, effect jsonb)
     join hard_issue h on h.code = e.code order by h.id, e.number`,
    [JSON.stringify(events)],
  );
}

/** The posts and places of the district: where cases were promoted, then the subdistricts, each with its official. */
async function castOf(manager: EntityManager, district: string, day: string): Promise<Cast | null> {
  const [row] = await manager.query<
    { planner: number | null; places: Cast['places'] | null; departments: Cast['departments'] | null }[]
  >(
    `with official as (
       select distinct on (p.area_id) p.id, p.area_id, a.path from post p
       join area_path a on a.area_id = p.area_id and a.valid_from <= $2::date and $2::date < a.valid_to
       where p.district_code = $1 and p.kind = 'SUBDISTRICT_OFFICIAL' order by p.area_id, p.code
     ), place as (
       select i.area_id, c.path, i.id as issue_id, o.id as official from issue_case c join issue i on i.id = c.issue_id
       join official o on starts_with(c.path || '/', o.path || '/') where c.district_code = $1 and c.hard_issue
       union all
       select o.area_id, o.path, null, o.id from official o
     )
     select
       (select id from post where district_code = $1 and kind = 'DISTRICT_PLANNER' order by code limit 1) as planner,
       (select jsonb_agg(jsonb_build_object('areaId', area_id, 'path', path, 'issueId', issue_id, 'official', official)
          order by issue_id nulls last, path) from place) as places,
       (select jsonb_object_agg(regexp_replace(department_code, '^.*-', ''), id) from (
          select distinct on (department_code) department_code, id from post
          where district_code = $1 and kind = 'DEPARTMENT' order by department_code, code) d) as departments`,
    [district, day],
  );
  const { planner, places, departments } = row ?? {};
  if (!planner || !places) return null;
  return { planner, places, departments: departments ?? {} };
}
