import type { EntityManager } from 'typeorm';
import { loadCaseHistories, postsOfDistrict } from '../server/issues/cases-load.service.ts';
import { clockworkOf } from '../server/workflow/clockwork-data.ts';
import { findWorkflowFor } from '../server/workflow/workflow.service.ts';
import { Chance } from './random.ts';
import type { DemoRows } from './rows.ts';
import { tellHistories } from './story/case-histories.ts';

/** Lets the posts that are in the database work on the demo's cases, and writes what came of it. */
export async function loadDemoCases(
  manager: EntityManager,
  { cases, today, land }: Pick<DemoRows, 'cases' | 'today' | 'land'>,
  seed: number,
): Promise<void> {
  const district = land.settings[0]?.districtCode;
  if (cases.length === 0 || district === undefined) return;
  const definition = await findWorkflowFor(manager, district, 'ISSUE', today);
  if (!definition) throw new Error('No workflow is loaded for the cases of the demo');
  const histories = tellHistories(
    cases,
    {
      definition,
      clockwork: await clockworkOf(manager, district, today),
      posts: await postsOfDistrict(manager, district),
      midnight: new Date(`${today}T00:00:00+08:00`),
    },
    new Chance(seed, 'case histories'),
  );
  await loadCaseHistories(manager, histories);
}
