import type { RenewalProjectRow, RenewalProjectYardRow } from '../../server/care/care-load.service.ts';
import type { Chance } from '../random.ts';
import { at, held, share } from '../random.ts';
import type { Grid, Yard } from '../town/model.ts';
import { DEMO_SOURCE, numbering, someDay } from './context.ts';
import type { StoryContext } from './context.ts';

/** The plan of 2025 as published: projects, buildings, households. */
export const PLAN_2025 = { projects: 11, buildings: 70, households: 2350, completed: 6 };
/** Projects of the plans before, and how many grids they reach. */
const PLANS = [
  { year: 2021, projects: 48, grids: 60 },
  { year: 2022, projects: 52, grids: 64 },
  { year: 2023, projects: 60, grids: 73 },
  { year: 2024, projects: 46, grids: 57 },
];
/** Of the 60 projects of 2023, so many were still unfinished at the end of the year. */
const LATE_OF_2023 = 3;
/** Projects that ended more than five years before the last day. */
const EARLIER = [
  { year: 2018, projects: 14, from: '2018-09-01', to: '2018-12-20' },
  { year: 2019, projects: 12, from: '2019-08-01', to: '2020-06-30' },
];

export interface RenewalStory {
  readonly projects: readonly RenewalProjectRow[];
  readonly projectYards: readonly RenewalProjectYardRow[];
  /** When the first renewal of a grid was completed that still counts on the last day. */
  readonly completedOn: (grid: Grid) => string;
}

interface Plan {
  readonly year: number;
  readonly startedOn: string;
  readonly completedOn: string | null;
  readonly yards: readonly Yard[];
}

export function tellRenewal(context: StoryContext, chance: Chance): RenewalStory {
  const plans: Plan[] = [];
  const firstDone = new Map<string, string>();
  const current = planOf2025(context, chance.for('2025'));
  plans.push(...current.plans);

  const rest = context.renewed.filter((grid) => !current.completed.has(grid));
  const years = yearsInRuns(rest, chance.for('years'));
  for (const { year, projects } of PLANS) {
    const own = chance.for(String(year));
    const grids = rest.filter((grid) => years.get(grid) === year);
    for (const [i, group] of inPairs(grids, projects).entries()) {
      const late = year === 2023 ? i < LATE_OF_2023 : own.happens(0.12);
      const completedOn = late
        ? someDay(own, `${year + 1}-03-01`, `${year + 1}-06-30`)
        : someDay(own, `${year}-08-01`, `${year}-12-10`);
      const yards = group.flatMap((grid) => {
        firstDone.set(grid.code, completedOn);
        const some = context.yardsOf(grid).filter((yard) => !current.yards.has(yard) && own.happens(0.72));
        return some.length > 0
          ? some
          : context
              .yardsOf(grid)
              .filter((yard) => !current.yards.has(yard))
              .slice(0, 1);
      });
      plans.push({ year, startedOn: someDay(own, `${year}-03-01`, `${year}-06-30`), completedOn, yards });
    }
  }
  for (const grid of current.completed) firstDone.set(grid.code, '2025-11-15');
  plans.push(...earlierPlans(context, chance.for('earlier')));
  return { ...toRows(context, plans), completedOn: (grid) => held(firstDone, grid.code) };
}

/** Eleven projects, one yard each, that together have exactly the published number of buildings and households. */
function planOf2025(context: StoryContext, chance: Chance) {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const grids = chance
      .shuffled(context.renewed.filter((grid) => context.yardsOf(grid).length > 1))
      .slice(0, PLAN_2025.projects);
    const yards = grids.map((grid) => chance.pick(context.yardsOf(grid)));
    const known = yards.slice(1).reduce((sum, yard) => sum + yard.buildings.length, 0);
    const fitting = context.yardsOf(at(grids, 0)).find((yard) => yard.buildings.length === PLAN_2025.buildings - known);
    if (!fitting) continue;
    const chosen = [fitting, ...yards.slice(1)];
    const households = share(
      PLAN_2025.households,
      chosen.map((yard) => yard.households ?? 40),
      10,
    );
    chosen.forEach((yard, i) => {
      yard.households = at(households, i);
    });
    const plans = chosen.map((yard, i): Plan => {
      const done = i < PLAN_2025.completed;
      return {
        year: 2025,
        startedOn: someDay(chance, '2025-03-10', '2025-06-20'),
        completedOn: done ? someDay(chance, '2025-10-01', '2025-11-15') : null,
        yards: [yard],
      };
    });
    return { plans, completed: new Set(grids.slice(0, PLAN_2025.completed)), yards: new Set(chosen) };
  }
  throw new Error('No yards add up to the renewal plan of 2025');
}

