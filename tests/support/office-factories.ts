/** Office buildings and their Party committees for tests. */
import type { EntityManager } from 'typeorm';
import { insertRow, type Made, type PeriodWish } from './care-factories.ts';
import { aSource, type Box, type TestArea } from './factories.ts';

const START = '2020-01-01';
const OPEN = 'infinity';
let number = 0;
const nextCode = (prefix: string): string => `${prefix}${String((number += 1)).padStart(5, '0')}`;

export async function aTower(
  manager: EntityManager,
  community: TestArea,
  wishes: PeriodWish & { name?: string; ground?: Box } = {},
): Promise<Made> {
  const code = nextCode('OB');
  const [west, south, east, north] = wishes.ground ?? [120.4, 36.1, 120.401, 36.101];
  const id = await insertRow(manager, 'office_building', {
    district_code: community.districtCode,
    code,
    name: wishes.name ?? `大厦${code}`,
    area_id: community.id,
    valid_from: wishes.from ?? START,
    valid_to: wishes.to ?? OPEN,
    source_id: await aSource(manager),
    geom: `SRID=4490;MULTIPOLYGON(((${west} ${south}, ${east} ${south}, ${east} ${north}, ${west} ${north}, ${west} ${south})))`,
  });
  return { id, code };
}

/** A committee with its seat in the community that covers these towers. */
export async function aPartyCommittee(
  manager: EntityManager,
  seat: TestArea,
  towers: readonly Made[],
  wishes: PeriodWish & { name?: string; kind?: string; covers?: PeriodWish } = {},
): Promise<Made> {
  const code = nextCode('BC');
  const id = await insertRow(manager, 'building_party_committee', {
    district_code: seat.districtCode,
    code,
    name: wishes.name ?? `党委${code}`,
    kind: wishes.kind ?? 'BUILDING',
    area_id: seat.id,
    established_on: wishes.from ?? START,
    dissolved_on: wishes.to ?? OPEN,
    source_id: await aSource(manager),
  });
  for (const tower of towers) await cover(manager, id, tower, wishes.covers ?? wishes);
  return { id, code };
}

/** From a date on, up to another, the committee covers the tower. */
export function cover(
  manager: EntityManager,
  committee: number,
  tower: Made,
  period: PeriodWish = {},
): Promise<number> {
  return insertRow(manager, 'building_party_committee_building', {
    committee_id: committee,
    office_building_id: tower.id,
    valid_from: period.from ?? START,
    valid_to: period.to ?? OPEN,
  });
}
