-- What keeps thousands of districts as quick as one (server/docs/scaling.md): every row that grows with them is found under the
-- key of its district, and rules are checked once for a statement and not once for a row.

-- The key of a district compares as the paths that begin with it do, byte by byte: an index in another collation is of no use
-- to a question that comes with a path, and the rows of every district would be read for one.
drop trigger area_code on area; -- its work is done further below
drop function check_area_code();
alter table district_setting alter column district_code type text collate "C";
alter table area alter column district_code type text collate "C";
alter table owners_committee alter column district_code type text collate "C";
alter table property_service alter column district_code type text collate "C";
alter table renewal_project alter column district_code type text collate "C";
alter table office_building alter column district_code type text collate "C";
alter table building_party_committee alter column district_code type text collate "C";
alter table issue alter column district_code type text collate "C";

-- What looks after an area carries the district of the area. Then a question about a district finds all its rows under one
-- key, in each table by itself, however the planner puts the tables together.
alter table owners_committee_area add column district_code text collate "C" references district_setting;
update owners_committee_area s set district_code = a.district_code from area a where a.id = s.area_id;
alter table owners_committee_area alter column district_code set not null;
create index owners_committee_area_district on owners_committee_area (district_code);
alter table property_service_area add column district_code text collate "C" references district_setting;
update property_service_area s set district_code = a.district_code from area a where a.id = s.area_id;
alter table property_service_area alter column district_code set not null;
create index property_service_area_district on property_service_area (district_code);
alter table renewal_project_yard add column district_code text collate "C" references district_setting;
update renewal_project_yard s set district_code = a.district_code from area a where a.id = s.area_id;
alter table renewal_project_yard alter column district_code set not null;
create index renewal_project_yard_district on renewal_project_yard (district_code);
alter table coverage_survey add column district_code text collate "C" references district_setting;
update coverage_survey s set district_code = a.district_code from area a where a.id = s.area_id;
alter table coverage_survey alter column district_code set not null;
create index coverage_survey_district on coverage_survey (district_code, indicator);

create index office_building_district on office_building (district_code);
create index building_party_committee_district on building_party_committee (district_code);

-- As in migration 0005, and it fills in the district.
create or replace function check_care_of_area() returns trigger language plpgsql as $$
declare
  cared area;
  district text;
begin
  select * into cared from area where id = new.area_id;
  execute format('select district_code from %I where id = ($1).%I', tg_argv[0], tg_argv[1]) into district using new;
  if cared.district_code <> district then
    raise exception 'A row of % in district % cannot be for % in another district', tg_argv[0], district, cared.code
      using errcode = 'check_violation', constraint = tg_table_name || '_same_district';
  end if;
  if not cared.level = any (tg_argv[2]::text[]) then
    raise exception 'A row of % cannot be for a % (%)', tg_argv[0], cared.level, cared.code
      using errcode = 'check_violation', constraint = tg_table_name || '_level';
  end if;
  new.district_code := cared.district_code;
  return new;
end $$;

create function take_district_of_area() returns trigger language plpgsql as $$
begin
  select district_code into new.district_code from area where id = new.area_id;
  return new;
end $$;
create trigger coverage_survey_district before insert or update on coverage_survey
  for each row execute function take_district_of_area();

-- The functions of migration 0005 with the same results. Each grid looks up what concerns it, by its own number and under the
-- key of its district: so nothing depends on how many rows the planner expects, and none of another district is read.
create or replace function property_service_at(as_of date)
returns table (district_code text, area_id integer, service_id integer, code text, mode_code text, status text)
language sql stable as $$
  select a.district_code, a.area_id, s.id, s.code, s.mode_code,
    property_service_status(greatest(s.valid_from, a.valid_from), s.trial_ends_on, least(s.valid_to, a.valid_to), as_of)
  from property_service_area a
  join property_service s on s.id = a.service_id and s.district_code = a.district_code
  where greatest(s.valid_from, a.valid_from) < least(s.valid_to, a.valid_to)
$$;

create or replace function serving_property_service_at(as_of date)
returns table (district_code text, area_id integer, service_id integer)
language sql stable as $$
  select a.district_code, a.area_id, s.id
  from property_service_area a
  join property_service s on s.id = a.service_id
  where as_of >= a.valid_from and as_of < a.valid_to and as_of >= s.valid_from and as_of < s.valid_to
$$;

create or replace function owners_committee_at(as_of date)
returns table (district_code text, area_id integer, committee_id integer)
language sql stable as $$
  select a.district_code, a.area_id, c.id
  from owners_committee_area a
  join owners_committee c on c.id = a.committee_id
  where as_of >= a.valid_from and as_of < a.valid_to and as_of >= c.established_on and as_of < c.dissolved_on
$$;

