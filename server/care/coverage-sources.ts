import { holdsAt } from '../kernel/graph/as-of.ts';
import { joined, name, sql, text, type Sql } from '../kernel/graph/sql.ts';
import type { Value } from '../kernel/reading/late.ts';
import { reach, type Neighbourhood } from '../land/around.ts';
import { CoverageIndicator, CoveragePopulation } from './coverage.ts';

const stateColumn = { OWNERS_COMMITTEE: 'owners_committee_state', PROPERTY_SERVICE: 'property_service_state' } as const;

/**
 * Statement: `path` and `source_id` of the rows that a coverage within these paths rests on, by the rule of grid_coverage: each
 * grid of the population; what covers it, with the yard it covers it by; the survey that found nothing; and the renewal by which
 * it is of the population. A survey of a grid that is covered decides nothing and is not among them.
 */
export function coverageSources(
  roots: Neighbourhood['roots'],
  asOf: Value<string>,
  indicator: CoverageIndicator,
  population: CoveragePopulation,
): Sql {
  const state = name(`c.${stateColumn[indicator]}`);
  const renewedOnly = population === CoveragePopulation.GRIDS_RENEWED_WITHIN_FIVE_YEARS;
  const found = [
    sql`select g.source_id from area g where g.id = c.area_id`,
    sql`select s.source_id from coverage_survey s
      where ${state} = 'UNCOVERED' and s.area_id = c.area_id and s.indicator = ${text(indicator)} and s.surveyed_on <= ${asOf}::date`,
    indicator === CoverageIndicator.OWNERS_COMMITTEE
      ? sql`select o.source_id from owners_committee_at(${asOf}::date) serves join owners_committee o on o.id = serves.committee_id
          where ${state} = 'COVERED' and serves.area_id = c.area_id`
      : sql`select unnest(array[v.source_id, a.source_id]) from ${gridAndYards(asOf)}
          join serving_property_service_at(${asOf}::date) serves on serves.area_id = p.area_id
          join property_service v on v.id = serves.service_id where ${state} = 'COVERED'`,
    ...(renewedOnly
      ? [
          sql`select unnest(array[r.source_id, a.source_id]) from ${gridAndYards(asOf)}
            join renewed_within_five_years_at(${asOf}::date) renewed on renewed.area_id = p.area_id
            join renewal_project r on r.id = renewed.project_id`,
        ]
      : []),
  ];
  return sql`
    select c.path, found.source_id
    from ${reach(roots)} cross join lateral grid_states(${asOf}::date, root.path) c
    cross join lateral (${joined(found, sql` union all `)}) found
    ${renewedOnly ? sql`where c.renewed_within_five_years` : sql``}`;
}

/** Tables: the grid `c` itself and its yards, as areas `a`; each grid looks up its own range of paths. */
function gridAndYards(asOf: Value<string>): Sql {
  return sql`(select p.area_id from area_path p
      where p.level in ('GRID', 'YARD') and p.path >= c.path and p.path < c.path || '0' and ${holdsAt('p', asOf)} offset 0) p
    join area a on a.id = p.area_id`;
}
