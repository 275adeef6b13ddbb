-- The ground floor: areas of every level, where each belonged and what ground it covered, by date.
--
-- Periods are half-open, [valid_from, valid_to); 'infinity' means "still so". Things end, rows stay.
-- Geometry is stored in EPSG:4490 (CGCS2000, longitude before latitude); measures are in metres on the ellipsoid.

create table data_source (
  id integer generated always as identity primary key,
  code text not null unique,
  title text not null,
  provenance text not null check (provenance in ('SYNTHETIC', 'IMPORTED', 'SURVEYED')),
  attribution text,
  published_on date
);
comment on table data_source is 'Where facts and shapes come from; every row that states a fact points here.';

create table level_scheme (
  code text primary key,
  title_zh text not null,
  title_en text not null
);
comment on table level_scheme is 'How a district is divided: which levels it has, in which order. Data, not code.';

create table level_scheme_level (
  scheme_code text not null references level_scheme,
  level text not null,
  rank smallint not null,
  parent_levels text[] not null,
  title_zh text not null,
  title_en text not null,
  code_pattern text not null,
  primary key (scheme_code, level),
  unique (scheme_code, rank)
);
comment on column level_scheme_level.parent_levels is 'Levels an area of this level may belong to; empty for the top.';
comment on column level_scheme_level.code_pattern is 'POSIX regular expression that a code of this level matches as a whole.';

create table district_setting (
  district_code text primary key check (district_code ~ '^[0-9]{6}$'),
  scheme_code text not null references level_scheme,
  time_zone text not null default 'Asia/Shanghai',
  figures_as_of date,
  published_area_m2 double precision check (published_area_m2 > 0)
);
comment on column district_setting.figures_as_of is 'The last date the loaded data speaks for.';

create table area (
  id integer generated always as identity primary key,
  district_code text not null references district_setting,
  level text not null,
  code text collate "C" not null unique,
  name text not null check (name <> ''),
  name_en text,
  valid_from date not null,
  valid_to date not null default 'infinity',
  source_id integer not null references data_source,
  grid_system text check (grid_system in ('GOVERNANCE', 'UNIT', 'DEDICATED')),
  household_count integer check (household_count = 0 or household_count >= 10),
  built_year smallint check (built_year between 1800 and 2200),
  floor_count smallint check (floor_count > 0),
  address text,
  check (valid_from < valid_to),
  check ((level = 'GRID') = (grid_system is not null))
);
comment on column area.household_count is 'Households. Counts of 1 to 9 are not storable: people are counted from 10 up, or not at all.';
create index area_district_level on area (district_code, level, code);

create table boundary (
  id integer generated always as identity primary key,
  area_id integer not null references area on delete cascade,
  valid_from date not null,
  valid_to date not null default 'infinity',
  source_id integer not null references data_source,
  geom geometry(MultiPolygon, 4490) not null check (ST_IsValid(geom) and not ST_IsEmpty(geom)),
  geom_3857 geometry(MultiPolygon, 3857) generated always as (ST_Transform(geom, 3857)) stored,
  centre geometry(Point, 4490) generated always as (ST_PointOnSurface(geom)) stored,
  area_m2 double precision generated always as (ST_Area(geom::geography)) stored,
  perimeter_m double precision generated always as (ST_Perimeter(geom::geography)) stored,
  check (valid_from < valid_to),
  constraint boundary_one_at_a_date exclude using gist (
    int4range(area_id, area_id, '[]') with &&, daterange(valid_from, valid_to) with &&)
);
comment on table boundary is 'The ground an area covers, from-to. One boundary of an area at a date.';
create index boundary_geom on boundary using gist (geom);
create index boundary_geom_3857 on boundary using gist (geom_3857);
create index boundary_area on boundary (area_id);

create table area_membership (
  id integer generated always as identity primary key,
  child_id integer not null references area on delete cascade,
  parent_id integer not null references area on delete cascade,
  valid_from date not null,
  valid_to date not null default 'infinity',
  check (valid_from < valid_to),
  check (child_id <> parent_id),
  constraint area_membership_one_parent_at_a_date exclude using gist (
    int4range(child_id, child_id, '[]') with &&, daterange(valid_from, valid_to) with &&)
);
comment on table area_membership is 'Which area an area belongs to, from-to. One parent at a date.';
create index area_membership_parent on area_membership (parent_id);
create index area_membership_child on area_membership (child_id);

create table area_path (
  area_id integer not null references area on delete cascade,
  level text not null,
  path text collate "C" not null,
  valid_from date not null,
  valid_to date not null,
  primary key (area_id, valid_from)
);
comment on table area_path is
  'Derived: codes from the district down to the area, joined by "/", from-to. Kept by triggers on area and area_membership. '
  'Everything within X is path = X.path or a path between X.path || ''/'' and X.path || ''0'' (the character after ''/'').';
create index area_path_path on area_path (path, level);
create index area_path_level on area_path (level, path);

-- Codes: the shape its level prescribes, and the parent's code in front (a yard's parent by code is its community).
create function check_area_code() returns trigger language plpgsql as $$
declare
  prescribed text;
begin
  select l.code_pattern into prescribed
  from district_setting d join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = new.level
  where d.district_code = new.district_code;
  if prescribed is null then
    raise exception 'District % has no level %', new.district_code, new.level
      using errcode = 'check_violation', constraint = 'area_level_known';
  end if;
  if new.code !~ prescribed then
    raise exception 'Code % does not have the form of level % (%)', new.code, new.level, prescribed
      using errcode = 'check_violation', constraint = 'area_code_form';
  end if;
  if left(new.code, 6) <> new.district_code then
    raise exception 'Code % does not start with the code of its district %', new.code, new.district_code
      using errcode = 'check_violation', constraint = 'area_code_starts_with_district';
  end if;
  return new;
