import type { Geometry } from 'geojson';
import type { EntityManager } from 'typeorm';
import { sql } from '../../kernel/graph/sql.ts';
import { encodeWkb } from '../formats/wkb.ts';
import { towardsStorage } from './convert.ts';
import type { Crs } from './crs.ts';
import type { Fit } from './decide.ts';

/** A row of the file as far as it tells where it should lie. */
export interface PlacedRow {
  readonly row: number;
  readonly code: string | null;
  readonly parentCode: string | null;
  /** In the coordinates of the file. */
  readonly geometry: Geometry;
}

/** Rows that are looked at: more would not change a median. */
export const SAMPLE_ROWS = 60;

/**
 * How well rows of a file fit what is known at the date when they are read in each of these systems. A row is compared with
 * the known shape under its own code: by the distance of their centroids, which an offset moves as far as it moves all; or
 * else with the ground of what it belongs to (by its parent's code, or the longest beginning of its own that is known): by how
 * far its middle lies outside. Distances are on the ellipsoid, in metres.
 */
export async function compareWithKnown(
  manager: EntityManager,
  rows: readonly PlacedRow[],
  systems: readonly Crs[],
  asOf: string,
): Promise<Fit[]> {
  const readings = systems.flatMap((crs, candidate) => {
    const { srid, convert } = towardsStorage(crs);
    return rows.slice(0, SAMPLE_ROWS).map(({ geometry, ...row }) => ({
      ...row,
      candidate,
      srid,
      geom: encodeWkb(convert ? convert(geometry) : geometry).toString('hex'),
    }));
  });
  if (readings.length === 0) return [];
  const { text, params } = sql`
    with reading as materialized (
      select r.candidate, r.row, coalesce(r.code, '') as code, r."parentCode" as parent,
        case when r.srid in (4490, 4326) then ST_SetSRID(r.geom::geometry, 4490) else ST_Transform(ST_SetSRID(r.geom::geometry, r.srid), 4490) end as geom
      from jsonb_to_recordset(${JSON.stringify(readings)}::jsonb) as r(candidate int, row int, code text, "parentCode" text, srid int, geom text)
    ), known as materialized (
      select w.row, own.geom as own, above.geom as above
      from (select distinct row, code, parent from reading) w
      left join lateral (
        select b.geom from area a join boundary b on b.area_id = a.id and ${asOf}::date >= b.valid_from and ${asOf}::date < b.valid_to
        where a.code = w.code
        union all
        select o.geom from office_building o where o.code = w.code and ${asOf}::date >= o.valid_from and ${asOf}::date < o.valid_to
        limit 1
      ) own on true
      left join lateral (
        select b.geom from area a join boundary b on b.area_id = a.id and ${asOf}::date >= b.valid_from and ${asOf}::date < b.valid_to
        where a.code = w.parent or a.code = any (array(select left(w.code, n) from generate_series(6, length(w.code) - 1) n))
        order by a.code = w.parent desc nulls last, length(a.code) desc limit 1
      ) above on true
    ), distance as (
      select r.candidate, r.row,
        case when k.own is not null then ST_Distance(ST_Centroid(k.own)::geography, ST_Centroid(r.geom)::geography)
          else ST_Distance(k.above::geography, ST_PointOnSurface(r.geom)::geography) end as metres
      from reading r join known k using (row)
      where k.own is not null or k.above is not null
    )
    select candidate, count(*)::int as rows, percentile_cont(0.5) within group (order by metres) as "medianM"
    from distance group by candidate order by candidate`;
  const found = await manager.query<{ candidate: number; rows: number; medianM: number }[]>(text, params);
  return found.flatMap(({ candidate, rows: count, medianM }) => {
    const crs = systems[candidate];
    return crs ? [{ crs, rows: count, medianM }] : [];
  });
}

/** The longitude in the middle of all known ground; null when none is known. */
export async function knownLongitude(manager: EntityManager): Promise<number | null> {
  const [row] = await manager.query<{ longitude: number | null }[]>(
    `select avg(ST_X(b.centre)) as longitude from boundary b join area a on a.id = b.area_id and a.level = 'DISTRICT'`,
  );
  return row?.longitude ?? null;
}
