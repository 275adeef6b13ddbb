import { holdsAt } from '../kernel/graph/as-of.ts';
import { definitionSql } from '../kernel/graph/definition-words.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import type { Language } from '../kernel/graph/language.ts';
import type { Provenance } from '../kernel/graph/provenance.ts';
import { joined, property, sql, text, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Value } from '../kernel/reading/late.ts';
import type { RowSet } from '../kernel/reading/stage.ts';
import { areaClasses } from '../land/area-row.ts';
import type { Area } from '../land/area.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import { areasAbove, loadAround, neighbourhoodOf, reach, type Neighbourhood } from '../land/around.ts';
import { provenancesAbove, readProvenances } from '../land/provenances.ts';
import { loadManyPerArea } from '../land/within.ts';
import type { Yard } from '../land/yard.entity.ts';
import { isSummarised, SUMMARISED_LEVELS, summarisedTallies } from './coverage-summary.ts';
import { definitionParts } from './coverage-definition.ts';
import { coverageSources } from './coverage-sources.ts';
import { CoverageIndicator, CoveragePopulation, CoverageState, type Coverage, type StateCounts } from './coverage.ts';

/** Grids within an area that agree in everything a coverage asks. */
export interface GridTally {
  areaId: number;
  committee: CoverageState;
  propertyService: CoverageState;
  renewed: boolean;
  count: number;
}

/**
 * The rule of coverage itself is the SQL function grid_coverage (migration 0005), and grid_states (migration 0020) knows its rows
 * without working them out; here they are counted.
 */
export class CoverageService {
  /** All coverages of an answer, whatever indicator and population, take one statement. */
  static async ofArea(
    context: GraphContext,
    area: Area,
    indicator: CoverageIndicator,
    population: CoveragePopulation,
  ): Promise<Coverage> {
    const tallies = await (isSummarised(area.level)
      ? loadManyPerArea<GridTally>(context, 'summarised coverage', area, summarisedTallies)
      : loadAround<GridTally>(context, 'coverage', area, tallyGrids));
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
      provenances: () => this.provenances(context, area, indicator, population),
    };
  }

  private static async provenances(
    context: GraphContext,
    area: Area,
    indicator: CoverageIndicator,
    population: CoveragePopulation,
  ): Promise<Provenance[]> {
    const [row] = await loadAround<{ areaId: number; provenances: Provenance[] }>(
      context,
      provenanceQuestion(indicator, population),
      area,
      ({ ids, roots }, asOf) => provenancesAbove(coverageSources(roots, asOf, indicator, population), ids),
    );
    return row?.provenances ?? [];
  }

  static async stateOfGrid(context: GraphContext, grid: Grid, indicator: CoverageIndicator): Promise<CoverageState> {
    const [row] = await loadAround<GridStates>(context, 'grid states', grid, statesOfGrids);
    return row?.[indicator] ?? 'UNKNOWN';
  }

  static async stateOfYard(context: GraphContext, yard: Yard): Promise<CoverageState> {
    const [row] = await loadAround<{ areaId: number; state: CoverageState }>(
      context,
      'yard states',
      yard,
      statesOfYards,
    );
    return row?.state ?? 'UNKNOWN';
  }
}

type GridStates = { areaId: number } & Record<CoverageIndicator, CoverageState>;

const stateColumn = { OWNERS_COMMITTEE: 'committee', PROPERTY_SERVICE: 'propertyService' } as const;

/**
 * Statement: both states of each of these grids, as grid_states gives them: each grid looks up its own row, which saves reading
 * the paths around it, and those of districts with a mark are worked out.
 */
function statesOfGrids({ ids, roots }: Neighbourhood, asOf: Value<string>): Sql {
  const marked = (district: Sql) =>
    sql`exists (select from summary_mark m where m.kind = 'COVERAGE' and m.district_code = ${district} collate "C")`;
  const states = sql`c.area_id as "areaId", c.owners_committee_state as "OWNERS_COMMITTEE", c.property_service_state as "PROPERTY_SERVICE"`;
  return sql`
    select ${states} from grid_state c
    where c.area_id = any (${ids}::int[]) and ${holdsAt('c', asOf)} and not ${marked(sql`c.district_code`)}
    union all
    select ${states}
    from (select root.path from ${reach(roots)} where ${marked(sql`split_part(root.path, '/', 1)`)} offset 0) root
    cross join lateral grid_coverage(${asOf}::date, root.path) c
    where c.area_id = any (${ids}::int[])`;
}

/** Statement: the property service state of each of these yards. */
function statesOfYards({ ids, roots }: Neighbourhood, asOf: Value<string>): Sql {
  return sql`
    select c.area_id as "areaId", c.property_service_state as state
    from ${reach(roots)} cross join lateral yard_coverage(${asOf}::date, root.path) c
    where c.area_id = any (${ids}::int[])`;
}

