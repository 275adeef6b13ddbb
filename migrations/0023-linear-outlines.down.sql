-- As in migration 0021.
create or replace function tile_outlines(touched integer[]) returns table (layer text, band smallint, shape_id integer, geom geometry)
language sql stable set jit = off set work_mem = '32MB' set enable_mergejoin = off as $$
  with own as (
    select array_agg(s.geom) as ground from tile_shape s
    where s.band = 18 and s.layer in ('DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'YARD') and s.shape_id = any (touched)
  ), near as materialized (
    select n.* from own, tile_neighbours(own.ground) n
  ), point as materialized (
    select n.layer, n.shape_id, p.path[1] as polygon, p.path[2] as ring, p.path[3] as i, p.geom as place,
      ST_X(p.geom) as x, ST_Y(p.geom) as y
    from near n, ST_DumpPoints(n.geom) p
  ), met as materialized (
    -- rings that share a point with another, or pass one twice: no other has a corner
    select distinct p.shape_id, p.polygon, p.ring
    from point p join (select x, y from point where i > 1 group by x, y having count(*) > 1) shared using (x, y)
  ), beside as (
    select *, lag(x) over line as px, lag(y) over line as py,
      -- the last point of a ring repeats the first
      coalesce(lead(x) over line, nth_value(x, 2) over line) as nx, coalesce(lead(y) over line, nth_value(y, 2) over line) as ny
    from point join met using (shape_id, polygon, ring)
    window line as (partition by shape_id, polygon, ring order by i rows between unbounded preceding and unbounded following)
  ), ordered as (
    select *, (px, py) < (nx, ny) as rising from beside where i > 1
  ), corner as (
    select x, y from ordered group by x, y
    having min(case when rising then px else nx end) <> max(case when rising then px else nx end)
      or min(case when rising then py else ny end) <> max(case when rising then py else ny end)
      or min(case when rising then nx else px end) <> max(case when rising then nx else px end)
      or min(case when rising then ny else py end) <> max(case when rising then ny else py end)
  ), started as (
    -- a ring begins at a corner, or where it has none, at a point that does not depend on how it was drawn
    select o.layer, o.shape_id, o.polygon, o.ring, o.i, o.place, c.x is not null as is_corner,
      first_value(o.i) over (partition by o.shape_id, o.polygon, o.ring
        order by c.x is null, case when c.x is not null then o.i end, o.x, o.y) as start,
      count(*) over (partition by o.shape_id, o.polygon, o.ring) as points
    from ordered o join unnest(touched) own(shape_id) using (shape_id) left join corner c using (x, y)
  ), placed as (
    select layer, shape_id, polygon, ring, place, points, is_corner or i = start as ends_line, (i - start + points) % points as position
    from started
  ), numbered as (
    select *, count(*) filter (where ends_line) over (ring order by position) as line,
      count(*) filter (where ends_line) over ring as lines
    from placed window ring as (partition by shape_id, polygon, ring)
  ), lone_start as (
    select shape_id, polygon, ring, min(array[x, y]) as place
    from point join unnest(touched) own(shape_id) using (shape_id)
    where not exists (
      select from met m where m.shape_id = point.shape_id and m.polygon = point.polygon and m.ring = point.ring)
    group by shape_id, polygon, ring
  ), lone_ring as (
    select n.layer, n.shape_id, p.path[1] as polygon, r.path[1] + 1 as ring, ST_ExteriorRing(r.geom) as geom
    from near n join unnest(touched) own(shape_id) using (shape_id), ST_Dump(n.geom) p, ST_DumpRings(p.geom) r
  ), line as (
    select layer, shape_id, polygon, ring, line, ST_MakeLine(place order by position) as geom
    from (
      select layer, shape_id, polygon, ring, line, position, place from numbered
      union all
      -- where a line begins, the one before it ends
      select layer, shape_id, polygon, ring, case when line = 1 then lines else line - 1 end,
        case when line = 1 then points else position end, place
      from numbered where ends_line
    ) p
    group by layer, shape_id, polygon, ring, line
    union all
    select r.layer, r.shape_id, r.polygon, r.ring, 1, ST_Scroll(r.geom, ST_SetSRID(ST_Point(s.place[1], s.place[2]), 3857))
    from lone_ring r join lone_start s using (shape_id, polygon, ring)
  ), directed as materialized (
    select *, (ST_X(ST_StartPoint(geom)), ST_Y(ST_StartPoint(geom)), ST_X(ST_PointN(geom, 2)), ST_Y(ST_PointN(geom, 2)))
        < (ST_X(ST_EndPoint(geom)), ST_Y(ST_EndPoint(geom)), ST_X(ST_PointN(geom, -2)), ST_Y(ST_PointN(geom, -2))) as forward
    from line
  ), simple as materialized (
    select d.layer, d.shape_id, d.polygon, d.ring, d.line, b.band,
      case when ST_NPoints(d.geom) = 2 then d.geom
        when d.forward then ST_Simplify(d.geom, 2 * tile_size(b.band) / 4096)
        else ST_Reverse(ST_Simplify(ST_Reverse(d.geom), 2 * tile_size(b.band) / 4096)) end as geom
    from directed d join tile_band b on b.layer = d.layer and b.band < 18
  ), ring as (
    select layer, shape_id, polygon, ring, band, ST_MakeLine(geom order by line) as geom
    from simple group by layer, shape_id, polygon, ring, band
    -- there and back along one line is no ring
    having sum(ST_NPoints(geom) - 1) >= 3
  ), polygon as (
    select layer, shape_id, polygon, band, (array_agg(geom) filter (where ring = 1))[1] as shell,
      coalesce(array_agg(geom order by ring) filter (where ring > 1), '{}') as holes
    from ring group by layer, shape_id, polygon, band
  )
  select layer, band, shape_id, ST_Multi(ST_Collect(ST_MakePolygon(shell, holes) order by polygon))
  from polygon where shell is not null group by layer, band, shape_id
$$;
