import type { GraphContext } from '../kernel/graph/context.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { Area } from '../land/area.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import { areasAbove, loadAround, reach, type Neighbourhood } from '../land/around.ts';
import type { Yard } from '../land/yard.entity.ts';
import {
  CoveragePopulation,
  type Coverage,
  type CoverageIndicator,
  type CoverageState,
  type StateCounts,
} from './coverage.ts';

/** Grids within an area that agree in everything a coverage asks. */
export interface GridTally {
  areaId: number;
  committee: CoverageState;
  propertyService: CoverageState;
  renewed: boolean;
  count: number;
}

/** The rule of coverage itself is the SQL function grid_coverage (migration 0005); here its rows are counted. */
export class CoverageService {
  /** All coverages of an answer, whatever indicator and population, take one statement. */
  static async ofArea(
    context: GraphContext,
    area: Area,
    indicator: CoverageIndicator,
    population: CoveragePopulation,
  ): Promise<Coverage> {
    const tallies = await loadAround<GridTally>(context, 'coverage', area, tallyGrids);
    const counts = countStates(tallies, indicator, population);
    const known = counts.covered + counts.uncovered;
    return {
      indicator,
      population,
      asOf: area.asOf,
      ...counts,
      denominator: known + counts.unknown,
      rate: known === 0 ? null : counts.covered / known,
      areaName: area.name,
    };
  }

  static async stateOfGrid(context: GraphContext, grid: Grid, indicator: CoverageIndicator): Promise<CoverageState> {
    const [tally] = await loadAround<GridTally>(context, 'coverage', grid, tallyGrids);
    return tally?.[stateColumn[indicator]] ?? 'UNKNOWN';
  }

  static async stateOfYard(context: GraphContext, yard: Yard): Promise<CoverageState> {
    const [row] = await loadAround<{ areaId: number; propertyService: CoverageState }>(
      context,
      'yard coverage',
      yard,
      ({ ids, roots }, asOf) => sql`
        select c.area_id as "areaId", c.property_service_state as "propertyService"
        from ${reach(roots)} cross join lateral yard_coverage(${asOf}::date, root.path) c
        where c.area_id = any (${ids}::int[])`,
    );
    return row?.propertyService ?? 'UNKNOWN';
  }
}

const stateColumn = { OWNERS_COMMITTEE: 'committee', PROPERTY_SERVICE: 'propertyService' } as const;

/** Statement: the grids within each of the areas, counted by what coverage asks. */
function tallyGrids({ ids, roots }: Neighbourhood, asOf: string): Sql {
  return tallyGridsFor(roots, areasAbove('c.path', ids), asOf);
}

/** Statement: the grids within these paths, counted by what coverage asks for the areas `above` that the join gives. */
export function tallyGridsFor(roots: readonly string[], above: Sql, asOf: string): Sql {
  return sql`
    select above.id as "areaId", c.owners_committee_state as committee, c.property_service_state as "propertyService",
      c.renewed_within_five_years as renewed, count(*)::int as count
    from ${reach(roots)} cross join lateral grid_coverage(${asOf}::date, root.path) c ${above}
    group by 1, 2, 3, 4`;
}

/** How many of the grids that belong to the population are in which state. */
export function countStates(
  tallies: readonly GridTally[],
  indicator: CoverageIndicator,
  population: CoveragePopulation,
): StateCounts {
  const counts = { COVERED: 0, UNCOVERED: 0, UNKNOWN: 0 };
  for (const tally of tallies) {
    if (population === CoveragePopulation.GRIDS_RENEWED_WITHIN_FIVE_YEARS && !tally.renewed) continue;
    counts[tally[stateColumn[indicator]]] += tally.count;
  }
  return { covered: counts.COVERED, uncovered: counts.UNCOVERED, unknown: counts.UNKNOWN };
}
