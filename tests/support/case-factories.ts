/** A town with posts, workflows and deadlines, in which cases can be tried. */
import { readFileSync } from 'node:fs';
import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../server/kernel/access/viewer.ts';
import type { ReadSession } from '../../server/kernel/database/read-session.ts';
import { checkDefinition } from '../../server/workflow/check-definition.ts';
import type { WorkflowDefinition } from '../../server/workflow/definition.ts';
import { assignWorkflowToDistrict, loadWorkflow } from '../../server/workflow/workflow.service.ts';
import { ask } from './ask.ts';
import { aBuilding, aCommunity, aDistrict, aGrid, aSubdistrict, aYard, type TestArea } from './factories.ts';
import { someCategories } from './issue-factories.ts';
import { aDepartment, aPost, viewerOf } from './post-factories.ts';

/** A workflow that is shipped. */
export function shippedWorkflow(name: 'shinan' | 'xincheng'): WorkflowDefinition {
  return checkDefinition(JSON.parse(readFileSync(`geodata/rules/workflow-${name}.json`, 'utf8')));
}

export interface CaseTown {
  district: TestArea;
  subdistrict: TestArea;
  building: TestArea;
  planner: Viewer;
  official: Viewer;
  /** Another official of the same subdistrict, and one of another subdistrict. */
  colleague: Viewer;
  stranger: Viewer;
  community: Viewer;
  grid: Viewer;
  /** Two posts of one department, and one of another. */
  handler: Viewer;
  handlerColleague: Viewer;
  otherDepartment: Viewer;
  dashboard: Viewer;
  administrator: Viewer;
}

/** The years around now, with a holiday each, and deadlines for every stage. */
export async function someDeadlines(manager: EntityManager): Promise<void> {
  const year = new Date().getUTCFullYear();
  for (const each of [year - 1, year, year + 1]) {
    await manager.query(
      `insert into calendar_day (day, kind, title_zh) values ($1, 'HOLIDAY', '元旦') on conflict do nothing`,
      [`${each}-01-01`],
    );
  }
  await manager.query(
    `insert into situation (code, title_zh, title_en) values ('TEST_URGENT', '紧急', 'Urgent') on conflict do nothing`,
  );
  await manager.query(
    `insert into deadline_rule (situation_code, stage, amount, unit, valid_from) values
       (null, 'VERIFY', 4, 'WORKING_HOUR', '2020-01-01'), (null, 'DISPATCH', 2, 'WORKING_HOUR', '2020-01-01'),
       (null, 'HANDLE', 3, 'WORKDAY', '2020-01-01'), (null, 'CHECK', 1, 'WORKDAY', '2020-01-01'),
       (null, 'OVERALL', 7, 'WORKDAY', '2020-01-01'), ('TEST_URGENT', 'HANDLE', 3, 'URGENT_HOUR', '2020-01-01'),
       ('TEST_URGENT', 'OVERALL', 8, 'URGENT_HOUR', '2020-01-01')
     on conflict do nothing`,
  );
}

/** In the building of this town, at its middle. */
export const MIDDLE = { longitude: 120.3005, latitude: 36.0605 };

export async function aCaseTown(manager: EntityManager, workflow: 'shinan' | 'xincheng' = 'shinan'): Promise<CaseTown> {
  await someCategories(manager);
  await someDeadlines(manager);
  const definition = shippedWorkflow(workflow);
  await loadWorkflow(manager, definition);
  const district = await aDistrict(manager, { ground: [120.2, 36.0, 120.4, 36.1] });
  await assignWorkflowToDistrict(manager, district.code, definition, '2020-01-01');
  const subdistrict = await aSubdistrict(manager, { in: district, ground: [120.25, 36.03, 120.35, 36.09] });
  const community = await aCommunity(manager, { in: subdistrict, ground: [120.29, 36.05, 120.31, 36.07] });
  const grid = await aGrid(manager, { in: community, ground: [120.295, 36.055, 120.305, 36.065] });
  const yard = await aYard(manager, { in: grid, ground: [120.3, 36.06, 120.301, 36.061] });
  const building = await aBuilding(manager, { in: yard, ground: [120.3002, 36.0602, 120.3008, 36.0608] });
  const elsewhere = await aSubdistrict(manager, { in: district });
  const department = await aDepartment(manager, district);
  return {
    district,
    subdistrict,
    building,
    planner: await viewerOf(manager, 'DISTRICT_PLANNER', { of: district }),
    official: await viewerOf(manager, 'SUBDISTRICT_OFFICIAL', { of: subdistrict }),
    colleague: await viewerOf(manager, 'SUBDISTRICT_OFFICIAL', { of: subdistrict }),
    stranger: await viewerOf(manager, 'SUBDISTRICT_OFFICIAL', { of: elsewhere }),
    community: await viewerOf(manager, 'COMMUNITY', { of: community }),
    grid: await viewerOf(manager, 'GRID', { of: grid }),
    handler: await viewerOf(manager, 'DEPARTMENT', { of: district, department }),
    handlerColleague: await viewerOf(manager, 'DEPARTMENT', { of: district, department }),
    otherDepartment: await viewerOf(manager, 'DEPARTMENT', { of: district }),
    dashboard: await viewerOf(manager, 'DASHBOARD', { of: district }),
    administrator: await viewerOf(manager, 'ADMINISTRATOR', { of: district }),
  };
}

export { aPost };

let keys = 0;
/** A new idempotency key. */
export const aKey = (): string => `test-key-${(keys += 1)}-${Math.random().toString(36).slice(2)}`;

export interface CaseAnswer {
  version: number;
  issue: { code: string };
  state: { code: string };
}

export const CASE = '{ version issue { code } state { code } }';
export const REPORT = `mutation ($input: ReportIssueInput!, $key: ID!) { reportIssue(input: $input, idempotencyKey: $key) ${CASE} }`;
export const MOVE = `mutation ($code: String!, $action: String!, $version: Int!, $key: ID!, $input: MoveInput) {
  moveIssue(code: $code, action: $action, expectedVersion: $version, idempotencyKey: $key, input: $input) ${CASE} }`;

export async function report(session: ReadSession, wishes: Record<string, unknown> = {}): Promise<CaseAnswer> {
  const input = { ...MIDDLE, category: '9101', channel: 'PATROL', text: '楼前路灯不亮', ...wishes };
  const { reportIssue } = await ask<{ reportIssue: CaseAnswer }>(session, REPORT, { input, key: aKey() });
  return reportIssue;
}

/** Does the next thing to a case that was just answered. */
export async function move(
  session: ReadSession,
  before: CaseAnswer,
  action: string,
  input?: Record<string, unknown>,
): Promise<CaseAnswer> {
  const variables = { code: before.issue.code, action, version: before.version, key: aKey(), input };
  const { moveIssue } = await ask<{ moveIssue: CaseAnswer }>(session, MOVE, variables);
  return moveIssue;
}
