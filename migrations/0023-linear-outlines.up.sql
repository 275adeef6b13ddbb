-- Simplified outlines in a time that grows with their points (server/docs/tiles.md). No tile changes.

-- As in migration 0021. What is asked of a point by its place, whether others are there and whether they go on in the same
-- direction, is told by sorting: joined with itself by its place, the list was gone through, and made anew, for each of its points
-- where the planner expected few.
create or replace function tile_outlines(touched integer[]) returns table (layer text, band smallint, shape_id integer, geom geometry)
language sql stable set jit = off set work_mem = '32MB' set enable_mergejoin = off as $$
  with own as (
    select array_agg(s.geom) as ground from tile_shape s
    where s.band = 18 and s.layer in ('DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'YARD') and s.shape_id = any (touched)
  ), near as materialized (
    select n.* from own, tile_neighbours(own.ground) n
  ), point as materialized (
    select n.layer, n.shape_id, p.path[1] as polygon, p.path[2] as ring, p.path[3] as i, ST_X(p.geom) as x, ST_Y(p.geom) as y
    from near n, ST_DumpPoints(n.geom) p
  ), seen as (
    select *, count(*) filter (where i > 1) over (partition by x, y) > 1 as is_shared from point
  ), met as materialized (
    -- rings that share a point with another, or pass one twice: no other has a corner
    select *, bool_or(is_shared) over (partition by shape_id, polygon, ring) as is_met from seen
  ), beside as (
    select *, lag(x) over line as px, lag(y) over line as py,
      -- the last point of a ring repeats the first
      coalesce(lead(x) over line, nth_value(x, 2) over line) as nx, coalesce(lead(y) over line, nth_value(y, 2) over line) as ny
    from met where is_met
    window line as (partition by shape_id, polygon, ring order by i rows between unbounded preceding and unbounded following)
  ), ordered as (
    select *, (px, py) < (nx, ny) as rising from beside where i > 1
  ), cornered as (
    select *, min(case when rising then px else nx end) over place <> max(case when rising then px else nx end) over place
        or min(case when rising then py else ny end) over place <> max(case when rising then py else ny end) over place
        or min(case when rising then nx else px end) over place <> max(case when rising then nx else px end) over place
        or min(case when rising then ny else py end) over place <> max(case when rising then ny else py end) over place as is_corner
    from ordered window place as (partition by x, y)
  ), started as (
    -- a ring begins at a corner, or where it has none, at a point that does not depend on how it was drawn
    select *, first_value(i) over (partition by shape_id, polygon, ring
        order by not is_corner, case when is_corner then i end, x, y) as start,
      count(*) over (partition by shape_id, polygon, ring) as points
    from cornered where shape_id = any (touched)
  ), placed as (
    select layer, shape_id, polygon, ring, ST_SetSRID(ST_Point(x, y), 3857) as place, points, is_corner or i = start as ends_line,
      (i - start + points) % points as position
    from started
  ), numbered as (
    select *, count(*) filter (where ends_line) over (ring order by position) as line,
      count(*) filter (where ends_line) over ring as lines
    from placed window ring as (partition by shape_id, polygon, ring)
  ), lone_start as (
    select shape_id, polygon, ring, min(array[x, y]) as place
    from met where not is_met and shape_id = any (touched) group by shape_id, polygon, ring
  ), lone_ring as (
    select n.layer, n.shape_id, p.path[1] as polygon, r.path[1] + 1 as ring, ST_ExteriorRing(r.geom) as geom
    from near n, ST_Dump(n.geom) p, ST_DumpRings(p.geom) r where n.shape_id = any (touched)
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
