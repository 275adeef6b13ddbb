import type { EntityManager } from 'typeorm';
import type { WorkflowDefinition } from '../workflow/definition.ts';
import type { WorkflowEvent } from '../workflow/subject.ts';
import { columnsOf } from './hard-issue-state.ts';

/** Columns of a hard issue that no event decides. */
export interface HardIssueFacts {
  readonly district_code: string;
  readonly code: string;
  readonly title: string;
  readonly text: string;
  readonly area_id: number;
  readonly path: string;
  readonly due_on: string | null;
  readonly promoted_from_id: number | null;
}

interface Locked {
  readonly row: {
    readonly state: string;
    readonly version: number;
    readonly workflow_key: string;
    readonly workflow_version: number;
  };
  readonly events: readonly WorkflowEvent[];
}

/** The next code of the district in this year: whoever asks second waits until the first is done. */
export async function nextCode(manager: EntityManager, district: string, day: string): Promise<string> {
  const prefix = `${district}-HI-${day.slice(0, 4)}-`;
  await manager.query(`select pg_advisory_xact_lock(hashtext('louyuan-atlas hard issues'), hashtext($1))`, [district]);
  const [row] = await manager.query<{ last: number | null }[]>(
    `select max(substr(code, length($1) + 1)::integer) as last from hard_issue
     where starts_with(code, $1) and substr(code, length($1) + 1) ~ '^[0-9]{1,8}$'`,
    [prefix],
  );
  return `${prefix}${String((row?.last ?? 0) + 1).padStart(4, '0')}`;
}

export async function insertHardIssue(
  manager: EntityManager,
  definition: WorkflowDefinition,
  facts: HardIssueFacts,
  event: WorkflowEvent,
): Promise<void> {
  const { key, version } = definition;
  const row = { ...facts, workflow_key: key, workflow_version: version, ...columnsOf(definition, [event]) };
  const names = Object.keys(row).join(', ');
  const [made] = await manager.query<{ id: number }[]>(
    `insert into hard_issue (${names}) select ${names} from jsonb_populate_record(null::hard_issue, $1::jsonb) returning id`,
    [JSON.stringify(row)],
  );
  if (!made) throw new Error('The database did not number the hard issue.');
  await insertEvent(manager, made.id, event);
}

/** The hard issue, for nobody else to change until the transaction ends. */
export async function lockHardIssue(manager: EntityManager, id: number): Promise<Locked> {
  await manager.query('select from hard_issue where id = $1 for update', [id]);
  const [locked] = await manager.query<Locked[]>(
    `select to_jsonb(h) as row, (
       select jsonb_agg(jsonb_build_object('number', e.number, 'at', e.at, 'postId', e.post_id, 'action', e.action,
         'from', e.from_state, 'to', e.to_state, 'reason', e.reason, 'effect', e.effect) order by e.number)
       from hard_issue_event e where e.hard_issue_id = h.id) as events
     from hard_issue h where h.id = $1`,
    [id],
  );
  if (!locked) throw new Error(`Hard issue ${id} is gone`);
  return locked;
}

/** Writes an event and what all events make of the hard issue. */
export async function writeMove(
  manager: EntityManager,
  definition: WorkflowDefinition,
  id: number,
  before: readonly WorkflowEvent[],
  event: WorkflowEvent,
): Promise<void> {
  await insertEvent(manager, id, event);
  const row = columnsOf(definition, [...before, event]);
  const names = Object.keys(row).join(', ');
  await manager.query(
    `update hard_issue h set (${names}) = (select ${names} from jsonb_populate_record(null::hard_issue, $2::jsonb)) where h.id = $1`,
    [id, JSON.stringify(row)],
  );
}

async function insertEvent(manager: EntityManager, id: number, event: WorkflowEvent): Promise<void> {
  const { number, at, postId, action, from, to, reason, effect } = event;
  await manager.query(
    `insert into hard_issue_event (hard_issue_id, number, at, post_id, action, from_state, to_state, reason, effect)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, number, at, postId, action, from, to, reason, JSON.stringify(effect)],
  );
}
