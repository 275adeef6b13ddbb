/**
 * Conditions that care adds to lists of areas. They speak of the area as `a` and of its place at the date as `p`, as
 * AreaListService asks, and take their answers from the functions that also count coverage: lists and counts agree.
 */
import { holdsAt } from '../kernel/graph/as-of.ts';
import { allOf, isAmong, Sql, sql } from '../kernel/graph/sql.ts';
import type { Value } from '../kernel/reading/late.ts';
import { reach } from '../land/around.ts';
import { pathWithin, type Rooted } from '../land/within.ts';
import { CoveragePopulation, type CoverageState } from './coverage.ts';
import type { PropertyServiceStatus } from './property-service.entity.ts';

/** Where and when a list is asked about; `within` null means all districts. */
export interface ListScope {
  asOf: Value<string>;
  within: Rooted | null;
}

/** Tables: the paths a list reaches over, as `root`. */
function reachOf({ asOf, within }: ListScope): Sql {
  if (within) return reach(within.path instanceof Sql ? sql`array[${within.path}]` : [within.path]);
  return sql`(select d.path from area_path d where d.level = 'DISTRICT' and ${holdsAt('d', asOf)}) root`;
}

/** Condition: the grid's states are these and it belongs to the population. Left out: any. */
export function gridCoverageIs(
  scope: ListScope,
  asked: {
    committee?: CoverageState | null | undefined;
    propertyService?: CoverageState | null | undefined;
    population?: CoveragePopulation | null | undefined;
  },
): Sql[] {
  const states: Sql[] = [];
  if (asked.committee) states.push(sql`c.owners_committee_state = ${asked.committee}`);
  if (asked.propertyService) states.push(sql`c.property_service_state = ${asked.propertyService}`);
  if (asked.population === CoveragePopulation.GRIDS_RENEWED_WITHIN_FIVE_YEARS) {
    states.push(sql`c.renewed_within_five_years`);
  }
  if (states.length === 0) return [];
  return [
    isAmong(
      sql`a.id`,
      sql`select c.area_id from ${reachOf(scope)} cross join lateral grid_states(${scope.asOf}::date, root.path) c
        where ${allOf(states)}`,
    ),
  ];
}

/** Condition: the yard has property service, has none, or it is not known. */
export function yardServiceIs(scope: ListScope, state: CoverageState | null | undefined): Sql[] {
  if (!state) return [];
  return [
    isAmong(
      sql`a.id`,
      sql`select c.area_id from ${reachOf(scope)} cross join lateral yard_coverage(${scope.asOf}::date, root.path) c
        where c.property_service_state = ${state}`,
    ),
  ];
}

/** Condition: the service a map shows of the grid or yard runs in this mode, has this status. */
export function foremostServiceIs(
  scope: ListScope,
  level: 'GRID' | 'YARD',
  asked: { mode?: Value<string> | null | undefined; status?: PropertyServiceStatus | null | undefined },
): Sql[] {
  const wanted: Sql[] = [];
  if (asked.mode != null) wanted.push(sql`s.mode_code = ${asked.mode}`);
  if (asked.status) wanted.push(sql`s.status = ${asked.status}`);
  if (wanted.length === 0) return [];
  return [
    isAmong(
      sql`a.id`,
      sql`select s.area_id
        from ${reachOf(scope)} cross join lateral foremost_property_service(${scope.asOf}::date, root.path, ${level}) s
        where ${allOf(wanted)}`,
    ),
  ];
}

/** Condition: a renewal project in the area was completed on that day or later, and by the date of the list. */
export function renewedSince(scope: ListScope, since: Value<string> | null | undefined): Sql[] {
  if (since == null) return [];
  const within = scope.within ? sql`and ${pathWithin('y', scope.within)}` : sql``;
  return [
    isAmong(
      sql`a.code`,
      sql`select unnest(string_to_array(y.path, '/')) from renewal_project r
        join renewal_project_yard ry on ry.project_id = r.id
        join area_path y on y.area_id = ry.area_id and ${holdsAt('y', scope.asOf)} ${within}
        where r.completed_on >= ${since}::date and r.completed_on <= ${scope.asOf}::date`,
    ),
  ];
}
