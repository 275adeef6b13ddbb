-- What is asked again and again is looked up instead of being worked out or searched for (server/docs/performance.md).

-- How each grid stands from which day on: what the summary of its district is counted from is kept, too. A page of grids looks
-- its states up instead of working each out from what serves the grid and its yards.
create table grid_state (
  area_id integer not null references area on delete cascade,
  valid_from date not null,
  valid_to date not null,
  district_code text collate "C" not null references district_setting on delete cascade,
  owners_committee_state text not null,
  property_service_state text not null,
  renewed_within_five_years boolean not null,
  primary key (area_id, valid_from),
  check (valid_from < valid_to)
);
comment on table grid_state is 'Derived: what grid_coverage says of a grid, from-to. Right while its district has no mark (summary_mark) of coverage.';
create index grid_state_district on grid_state (district_code);
grant select on grid_state to atlas_viewer;

create function grid_states(as_of date, within_path text)
returns table (
  area_id integer, path text, owners_committee_state text, property_service_state text, renewed_within_five_years boolean)
language sql stable as $$
  select g.area_id, g.path, s.owners_committee_state, s.property_service_state, s.renewed_within_five_years
  from area_path g
  -- offset 0: each grid looks up its own row, whatever the planner expects of a district
  cross join lateral (
    select s.owners_committee_state, s.property_service_state, s.renewed_within_five_years
    from grid_state s where s.area_id = g.area_id and s.valid_from <= as_of and as_of < s.valid_to offset 0) s
  where g.level = 'GRID' and g.path >= within_path and g.path < within_path || '0'
    and as_of >= g.valid_from and as_of < g.valid_to
    and not exists (
      select from summary_mark m where m.kind = 'COVERAGE' and m.district_code = split_part(within_path, '/', 1) collate "C")
  union all
  select c.area_id, c.path, c.owners_committee_state, c.property_service_state, c.renewed_within_five_years
  from grid_coverage(as_of, within_path) c
  where exists (
    select from summary_mark m where m.kind = 'COVERAGE' and m.district_code = split_part(within_path, '/', 1) collate "C")
$$;
comment on function grid_states is
  'The rows of grid_coverage: looked up where what is kept of the district holds, by the rule itself where it has changed since.';

-- As in migration 0009, and it keeps how each grid stands.
create or replace function refresh_summary(of_kind text, district text) returns boolean language plpgsql set jit = off as $$
declare
  above constant text := 'cross join lateral unnest(string_to_array(p.path, ''/'')) above_code
    join area a on a.code = above_code and a.level = any (summary_levels())';
begin
  if not pg_try_advisory_xact_lock(hashtext('summary ' || of_kind), hashtext(district)) then
    return false;
  end if;
  delete from summary_mark where kind = of_kind and district_code = district;
  if not found then
    return false;
  end if;
  if of_kind = 'COVERAGE' then
    delete from coverage_summary where district_code = district;
    delete from grid_state where district_code = district;
    execute 'with grid as materialized (
        select * from grid_coverage_periods($1)
      ), kept as (
        insert into grid_state (area_id, valid_from, valid_to, district_code, owners_committee_state, property_service_state,
          renewed_within_five_years)
        select area_id, valid_from, valid_to, $1, owners_committee_state, property_service_state, renewed_within_five_years from grid
      ), change as (
        select a.id as area_id, d.day, k.kind, sum(d.by) as by
        from grid p
        join coverage_kinds() k using (owners_committee_state, property_service_state, renewed_within_five_years) '
        || above || '
        cross join lateral (values (p.valid_from, 1), (p.valid_to, -1)) d (day, by)
        where isfinite(d.day)
        group by 1, 2, 3 having sum(d.by) <> 0
      ), state as (
        select area_id, day, k.kind, sum(coalesce(c.by, 0)) over (partition by area_id, k.kind order by day) as grids
        from (select distinct area_id, day from change) days
        cross join coverage_kinds() k
        left join change c using (area_id, day, kind)
      ), period as (
        select area_id, day, lead(day, 1, ''infinity'') over (partition by area_id order by day) as next_day,
          array_agg(grids::integer order by kind) as grids
        from state group by 1, 2
      )
      insert into coverage_summary (area_id, valid_from, valid_to, district_code, grids)
      select area_id, day, next_day, $1, grids from period where exists (select from unnest(grids) n where n > 0)'
      using district;
  else
    delete from count_summary where district_code = district and kind = of_kind;
    execute 'insert into count_summary (kind, area_id, valid_from, valid_to, district_code, count)
      with change as (
        select a.id as area_id, d.day, sum(d.by) as by
        from ' || summary_source(of_kind) || '($1) p ' || above || '
        cross join lateral (values (p.valid_from, 1), (p.valid_to, -1)) d (day, by)
        where isfinite(d.day)
        group by 1, 2 having sum(d.by) <> 0
      ), period as (
        select area_id, day, lead(day, 1, ''infinity'') over days as next_day, sum(by) over days as count
        from change window days as (partition by area_id order by day)
      )
      select $2, area_id, day, next_day, $1, count from period where count > 0'
      using district, of_kind;
  end if;
  return true;