/** Neighbouring grids are renewed in the same year. */
function yearsInRuns(grids: readonly Grid[], chance: Chance): Map<Grid, number> {
  const counts = share(
    grids.length,
    PLANS.map((plan) => plan.grids),
  );
  const runs: Grid[][] = [];
  for (const grid of grids) {
    const run = runs.at(-1);
    const sameCommunity = run?.at(-1)?.community === grid.community;
    if (run && sameCommunity && run.length < 3) run.push(grid);
    else runs.push([grid]);
  }
  const order = chance.shuffled(runs).flat();
  const result = new Map<Grid, number>();
  let next = 0;
  for (const [i, { year }] of PLANS.entries()) {
    for (const grid of order.slice(next, next + at(counts, i))) result.set(grid, year);
    next += at(counts, i);
  }
  return result;
}

/** So many groups of one or two grids of a community. */
function inPairs(grids: readonly Grid[], groups: number): Grid[][] {
  const result = grids.map((grid) => [grid]);
  for (let i = 0; i + 1 < result.length && result.length > groups; i += 1) {
    const [a, b] = [at(result, i), at(result, i + 1)];
    if (a.length + b.length === 2 && at(a, 0).community === at(b, 0).community) result.splice(i, 2, [...a, ...b]);
  }
  for (let i = 0; i + 1 < result.length && result.length > groups; i += 1) {
    result.splice(i, 2, [...at(result, i), ...at(result, i + 1)]);
  }
  if (result.length !== groups) throw new Error(`${grids.length} grids cannot be renewed in ${groups} projects`);
  return result;
}

function earlierPlans(context: StoryContext, chance: Chance): Plan[] {
  const grids = chance.shuffled([...context.others.slice(0, 40), ...context.renewed.slice(0, 60)]);
  return EARLIER.flatMap(({ year, projects, from, to }) =>
    grids.splice(0, projects).map((grid) => ({
      year,
      startedOn: someDay(chance, `${year}-03-01`, `${year}-07-15`),
      completedOn: someDay(chance, from, to),
      yards: context.yardsOf(grid).slice(0, 2),
    })),
  );
}

function toRows({ town }: StoryContext, plans: readonly Plan[]) {
  const counters = new Map<number, () => string>();
  const projects: RenewalProjectRow[] = [];
  const projectYards: RenewalProjectYardRow[] = [];
  for (const { year, startedOn, completedOn, yards } of [...plans].sort((a, b) => a.year - b.year)) {
    const next = counters.get(year) ?? numbering(`${town.districtCode}-RP-${year}-`, 3);
    counters.set(year, next);
    const code = next();
    const households = yards.map((yard) => yard.households);
    const known = households.filter((count) => count !== null);
    projects.push({
      districtCode: town.districtCode,
      code,
      name: `${year}年${at(yards, 0).name}${yards.length > 1 ? `等${yards.length}个楼院` : ''}改造`,
      planYear: year,
      startedOn,
      completedOn,
      buildingCount: yards.reduce((sum, yard) => sum + yard.buildings.length, 0),
      householdCount: known.length === households.length ? known.reduce((sum, count) => sum + count, 0) : null,
      sourceCode: DEMO_SOURCE,
    });
    projectYards.push(...yards.map((yard) => ({ projectCode: code, areaCode: yard.code })));
  }
  return { projects, projectYards };
}