end $$;
create trigger area_code before insert or update of code, level, district_code on area
  for each row execute function check_area_code();

-- Memberships: a level the scheme allows, within one district, both in existence, and the parent's code in front.
-- A grid regroups yards of one community by date, so a yard or building carries the code of its community, not of its grid:
-- the rule is that the codes agree on the shorter of the parent's code and the child's community part.
create function check_area_membership() returns trigger language plpgsql as $$
declare
  child area;
  parent area;
  allowed text[];
begin
  select * into child from area where id = new.child_id;
  select * into parent from area where id = new.parent_id;
  select l.parent_levels into allowed
  from district_setting d join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = child.level
  where d.district_code = child.district_code;
  if not parent.level = any (allowed) then
    raise exception 'A % (%) cannot belong to a % (%)', child.level, child.code, parent.level, parent.code
      using errcode = 'check_violation', constraint = 'area_membership_level';
  end if;
  if child.district_code <> parent.district_code
     or not starts_with(child.code, case when parent.level = 'GRID' then left(parent.code, 12) else parent.code end) then
    raise exception 'Code % does not start with the code of its parent %', child.code, parent.code
      using errcode = 'check_violation', constraint = 'area_code_starts_with_parent';
  end if;
  if new.valid_from < greatest(child.valid_from, parent.valid_from) or new.valid_to > least(child.valid_to, parent.valid_to) then
    raise exception '% cannot belong to % from % to %: one of them does not exist all that time',
      child.code, parent.code, new.valid_from, new.valid_to
      using errcode = 'check_violation', constraint = 'area_membership_within_existence';
  end if;
  return new;
end $$;
create trigger area_membership_rules before insert or update on area_membership
  for each row execute function check_area_membership();

-- Paths of the given areas and of everything ever below them are worked out anew.
create function refresh_area_paths(area_ids integer[]) returns void language plpgsql as $$
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
    -- what has no parent by the scheme stands at the top; what hangs on an unaffected parent starts from that parent's path
    select a.id as area_id, a.level, a.code as path, a.valid_from, a.valid_to
    from area a
    join district_setting d on d.district_code = a.district_code
    join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = a.level
    where a.id = any (affected) and cardinality(l.parent_levels) = 0
    union all
    select c.id, c.level, p.path || '/' || c.code, greatest(p.valid_from, m.valid_from), least(p.valid_to, m.valid_to)
    from area_membership m
    join area c on c.id = m.child_id
    join area_path p on p.area_id = m.parent_id
    where m.child_id = any (affected) and not m.parent_id = any (affected)
      and p.valid_from < m.valid_to and m.valid_from < p.valid_to
    union all
    select c.id, c.level, p.path || '/' || c.code, greatest(p.valid_from, m.valid_from), least(p.valid_to, m.valid_to)
    from placed p
    join area_membership m on m.parent_id = p.area_id and p.valid_from < m.valid_to and m.valid_from < p.valid_to
    join area c on c.id = m.child_id
  )
  select distinct area_id, level, path, valid_from, valid_to from placed;
end $$;

create function refresh_paths_of_changed_areas() returns trigger language plpgsql as $$
begin
  perform refresh_area_paths(array(select id from changed));
  return null;
end $$;
create trigger area_paths_after_insert after insert on area
  referencing new table as changed for each statement execute function refresh_paths_of_changed_areas();
create trigger area_paths_after_update after update on area
  referencing new table as changed for each statement execute function refresh_paths_of_changed_areas();

create function refresh_paths_of_changed_memberships() returns trigger language plpgsql as $$
begin
  perform refresh_area_paths(array(select child_id from changed));
  return null;
end $$;
create trigger area_membership_paths_after_insert after insert on area_membership
  referencing new table as changed for each statement execute function refresh_paths_of_changed_memberships();
create trigger area_membership_paths_after_update after update on area_membership
  referencing new table as changed for each statement execute function refresh_paths_of_changed_memberships();
create trigger area_membership_paths_after_delete after delete on area_membership
  referencing old table as changed for each statement execute function refresh_paths_of_changed_memberships();

-- The scheme of districts that regrouped open yards into governance grids. Other districts add rows of their own.
insert into level_scheme (code, title_zh, title_en) values
  ('YARDS_IN_GRIDS', '区—街道—社区—网格—楼院—楼栋', 'District, subdistrict, community, grid, yard, building');
insert into level_scheme_level (scheme_code, level, rank, parent_levels, title_zh, title_en, code_pattern) values
  ('YARDS_IN_GRIDS', 'DISTRICT', 1, '{}', '区', 'District', '^[0-9]{6}$'),
  ('YARDS_IN_GRIDS', 'SUBDISTRICT', 2, '{DISTRICT}', '街道', 'Subdistrict', '^[0-9]{9}$'),
  ('YARDS_IN_GRIDS', 'COMMUNITY', 3, '{SUBDISTRICT}', '社区', 'Community', '^[0-9]{12}$'),
  ('YARDS_IN_GRIDS', 'GRID', 4, '{COMMUNITY}', '网格', 'Grid', '^[0-9]{15}$'),
  ('YARDS_IN_GRIDS', 'YARD', 5, '{GRID,COMMUNITY}', '楼院', 'Yard', '^[0-9]{12}Y[0-9]{4}$'),
  ('YARDS_IN_GRIDS', 'BUILDING', 6, '{YARD}', '楼栋', 'Building', '^[0-9]{12}Y[0-9]{4}B[0-9]{3}$');
