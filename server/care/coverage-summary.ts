import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { Keys, Value } from '../kernel/reading/late.ts';
import { AreaLevel } from '../land/level.ts';

/** Levels that are summarised by date (migration 0009): asking them costs the same however much lies within them. */
export const SUMMARISED_LEVELS: readonly AreaLevel[] = [AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT];

export function isSummarised(level: AreaLevel): boolean {
  return SUMMARISED_LEVELS.includes(level);
}

/**
 * Statement: GridTally rows of these areas. It is right for every level, and as quick as one look-up per area for those that
 * are summarised; while the summary of a district is being made anew, its areas are counted.
 */
export function summarisedTallies(ids: Keys, asOf: Value<string>): Sql {
  return sql`
    select area_id as "areaId", owners_committee_state as committee, property_service_state as "propertyService",
      renewed_within_five_years as renewed, grids as count
    from area_coverage(${asOf}::date, ${ids}::int[])`;
}
