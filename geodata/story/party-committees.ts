import type { BuildingPartyCommitteeRow, CommitteeBuildingRow } from '../../server/offices/offices-load.service.ts';
import { later } from '../dates.ts';
import type { Chance } from '../random.ts';
import { at } from '../random.ts';
import { OPEN_END } from '../town/model.ts';
import type { OfficeTower, Town } from '../town/model.ts';
import { inCharacters } from '../town/yards.ts';
import { DEMO_SOURCE, numbering, someDay } from './context.ts';

/** Committees on the last day; how many of them were founded after 2023, and after 2024. */
export const PARTY_COMMITTEES = 42;
const FOUNDED_2025 = 5;
const FOUNDED_2024 = 7;
/** Committees dissolved before; their towers went to a neighbour. */
const DISSOLVED = ['2023-09-30', '2024-08-31', '2025-06-30'];

export interface PartyCommitteeStory {
  readonly committees: readonly BuildingPartyCommitteeRow[];
  readonly committeeBuildings: readonly CommitteeBuildingRow[];
}

export function tellPartyCommittees(town: Town, chance: Chance): PartyCommitteeStory {
  const nextCode = numbering(`${town.districtCode}-BPC-`, 3);
  const committees: BuildingPartyCommitteeRow[] = [];
  const committeeBuildings: CommitteeBuildingRow[] = [];
  const comprehensive = new Map<string, number>();
  const found = (towers: readonly OfficeTower[], establishedOn: string, dissolvedOn: string) => {
    const first = at(towers, 0);
    const number = (comprehensive.get(first.street) ?? 0) + 1;
    if (towers.length > 1) comprehensive.set(first.street, number);
    const committee: BuildingPartyCommitteeRow = {
      districtCode: town.districtCode,
      code: nextCode(),
      name: towers.length > 1 ? `${first.street}第${inCharacters(number)}片区楼宇综合党委` : `${first.name}楼宇党委`,
      kind: towers.length > 3 ? 'PARK' : towers.length > 1 ? 'COMPREHENSIVE' : 'BUILDING',
      areaCode: first.community.data.code,
      establishedOn,
      dissolvedOn,
      sourceCode: DEMO_SOURCE,
    };
    committees.push(committee);
    return committee;
  };
  const cover = (committee: BuildingPartyCommitteeRow, tower: OfficeTower, from: string, to: string) => {
    const validFrom = later(from, tower.validFrom);
    if (validFrom < to)
      committeeBuildings.push({ committeeCode: committee.code, buildingCode: tower.code, validFrom, validTo: to });
  };

  const groups = groupTowers(town.towers, chance);
  const years = chance.shuffled(
    groups.map((_, i) => (i < FOUNDED_2025 ? 2025 : i < FOUNDED_2025 + FOUNDED_2024 ? 2024 : 2023)),
  );
  for (const [i, towers] of groups.entries()) {
    const year = at(years, i);
    const from =
      year === 2023 ? someDay(chance, '2018-07-01', '2023-11-30') : someDay(chance, `${year}-01-15`, `${year}-11-30`);
    // A committee is not older than its first tower.
    const first = towers.map(({ validFrom }) => validFrom).reduce((a, b) => (a < b ? a : b));
    const committee = found(towers, later(from, first), OPEN_END);
    for (const tower of towers) cover(committee, tower, from, OPEN_END);
  }
  // Towers that no committee covers today: some were covered by one that was dissolved, some changed hands.
  const covered = new Set(committeeBuildings.map(({ buildingCode }) => buildingCode));
  const free = town.towers.filter(({ code }) => !covered.has(code));
  for (const [i, on] of DISSOLVED.entries()) {
    const tower = at(free, i * 2);
    const former = found([tower], someDay(chance, '2018-07-01', '2021-12-31'), on);
    cover(former, tower, former.establishedOn, on);
    const heir = committees.find(
      (other) => other.areaCode === former.areaCode && other.establishedOn < on && other !== former,
    );
    if (heir) cover(heir, tower, on, OPEN_END);
    // A tower beside it left its committee on that day.
    const left = at(free, i * 2 + 1);
    const keeper = committees.find((other) => other.areaCode === left.community.data.code && other.establishedOn < on);
    if (keeper && keeper !== former) cover(keeper, left, keeper.establishedOn, on);
  }
  return { committees, committeeBuildings };
}

/** Neighbouring towers of one street under one committee: mostly one, at times two to five; some under none. */
function groupTowers(towers: readonly OfficeTower[], chance: Chance): OfficeTower[][] {
  const sizes = chance.shuffled(
    Array.from({ length: PARTY_COMMITTEES }, (_, i) => (i < 18 ? 1 : i < 32 ? 2 : i < 39 ? 3 : 5)),
  );
  const groups: OfficeTower[][] = [];
  let next = 0;
  for (const [i, size] of sizes.entries()) {
    const street = at(towers, next).street;
    const group = towers.slice(next, next + size).filter((tower) => tower.street === street);
    groups.push(group);
    next += group.length;
    // Here and there a tower without a committee, as long as enough are left.
    const needed = sizes.slice(i + 1).reduce((sum, other) => sum + other, 0);
    if (towers.length - next - needed > 8 && chance.happens(0.25)) next += 1;
  }
  return groups;
}
