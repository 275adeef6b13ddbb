-- Coverage: one rule in one place. Everything that says "covered", "uncovered" or "unknown" asks these functions.
--
-- They take the date and the path of the area asked about. The path begins with the code of the district, and what looks after
-- an area is of the area's district (checked below): so a question about one district reads the rows of one district.
-- Each is one SQL statement, STABLE or IMMUTABLE and not STRICT, so that PostgreSQL inlines it into the asking statement.

create index owners_committee_district on owners_committee (district_code);
create index property_service_district on property_service (district_code);
create index renewal_project_district on renewal_project (district_code);

-- One function for the three tables that say what looks after which area: the arguments name the upper table, its key in the
-- row, and the levels it may look after.
create function check_care_of_area() returns trigger language plpgsql as $$
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
create trigger owners_committee_area_rules before insert or update on owners_committee_area
  for each row execute function check_care_of_area('owners_committee', 'committee_id', '{GRID,YARD}');
create trigger property_service_area_rules before insert or update on property_service_area
  for each row execute function check_care_of_area('property_service', 'service_id', '{GRID,YARD}');
create trigger renewal_project_yard_rules before insert or update on renewal_project_yard
  for each row execute function check_care_of_area('renewal_project', 'project_id', '{YARD}');

create function property_service_status(valid_from date, trial_ends_on date, valid_to date, as_of date) returns text
language sql immutable as $$
  select case
    when as_of >= valid_to then 'ENDED'
    when as_of < valid_from then 'PLANNED'
    when as_of < trial_ends_on then 'TRIAL'
    else 'ACTIVE'
  end
$$;
comment on function property_service_status is
  'PLANNED before the first day, TRIAL until the trial ends, ACTIVE from then on, ENDED from the first day no longer valid.';

create function property_service_at(as_of date)
returns table (district_code text, area_id integer, service_id integer, code text, mode_code text, status text)
language sql stable as $$
  select s.district_code, a.area_id, s.id, s.code, s.mode_code,
    property_service_status(greatest(s.valid_from, a.valid_from), s.trial_ends_on, least(s.valid_to, a.valid_to), as_of)
  from property_service_area a
  join property_service s on s.id = a.service_id
  where greatest(s.valid_from, a.valid_from) < least(s.valid_to, a.valid_to)
$$;
comment on function property_service_at is
  'What each service is to each of its areas at the date. It serves the area while TRIAL or ACTIVE.';

create function serving_property_service_at(as_of date)
returns table (district_code text, area_id integer, service_id integer)
language sql stable as $$
  select s.district_code, a.area_id, s.id
  from property_service_area a
  join property_service s on s.id = a.service_id
  where as_of >= a.valid_from and as_of < a.valid_to and as_of >= s.valid_from and as_of < s.valid_to
$$;
comment on function serving_property_service_at is
  'Which services serve which areas at the date: those that are TRIAL or ACTIVE there, said in dates, which the planner can estimate.';

create function owners_committee_at(as_of date)
returns table (district_code text, area_id integer, committee_id integer)
language sql stable as $$
  select c.district_code, a.area_id, c.id
  from owners_committee_area a
  join owners_committee c on c.id = a.committee_id
  where as_of >= a.valid_from and as_of < a.valid_to and as_of >= c.established_on and as_of < c.dissolved_on
$$;
comment on function owners_committee_at is 'Which committees serve which areas at the date.';

create function renewed_within_five_years_at(as_of date)
returns table (district_code text, area_id integer, project_id integer)
language sql stable as $$
  select r.district_code, y.area_id, r.id
  from renewal_project_yard y
  join renewal_project r on r.id = y.project_id
  where r.completed_on <= as_of and r.completed_on > (as_of - interval '5 years')::date
$$;
comment on function renewed_within_five_years_at is
  'Yards whose renewal was completed in the five years that end with the date: a project completed five years ago to the day is out.';

create function grid_coverage(as_of date, within_path text)
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
comment on function grid_coverage is
  'The coverage of every grid within a path at a date. A committee or service that is there makes it COVERED (a service also '
  'by serving every yard of the grid); without one, a survey of the grid by that date makes it UNCOVERED, and no survey UNKNOWN.';

create function yard_coverage(as_of date, within_path text)
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
comment on function yard_coverage is
  'The property service state of every yard within a path at a date: what serves or surveyed its grid holds for the yard.';

create function foremost_property_service(as_of date, within_path text, of_level text)
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
comment on function foremost_property_service is
  'The one service that a map shows of each area of a level: what serves before what is planned before what has ended, the '
  'area''s own before that of its grid or yards, then by code. mode_code only while it serves. No row where there never was one.';
