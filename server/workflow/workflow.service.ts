import type { EntityManager } from 'typeorm';
import { askNamed } from '../kernel/database/ask-named.ts';
import { sql } from '../kernel/graph/sql.ts';
import { checkDefinition } from './check-definition.ts';
import type { WorkflowDefinition, WorkflowSubject } from './definition.ts';
import { KeptRules, RULES_MARK } from './kept-rules.ts';

export class WorkflowChanged extends Error {
  override name = 'WorkflowChanged';
}

/** Takes a workflow in that comes as data: checked whole, once for each version. Gives whether it was new. */
export async function loadWorkflow(manager: EntityManager, data: unknown): Promise<boolean> {
  const definition = checkDefinition(data);
  const { key, version, subject } = definition;
  const [known] = await manager.query<{ same: boolean }[]>(
    'select definition = $3::jsonb as same from workflow_definition where key = $1 and version = $2',
    [key, version, JSON.stringify(definition)],
  );
  if (known?.same) return false;
  if (known) {
    throw new WorkflowChanged(
      `Workflow "${key}" version ${version} is known, and this is another. Cases follow the known one: give it version ${version + 1}.`,
    );
  }
  await manager.query('insert into workflow_definition (key, version, subject, definition) values ($1, $2, $3, $4)', [
    key,
    version,
    subject,
    JSON.stringify(definition),
  ]);
  return true;
}

/** From a day on, new cases of the district follow this workflow. */
export async function assignWorkflowToDistrict(
  manager: EntityManager,
  districtCode: string,
  { key, version, subject }: Pick<WorkflowDefinition, 'key' | 'version' | 'subject'>,
  validFrom: string,
): Promise<void> {
  await manager.query(
    `insert into district_workflow (district_code, subject, valid_from, key, version) values ($1, $2, $3, $4, $5)
     on conflict (district_code, subject, valid_from) do update set key = excluded.key, version = excluded.version`,
    [districtCode, subject, validFrom, key, version],
  );
}

interface Row {
  definition: WorkflowDefinition;
  mark: string;
}

type WorkflowName = Pick<WorkflowDefinition, 'key' | 'version'>;

/** Workflows kept: a server sees few versions, and few districts on one day. */
const versions = new KeptRules<WorkflowDefinition>(100);
const beginnings = new KeptRules<WorkflowDefinition>(100);

export function keptWorkflow(rulesMark: string, { key, version }: WorkflowName): WorkflowDefinition | undefined {
  return versions.find(rulesMark, `${key} ${version}`);
}

export function keepWorkflow(rulesMark: string, definition: WorkflowDefinition): WorkflowDefinition {
  return versions.keep(rulesMark, `${definition.key} ${definition.version}`, definition);
}

/** The workflow of a version that cases follow. Whoever has read the mark of the rules gets what is kept under it. */
export async function getWorkflow(
  manager: EntityManager,
  key: string,
  version: number,
  rulesMark?: string,
): Promise<WorkflowDefinition> {
  const known = rulesMark === undefined ? undefined : keptWorkflow(rulesMark, { key, version });
  if (known) return known;
  const [row] = await askNamed<Row>(
    manager,
    sql`select definition, ${RULES_MARK} as mark from workflow_definition where key = ${key} and version = ${version}`,
  );
  if (!row) throw new Error(`There is no workflow ${key} ${version}`);
  return keepWorkflow(row.mark, row.definition);
}

/**
 * The workflow that a case begun on this day follows: the district's own, else the newest default. Null when none is loaded.
 * Kept as `getWorkflow` keeps.
 */
export async function findWorkflowFor(
  manager: EntityManager,
  districtCode: string,
  subject: WorkflowSubject,
  on: string,
  rulesMark?: string,
): Promise<WorkflowDefinition | null> {
  const what = `${districtCode} ${subject} ${on}`;
  const known = rulesMark === undefined ? undefined : beginnings.find(rulesMark, what);
  if (known) return known;
  const [row] = await askNamed<Row>(
    manager,
    sql`
    select d.definition, ${RULES_MARK} as mark from workflow_definition d
    left join lateral (
      select w.key, w.version from district_workflow w
      where w.district_code = ${districtCode} and w.subject = ${subject} and w.valid_from <= ${on}::date
      order by w.valid_from desc limit 1) own on true
    where d.subject = ${subject} and case when own.key is null then d.definition -> 'default' = 'true'::jsonb
      else d.key = own.key and d.version = own.version end
    order by d.version desc, d.key limit 1`,
  );
  return row ? beginnings.keep(row.mark, what, row.definition) : null;
}
