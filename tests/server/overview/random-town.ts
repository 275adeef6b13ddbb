/** A small town of which everything but the tree is left to chance, for properties that must hold in any. */
import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import { aCommittee, aRenewal, aService, aSurvey } from '../../support/care-factories.ts';
import {
  aBuilding,
  aCommunity,
  aDistrict,
  aGrid,
  aSubdistrict,
  aYard,
  move,
  type TestArea,
} from '../../support/factories.ts';
import { anIssue } from '../../support/issue-factories.ts';
import { aPartyCommittee, aTower } from '../../support/office-factories.ts';

const day = (from: string, to: string) =>
  fc
    .date({ min: new Date(from), max: new Date(to), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));

export const someDay = day('2020-06-01', '2026-06-01');
const period = fc
  .uniqueArray(day('2020-02-01', '2026-06-01'), { minLength: 2, maxLength: 2 })
  .map(([from = '', to = '']) => (from < to ? { from, to } : { from: to, to: from }));

const some = <T>(what: fc.Arbitrary<T>, most: number) =>
  fc.array(what, { minLength: Math.ceil(most / 2), maxLength: most });
const place = fc.nat({ max: 10_000 });
const modes = ['BUNDLED_MULTI_GRID', 'CLOSED_LEADS_OPEN', 'TRY_THEN_BUY', 'OTHER'];

export const randomTown = fc.record({
  moves: some(fc.record({ yard: place, grid: place, on: someDay }), 4),
  committees: some(fc.record({ grids: some(place, 3), period }), 6),
  services: some(
    fc.record({
      onYards: fc.boolean(),
      areas: some(place, 5),
      period,
      trial: fc.boolean(),
      mode: fc.constantFrom(...modes),
    }),
    10,
  ),
  surveys: some(
    fc.record({
      grid: place,
      indicator: fc.constantFrom('OWNERS_COMMITTEE' as const, 'PROPERTY_SERVICE' as const),
      on: someDay,
    }),
    8,
  ),
  renewals: some(fc.record({ yards: some(place, 3), completed: day('2016-01-01', '2026-01-01') }), 5),
  issues: some(
    fc.record({ area: place, period, open: fc.boolean(), category: fc.constantFrom('9101', '9102', '9201') }),
    20,
  ),
  offices: some(fc.record({ seat: place, towers: some(place, 2), period }), 4),
});

type Plan = typeof randomTown extends fc.Arbitrary<infer T> ? T : never;

export interface Town {
  district: TestArea;
  areas: TestArea[];
}

/** Builds the town: 2 subdistricts, 3 communities, 7 grids, 12 yards (one of them in no grid) and 12 buildings. */
export async function build(manager: EntityManager, plan: Plan): Promise<Town> {
  const district = await aDistrict(manager);
  const subdistricts = [await aSubdistrict(manager, { in: district }), await aSubdistrict(manager, { in: district })];
  const communities: TestArea[] = [];
  const grids: TestArea[] = [];
  const yards: TestArea[] = [];
  const buildings: TestArea[] = [];
  for (const i of [0, 1, 1]) communities.push(await aCommunity(manager, { in: at(subdistricts, i) }));
  for (const i of [0, 0, 0, 1, 1, 2, 2]) grids.push(await aGrid(manager, { in: at(communities, i) }));
  for (const i of [0, 0, 1, 1, 2, 3, 3, 4, 5, 5, 5]) yards.push(await aYard(manager, { in: at(grids, i) }));
  yards.push(await aYard(manager, { in: at(communities, 0) }));
  for (const yard of yards) buildings.push(await aBuilding(manager, { in: yard }));

  const moved = new Set<string>();
  for (const { yard, grid, on } of plan.moves) {
    const child = at(yards, yard);
    const near = grids.filter(({ code }) => code.startsWith(child.code.slice(0, 12)));
    if (moved.has(child.code)) continue;
    moved.add(child.code);
    await move(manager, child, at(near, grid), on);
  }
  for (const { grids: served, period: dates } of plan.committees) await aCommittee(manager, pick(grids, served), dates);
  for (const { onYards, areas, period: dates, trial, mode } of plan.services) {
    await aService(manager, pick(onYards ? yards : grids, areas), {
      ...dates,
      mode,
      ...(trial ? { trialEnds: dates.to } : {}),
    });
  }
  for (const { grid, indicator, on } of plan.surveys) await aSurvey(manager, at(grids, grid), indicator, on);
  for (const { yards: renewed, completed } of plan.renewals)
    await aRenewal(manager, pick(yards, renewed), { completed });
  const places = [...communities, ...grids, ...yards, ...buildings, ...buildings];
  for (const { area, period: dates, open, category } of plan.issues) {
    await anIssue(manager, at(places, area), { reported: dates.from, closed: open ? 'infinity' : dates.to, category });
  }
  const towers = [];
  for (const community of communities) towers.push(await aTower(manager, community));
  for (const { seat, towers: covered, period: dates } of plan.offices) {
    await aPartyCommittee(manager, at(communities, seat), pick(towers, covered), dates);
  }
  return { district, areas: [district, ...subdistricts, ...communities, ...grids, ...yards, ...buildings] };
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('An empty list');
  return item;
}

function pick<T>(list: readonly T[], indexes: readonly number[]): T[] {
  return [...new Set(indexes.map((index) => at(list, index)))];
}
