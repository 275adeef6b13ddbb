import type { OwnersCommitteeRow, ServingRow } from '../../server/care/care-load.service.ts';
import { addDays, earlier, later } from '../dates.ts';
import type { Chance } from '../random.ts';
import { at } from '../random.ts';
import { BEGINNING, OPEN_END } from '../town/model.ts';
import type { Grid } from '../town/model.ts';
import { DEMO_SOURCE, absorbedBy, numbering, someDay } from './context.ts';
import type { StoryContext } from './context.ts';

/** Of the 260 renewed grids so many have no committee on the last day, though it was looked into. */
const RENEWED_WITHOUT = 2;
/** Of the other 89: with a committee, and known to have none; of the rest nothing is known. */
const OTHERS_WITH = 31;
const OTHERS_WITHOUT = 9;
/** Committees that look after two neighbouring grids. */
const SHARED = 8;

const FOUNDED: readonly (readonly [from: string, to: string, weight: number])[] = [
  ['2018-06-01', '2022-12-20', 0.44],
  ['2023-01-10', '2023-12-20', 0.2],
  ['2024-01-10', '2024-12-20', 0.2],
  ['2025-01-10', '2025-12-10', 0.16],
];

export interface CommitteeStory {
  readonly committees: readonly OwnersCommitteeRow[];
  readonly committeeAreas: readonly ServingRow[];
  /** Grids outside the renewed ones of which it is known whether they have a committee. */
  readonly surveyedOthers: readonly Grid[];
}

export function tellCommittees(context: StoryContext, chance: Chance): CommitteeStory {
  const { town } = context;
  const nextCode = numbering(`${town.districtCode}-OC-`, 4);
  const committees: OwnersCommitteeRow[] = [];
  const committeeAreas: ServingRow[] = [];

  const found = (grid: Grid, establishedOn: string, dissolvedOn: string, round: number): OwnersCommitteeRow => {
    const kind = chance.happens(0.28) ? 'OWNERS' : 'SELF_MANAGEMENT';
    const committee: OwnersCommitteeRow = {
      districtCode: town.districtCode,
      code: nextCode(),
      name: `${grid.name}${kind === 'OWNERS' ? '业主委员会' : '自管会'}${round > 1 ? '（换届后）' : ''}`,
      kind,
      establishedOn,
      dissolvedOn,
      termEndsOn: addDays(establishedOn, 365 * chance.pick([3, 4, 5])),
      sourceCode: DEMO_SOURCE,
    };
    committees.push(committee);
    return committee;
  };
  const serve = (committee: OwnersCommitteeRow, grid: Grid, validFrom: string, validTo: string) => {
    committeeAreas.push({ ownerCode: committee.code, areaCode: grid.code, validFrom, validTo });
  };
  const foundAlone = (grid: Grid, from: string, to: string, round = 1) => {
    const committee = found(grid, from, to, round);
    serve(committee, grid, from, to);
    return committee;
  };
  const dayOfFounding = () => {
    const [from, to] = at(FOUNDED, chance.weighted(FOUNDED.map(([, , weight]) => weight)));
    return someDay(chance, from, to);
  };
  /** Founded once and still there, or dissolved and founded anew after a while. */
  const foundLasting = (grid: Grid): OwnersCommitteeRow => {
    const first = dayOfFounding();
    if (first < '2022-06-01' && chance.happens(0.16)) {
      const dissolved = someDay(chance, '2023-01-15', '2025-03-15');
      foundAlone(grid, first, dissolved);
      return foundAlone(grid, addDays(dissolved, chance.pick([0, 0, 40, 120, 240])), OPEN_END, 2);
    }
    return foundAlone(grid, first, OPEN_END);
  };
  /** The eastern half of a grid that was merged had its own committee, its neighbour's, or none. */
  const tellAbsorbed = (grid: Grid, committee: OwnersCommitteeRow | null) => {
    const absorbed = absorbedBy(town, grid);
    if (!absorbed) return;
    const way = chance.fraction();
    if (way < 0.5) foundAlone(absorbed.grid, someDay(chance, BEGINNING, '2023-10-31'), absorbed.on);
    else if (way < 0.75 && committee && committee.establishedOn < absorbed.on) {
      serve(committee, absorbed.grid, committee.establishedOn, earlier(committee.dissolvedOn, absorbed.on));
    }
  };

  const without = new Set(chance.shuffled(context.renewed).slice(0, RENEWED_WITHOUT));
  let shared = 0;
  let before: { grid: Grid; committee: OwnersCommitteeRow } | null = null;
  for (const grid of context.renewed) {
    if (without.has(grid)) {
      // One was dissolved and not founded again, one never was.
      if (grid === [...without][0]) foundAlone(grid, '2020-05-18', '2025-05-17');
      tellAbsorbed(grid, null);
      before = null;
    } else if (shared < SHARED && before?.grid.community === grid.community && chance.happens(0.1)) {
      const { committee } = before;
      serve(committee, grid, later(committee.establishedOn, dayOfFounding()), OPEN_END);
      shared += 1;
      before = null;
    } else {
      const committee = foundLasting(grid);
      tellAbsorbed(grid, committee);
      before = { grid, committee };
    }
  }
  const others = chance.shuffled(context.others);
  for (const grid of others.slice(0, OTHERS_WITH)) tellAbsorbed(grid, foundLasting(grid));
  for (const grid of others.slice(OTHERS_WITH)) tellAbsorbed(grid, null);
  const surveyedOthers = [...others.slice(0, 14), ...others.slice(OTHERS_WITH, OTHERS_WITH + OTHERS_WITHOUT)];
  return { committees, committeeAreas, surveyedOthers };
}
