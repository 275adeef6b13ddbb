drop function tile_outlines(integer[]), tile_neighbours(geometry[]), tile_size(integer), tile_day(date);
drop table tile_commit, tile_change, tile_work, tile_block, tile_state, tile_shape, tile_band;

-- As migration 0006 left it. Versions start again: processes that knew the old ones must be started again, too.
create table shape_change (
  kind text not null,
  transaction xid8 not null default pg_current_xact_id(),
  primary key (kind, transaction)
);
comment on table shape_change is 'Committed transactions that changed shapes of a kind and are not yet folded into shape_version.';

create table shape_version (
  kind text primary key,
  changes bigint not null
);
comment on table shape_version is 'Folded part of the count. The version of a kind is changes here plus its rows in shape_change.';

-- Folding leaves every version as it is; it only keeps counting cheap.
create function fold_shape_changes() returns void language sql as $$
  with folded as (delete from shape_change returning kind)
  insert into shape_version as v (kind, changes) select kind, count(*) from folded group by kind
  on conflict (kind) do update set changes = v.changes + excluded.changes
$$;

create function note_changed_areas() returns trigger language plpgsql as $$
begin
  insert into shape_change (kind) select distinct level from changed on conflict do nothing;
  return null;
end $$;
create trigger area_shapes_after_insert after insert on area
  referencing new table as changed for each statement execute function note_changed_areas();
create trigger area_shapes_before_update after update on area
  referencing old table as changed for each statement execute function note_changed_areas();
create trigger area_shapes_after_update after update on area
  referencing new table as changed for each statement execute function note_changed_areas();
create trigger area_shapes_after_delete after delete on area
  referencing old table as changed for each statement execute function note_changed_areas();

create function note_changed_boundaries() returns trigger language plpgsql as $$
begin
  insert into shape_change (kind)
  select distinct a.level from changed c join area a on a.id = c.area_id on conflict do nothing;
  return null;
end $$;
create trigger boundary_shapes_after_insert after insert on boundary
  referencing new table as changed for each statement execute function note_changed_boundaries();
create trigger boundary_shapes_before_update after update on boundary
  referencing old table as changed for each statement execute function note_changed_boundaries();
create trigger boundary_shapes_after_update after update on boundary
  referencing new table as changed for each statement execute function note_changed_boundaries();
create trigger boundary_shapes_after_delete after delete on boundary
  referencing old table as changed for each statement execute function note_changed_boundaries();

create function note_changed_office_buildings() returns trigger language plpgsql as $$
begin
  insert into shape_change (kind) values ('OFFICE_BUILDING') on conflict do nothing;
  return null;
end $$;
create trigger office_building_shapes after insert or update or delete or truncate on office_building
  for each statement execute function note_changed_office_buildings();

-- A truncated table, or a source whose provenance was corrected, touches every kind.
create function note_every_shape_changed() returns trigger language plpgsql as $$
begin
  insert into shape_change (kind)
  select level from level_scheme_level union select 'OFFICE_BUILDING' on conflict do nothing;
  return null;
end $$;
create trigger area_shapes_after_truncate after truncate on area
  for each statement execute function note_every_shape_changed();
create trigger boundary_shapes_after_truncate after truncate on boundary
  for each statement execute function note_every_shape_changed();
create trigger data_source_shapes after update of provenance on data_source
  for each statement execute function note_every_shape_changed();