create or replace function renewed_within_five_years_at(as_of date)
returns table (district_code text, area_id integer, project_id integer)
language sql stable as $$
  select y.district_code, y.area_id, r.id
  from renewal_project_yard y
  join renewal_project r on r.id = y.project_id
  where r.completed_on <= as_of and r.completed_on > (as_of - interval '5 years')::date
$$;

create or replace function grid_coverage(as_of date, within_path text)
returns table (
  area_id integer, path text, owners_committee_state text, property_service_state text, renewed_within_five_years boolean)
language sql stable as $$
  select g.area_id, g.path,
    case
      when exists (
        select from owners_committee_at(as_of) c
        where c.district_code = split_part(within_path, '/', 1) collate "C" and c.area_id = g.area_id) then 'COVERED'
      when exists (
        select from coverage_survey s
        where s.district_code = split_part(within_path, '/', 1) collate "C" and s.area_id = g.area_id
          and s.indicator = 'OWNERS_COMMITTEE' and s.surveyed_on <= as_of) then 'UNCOVERED'
      else 'UNKNOWN'
    end,
    case
      when yards.all_served or exists (
        select from serving_property_service_at(as_of) s
        where s.district_code = split_part(within_path, '/', 1) collate "C" and s.area_id = g.area_id) then 'COVERED'
      when exists (
        select from coverage_survey s
        where s.district_code = split_part(within_path, '/', 1) collate "C" and s.area_id = g.area_id
          and s.indicator = 'PROPERTY_SERVICE' and s.surveyed_on <= as_of) then 'UNCOVERED'
      else 'UNKNOWN'
    end,
    coalesce(yards.any_renewed, false)
  from area_path g
  cross join lateral (
    select
      bool_and(exists (
        select from serving_property_service_at(as_of) s
        where s.district_code = split_part(within_path, '/', 1) collate "C" and s.area_id = y.area_id)) as all_served,
      bool_or(exists (
        select from renewed_within_five_years_at(as_of) r
        where r.district_code = split_part(within_path, '/', 1) collate "C" and r.area_id = y.area_id)) as any_renewed
    from area_path y
    where y.level = 'YARD' and y.path >= g.path and y.path < g.path || '0' and as_of >= y.valid_from and as_of < y.valid_to
  ) yards
  where g.level = 'GRID' and g.path >= within_path and g.path < within_path || '0'
    and as_of >= g.valid_from and as_of < g.valid_to
$$;

create or replace function yard_coverage(as_of date, within_path text)
returns table (area_id integer, path text, property_service_state text)
language sql stable as $$
  select y.area_id, y.path,
    case
      when bool_or(service.service_id is not null) then 'COVERED'
      when bool_or(survey.area_id is not null) then 'UNCOVERED'
      else 'UNKNOWN'
    end
  from area_path y
  cross join lateral unnest(string_to_array(y.path, '/')) near_code
  join area near on near.district_code = split_part(within_path, '/', 1) collate "C" and near.code = near_code
  left join serving_property_service_at(as_of) service
    on service.district_code = split_part(within_path, '/', 1) collate "C" and service.area_id = near.id
  left join coverage_survey survey on survey.district_code = split_part(within_path, '/', 1) and survey.area_id = near.id and survey.indicator = 'PROPERTY_SERVICE'
    and survey.surveyed_on <= as_of
  where y.level = 'YARD' and y.path >= within_path and y.path < within_path || '0'
    and as_of >= y.valid_from and as_of < y.valid_to
  group by y.area_id, y.path
$$;

-- (A function gives its columns without a collation: here the key is compared in that of its index.)
create or replace function foremost_property_service(as_of date, within_path text, of_level text)
returns table (area_id integer, path text, service_id integer, mode_code text, status text)
language sql stable as $$
  select distinct on (x.area_id) x.area_id, x.path, s.service_id,
    case when s.status in ('TRIAL', 'ACTIVE') then s.mode_code end, s.status
  from property_service_at(as_of) s
  join area_path served on served.area_id = s.area_id and as_of >= served.valid_from and as_of < served.valid_to
  cross join lateral (
    select above.id as area_id
    from unnest(string_to_array(served.path, '/')) above_code join area above on above.code = above_code
    union all
    select below.area_id from area_path below
    where below.level = of_level and below.path > served.path and below.path < served.path || '0'
      and as_of >= below.valid_from and as_of < below.valid_to
  ) near
  join area_path x on x.area_id = near.area_id and as_of >= x.valid_from and as_of < x.valid_to
  where s.district_code = split_part(within_path, '/', 1) collate "C"
    and x.level = of_level and x.path >= within_path and x.path < within_path || '0'
  order by x.area_id, array_position('{ACTIVE,TRIAL,PLANNED,ENDED}'::text[], s.status), s.area_id <> x.area_id, s.code
$$;

