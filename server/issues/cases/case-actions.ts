import type { GraphContext } from '../../kernel/graph/context.ts';
import { actorAt } from '../../workflow/actor.ts';
import type { TransitionDefinition, WorkflowDefinition } from '../../workflow/definition.ts';
import { actionsOf } from '../../workflow/engine.ts';
import { workflowFor } from '../../workflow/load-workflows.ts';
import { subjectOf } from './case-subject.ts';
import type { IssueCase } from './issue-case.ts';

/** The workflow a case follows. */
export function definitionOf(context: GraphContext, { row, rulesMark }: IssueCase): Promise<WorkflowDefinition> {
  return workflowFor(context, { key: row.workflow_key, version: row.workflow_version, rulesMark });
}

/** What the post that asks may do with a case now; nothing when nobody asks. */
export async function actionsOfCase(context: GraphContext, seen: IssueCase): Promise<TransitionDefinition[]> {
  const { viewer } = context;
  if (!viewer) return [];
  const subject = subjectOf(seen.row, seen.categoryCode, seen.recurrenceOfCode);
  return actionsOf(await definitionOf(context, seen), subject, await actorAt(context, viewer, seen.path));
}
