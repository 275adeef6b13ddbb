import type { EntityManager } from 'typeorm';
import { checkDefinition } from './check-definition.ts';
import type { WorkflowDefinition, WorkflowSubject } from './definition.ts';

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

/** The workflow of a version that cases follow. */
export async function getWorkflow(manager: EntityManager, key: string, version: number): Promise<WorkflowDefinition> {
  const [row] = await manager.query<{ definition: WorkflowDefinition }[]>(
    'select definition from workflow_definition where key = $1 and version = $2',
    [key, version],
  );
  if (!row) throw new Error(`There is no workflow ${key} ${version}`);
  return row.definition;
}

/** The workflow that a case begun on this day follows: the district's own, else the newest default. Null when none is loaded. */
export async function findWorkflowFor(
  manager: EntityManager,
  districtCode: string,
  subject: WorkflowSubject,
  on: string,
): Promise<WorkflowDefinition | null> {
  const [row] = await manager.query<{ definition: WorkflowDefinition }[]>(
    `select d.definition from workflow_definition d
     left join lateral (
       select w.key, w.version from district_workflow w
       where w.district_code = $1 and w.subject = $2 and w.valid_from <= $3::date
       order by w.valid_from desc limit 1) own on true
     where d.subject = $2 and case when own.key is null then d.definition -> 'default' = 'true'::jsonb
       else d.key = own.key and d.version = own.version end
     order by d.version desc, d.key limit 1`,
    [districtCode, subject, on],
  );
  return row?.definition ?? null;
}
