-- Files come in faster (server/docs/exchange.md): what is derived of many rows is worked out for all of them together, and what
-- nobody reads is not kept. No answer changes.

-- Ground in EPSG:3857 is looked for in tile_shape alone.
drop index boundary_geom_3857, office_building_geom_3857;

-- What a run changes is found by the run. Only an event is looked for by its key, when a file that brought it is taken back.
drop index import_change_row;
create index import_change_event on import_change (row_key) where table_name = 'issue_event';

-- A row of a file is written once, completed and judged: with room beside it, and no index of what changes, it stays where it is.
drop index import_row_action;
alter table import_row set (fillfactor = 40);

-- As in migration 0017, with a condition that the index can see.
create or replace function refuse_event_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (
    select from import_change c
    where c.run_id = nullif(current_setting('atlas.undoing', true), '')::integer and c.table_name = 'issue_event'
      and c.operation = 'INSERT' and c.row_key = old.issue_id || '/' || old.number) then
    if exists (select from issue_event e where e.issue_id = old.issue_id and e.number > old.number) then
      raise exception 'The case of issue % has moved on since the file', old.issue_id
        using errcode = 'foreign_key_violation', detail = 'A case that came with the file has moved on since.';
    end if;
    return old;
  end if;
  raise exception 'Rows of % are added, never changed or taken away', tg_table_name
    using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
end $$;

-- A new area has no memberships yet: only what stands at the top has its path at once.
create function place_new_areas() returns trigger language plpgsql as $$
declare
  top constant integer[] := array(
    select c.id from changed c
    join district_setting d on d.district_code = c.district_code
    join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = c.level
    where cardinality(l.parent_levels) = 0);
begin
  if top <> '{}' then
    perform refresh_area_paths(top);
  end if;
  return null;
end $$;
drop trigger area_paths_after_insert on area;
create trigger area_paths_after_insert after insert on area
  referencing new table as changed for each statement execute function place_new_areas();

-- As in migrations 0001 and 0008, in an order that suits one area and a hundred thousand new ones.
create or replace function refresh_area_paths(area_ids integer[]) returns void language plpgsql
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_material = off as $$
declare
  affected integer[];
begin
  with recursive below as (
    select unnest(area_ids) as id
    union
    select m.child_id from area_membership m join below b on m.parent_id = b.id
  )
  select array_agg(id) into affected from below;

  delete from area_path where area_id = any (affected);

  insert into area_path (area_id, level, path, valid_from, valid_to)
  with recursive placed as (
    -- what has no parent by the scheme stands at the top
    select a.id as area_id, a.level, a.code as path, a.valid_from, a.valid_to
    from area a
    join district_setting d on d.district_code = a.district_code
    join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = a.level
    where a.id = any (affected) and cardinality(l.parent_levels) = 0
    union all
    -- what hangs on an unaffected parent, which alone still has a path, starts from that
    select h.* from unnest(affected) x(id) cross join lateral (
      select c.id, c.level, p.path || '/' || c.code, greatest(p.valid_from, m.valid_from), least(p.valid_to, m.valid_to)
      from area_membership m
      join area c on c.id = m.child_id
      join area_path p on p.area_id = m.parent_id
      where m.child_id = x.id and p.valid_from < m.valid_to and m.valid_from < p.valid_to
      -- begins with the area, whatever the planner thinks of how many there are
      offset 0) h
    union all
    select c.id, c.level, p.path || '/' || c.code, greatest(p.valid_from, m.valid_from), least(p.valid_to, m.valid_to)
    from placed p
    join area_membership m on m.parent_id = p.area_id and p.valid_from < m.valid_to and m.valid_from < p.valid_to
    join area c on c.id = m.child_id
  )
  select distinct area_id, level, path, valid_from, valid_to from placed;
end $$;

-- As in migration 0008, in an order that is given and not chosen: chosen by what was known of a few areas, it compared every new
-- membership with every area.
create or replace function check_area_memberships() returns trigger language plpgsql
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  wrong record;
begin
  select place.* into wrong
  from changed m cross join lateral (
    select c.code as child, c.level as child_level, p.code as parent, p.level as parent_level, m.valid_from, m.valid_to,
      p.level = any (l.parent_levels) as level_fits,
      c.district_code = p.district_code
        and starts_with(c.code, case when p.level = 'GRID' then left(p.code, 12) else p.code end) as code_fits,
      m.valid_from >= greatest(c.valid_from, p.valid_from) and m.valid_to <= least(c.valid_to, p.valid_to) as days_fit
    from area c
    join area p on p.id = m.parent_id
    join district_setting d on d.district_code = c.district_code
    join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = c.level
    where c.id = m.child_id
    -- begins with what was written: neither the order below nor a small estimate is a reason to walk through all areas
    offset 0) place
  where not (level_fits and code_fits and days_fit)
  order by child limit 1;
  if not found then
    return null;
  elsif not wrong.level_fits then
    raise exception 'A % (%) cannot belong to a % (%)', wrong.child_level, wrong.child, wrong.parent_level, wrong.parent
      using errcode = 'check_violation', constraint = 'area_membership_level';
  elsif not wrong.code_fits then
    raise exception 'Code % does not start with the code of its parent %', wrong.child, wrong.parent
      using errcode = 'check_violation', constraint = 'area_code_starts_with_parent';
  end if;
  raise exception '% cannot belong to % from % to %: one of them does not exist all that time',
    wrong.child, wrong.parent, wrong.valid_from, wrong.valid_to
    using errcode = 'check_violation', constraint = 'area_membership_within_existence';
end $$;

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
