alter table area_membership
  drop constraint area_membership_one_parent_at_a_date,
  add constraint area_membership_one_parent_at_a_date exclude using gist (
    int4range(child_id, child_id, '[]') with &&, daterange(valid_from, valid_to) with &&);
alter table boundary
  drop constraint boundary_one_at_a_date,
  add constraint boundary_one_at_a_date exclude using gist (
    int4range(area_id, area_id, '[]') with &&, daterange(valid_from, valid_to) with &&);
drop function day_number(date);

alter function refresh_area_paths(integer[]) reset all;
drop trigger area_membership_checked_after_update on area_membership;
drop trigger area_membership_checked_after_insert on area_membership;
drop function check_area_memberships();
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

drop trigger area_codes_after_update on area;
drop trigger area_codes_after_insert on area;
drop function check_area_codes();

drop trigger building_party_committee_district_after_update on building_party_committee;
drop trigger building_party_committee_district_after_insert on building_party_committee;
drop trigger office_building_district_after_update on office_building;
drop trigger office_building_district_after_insert on office_building;
drop trigger issue_district_after_update on issue;
drop trigger issue_district_after_insert on issue;
drop function check_district_of_place();

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
  where s.district_code = split_part(within_path, '/', 1)
    and x.level = of_level and x.path >= within_path and x.path < within_path || '0'
  order by x.area_id, array_position('{ACTIVE,TRIAL,PLANNED,ENDED}'::text[], s.status), s.area_id <> x.area_id, s.code
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
  join area near on near.code = near_code
  left join serving_property_service_at(as_of) service
    on service.district_code = split_part(within_path, '/', 1) and service.area_id = near.id
  left join coverage_survey survey on survey.area_id = near.id and survey.indicator = 'PROPERTY_SERVICE'
    and survey.surveyed_on <= as_of
  where y.level = 'YARD' and y.path >= within_path and y.path < within_path || '0'
    and as_of >= y.valid_from and as_of < y.valid_to
  group by y.area_id, y.path
$$;

create or replace function grid_coverage(as_of date, within_path text)
returns table (
  area_id integer, path text, owners_committee_state text, property_service_state text, renewed_within_five_years boolean)
language sql stable as $$
  select g.area_id, g.path,
    case
      when bool_or(committee.committee_id is not null) then 'COVERED'
      when exists (
        select from coverage_survey s
        where s.area_id = g.area_id and s.indicator = 'OWNERS_COMMITTEE' and s.surveyed_on <= as_of) then 'UNCOVERED'
      else 'UNKNOWN'
    end,
    case
      when bool_or(own.service_id is not null) or bool_and(of_yard.service_id is not null) then 'COVERED'
      when exists (
        select from coverage_survey s
        where s.area_id = g.area_id and s.indicator = 'PROPERTY_SERVICE' and s.surveyed_on <= as_of) then 'UNCOVERED'
      else 'UNKNOWN'
    end,
    bool_or(renewed.project_id is not null)
  from (
    -- offset 0, twice: each grid looks up its own range of paths, and what serves them is read once, not once for each grid
    select g.area_id, g.path, y.area_id as yard_id
    from area_path g
    left join lateral (
      select y.area_id from area_path y
      where y.level = 'YARD' and y.path >= g.path and y.path < g.path || '0' and as_of >= y.valid_from and as_of < y.valid_to
      offset 0) y on true
    where g.level = 'GRID' and g.path >= within_path and g.path < within_path || '0'
      and as_of >= g.valid_from and as_of < g.valid_to
    offset 0) g
  left join owners_committee_at(as_of) committee
    on committee.district_code = split_part(within_path, '/', 1) and committee.area_id = g.area_id
  left join serving_property_service_at(as_of) own
    on own.district_code = split_part(within_path, '/', 1) and own.area_id = g.area_id
  left join serving_property_service_at(as_of) of_yard
    on of_yard.district_code = split_part(within_path, '/', 1) and of_yard.area_id = g.yard_id
  left join renewed_within_five_years_at(as_of) renewed
    on renewed.district_code = split_part(within_path, '/', 1) and renewed.area_id = g.yard_id
  group by g.area_id, g.path
$$;

create or replace function renewed_within_five_years_at(as_of date)
returns table (district_code text, area_id integer, project_id integer)
language sql stable as $$
  select r.district_code, y.area_id, r.id
  from renewal_project_yard y
  join renewal_project r on r.id = y.project_id
  where r.completed_on <= as_of and r.completed_on > (as_of - interval '5 years')::date
$$;

create or replace function owners_committee_at(as_of date)
returns table (district_code text, area_id integer, committee_id integer)
language sql stable as $$
  select c.district_code, a.area_id, c.id
  from owners_committee_area a
  join owners_committee c on c.id = a.committee_id
  where as_of >= a.valid_from and as_of < a.valid_to and as_of >= c.established_on and as_of < c.dissolved_on
$$;

create or replace function serving_property_service_at(as_of date)
returns table (district_code text, area_id integer, service_id integer)
language sql stable as $$
  select s.district_code, a.area_id, s.id
  from property_service_area a
  join property_service s on s.id = a.service_id
  where as_of >= a.valid_from and as_of < a.valid_to and as_of >= s.valid_from and as_of < s.valid_to
$$;

create or replace function property_service_at(as_of date)
returns table (district_code text, area_id integer, service_id integer, code text, mode_code text, status text)
language sql stable as $$
  select s.district_code, a.area_id, s.id, s.code, s.mode_code,
    property_service_status(greatest(s.valid_from, a.valid_from), s.trial_ends_on, least(s.valid_to, a.valid_to), as_of)
  from property_service_area a
  join property_service s on s.id = a.service_id
  where greatest(s.valid_from, a.valid_from) < least(s.valid_to, a.valid_to)
$$;

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
  return new;
end $$;

drop trigger coverage_survey_district on coverage_survey;
drop function take_district_of_area();
drop index building_party_committee_district, office_building_district;
alter table coverage_survey drop column district_code;
alter table renewal_project_yard drop column district_code;
alter table property_service_area drop column district_code;
alter table owners_committee_area drop column district_code;

alter table issue alter column district_code type text;
alter table building_party_committee alter column district_code type text;
alter table office_building alter column district_code type text;
alter table renewal_project alter column district_code type text;
alter table property_service alter column district_code type text;
alter table owners_committee alter column district_code type text;
alter table area alter column district_code type text;
alter table district_setting alter column district_code type text;

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
