import type { EntityManager } from 'typeorm';
import { sql } from '../../kernel/graph/sql.ts';
import type { Crs } from './crs.ts';
import type { Fit } from './decide.ts';
import { isRealAt, readingsOf, type PlacedRow } from './readings.ts';

/** Corners that are looked at in each system, of all rows together. */
const SAMPLE_CORNERS = 400;
/** Metres from a known corner up to which a corner is the same: conversions of GCJ-02 by others are good to this. */
const SAME_CORNER_M = 2;
/** Corners that coincide with known ones and are no chance: so many, and this part of all. */
const [LEAST_CORNERS, LEAST_SHARE] = [4, 0.1];
/** Of the corners so many at most are compared; as of an outline with the known one. */
const MOST_SHARE = 0.4;
/** Corners that are measured together: those near one another on a border. */
const PIECE_CORNERS = 64;

/**
 * How well rows of which no outline is known fit the borders around them at the date, when they are read in each of these systems:
 * those of what they belong to and of what lies beside them (areas of their level and above). What adjoins shares corners, so in the
 * right system many coincide with known ones. (The nearest border would not do: along a straight one a shifted copy lies on it, too.)
 * The distance in metres is the one that half as many corners do not pass as coincide in the best system. Empty where in none enough
 * do: outlines of another origin tell nothing that way.
 */
export async function compareWithAround(
  manager: EntityManager,
  rows: readonly PlacedRow[],
  systems: readonly Crs[],
  asOf: string,
): Promise<Fit[]> {
  const readings = readingsOf(rows, systems);
  if (!readings) return [];
  const { text, params } = sql`
    with reading as materialized (${readings}),
    degree as materialized (select 111319.49 * cos(radians(avg(ST_Y(ST_Centroid(geom))))) as east from reading),
    known as materialized (
      select ST_Scale(ST_Collect(p.geom), d.east, 110946.0) as corners
      from boundary b join area a on a.id = b.area_id join data_source s on s.id = b.source_id
      cross join lateral ST_DumpPoints(b.geom) p cross join degree d
      where ${isRealAt(asOf)} and length(a.code) <= (select max(length(code)) from reading)
        and exists (select from reading r where b.geom && r.geom)
      group by b.id, p.path[1], p.path[2], p.path[3] / ${PIECE_CORNERS}::int, d.east
    ), corner as materialized (
      select c.candidate, c.row, ST_Scale(c.geom, d.east, 110946.0) as place
      from (
        select r.candidate, r.row, p.geom, row_number() over one as number, count(*) over one as corners
        from reading r cross join lateral (select distinct d.geom from ST_DumpPoints(r.geom) d) p where ST_Dimension(r.geom) = 2
        window one as (partition by r.candidate)
      ) c cross join degree d where c.number % ceil(c.corners / ${SAMPLE_CORNERS}::float8)::int = 0
    ), distance as (
      select c.candidate, c.row, nearest.metres from corner c
      cross join lateral (select min(ST_Distance(k.corners, c.place)) as metres from known k) nearest where nearest.metres is not null
    ), held as (
      select candidate, count(*) as corners, count(*) filter (where metres <= ${SAME_CORNER_M}::float8) as coinciding
      from distance group by candidate
    ), most as materialized (
      select least(${MOST_SHARE}::float8, max(coinciding::float8 / corners) / 2) as share from held
      where coinciding >= ${LEAST_CORNERS}::int and coinciding >= ${LEAST_SHARE}::float8 * corners having count(*) > 0
    )
    select candidate, count(distinct row)::int as rows, count(*)::int as corners, (select share from most) as "aroundShare",
      percentile_cont((select share from most)) within group (order by metres) as "medianM"
    from distance where exists (select from most) group by candidate order by candidate`;
  const found = await manager.query<(Omit<Fit, 'crs'> & { candidate: number })[]>(text, params);
  return found.flatMap(({ candidate, ...fit }) => {
    const crs = systems[candidate];
    return crs ? [{ crs, ...fit }] : [];
  });
}
