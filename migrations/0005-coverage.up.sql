-- Coverage: one rule in one place. Everything that says "covered", "uncovered" or "unknown" asks these functions.
--
-- They take the date and the path of the area asked about, so that a question about one district touches one district.
-- Each is one SQL statement, STABLE or IMMUTABLE and not STRICT, so that PostgreSQL inlines it into the asking statement.

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
returns table (area_id integer, service_id integer, code text, mode_code text, status text)
language sql stable as $$
  select a.area_id, s.id, s.code, s.mode_code,
    property_service_status(greatest(s.valid_from, a.valid_from), s.trial_ends_on, least(s.valid_to, a.valid_to), as_of)
  from property_service_area a
  join property_service s on s.id = a.service_id
  where greatest(s.valid_from, a.valid_from) < least(s.valid_to, a.valid_to)
$$;
comment on function property_service_at is
  'What each service is to each of its areas at the date. It serves the area while TRIAL or ACTIVE.';

create function owners_committee_at(as_of date)
returns table (area_id integer, committee_id integer)
language sql stable as $$
  select a.area_id, c.id
  from owners_committee_area a
  join owners_committee c on c.id = a.committee_id
  where as_of >= a.valid_from and as_of < a.valid_to and as_of >= c.established_on and as_of < c.dissolved_on
$$;
comment on function owners_committee_at is 'Which committees serve which areas at the date.';

create function renewed_within_five_years_at(as_of date)
returns table (area_id integer, project_id integer)
language sql stable as $$
  select y.area_id, r.id
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
  from area_path g
  left join owners_committee_at(as_of) committee on committee.area_id = g.area_id
  left join property_service_at(as_of) own on own.area_id = g.area_id and own.status in ('TRIAL', 'ACTIVE')
  left join area_path y on y.level = 'YARD' and y.path >= g.path and y.path < g.path || '0'
    and as_of >= y.valid_from and as_of < y.valid_to
  left join property_service_at(as_of) of_yard on of_yard.area_id = y.area_id and of_yard.status in ('TRIAL', 'ACTIVE')
  left join renewed_within_five_years_at(as_of) renewed on renewed.area_id = y.area_id
  where g.level = 'GRID' and g.path >= within_path and g.path < within_path || '0'
    and as_of >= g.valid_from and as_of < g.valid_to
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
  left join property_service_at(as_of) service on service.area_id = near.id and service.status in ('TRIAL', 'ACTIVE')
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
  from area_path x
  cross join lateral (
    select o.id as near_id from area o where o.code = any (string_to_array(x.path, '/'))
    union all
    select y.area_id from area_path y
    where y.level = 'YARD' and y.path > x.path and y.path < x.path || '0'
      and as_of >= y.valid_from and as_of < y.valid_to
  ) near
  join property_service_at(as_of) s on s.area_id = near.near_id
  where x.level = of_level and x.path >= within_path and x.path < within_path || '0'
    and as_of >= x.valid_from and as_of < x.valid_to
  order by x.area_id, array_position('{ACTIVE,TRIAL,PLANNED,ENDED}'::text[], s.status), s.area_id <> x.area_id, s.code
$$;
comment on function foremost_property_service is
  'The one service that a map shows of each area of a level: what serves before what is planned before what has ended, the '
  'area''s own before that of its grid or yards, then by code. mode_code only while it serves. No row where there never was one.';
