import type { GraphContext } from '../kernel/graph/context.ts';
import { sql } from '../kernel/graph/sql.ts';
import type { WorkflowDefinition } from './definition.ts';

export interface WorkflowKey {
  readonly key: string;
  readonly version: number;
}

/** The workflows of these versions. One statement for all of an answer. */
export function workflowFor(context: GraphContext, asked: WorkflowKey): Promise<WorkflowDefinition> {
  return context
    .loader<WorkflowKey, WorkflowDefinition>(
      'workflow',
      async (keys) => {
        const rows = await context.query<{ definition: WorkflowDefinition }>(sql`
          select d.definition from workflow_definition d
          join unnest(${keys.map(({ key }) => key)}::text[], ${keys.map(({ version }) => version)}::int[]) k (key, version)
            on d.key = k.key and d.version = k.version`);
        return keys.map(({ key, version }) => {
          const found = rows.find(({ definition }) => definition.key === key && definition.version === version);
          if (!found) throw new Error(`There is no workflow ${key} ${version}`);
          return found.definition;
        });
      },
      ({ key, version }) => `${key} ${version}`,
    )
    .load(asked);
}
