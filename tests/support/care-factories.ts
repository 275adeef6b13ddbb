/** Who looks after areas, for tests. Everything holds from 2020-01-01 on unless a test says otherwise. */
import type { EntityManager } from 'typeorm';
import { aSource, type TestArea } from './factories.ts';

const START = '2020-01-01';
const OPEN = 'infinity';
let number = 0;
const nextCode = (prefix: string): string => `${prefix}${String((number += 1)).padStart(5, '0')}`;

export async function insertRow(manager: EntityManager, table: string, row: Record<string, unknown>): Promise<number> {
  const columns = Object.keys(row);
  const [made] = await manager.query<{ id: number }[]>(
    `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')}) returning *`,
    Object.values(row),
  );
  if (!made) throw new Error(`No row of ${table} was made`);
  return made.id;
}

export interface Made {
  id: number;
  code: string;
}

export interface PeriodWish {
  from?: string;
  to?: string;
}

/** A committee that serves these areas. */
export async function aCommittee(
  manager: EntityManager,
  areas: readonly TestArea[],
  wishes: PeriodWish & { kind?: string; serves?: PeriodWish; district?: string } = {},
): Promise<Made> {
  const code = nextCode('OC');
  const id = await insertRow(manager, 'owners_committee', {
    district_code: wishes.district ?? areas[0]?.districtCode,
    code,
    name: `业委会${code}`,
    kind: wishes.kind ?? 'OWNERS',
    established_on: wishes.from ?? START,
    dissolved_on: wishes.to ?? OPEN,
    source_id: await aSource(manager),
  });
  for (const area of areas) await serve(manager, id, area, wishes.serves ?? wishes);
  return { id, code };
}

/** From a date on, up to another, the committee serves the area. */
export function serve(
  manager: EntityManager,
  committee: number,
  area: TestArea,
  period: PeriodWish = {},
): Promise<number> {
  return insertRow(manager, 'owners_committee_area', {
    committee_id: committee,
    area_id: area.id,
    valid_from: period.from ?? START,
    valid_to: period.to ?? OPEN,
  });
}

export async function aCompany(manager: EntityManager): Promise<Made> {
  const code = nextCode('PC');
  const id = await insertRow(manager, 'property_company', {
    code,
    name: `物业${code}`,
    source_id: await aSource(manager),
  });
  return { id, code };
}

/** A service for these areas. */
export async function aService(
  manager: EntityManager,
  areas: readonly TestArea[],
  wishes: PeriodWish & { trialEnds?: string; mode?: string; company?: Made; serves?: PeriodWish } = {},
): Promise<Made> {
  const code = nextCode('PS');
  const id = await insertRow(manager, 'property_service', {
    district_code: areas[0]?.districtCode,
    code,
    company_id: (wishes.company ?? (await aCompany(manager))).id,
    mode_code: wishes.mode ?? 'OTHER',
    valid_from: wishes.from ?? START,
    trial_ends_on: wishes.trialEnds ?? null,
    valid_to: wishes.to ?? OPEN,
    source_id: await aSource(manager),
  });
  for (const area of areas) {
    await insertRow(manager, 'property_service_area', {
      service_id: id,
      area_id: area.id,
      valid_from: wishes.serves?.from ?? wishes.from ?? START,
      valid_to: wishes.serves?.to ?? wishes.to ?? OPEN,
    });
  }
  return { id, code };
}

/** It was looked into on that day whether the area has this. */
export async function aSurvey(
  manager: EntityManager,
  area: TestArea,
  indicator: 'OWNERS_COMMITTEE' | 'PROPERTY_SERVICE',
  on: string = START,
): Promise<void> {
  await manager.query(
    'insert into coverage_survey (area_id, indicator, surveyed_on, source_id) values ($1, $2, $3, $4) on conflict do nothing',
    [area.id, indicator, on, await aSource(manager)],
  );
}

/** A renewal project of these yards. */
export async function aRenewal(
  manager: EntityManager,
  yards: readonly TestArea[],
  wishes: { year?: number; started?: string; completed?: string; buildings?: number; households?: number } = {},
): Promise<Made> {
  const code = nextCode('RP');
  const id = await insertRow(manager, 'renewal_project', {
    district_code: yards[0]?.districtCode,
    code,
    name: `旧改${code}`,
    plan_year: wishes.year ?? Number((wishes.completed ?? START).slice(0, 4)),
    started_on: wishes.started ?? null,
    completed_on: wishes.completed ?? null,
    building_count: wishes.buildings ?? 3,
    household_count: wishes.households ?? null,
    source_id: await aSource(manager),
  });
  for (const yard of yards) await insertRow(manager, 'renewal_project_yard', { project_id: id, area_id: yard.id });
  return { id, code };
}
