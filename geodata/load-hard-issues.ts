import type { EntityManager } from 'typeorm';
import { loadHardIssues } from '../server/hard-issues/hard-issues-load.service.ts';
import type { DemoRows } from './rows.ts';
import { HARD_ISSUES } from './story/hard-issues.ts';

/** The hard issues of the demo, where it has cases. */
export async function loadDemoHardIssues(
  manager: EntityManager,
  { cases, today, land }: Pick<DemoRows, 'cases' | 'today' | 'land'>,
): Promise<void> {
  const district = land.settings[0]?.districtCode;
  if (cases.length === 0 || district === undefined) return;
  await loadHardIssues(manager, { district, day: today, tales: HARD_ISSUES });
}