end $$;

-- What has been summarised before has no rows here yet.
insert into summary_mark (kind, district_code) select 'COVERAGE', district_code from district_setting on conflict do nothing;

-- The extent of every boundary, level by level: a box in which yards are sought is filled with buildings, and looking at each
-- shape of every level only to find that it is no yard is most of the answer. Each level has an index that holds nothing else.
create table boundary_extent (
  level text not null,
  boundary_id integer not null,
  extent box not null,
  primary key (boundary_id, level)
) partition by list (level);
comment on table boundary_extent is 'Derived: from the western to the eastern and the southern to the northern end of each boundary. Kept by triggers.';
do $$
declare
  level text;
begin
  foreach level in array '{DISTRICT,SUBDISTRICT,COMMUNITY,GRID,BUILDING_GROUP,YARD,BUILDING}'::text[] loop
    execute format('create table boundary_extent_%s partition of boundary_extent for values in (%L)', lower(level), level);
  end loop;
  create table boundary_extent_other partition of boundary_extent default;
end $$;
create index boundary_extent_extent on boundary_extent using gist (extent);
grant select on boundary_extent to atlas_viewer;

insert into boundary_extent (level, boundary_id, extent)
select a.level, b.id, box(b.geom) from boundary b join area a on a.id = b.area_id;

create function add_boundary_extents() returns trigger language plpgsql as $$
begin
  insert into boundary_extent (level, boundary_id, extent)
  select a.level, b.id, box(b.geom) from changed b join area a on a.id = b.area_id;
  return null;
end $$;
create trigger boundary_extents_after_insert after insert on boundary
  referencing new table as changed for each statement execute function add_boundary_extents();

-- (Boxes are the same to PostgreSQL when they nearly are: so they are compared as texts.)
create function renew_boundary_extents() returns trigger language plpgsql as $$
begin
  update boundary_extent e set level = a.level, extent = box(b.geom)
  from changed b join area a on a.id = b.area_id
  where e.boundary_id = b.id and (e.level, e.extent::text) is distinct from (a.level, box(b.geom)::text);
  return null;
end $$;
create trigger boundary_extents_after_update after update on boundary
  referencing new table as changed for each statement execute function renew_boundary_extents();

create function drop_boundary_extents() returns trigger language plpgsql as $$
begin
  delete from boundary_extent e using changed b where e.boundary_id = b.id;
  return null;
end $$;
create trigger boundary_extents_after_delete after delete on boundary
  referencing old table as changed for each statement execute function drop_boundary_extents();

create function empty_boundary_extents() returns trigger language plpgsql as $$
begin
  truncate boundary_extent;
  return null;
end $$;
create trigger boundary_extents_after_truncate after truncate on boundary
  for each statement execute function empty_boundary_extents();

create function move_boundary_extents() returns trigger language plpgsql as $$
begin
  update boundary_extent e set level = new.level from boundary b where b.area_id = new.id and e.boundary_id = b.id;
  return null;
end $$;
create trigger area_extents_after_update after update of level on area
  for each row when (old.level <> new.level) execute function move_boundary_extents();
