import type { IssueRow } from '../../server/issues/issues-load.service.ts';
import { addDays, fromDay, toDay } from '../dates.ts';
import { convexContains } from '../plane/convex.ts';
import { plus, pointText } from '../plane/point.ts';
import type { Point, Shift } from '../plane/point.ts';
import { centreOf, extentOf } from '../plane/ring.ts';
import type { Chance } from '../random.ts';
import { at } from '../random.ts';
import { OPEN_END } from '../town/model.ts';
import type { Building, Town, Yard } from '../town/model.ts';
import { DEMO_SOURCE, FIGURES_AS_OF } from './context.ts';
import { CATEGORIES } from './issue-categories.ts';

const REPORTED: readonly (readonly [year: number, count: number])[] = [
  [2023, 1450],
  [2024, 1680],
  [2025, 1870],
];
/** How long it takes to close an issue: shares and days. */
const LASTING: readonly (readonly [share: number, from: number, to: number])[] = [
  [0.5, 1, 15],
  [0.27, 12, 75],
  [0.135, 60, 300],
  [0.108, 250, 1600],
];
const PER_BUILDING = { OLD_TOWN: 2.6, VILLAS: 0.5, NEW_TOWN: 0.8 };

/** An issue and where in the town it is. */
export interface ToldIssue {
  readonly row: IssueRow;
  readonly yard: Yard;
  readonly building: Building;
}

type Place = Pick<ToldIssue, 'yard' | 'building'>;

/** Draws places: more in the old town, in some communities and in some yards. */
function placesOf(town: Town, chance: Chance): (chance: Chance) => Place {
  const places: Place[] = [];
  const weights: number[] = [];
  const communityWeight = new Map(town.communities.map(({ data }) => [data.code, square(chance.between(0.55, 1.5))]));
  for (const yard of town.yards) {
    const ofYard = square(square(chance.between(0.5, 1.45)));
    const age = yard.builtYear < 1960 ? 1.5 : yard.builtYear < 1990 ? 1.15 : 0.75;
    for (const building of yard.buildings) {
      places.push({ yard, building });
      weights.push(
        PER_BUILDING[yard.community.subdistrict.character] *
          (communityWeight.get(yard.community.data.code) ?? 1) *
          ofYard *
          age,
      );
    }
  }
  const draw = drawer(weights);
  return (other) => at(places, draw(other));
}

/** Three years of issues, unevenly spread. */
export function tellIssues(town: Town, shift: Shift, chance: Chance): ToldIssue[] {
  const draw = placesOf(town, chance);
  const minor = CATEGORIES.filter(({ parentCode }) => parentCode !== null);
  const perMonth = Array.from({ length: 12 }, (_, month) =>
    minor.map(({ weight, months }) => weight * (months?.[month] ?? 1)),
  );
  const monthWeights = perMonth.map((list) => list.reduce((sum, weight) => sum + weight, 0));

  const drafts = REPORTED.flatMap(([year, count]) =>
    Array.from({ length: count }, () => {
      const month = chance.weighted(monthWeights);
      const first = toDay(`${year}-${String(month + 1).padStart(2, '0')}-01`);
      const days =
        toDay(month === 11 ? `${year + 1}-01-01` : `${year}-${String(month + 2).padStart(2, '0')}-01`) - first;
      const reportedOn = fromDay(first + chance.whole(0, days - 1));
      const [, from, to] = at(LASTING, chance.weighted(LASTING.map(([share]) => share)));
      const closedOn = addDays(reportedOn, chance.whole(from, to));
      return {
        reportedOn,
        closedOn,
        category: at(minor, chance.weighted(at(perMonth, month))),
        place: draw(chance),
      };
    }),
  );
  drafts.sort((a, b) => (a.reportedOn < b.reportedOn ? -1 : a.reportedOn > b.reportedOn ? 1 : 0));
  return drafts.map(({ reportedOn, closedOn, category, place }, i) => ({
    ...place,
    row: {
      districtCode: town.districtCode,
      code: codeOf(town, reportedOn, i + 1),
      categoryCode: category.code,
      areaCode: place.building.code,
      place: pointText(beside(place.building, place.yard, chance), shift),
      reportedOn,
      // What is closed after the last day is not known yet.
      closedOn: closedOn > FIGURES_AS_OF ? OPEN_END : closedOn,
      sourceCode: DEMO_SOURCE,
    },
  }));
}

/** Issues of this day, open so far; what becomes of them their cases tell. */
export function tellFreshIssues(
  town: Town,
  shift: Shift,
  chance: Chance,
  fresh: readonly { readonly reportedOn: string; readonly categoryCode: string }[],
  firstNumber: number,
): ToldIssue[] {
  const draw = placesOf(town, chance);
  return fresh.map(({ reportedOn, categoryCode }, i) => {
    const place = draw(chance);
    return {
      ...place,
      row: {
        districtCode: town.districtCode,
        code: codeOf(town, reportedOn, firstNumber + i),
        categoryCode,
        areaCode: place.building.code,
        place: pointText(beside(place.building, place.yard, chance), shift),
        reportedOn,
        closedOn: OPEN_END,
        sourceCode: DEMO_SOURCE,
      },
    };
  });
}

const codeOf = ({ districtCode }: Town, reportedOn: string, number: number): string =>
  `${districtCode}-IS-${reportedOn.slice(0, 4)}-${String(number).padStart(5, '0')}`;

const square = (value: number): number => value * value;

/** Draws indices in proportion to weights, fast. */
function drawer(weights: readonly number[]): (chance: Chance) => number {
  let sum = 0;
  const sums = weights.map((weight) => (sum += weight));
  return (chance) => {
    const wanted = chance.fraction() * sum;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(sums, middle) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** On the ground of the building or a few metres beside it, inside the yard. */
function beside(building: Building, yard: Yard, chance: Chance): Point {
  const outline = at(building.polygon, 0);
  const centre = centreOf(outline);
  const [east, north] = [extentOf(outline, [1, 0]), extentOf(outline, [0, 1])];
  const reach: Point = [(east.high - east.low) / 2 + 3, (north.high - north.low) / 2 + 3];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const point = plus(centre, [chance.between(-1, 1) * reach[0], chance.between(-1, 1) * reach[1]]);
    if (convexContains(yard.ring, point, 0.5)) return point;
  }
  return centre;
}
