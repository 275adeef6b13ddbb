/** Shapes of a file against themselves, their parents and their neighbours. Areas in square metres, on the ellipsoid. */
import { sql, text, type Sql } from '../../kernel/graph/sql.ts';
import type { ExchangeLayer, ImportScope } from '../../kernel/exchange/layer.ts';

/** A repair that changes more ground than this share, and more than so many square metres, would be a guess. */
const REPAIR_SHARE = 0.001;
const REPAIR_M2 = 1;
/** Overlaps and ground outside below this are the width of a pencil. */
const TOLERANCE_M2 = 0.5;
/** Gaps narrower than this between neighbours are no ground of their own. */
const GAP_M = 0.5;
/** Degrees to which overlays are rounded, far below what shapes are known to; see geodata/check-rules.ts. */
const GRID = 1e-9;
/** Metres in a degree of latitude, at least. */
const DEGREE_M = 110_574;

const m2 = (geometry: Sql): Sql => sql`ST_Area((${geometry})::geography)`;
const shown = (amount: Sql): Sql => sql`round((${amount})::numeric, 1)`;

/** What can be mended without guessing is: rings that touch or cross themselves by no more than a sliver. */
export function repairShapes({ run }: ImportScope): Sql[] {
  return [
    sql`
      with broken as materialized (
        select r.row, r.code, r.geom, ST_IsValidReason(r.geom) as reason, location(ST_IsValidDetail(r.geom)) as place,
          ST_CollectionExtract(ST_MakeValid(r.geom, 'method=structure keepcollapsed=false'), 3) as mended
        from import_row r where r.run_id = ${run} and r.geom is not null and r.action is null and not ST_IsValid(r.geom)
      ), judged as materialized (
        select b.*, abs(${m2(sql`b.mended`)} - abs(${m2(sql`b.geom`)})) as changed,
          not ST_IsEmpty(b.mended) and ST_IsValid(b.mended)
            and abs(${m2(sql`b.mended`)} - abs(${m2(sql`b.geom`)})) <= greatest(${REPAIR_M2}::float8, ${REPAIR_SHARE}::float8 * ${m2(sql`b.mended`)}) as is_repair
        from broken b
      ), written as (
        update import_row r set geom = case when j.is_repair then j.mended end, action = case when not j.is_repair then 'REFUSED' end
        from judged j where r.run_id = ${run} and r.row = j.row
      )
      insert into import_finding (run_id, row, code, severity, reason, message, amount, place)
      select ${run}::int, j.row, j.code, case when j.is_repair then 'REPAIRED' else 'REFUSED' end, 'SHAPE_INVALID',
        case when j.is_repair then format('The outline was not valid (%s) and is mended, which changes %s m².', j.reason, ${shown(sql`j.changed`)})
          else format('The outline is not valid (%s), and how it is meant cannot be told.', j.reason) end,
        j.changed, ST_SetSRID(j.place, 4490)
      from judged j`,
  ];
}

/**
 * Doubts that whoever confirms has to accept: shapes over one another, outside of what they belong to, or hardly apart. What is
 * near a shape is looked up in a table of all that will be there, with an index of its own, for the length of the transaction.
 */
export function doubtShapes(layer: ExchangeLayer, { run, asOf }: ImportScope): Sql[] {
  if (layer.geometry !== 'MultiPolygon') return [];
  const doubtful = (reason: string, message: Sql, doubts: Sql, above: Sql): Sql => sql`
    insert into import_finding (run_id, row, code, severity, reason, message, amount, place)
    select ${run}::int, d.row, d.code, 'DOUBTFUL', ${text(reason)}, ${message}, d.amount, d.place
    from (${doubts}) d where ${above}`;
  const more = sql`d.amount > ${TOLERANCE_M2}::float8`;
  return [
    sql`drop table if exists pg_temp.shape_here`,
    sql`create temporary table shape_here (row integer, code text, parent text, written boolean, geom geometry) on commit drop`,
    sql`
      insert into shape_here
      select r.row, r.code, coalesce(r.attributes->>'parentCode', r.attributes->>'areaCode'),
        r.action = 'ADDED' or r.action = 'CHANGED' and r.changes ? 'geometry', r.geom
      from import_row r where r.run_id = ${run} and r.geom is not null and r.action in ('ADDED', 'CHANGED', 'UNCHANGED')`,
    sql`
      insert into shape_here
      select null, k.code, null, false, k.geom from (${layer.state(asOf)}) k
      where k.geom && (select ST_SetSRID(ST_Extent(h.geom)::geometry, 4490) from shape_here h where h.written)
        and not exists (select from import_row o where o.run_id = ${run} and o.code = k.code)`,
    sql`create index on shape_here using gist (geom)`,
    sql`analyze shape_here`,
    sql`drop table if exists pg_temp.shape_pair`,
    sql`
      create temporary table shape_pair on commit drop as
      select r.row, r.code, n.code as other, r.geom, n.geom as other_geom, ST_Intersects(r.geom, n.geom) as meet
      from shape_here r join shape_here n
        on n.geom && ST_Expand(r.geom, ${text(String((2 * GAP_M) / DEGREE_M))}::float8) and n.code <> r.code and not (n.written and n.row < r.row)
      where r.written`,
    doubtful(
      'OVERLAP',
      sql`format('It overlaps %s by %s m².', d.other, ${shown(sql`d.amount`)})`,
      sql`
        select o.*, ${m2(sql`o.shared`)} as amount, ST_PointOnSurface(o.shared) as place from (
          select p.row, p.code, p.other, ST_Intersection(p.geom, p.other_geom, ${GRID}::float8) as shared
          from shape_pair p where p.meet and ST_Relate(p.geom, p.other_geom, '2********')) o`,
      more,
    ),
    doubtful(
      'OUTSIDE_PARENT',
      sql`format('%s m² of it lie outside of %s, where it belongs.', ${shown(sql`d.amount`)}, d.other)`,
      sql`
        select o.*, ${m2(sql`o.outside`)} as amount, ST_PointOnSurface(o.outside) as place from (
          select r.row, r.code, p.code as other, ST_Difference(r.geom, b.geom, ${GRID}::float8) as outside
          from shape_here r join area p on p.code = r.parent
          join boundary b on b.area_id = p.id and ${asOf}::date >= b.valid_from and ${asOf}::date < b.valid_to
          where r.written and not ST_Covers(b.geom, r.geom)) o`,
      more,
    ),
    doubtful(
      'GAP',
      sql`format('Between it and %s is a gap of %s m.', d.other, round(d.amount::numeric, 2))`,
      sql`
        select p.row, p.code, p.other, ST_Distance(p.geom::geography, p.other_geom::geography) as amount,
          ST_StartPoint(ST_ShortestLine(p.geom, p.other_geom)) as place
        from shape_pair p where not p.meet`,
      sql`d.amount < ${GAP_M}::float8`,
    ),
  ];
}
