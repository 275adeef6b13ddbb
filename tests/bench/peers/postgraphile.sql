-- What PostGraphile is given so that it can answer the questions of the bench about the same rows: a schema of its own, written
-- the way its manual advises for questions with arguments. Every function is one STABLE statement that PostgreSQL inlines, so
-- that PostGraphile reads an answer in one statement. It gets what the product has: stored GeoJSON, the states of grids as a
-- set, the extents of each level, the same indexes.
drop schema if exists bench cascade;
create schema bench;
comment on schema bench is 'Made and dropped by npm run bench.';

create type bench.category as (code text, title_zh text);
create type bench.position as (longitude double precision, latitude double precision);
create type bench.spot as (code text, name text, level text);

-- Views without rows: they only name the columns of what the functions return.
create view bench.place as
  select null::text collate "C" as path, null::date as as_of, null::text as code, null::text as name,
    null::integer as built_year, null::integer as floor_count, null::text as address, null::date as valid_from
  where false;
create view bench.issue as
  select null::text as code, null::text as state, null::date as reported_on, null::bench.category as category,
    null::bench.position as place, null::bench.spot as area
  where false;
create view bench.covered_grid as
  select null::text as code, null::text as name, null::text as committee_state, null::text as property_service_state,
    null::json as boundary
  where false;
create view bench.yard as
  select null::text as code, null::text as name, null::integer as household_count, null::integer as built_year,
    null::json as boundary
  where false;
-- A column that is never null tells a row from none; without it PostGraphile asks it of all columns.
comment on column bench.place.code is '@notNull';
comment on column bench.issue.code is '@notNull';
comment on column bench.covered_grid.code is '@notNull';
comment on column bench.yard.code is '@notNull';

create function bench.places(code text, as_of date) returns setof bench.place language sql stable rows 1 as $$
  select p.path, as_of, a.code::text, a.name, a.built_year::integer, a.floor_count::integer, a.address, a.valid_from
  from public.area a join public.area_path p on p.area_id = a.id and as_of >= p.valid_from and as_of < p.valid_to
  where a.code = places.code
$$;

create function bench.place_below(place bench.place, of_level text) returns setof bench.place language sql stable rows 5 as $$
  select p.path, place.as_of, a.code::text, a.name, a.built_year::integer, a.floor_count::integer, a.address, a.valid_from
  from public.area_path p join public.area a on a.id = p.area_id
  where p.level = of_level and p.path > place.path and p.path < place.path || '0'
    and place.as_of >= p.valid_from and place.as_of < p.valid_to
  order by a.code
$$;

create function bench.place_open_issues(place bench.place) returns setof bench.issue language sql stable rows 5 as $$
  select i.code::text, 'OPEN', i.reported_on, row(c.code, c.title_zh)::bench.category,
    row(public.ST_X(i.place), public.ST_Y(i.place))::bench.position, null::bench.spot
  from public.area_path p
  join public.issue i on i.area_id = p.area_id and i.reported_on <= place.as_of and place.as_of < i.closed_on
  join public.issue_category c on c.code = i.category_code
  where p.path >= place.path and p.path < place.path || '0' and place.as_of >= p.valid_from and place.as_of < p.valid_to
  order by i.code
$$;

create function bench.open_issues(within text, as_of date, reported_from date) returns setof bench.issue
language sql stable rows 50 as $$
  select i.code::text, 'OPEN', i.reported_on, row(c.code, c.title_zh)::bench.category,
    row(public.ST_X(i.place), public.ST_Y(i.place))::bench.position, row(a.code, a.name, a.level)::bench.spot
  from public.area w
  join public.area_path wp on wp.area_id = w.id and as_of >= wp.valid_from and as_of < wp.valid_to
  join public.issue i on i.district_code = w.district_code and i.reported_on between reported_from and as_of
    and as_of < i.closed_on
  cross join lateral (
    select from public.area_path p
    where p.area_id = i.area_id and as_of >= p.valid_from and as_of < p.valid_to
      and p.path >= wp.path and p.path < wp.path || '0'
    offset 0) there
  join public.issue_category c on c.code = i.category_code
  join public.area a on a.id = i.area_id
  where w.code = within
  order by i.code collate "C"
$$;

create function bench.grids(within text, as_of date) returns setof bench.covered_grid language sql stable rows 350 as $$
  select a.code::text, a.name, s.owners_committee_state, s.property_service_state, b.geojson::json
  from public.area d
  join public.area_path dp on dp.area_id = d.id and as_of >= dp.valid_from and as_of < dp.valid_to
  cross join lateral public.grid_states(as_of, dp.path) s
  join public.area a on a.id = s.area_id
  left join public.boundary b on b.area_id = a.id and as_of >= b.valid_from and as_of < b.valid_to
  where d.code = within
  order by a.code
$$;

create function bench.yards(
  as_of date, west double precision, south double precision, east double precision, north double precision)
returns setof bench.yard language sql stable rows 200 as $$
  select a.code::text, a.name, a.household_count, a.built_year::integer, b.geojson::json
  from (
    select b.area_id, b.geom, b.geojson from public.boundary_extent e
    cross join lateral (
      select b.area_id, b.geom, b.geojson from public.boundary b
      where b.id = e.boundary_id and as_of >= b.valid_from and as_of < b.valid_to offset 0) b
    where e.level = 'YARD' and e.extent && (select box(point(west, south), point(east, north))) offset 0) b
  join public.area_path p on p.area_id = b.area_id and as_of >= p.valid_from and as_of < p.valid_to
  join public.area a on a.id = b.area_id
  where public.ST_Intersects(b.geom, (select public.ST_MakeEnvelope(west, south, east, north, 4490)))
  order by a.code
$$;