/** Reading: a state of each row, which is a grid. */
export function readGridState(asked: AskedField, indicator: CoverageIndicator): Sql {
  const of = asked.fact('grid states', (rows) => statesOfGrids(neighbourhoodOf(rows), asked.asOf));
  return asked.value(sql`coalesce(${of(indicator)}, 'UNKNOWN')`);
}

/** Reading: the property service state of each row, which is a yard. */
export function readYardState(asked: AskedField): Sql {
  const of = asked.fact('yard states', (rows) => statesOfYards(neighbourhoodOf(rows), asked.asOf));
  return asked.value(sql`coalesce(${of('state')}, 'UNKNOWN')`);
}

/** Reading: a coverage of each row, which is an area. */
export function readCoverage(asked: AskedField<{ indicator: CoverageIndicator; population: CoveragePopulation }>): Sql {
  const { indicator, population } = asked.args;
  const of = asked.fact('coverage', (rows) => sumTallies(readTallies(rows, asked.asOf)));
  const count = (state: CoverageState) => sql`coalesce(${of(sumName(indicator, population, state))}, 0)`;
  const [covered, uncovered, unknown] = [count('COVERED'), count('UNCOVERED'), count('UNKNOWN')];
  const known = sql`(${covered} + ${uncovered})`;
  const counts = { covered, uncovered, unknown, denominator: sql`(${known} + ${unknown})` };
  const asOf = sql`${asked.asOf}::date`;
  const slots = { ...counts, known, areaName: asked.row('name'), asOf: sql`to_char(${asOf}, 'YYYY-MM-DD')` };
  return asked.object({
    ...counts,
    asOf,
    indicator: text(indicator),
    population: text(population),
    rate: sql`${covered}::float8 / nullif(${known}, 0)`,
    definition: (part: AskedField<{ language: Language }>) =>
      part.value(definitionSql(definitionParts(indicator, population, part.args.language), slots)),
    provenances: (part: AskedField<never>) =>
      readProvenances(part, provenanceQuestion(indicator, population), ({ roots }) =>
        coverageSources(roots, asked.asOf, indicator, population),
      ),
  });
}

const provenanceQuestion = (indicator: CoverageIndicator, population: CoveragePopulation): string =>
  `coverage provenances:${indicator}:${population}`;

/** Statement: the grids within each of the rows, from the summary of an area where it has one. */
function readTallies(rows: RowSet, asOf: Value<string>): Sql {
  const isOfSummary = (type: string) => SUMMARISED_LEVELS.some((level) => areaClasses[level].name === type);
  const summarised = rows.only(isOfSummary);
  const counted = rows.only((type) => !isOfSummary(type));
  const parts = [
    ...(summarised ? [summarisedTallies(summarised.keys, asOf)] : []),
    ...(counted ? [tallyGrids(neighbourhoodOf(counted), asOf)] : []),
  ];
  return joined(parts, sql` union all `);
}

/** Statement: the tallies added up, a column for each indicator, population and state. */
function sumTallies(tallies: Sql): Sql {
  const sums = Object.values(CoverageIndicator).flatMap((indicator) =>
    Object.values(CoveragePopulation).flatMap((population) =>
      Object.values(CoverageState).map((state) => {
        const counted = population === CoveragePopulation.ALL_GRIDS ? sql`` : sql` and t.renewed`;
        const holds = sql`t.${property(stateColumn[indicator])} = ${text(state)}${counted}`;
        return sql`sum(t.count) filter (where ${holds})::int as ${property(sumName(indicator, population, state))}`;
      }),
    ),
  );
  return sql`select t."areaId", ${joined(sums, sql`, `)} from (${tallies}) t group by 1`;
}

function sumName(indicator: CoverageIndicator, population: CoveragePopulation, state: CoverageState): string {
  return `${indicator}_${population}_${state}`;
}

/** Statement: the grids within each of the areas, counted by what coverage asks. */
function tallyGrids({ ids, roots }: Neighbourhood, asOf: Value<string>): Sql {
  return tallyGridsFor(roots, areasAbove('c.path', ids), asOf);
}

/** Statement: the grids within these paths, counted by what coverage asks for the areas `above` that the join gives. */
export function tallyGridsFor(roots: Neighbourhood['roots'], above: Sql, asOf: Value<string>): Sql {
  return sql`
    select above.id as "areaId", c.owners_committee_state as committee, c.property_service_state as "propertyService",
      c.renewed_within_five_years as renewed, count(*)::int as count
    from ${reach(roots)} cross join lateral grid_states(${asOf}::date, root.path) c ${above}
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
