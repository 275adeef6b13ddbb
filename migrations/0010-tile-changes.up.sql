-- Keeps what migration 0007 made room for: whatever changes a shape, at its commit tiles and their versions are what they have
-- to be. server/docs/tiles.md explains the mechanism.

-- The shapes a transaction has touched as they are now. An area and its boundary are drawn while both hold.
create function tile_facts(this_transaction xid8)
returns table (layer text, shape_id integer, id integer, code text, name text, first_day integer, end_day integer, synthetic smallint, geom geometry)
language sql stable as $$
  select a.level, b.id, a.id, a.code::text, a.name,
    tile_day(greatest(a.valid_from, b.valid_from)), tile_day(least(a.valid_to, b.valid_to)),
    ('SYNTHETIC' in (s.provenance, t.provenance))::integer::smallint, b.geom_3857
  from tile_work w join boundary b on b.id = w.shape_id join area a on a.id = b.area_id
  join data_source s on s.id = a.source_id join data_source t on t.id = b.source_id
  where w.transaction = this_transaction and not w.office and a.valid_from < b.valid_to and b.valid_from < a.valid_to
    and a.level in (select k.layer from tile_band k)
  union all
  select 'OFFICE_BUILDING', o.id, o.id, o.code, o.name, tile_day(o.valid_from), tile_day(o.valid_to),
    (s.provenance = 'SYNTHETIC')::integer::smallint, o.geom_3857
  from tile_work w join office_building o on o.id = w.shape_id join data_source s on s.id = o.source_id
  where w.transaction = this_transaction and w.office
$$;

-- Brings everything derived to what the transaction has made of the shapes. Locking tile_state puts commits into the order of
-- their versions, and lets each see the outlines its neighbours were given by the one before.
create function refresh_tiles() returns void language plpgsql set jit = off as $$
declare
  this_transaction constant xid8 := pg_current_xact_id();
  new_version bigint;
  touched integer[];
begin
  perform from tile_state for update;

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

  -- Their simplified outlines, and those of all who share a point with what has moved.
  select array_agg(distinct shape_id) into touched from (
    select c.shape_id from tile_change c
    where c.transaction = this_transaction and c.layer in ('DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'YARD')
    union all
    select n.shape_id
    from (
      select array_agg(c.ground) as ground from tile_change c
      where c.transaction = this_transaction and c.moved and c.layer in ('DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'YARD')
    ) m, tile_neighbours(m.ground) n, ST_DumpPoints(n.geom) p
    where (ST_X(p.geom), ST_Y(p.geom)) in (
      select ST_X(q.geom), ST_Y(q.geom) from tile_change c, ST_DumpPoints(c.ground) q
      where c.transaction = this_transaction and c.moved and c.layer in ('DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'YARD'))
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

create function refresh_tiles_at_commit() returns trigger language plpgsql as $$
begin
  -- Of a shape that was touched again after constraints were set immediate, the second commit row finds nothing left to do.
  if exists (select from tile_commit where transaction = pg_current_xact_id()) then
    perform refresh_tiles();
  end if;
  return null;
end $$;
create constraint trigger tiles_at_commit after insert on tile_commit
  deferrable initially deferred for each row execute function refresh_tiles_at_commit();

create function note_tile_work(office boolean, shape_ids integer[], drawn boolean default true) returns void language sql as $$
  insert into tile_work (office, shape_id, drawn) select note_tile_work.office, unnest(shape_ids), note_tile_work.drawn
  on conflict do nothing;
  insert into tile_commit select where shape_ids <> '{}' on conflict do nothing;
$$;

create function note_changed_boundaries() returns trigger language plpgsql as $$
begin
  perform note_tile_work(false, array(select id from changed), tg_op <> 'INSERT');
  return null;
end $$;
create trigger boundary_tiles_after_insert after insert on boundary
  referencing new table as changed for each statement execute function note_changed_boundaries();
create trigger boundary_tiles_after_update after update on boundary
  referencing new table as changed for each statement execute function note_changed_boundaries();
create trigger boundary_tiles_after_delete after delete on boundary
  referencing old table as changed for each statement execute function note_changed_boundaries();

create function note_changed_areas() returns trigger language plpgsql as $$
begin
  perform note_tile_work(false, array(
    select b.id from before o join after n on n.id = o.id join boundary b on b.area_id = n.id
    where (o.level, o.code, o.name, o.valid_from, o.valid_to, o.source_id)
      is distinct from (n.level, n.code, n.name, n.valid_from, n.valid_to, n.source_id)));
  return null;
end $$;
create trigger area_tiles_after_update after update on area
  referencing old table as before new table as after for each statement execute function note_changed_areas();

create function note_changed_office_buildings() returns trigger language plpgsql as $$
begin
  perform note_tile_work(true, array(select id from changed), tg_op <> 'INSERT');
  return null;
end $$;
create trigger office_building_tiles_after_insert after insert on office_building
  referencing new table as changed for each statement execute function note_changed_office_buildings();
create trigger office_building_tiles_after_update after update on office_building
  referencing new table as changed for each statement execute function note_changed_office_buildings();
create trigger office_building_tiles_after_delete after delete on office_building
  referencing old table as changed for each statement execute function note_changed_office_buildings();

create function note_changed_sources() returns trigger language plpgsql as $$
begin
  perform note_tile_work(false, array(
    select b.id from boundary b join area a on a.id = b.area_id
    where exists (
      select from before o join after n using (id) where o.provenance <> n.provenance and id in (a.source_id, b.source_id))));
  perform note_tile_work(true, array(
    select b.id from office_building b
    where exists (select from before o join after n using (id) where o.provenance <> n.provenance and id = b.source_id)));
  return null;
end $$;
create trigger data_source_tiles_after_update after update on data_source
  referencing old table as before new table as after for each statement execute function note_changed_sources();

-- A truncated table leaves nothing to compare: what was drawn goes, and every tile is another one.
create function note_truncated_shapes() returns trigger language plpgsql as $$
begin
  -- In the order of commits, which lock this first.
  perform from tile_state for update;
  if tg_table_name = 'boundary' then
    truncate tile_shape_district, tile_shape_subdistrict, tile_shape_community, tile_shape_grid, tile_shape_yard, tile_shape_building;
  else
    truncate tile_shape_office_building;
  end if;
  insert into tile_commit (everything) values (true) on conflict (transaction) do update set everything = true;
  return null;
end $$;
create trigger boundary_tiles_after_truncate after truncate on boundary
  for each statement execute function note_truncated_shapes();
create trigger office_building_tiles_after_truncate after truncate on office_building
  for each statement execute function note_truncated_shapes();

-- What is there already, district by district; the commit of this migration finds nothing left to do.
do $$
declare
  district text;
begin
  for district in select district_code from district_setting order by district_code loop
    perform note_tile_work(false, array(
      select b.id from area a join boundary b on b.area_id = a.id where a.district_code = district), false);
    perform note_tile_work(true, array(select o.id from office_building o where o.district_code = district), false);
    perform refresh_tiles();
  end loop;
end $$;