-- What has a district and a place has the district of its place.
create function check_district_of_place() returns trigger language plpgsql set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  wrong record;
begin
  select c.code, c.district_code, a.code as area into wrong
  from changed c join area a on a.id = c.area_id where a.district_code <> c.district_code limit 1;
  if found then
    raise exception 'Row % of % in district % cannot be at % in another district', wrong.code, tg_table_name, wrong.district_code, wrong.area
      using errcode = 'check_violation', constraint = tg_table_name || '_same_district';
  end if;
  return null;
end $$;
create trigger issue_district_after_insert after insert on issue
  referencing new table as changed for each statement execute function check_district_of_place();
create trigger issue_district_after_update after update on issue
  referencing new table as changed for each statement execute function check_district_of_place();
create trigger office_building_district_after_insert after insert on office_building
  referencing new table as changed for each statement execute function check_district_of_place();
create trigger office_building_district_after_update after update on office_building
  referencing new table as changed for each statement execute function check_district_of_place();
create trigger building_party_committee_district_after_insert after insert on building_party_committee
  referencing new table as changed for each statement execute function check_district_of_place();
create trigger building_party_committee_district_after_update after update on building_party_committee
  referencing new table as changed for each statement execute function check_district_of_place();

-- One boundary and one parent at a date. A box has the area on one side and its days on the other: of the kinds of index
-- that can say "no overlap" it is the quickest to fill. Boxes hold their edges, so the last day goes in and not the day after.
create function day_number(day date) returns double precision language sql immutable as $$
  select case
    when isfinite(day) then (day - date '2000-01-01')::double precision
    when day > date '2000-01-01' then 1e10
    else -1e10
  end
$$;
comment on function day_number is 'Days since 2000-01-01 as a coordinate; infinity is far beyond every date there can be.';

alter table boundary
  drop constraint boundary_one_at_a_date,
  add constraint boundary_one_at_a_date exclude using gist (
    box(point(area_id, day_number(valid_from)), point(area_id, day_number(valid_to - 1))) with &&);
alter table area_membership
  drop constraint area_membership_one_parent_at_a_date,
  add constraint area_membership_one_parent_at_a_date exclude using gist (
    box(point(child_id, day_number(valid_from)), point(child_id, day_number(valid_to - 1))) with &&);

-- The rules of codes and memberships (migration 0001), asked once of all rows that a statement has written. They come before
-- the paths in the order of names, which is the order triggers fire in: paths of a circle would have no end.
create function check_area_codes() returns trigger language plpgsql as $$
declare
  wrong record;
begin
  select c.code, c.level, c.district_code, l.code_pattern into wrong
  from changed c
  left join district_setting d on d.district_code = c.district_code
  left join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = c.level
  where l.code_pattern is null or c.code !~ l.code_pattern or left(c.code, 6) <> c.district_code
  order by c.code limit 1;
  if not found then
    return null;
  elsif wrong.code_pattern is null then
    raise exception 'District % has no level %', wrong.district_code, wrong.level
      using errcode = 'check_violation', constraint = 'area_level_known';
  elsif wrong.code !~ wrong.code_pattern then
    raise exception 'Code % does not have the form of level % (%)', wrong.code, wrong.level, wrong.code_pattern
      using errcode = 'check_violation', constraint = 'area_code_form';
  end if;
  raise exception 'Code % does not start with the code of its district %', wrong.code, wrong.district_code
    using errcode = 'check_violation', constraint = 'area_code_starts_with_district';
end $$;
create trigger area_codes_after_insert after insert on area
  referencing new table as changed for each statement execute function check_area_codes();
create trigger area_codes_after_update after update on area
  referencing new table as changed for each statement execute function check_area_codes();

drop trigger area_membership_rules on area_membership;
drop function check_area_membership();
create function check_area_memberships() returns trigger language plpgsql
  set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  wrong record;
begin
  select * into wrong from (
    select c.code as child, c.level as child_level, p.code as parent, p.level as parent_level, m.valid_from, m.valid_to,
      p.level = any (l.parent_levels) as level_fits,
      c.district_code = p.district_code
        and starts_with(c.code, case when p.level = 'GRID' then left(p.code, 12) else p.code end) as code_fits,
      m.valid_from >= greatest(c.valid_from, p.valid_from) and m.valid_to <= least(c.valid_to, p.valid_to) as days_fit
    from changed m
    join area c on c.id = m.child_id
    join area p on p.id = m.parent_id
    join district_setting d on d.district_code = c.district_code
    join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = c.level
    -- the order below is asked of what was written, and is no reason to walk through all areas in it
    offset 0) membership
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
create trigger area_membership_checked_after_insert after insert on area_membership
  referencing new table as changed for each statement execute function check_area_memberships();
create trigger area_membership_checked_after_update after update on area_membership
  referencing new table as changed for each statement execute function check_area_memberships();
-- From row to row by keys, in the order written: a move costs what it moves, however many other districts there are.
alter function refresh_area_paths(integer[]) set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off;
