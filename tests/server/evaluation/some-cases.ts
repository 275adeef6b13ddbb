/** Cases for evaluations: rows as they stand after some life, without the events that led there. */
import type { EntityManager } from 'typeorm';
import { aDepartment, aPost } from '../../support/post-factories.ts';
import { aCommunity, aDistrict, aSubdistrict, type TestArea } from '../../support/factories.ts';
import { anIssue } from '../../support/issue-factories.ts';

export interface CaseWish {
  /** The community it lies in, by its place in the list. */
  readonly community: number;
  /** The department that handles it, by its place in the list; null: nobody yet. */
  readonly department: number | null;
  readonly reportedAt: Date;
  readonly dueAt: Date | null;
  readonly closedAt: Date | null;
  readonly suspendedAt: Date | null;
  readonly onTime: boolean | null;
  readonly ended: boolean;
  readonly reworks: number;
  readonly secondDispatches: number;
  readonly recurs: boolean;
}

export interface Town {
  readonly district: TestArea;
  readonly subdistricts: readonly TestArea[];
  /** Two in each subdistrict. */
  readonly communities: readonly TestArea[];
  readonly departments: readonly string[];
  readonly handlers: readonly number[];
  readonly receiver: number;
}

export async function aTown(manager: EntityManager): Promise<Town> {
  const district = await aDistrict(manager);
  const subdistricts: TestArea[] = [];
  const communities: TestArea[] = [];
  for (let i = 0; i < 2; i += 1) {
    const subdistrict = await aSubdistrict(manager, { in: district });
    subdistricts.push(subdistrict);
    communities.push(await aCommunity(manager, { in: subdistrict }), await aCommunity(manager, { in: subdistrict }));
  }
  const departments: string[] = [];
  const handlers: number[] = [];
  for (let i = 0; i < 2; i += 1) {
    const department = await aDepartment(manager, district);
    departments.push(department);
    handlers.push((await aPost(manager, 'DEPARTMENT', { of: district, department })).id);
  }
  const receiver = (await aPost(manager, 'DISTRICT_PLANNER', { of: district })).id;
  await manager.query(`select set_config('atlas.loading', 'yes', true)`);
  await manager.query(
    `insert into workflow_definition (key, version, subject, definition) values ('test-cases', 1, 'ISSUE', '{}') on conflict do nothing`,
  );
  return { district, subdistricts, communities, departments, handlers, receiver };
}

export async function someCases(manager: EntityManager, town: Town, wishes: readonly CaseWish[]): Promise<number[]> {
  const ids: number[] = [];
  let earlier: number | null = null;
  for (const wish of wishes) {
    const community = town.communities[wish.community];
    if (!community) throw new Error(`There is no community ${wish.community}`);
    const { id } = await anIssue(manager, community);
    const kind = wish.ended ? 'ENDED' : wish.closedAt ? 'CLOSED' : 'OPEN';
    await manager.query(
      `insert into issue_case (issue_id, district_code, path, workflow_key, workflow_version, state, state_kind, version, channel,
         reported_at, changed_at, closed_at, overall_unit, overall_due_at, overall_nearly_at, suspended_at, first_receiver_id,
         handler_id, rework_count, second_dispatch_count, closed_on_time, recurrence_of_id)
       values ($1, $2, $3, 'test-cases', 1, $4, $4, 1, 'PATROL', $5, $5, $6, case when $7::timestamptz is null then null else 'WORKDAY' end,
         $7, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        id,
        town.district.code,
        `${town.district.code}/${community.code.slice(0, 9)}/${community.code}`,
        kind,
        wish.reportedAt,
        wish.closedAt ?? (wish.ended ? wish.reportedAt : null),
        wish.dueAt,
        wish.suspendedAt,
        town.receiver,
        wish.department === null ? null : (town.handlers[wish.department] ?? null),
        wish.reworks,
        wish.secondDispatches,
        wish.onTime,
        wish.recurs ? earlier : null,
      ],
    );
    earlier ??= id;
    ids.push(id);
  }
  return ids;
}
