/** Shapes of a file against themselves, their parents and their neighbours. Areas in square metres, on the ellipsoid. */
import { sql, text, type Sql } from '../../kernel/graph/sql.ts';
import type { ImportScope } from '../../kernel/exchange/layer.ts';
import { GAP_M, GRID } from './shape-pairs.ts';

/** A repair that changes more ground than this share, and more than so many square metres, would be a guess. */
const REPAIR_SHARE = 0.001;
const REPAIR_M2 = 1;
/** Overlaps and ground outside below this are the width of a pencil. */
const TOLERANCE_M2 = 0.5;

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

/** Doubts that whoever confirms has to accept: shapes over one another, outside of what they belong to, or hardly apart. */
export function doubtShapes({ run }: ImportScope): Sql[] {
  const doubtful = (reason: string, message: Sql, doubts: Sql, above: Sql): Sql => sql`
    insert into import_finding (run_id, row, code, severity, reason, message, amount, place)
    select ${run}::int, d.row, d.code, 'DOUBTFUL', ${text(reason)}, ${message}, d.amount, d.place
    from (${doubts}) d where ${above}`;
  const more = sql`d.amount > ${TOLERANCE_M2}::float8`;
  return [
    doubtful(
      'OVERLAP',
      sql`format('It overlaps %s by %s m².', d.other, ${shown(sql`d.amount`)})`,
      sql`
        select one.row, one.code, other.code as other, ${m2(sql`s.shared`)} as amount, ST_PointOnSurface(s.shared) as place
        from (
          select p.one, p.other, case count(*) when 1 then (array_agg(p.shared))[1] else ST_UnaryUnion(ST_Collect(p.shared), ${GRID}::float8) end as shared
          from (${sharedGround}) p group by p.one, p.other) s
        join shape_here one on one.id = s.one join shape_here other on other.id = s.other`,
      more,
    ),
    doubtful(
      'OUTSIDE_PARENT',
      sql`format('%s m² of it lie outside of %s, where it belongs.', ${shown(sql`d.amount`)}, d.other)`,
      sql`
        select o.*, ${m2(sql`o.outside`)} as amount, ST_PointOnSurface(o.outside) as place from (
          select r.row, r.code, p.code as other, ${outsideOf} as outside
          from (select * from shape_here where written order by parent) r join shape_parent p on p.code = r.parent
          where not ST_Covers(p.geom, r.geom)) o`,
      more,
    ),
    doubtful(
      'GAP',
      sql`format('Between it and %s is a gap of %s m.', d.other, round(d.amount::numeric, 2))`,
      sql`
        select one.row, one.code, other.code as other, g.amount, g.place
        from (
          select n.one, n.other, min(n.metres) as amount, (array_agg(n.place order by n.metres))[1] as place
          from (${apart}) n group by n.one, n.other) g
        join shape_here one on one.id = g.one join shape_here other on other.id = g.other`,
      sql`d.amount < ${GAP_M}::float8`,
    ),
  ];
}

/** Ground that two shapes share: of a large and a small one by the parts of the large one, of two large ones as they are. */
const sharedGround = sql`
  select p.one, p.other, ST_Intersection(a.geom, b.geom, ${GRID}::float8) as shared
  from shape_pair p join shape_part a on a.part = p.part join shape_part b on b.part = p.other_part
  where p.meet and ST_Relate(a.geom, b.geom, '2********')
  union all
  select p.one, p.other, ST_Intersection(one.geom, other.geom, ${GRID}::float8)
  from shape_large_pair p join shape_here one on one.id = p.one join shape_here other on other.id = p.other
  where ST_Intersects(one.geom, other.geom) and ST_Relate(one.geom, other.geom, '2********')`;

/** How far apart those are that are near and do not meet, by their parts. */
const apart = sql`
  select p.one, p.other, ST_Distance(a.geom::geography, b.geom::geography) as metres, ST_StartPoint(ST_ShortestLine(a.geom, b.geom)) as place
  from shape_pair p join shape_part a on a.part = p.part join shape_part b on b.part = p.other_part
  where not exists (select from shape_pair q where q.one = p.one and q.other = p.other and q.meet)
  union all
  select p.one, p.other, ST_Distance(one.geom::geography, other.geom::geography), ST_StartPoint(ST_ShortestLine(one.geom, other.geom))
  from shape_large_pair p join shape_here one on one.id = p.one join shape_here other on other.id = p.other
  where not ST_Intersects(one.geom, other.geom)`;

/** What of a row is not covered by its parent: a parent of many corners is asked by those of its parts that are near. */
const outsideOf = sql`case
  when p.is_whole then ST_Difference(r.geom, p.geom, ${GRID}::float8)
  else coalesce(ST_Difference(r.geom, (
    select ST_UnaryUnion(ST_Collect(q.geom), ${GRID}::float8) from shape_parent_part q where q.code = p.code and q.geom && r.geom), ${GRID}::float8), r.geom) end`;
