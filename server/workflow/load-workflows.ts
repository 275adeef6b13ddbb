import type { GraphContext } from '../kernel/graph/context.ts';
import { sql } from '../kernel/graph/sql.ts';
import type { WorkflowDefinition } from './definition.ts';
import { RULES_MARK } from './kept-rules.ts';
import { keepWorkflow, keptWorkflow } from './workflow.service.ts';

export interface WorkflowKey {
  readonly key: string;
  readonly version: number;
  /** The mark of the rules in the snapshot of the answer, where it was read: then what is kept under it is taken. */
  readonly rulesMark?: string;
}

/** The workflows of these versions. One statement for all of an answer. */
export async function workflowFor(context: GraphContext, asked: WorkflowKey): Promise<WorkflowDefinition> {
  const known = asked.rulesMark === undefined ? undefined : keptWorkflow(asked.rulesMark, asked);
  if (known) return known;
  return context
    .loader<WorkflowKey, WorkflowDefinition>(
      'workflow',
      async (keys) => {
        const rows = await context.query<{ definition: WorkflowDefinition; mark: string }>(sql`
          select d.definition, ${RULES_MARK} as mark from workflow_definition d
          join unnest(${keys.map(({ key }) => key)}::text[], ${keys.map(({ version }) => version)}::int[]) k (key, version)
            on d.key = k.key and d.version = k.version`);
        return keys.map(({ key, version }) => {
          const found = rows.find(({ definition }) => definition.key === key && definition.version === version);
          if (!found) throw new Error(`There is no workflow ${key} ${version}`);
          return keepWorkflow(found.mark, found.definition);
        });
      },
      ({ key, version }) => `${key} ${version}`,
    )
    .load(asked);
}
