import type { EntityManager } from 'typeorm';
import { sql } from '../../kernel/graph/sql.ts';
import type { Crs } from './crs.ts';
import type { Fit } from './decide.ts';
import { isRealAt, readingsOf, type PlacedRow } from './readings.ts';

/** Corners of an outline that are looked at. */
const SAMPLE_CORNERS = 40;

/**
 * How well rows of a file fit what is known at the date when they are read in each of these systems. An outline is compared with
 * the known border under its own code, by the distance that two fifths of its corners do not pass: corners that mean the same
 * place coincide in the right system, whatever else one of the two outlines takes in, such as sea. Another shape is compared with
 * the known one by their middles, or, where none is known, with the ground of what it belongs to (by its parent's code, or the
 * longest beginning of its own that is known): by how far its middle lies outside. Ground that is made up tells nothing. Distances
 * in metres; of outlines by the length of a degree there.
 */
export async function compareWithKnown(
  manager: EntityManager,
  rows: readonly PlacedRow[],
  systems: readonly Crs[],
  asOf: string,
): Promise<Fit[]> {
  const readings = readingsOf(rows, systems);
  if (!readings) return [];
  const { text, params } = sql`
    with reading as materialized (${readings}), known as materialized (
      select w.row, own.geom as own, above.geom as above, degree.east,
        case when ST_Dimension(own.geom) = 2 then ST_Scale(ST_Boundary(own.geom), degree.east, 110946.0) end as border
      from (select distinct row, code, parent from reading) w
      left join lateral (
        select b.geom from area a join boundary b on b.area_id = a.id join data_source s on s.id = b.source_id
        where ${isRealAt(asOf)} and a.code = w.code
        union all
        select o.geom from office_building o join data_source s on s.id = o.source_id and s.provenance <> 'SYNTHETIC'
        where o.code = w.code and ${asOf}::date >= o.valid_from and ${asOf}::date < o.valid_to
        limit 1
      ) own on true
      left join lateral (
        select b.geom from area a join boundary b on b.area_id = a.id join data_source s on s.id = b.source_id
        where ${isRealAt(asOf)}
          and (a.code = w.parent or a.code = any (array(select left(w.code, n) from generate_series(6, length(w.code) - 1) n)))
        order by a.code = w.parent desc nulls last, length(a.code) desc limit 1
      ) above on true
      cross join lateral (select 111319.49 * cos(radians(ST_Y(ST_Centroid(coalesce(own.geom, above.geom))))) as east) degree
    ), corner as (
      select r.candidate, r.row, d.geom as place, row_number() over one - 1 as number, count(*) over one as corners
      from reading r cross join lateral (select distinct p.geom from ST_DumpPoints(r.geom) p) d where ST_Dimension(r.geom) = 2
      window one as (partition by r.candidate, r.row)
    ), distance as (
      select c.candidate, c.row, count(*) as corners,
        percentile_cont(0.4) within group (order by ST_Distance(ST_Scale(c.place, k.east, 110946.0), k.border)) as metres
      from corner c join known k using (row)
      where k.border is not null and c.number % ceil(c.corners / ${SAMPLE_CORNERS}::float8)::int = 0
      group by c.candidate, c.row
      union all
      select r.candidate, r.row, 0,
        case when k.own is not null then ST_Distance(ST_Centroid(k.own)::geography, ST_Centroid(r.geom)::geography)
          else ST_Distance(k.above::geography, ST_PointOnSurface(r.geom)::geography) end
      from reading r join known k using (row)
      where (k.own is not null or k.above is not null) and (k.border is null or ST_Dimension(r.geom) <> 2)
    )
    select candidate, count(*)::int as rows, sum(corners)::int as corners, percentile_cont(0.5) within group (order by metres) as "medianM"
    from distance group by candidate order by candidate`;
  const found = await manager.query<(Omit<Fit, 'crs' | 'aroundShare'> & { candidate: number })[]>(text, params);
  return found.flatMap(({ candidate, ...fit }) => {
    const crs = systems[candidate];
    return crs ? [{ crs, aroundShare: null, ...fit }] : [];
  });
}

/** The longitude in the middle of all known ground; null when none is known. */
export async function knownLongitude(manager: EntityManager): Promise<number | null> {
  const [row] = await manager.query<{ longitude: number | null }[]>(
    `select avg(ST_X(b.centre)) as longitude from boundary b join area a on a.id = b.area_id and a.level = 'DISTRICT'`,
  );
  return row?.longitude ?? null;
}
