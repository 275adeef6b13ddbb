-- Tiles of many new shapes at once (server/docs/tiles.md). No tile changes.

-- As in migration 0007. Most yards touch nobody: a ring that shares no point with another is turned to its beginning as a whole,
-- and only those that meet are taken apart.
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

-- As in migration 0013. What has changed is worked on anyway: only its neighbours are asked whether they share a point with it.
create or replace function refresh_tiles() returns void language plpgsql set jit = off as $$
declare
  this_transaction constant xid8 := pg_current_xact_id();
  new_version bigint;
  touched integer[];
begin
  perform from tile_state for update;
  perform tell_planner_of_many('tile_work', (select count(*) from tile_work where transaction = this_transaction));

  -- The shapes themselves.
  with fresh as materialized (
    select * from tile_facts(this_transaction)
  ), kept as materialized (
    select t.* from tile_work w join tile_shape t on t.shape_id = w.shape_id and (t.layer = 'OFFICE_BUILDING') = w.office
    where w.transaction = this_transaction and w.drawn and t.band = 18
  ), different as materialized (
    select layer, shape_id, f.geom is null as gone, f.geom is distinct from k.geom as moved, f.geom as after, k.geom as before
    from fresh f full join kept k using (layer, shape_id)
    where (f.id, f.code, f.name, f.first_day, f.end_day, f.synthetic, f.geom)
      is distinct from (k.id, k.code, k.name, k.first_day, k.end_day, k.synthetic, k.geom)
  ), removed as (
    delete from tile_shape t using different d where d.gone and t.layer = d.layer and t.shape_id = d.shape_id
  ), written as (
    insert into tile_shape (layer, band, shape_id, id, code, name, first_day, end_day, synthetic, geom)
    select f.layer, 18, f.shape_id, f.id, f.code, f.name, f.first_day, f.end_day, f.synthetic, f.geom
    from fresh f join different d using (layer, shape_id)
    on conflict (shape_id, layer, band) do update set id = excluded.id, code = excluded.code, name = excluded.name,
      first_day = excluded.first_day, end_day = excluded.end_day, synthetic = excluded.synthetic, geom = excluded.geom
  )
  insert into tile_change (layer, shape_id, moved, ground)
  select layer, shape_id, moved, ground from different, unnest(array[before, after]) ground where ground is not null;

  perform tell_planner_of_many('tile_change, tile_shape', (select count(*) from tile_change where transaction = this_transaction));

  -- Their simplified outlines, and those of all who share a point with what has moved. The points of the neighbours come
  -- first, and once: joined as they are taken apart, they would be compared with a list that is made anew for each of them.
  with changed as materialized (
    select c.shape_id, c.moved, c.ground from tile_change c
    where c.transaction = this_transaction and c.layer in ('DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'YARD')
  ), near as materialized (
    select n.shape_id, ST_X(p.geom) as x, ST_Y(p.geom) as y
    from (select array_agg(ground) as ground from changed where moved) m, tile_neighbours(m.ground) n, ST_DumpPoints(n.geom) p
    where not exists (select from changed c where c.shape_id = n.shape_id)
  )
  select array_agg(distinct shape_id) into touched from (
    select shape_id from changed
    union all
    select near.shape_id
    from near join (
      select ST_X(q.geom) as x, ST_Y(q.geom) as y from changed, ST_DumpPoints(changed.ground) q where changed.moved
    ) moved_point using (x, y)
  ) t;
  with fresh as materialized (
    select o.layer, o.band, o.shape_id, s.id, s.code, s.name, s.first_day, s.end_day, s.synthetic, o.geom
    from tile_outlines(touched) o join tile_shape s on s.layer = o.layer and s.band = 18 and s.shape_id = o.shape_id
  ), kept as materialized (
    select t.* from tile_shape t
    where t.band < 18 and t.layer in ('DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'YARD') and t.shape_id = any (touched)
  ), different as materialized (
    select layer, band, shape_id, f.geom is null as gone, f.geom as after, k.geom as before
    from fresh f full join kept k using (layer, band, shape_id)
    where (f.id, f.code, f.name, f.first_day, f.end_day, f.synthetic, f.geom)
      is distinct from (k.id, k.code, k.name, k.first_day, k.end_day, k.synthetic, k.geom)
  ), removed as (
    delete from tile_shape t using different d
    where d.gone and t.layer = d.layer and t.band = d.band and t.shape_id = d.shape_id
  ), written as (
    insert into tile_shape (layer, band, shape_id, id, code, name, first_day, end_day, synthetic, geom)
    select f.layer, f.band, f.shape_id, f.id, f.code, f.name, f.first_day, f.end_day, f.synthetic, f.geom
    from fresh f join different d using (layer, band, shape_id)
    on conflict (shape_id, layer, band) do update set id = excluded.id, code = excluded.code, name = excluded.name,
      first_day = excluded.first_day, end_day = excluded.end_day, synthetic = excluded.synthetic, geom = excluded.geom
  )
  insert into tile_change (layer, shape_id, moved, ground)
  select distinct layer, shape_id, false, coalesce(before, after) from different
  where not exists (
    select from tile_change c where c.transaction = this_transaction and c.layer = different.layer and c.shape_id = different.shape_id);

  -- Versions: of all tiles together, and of those that a change lies in; a tile takes along a sixty-fourth of its edge around it.
  if exists (select from tile_change where transaction = this_transaction)
    or (select everything from tile_commit where transaction = this_transaction) then
    update tile_state set version = greatest(version + 1, floor(extract(epoch from clock_timestamp()) * 1000)::bigint)
    returning version into new_version;
  end if;
  insert into tile_block (z, x, y, version)
  select distinct r.z, x, y, new_version
  from (
    select distinct z.z,
      greatest(floor((ST_XMin(c.ground) + tile_size(0) / 2) / tile_size(z.z) - 1.0 / 64)::integer, 0) as west,
      least(floor((ST_XMax(c.ground) + tile_size(0) / 2) / tile_size(z.z) + 1.0 / 64)::integer, (1 << z.z) - 1) as east,
      greatest(floor((tile_size(0) / 2 - ST_YMax(c.ground)) / tile_size(z.z) - 1.0 / 64)::integer, 0) as north,
      least(floor((tile_size(0) / 2 - ST_YMin(c.ground)) / tile_size(z.z) + 1.0 / 64)::integer, (1 << z.z) - 1) as south
    from tile_change c
    join (
      select layer, generate_series(least(min(from_zoom), 12), 12) as z from tile_band group by layer
    ) z on z.layer = c.layer
    where c.transaction = this_transaction
  ) r, generate_series(r.west, r.east) x, generate_series(r.north, r.south) y
  on conflict (z, x, y) do update set version = excluded.version;
  if (select everything from tile_commit where transaction = this_transaction) then
    update tile_block set version = new_version;
  end if;

  delete from tile_work where transaction = this_transaction;
  delete from tile_change where transaction = this_transaction;
  delete from tile_commit where transaction = this_transaction;
end $$;
