-- Summaries: what is counted of a district and of each of its subdistricts, from a day to the day before another. Counts are
-- piecewise constant in time, so every date is answered by one row.
create table coverage_summary (
  area_id integer not null references area on delete cascade,
  valid_from date not null,
  valid_to date not null,
  district_code text collate "C" not null references district_setting on delete cascade,
  grids integer[] not null,
  primary key (area_id, valid_from),
  check (valid_from < valid_to)
);
comment on table coverage_summary is 'Derived: the grids within a district or subdistrict by what grid_coverage says of them, from-to.';
comment on column coverage_summary.grids is 'How many grids there are of each kind, in the order of coverage_kinds().';
create index coverage_summary_district on coverage_summary (district_code);

create table count_summary (
  kind text not null check (kind in ('OPEN_ISSUES', 'PARTY_COMMITTEES')),
  area_id integer not null references area on delete cascade,
  valid_from date not null,
  valid_to date not null,
  district_code text collate "C" not null references district_setting on delete cascade,
  count integer not null check (count > 0),
  primary key (kind, area_id, valid_from),
  check (valid_from < valid_to)
);
comment on table count_summary is 'Derived: how many of a kind there are within a district or subdistrict, from-to. No row means none.';
create index count_summary_district on count_summary (district_code, kind);

-- A transaction that changes what a summary is made of adds a row under its own number: writers never wait for each other,
-- what is rolled back has marked nothing, and who sees the change sees the mark. A marked district is counted anew for every
-- question until it has been summarised again.
create table summary_mark (
  kind text not null check (kind in ('COVERAGE', 'OPEN_ISSUES', 'PARTY_COMMITTEES')),
  district_code text collate "C" not null,
  transaction xid8 not null default pg_current_xact_id(),
  primary key (kind, district_code, transaction)
);
comment on table summary_mark is 'Committed transactions that changed a district and are not yet in its summary of that kind.';

create function marks_of_land() returns text[] language sql immutable as $$
  select '{COVERAGE,OPEN_ISSUES,PARTY_COMMITTEES}'::text[]
$$;

create function mark_summaries_of_paths() returns trigger language plpgsql as $$
begin
  insert into summary_mark (kind, district_code)
  select kind, district from unnest(marks_of_land()) kind, (select distinct split_part(path, '/', 1) from changed) c (district)
  on conflict do nothing;
  return null;
end $$;

-- The argument names the kind.
create function mark_summaries_of_areas() returns trigger language plpgsql as $$
begin
  insert into summary_mark (kind, district_code)
  select tg_argv[0], district
  from (
    select distinct split_part(p.path, '/', 1)
    from (select distinct area_id from changed) c join area_path p on p.area_id = c.area_id
  ) c (district)
  on conflict do nothing;
  return null;
end $$;

create function mark_summaries_of_districts() returns trigger language plpgsql as $$
begin
  insert into summary_mark (kind, district_code)
  select distinct tg_argv[0], district_code from changed on conflict do nothing;
  return null;
end $$;

-- A truncated table touches every district.
create function mark_every_summary() returns trigger language plpgsql as $$
begin
  insert into summary_mark (kind, district_code)
  select kind, district_code from unnest(tg_argv[0]::text[]) kind, district_setting on conflict do nothing;
  return null;
end $$;

-- The tables that summaries are made of, each with what it says of its district: a path, an area or a district code. What an
-- upper row does (a committee that is dissolved) and what a lower row does (a grid it serves) are marked alike.
do $$
declare
  source record;
begin
  for source in
    select * from (values
      ('area_path', 'mark_summaries_of_paths()', marks_of_land()),
      ('owners_committee', 'mark_summaries_of_districts(''COVERAGE'')', '{COVERAGE}'),
      ('owners_committee_area', 'mark_summaries_of_areas(''COVERAGE'')', '{COVERAGE}'),
      ('property_service', 'mark_summaries_of_districts(''COVERAGE'')', '{COVERAGE}'),
      ('property_service_area', 'mark_summaries_of_areas(''COVERAGE'')', '{COVERAGE}'),
      ('renewal_project', 'mark_summaries_of_districts(''COVERAGE'')', '{COVERAGE}'),
      ('renewal_project_yard', 'mark_summaries_of_areas(''COVERAGE'')', '{COVERAGE}'),
      ('coverage_survey', 'mark_summaries_of_areas(''COVERAGE'')', '{COVERAGE}'),
      ('issue', 'mark_summaries_of_areas(''OPEN_ISSUES'')', '{OPEN_ISSUES}'),
      ('building_party_committee', 'mark_summaries_of_areas(''PARTY_COMMITTEES'')', '{PARTY_COMMITTEES}')
    ) s (on_table, marking, kinds)
  loop
    execute format('create trigger %1$s_summary_after_insert after insert on %1$s
      referencing new table as changed for each statement execute function %2$s', source.on_table, source.marking);
    execute format('create trigger %1$s_summary_before_update after update on %1$s
      referencing old table as changed for each statement execute function %2$s', source.on_table, source.marking);
    execute format('create trigger %1$s_summary_after_update after update on %1$s
      referencing new table as changed for each statement execute function %2$s', source.on_table, source.marking);
    execute format('create trigger %1$s_summary_after_delete after delete on %1$s
      referencing old table as changed for each statement execute function %2$s', source.on_table, source.marking);
    execute format('create trigger %1$s_summary_after_truncate after truncate on %1$s
      for each statement execute function mark_every_summary(%2$L)', source.on_table, source.kinds);
  end loop;
end $$;
insert into summary_mark (kind, district_code) select kind, district_code from unnest(marks_of_land()) kind, district_setting;

-- The levels that are summarised.
create function summary_levels() returns text[] language sql immutable as $$ select '{DISTRICT,SUBDISTRICT}'::text[] $$;

create function coverage_kinds()
returns table (kind integer, owners_committee_state text, property_service_state text, renewed_within_five_years boolean)
language sql immutable as $$
  select (row_number() over (order by c.rank, s.rank, renewed))::integer, c.state, s.state, renewed
  from unnest('{COVERED,UNCOVERED,UNKNOWN}'::text[]) with ordinality c (state, rank),
    unnest('{COVERED,UNCOVERED,UNKNOWN}'::text[]) with ordinality s (state, rank), unnest('{f,t}'::boolean[]) renewed
$$;
comment on function coverage_kinds is 'What grid_coverage can say of a grid, numbered.';

create function five_years_after(completed_on date) returns date language sql immutable as $$
  select later + (later - interval '5 years' < completed_on)::integer from (select (completed_on + interval '5 years')::date) l (later)
$$;
comment on function five_years_after is
  'The first day on which a completion is no longer within five years: the next 1 March for one on 29 February.';

-- grid_coverage (migration 0005) says how a grid stands at a date; this says the same of all dates at once. Whoever changes
-- one changes the other: tests compare them on every day on which anything changes.
create function grid_coverage_periods(district text)
returns table (
  area_id integer, path text, owners_committee_state text, property_service_state text, renewed_within_five_years boolean,
  valid_from date, valid_to date)
language sql stable as $$
  with grid as materialized (
    select area_id, path, valid_from, valid_to, datemultirange(daterange(valid_from, valid_to)) as days
    from area_path where level = 'GRID' and path >= district and path < district || '0'
  ), committee as (
    select a.area_id, range_agg(daterange(a.valid_from, a.valid_to) * daterange(c.established_on, c.dissolved_on)) as days
    from owners_committee c join owners_committee_area a on a.committee_id = c.id and a.district_code = c.district_code
    where c.district_code = district group by 1
  ), service as (
    select a.area_id, range_agg(daterange(a.valid_from, a.valid_to) * daterange(s.valid_from, s.valid_to)) as days
    from property_service s join property_service_area a on a.service_id = s.id and a.district_code = s.district_code
    where s.district_code = district group by 1
  ), renewal as (
    select y.area_id, range_agg(daterange(r.completed_on, five_years_after(r.completed_on))) as days
    from renewal_project r join renewal_project_yard y on y.project_id = r.id and y.district_code = r.district_code
    where r.district_code = district and r.completed_on is not null group by 1
  ), of_yards as (
    select g.area_id, g.valid_from,
      range_agg(daterange(y.valid_from, y.valid_to)) - range_agg(datemultirange(daterange(y.valid_from, y.valid_to)) - coalesce(s.days, '{}')) as served,
      range_agg(datemultirange(daterange(y.valid_from, y.valid_to)) * coalesce(r.days, '{}')) as renewed
    from grid g
    cross join lateral (
      select y.area_id, y.valid_from, y.valid_to from area_path y
      where y.level = 'YARD' and y.path >= g.path and y.path < g.path || '0' offset 0) y
    left join service s on s.area_id = y.area_id
    left join renewal r on r.area_id = y.area_id
    group by 1, 2
  ), surveyed as (
    select s.area_id, min(s.surveyed_on) filter (where s.indicator = 'OWNERS_COMMITTEE') as for_committee,
      min(s.surveyed_on) filter (where s.indicator = 'PROPERTY_SERVICE') as for_service
    from coverage_survey s where s.district_code = district group by 1
  ), fact as (
    select g.area_id, g.path, g.valid_from, g.valid_to, g.days * coalesce(c.days, '{}') as committee,
      g.days * (coalesce(s.days, '{}') + coalesce(y.served, '{}')) as service, g.days * coalesce(y.renewed, '{}') as renewed,
      u.for_committee, u.for_service
    from grid g
    left join committee c on c.area_id = g.area_id
    left join service s on s.area_id = g.area_id
    left join of_yards y on y.area_id = g.area_id and y.valid_from = g.valid_from
    left join surveyed u on u.area_id = g.area_id
  )
  select f.area_id, f.path,
    case when d.day <@ f.committee then 'COVERED' when f.for_committee <= d.day then 'UNCOVERED' else 'UNKNOWN' end,
    case when d.day <@ f.service then 'COVERED' when f.for_service <= d.day then 'UNCOVERED' else 'UNKNOWN' end,
    d.day <@ f.renewed, d.day, lead(d.day, 1, f.valid_to) over (partition by f.area_id, f.valid_from order by d.day)
  from fact f
  cross join lateral (
    select f.valid_from as day
    union select lower(r) from unnest(array[f.committee, f.service, f.renewed]) m, unnest(m) r
    union select upper(r) from unnest(array[f.committee, f.service, f.renewed]) m, unnest(m) r where upper(r) < f.valid_to
    union select day from unnest(array[f.for_committee, f.for_service]) day where day > f.valid_from and day < f.valid_to
  ) d
$$;

create function open_issue_periods(within_path text) returns table (path text, valid_from date, valid_to date)
language sql stable as $$
  select p.path, greatest(i.reported_on, p.valid_from), least(i.closed_on, p.valid_to)
  from area_path p join issue i on i.area_id = p.area_id
  where p.path >= within_path and p.path < within_path || '0'
    and greatest(i.reported_on, p.valid_from) < least(i.closed_on, p.valid_to)
$$;
comment on function open_issue_periods is 'From when to when an issue was open at a place within a path.';

create function party_committee_periods(within_path text) returns table (path text, valid_from date, valid_to date)
language sql stable as $$
  select p.path, greatest(c.established_on, p.valid_from), least(c.dissolved_on, p.valid_to)
  from area_path p join building_party_committee c on c.area_id = p.area_id
  where p.path >= within_path and p.path < within_path || '0'
    and greatest(c.established_on, p.valid_from) < least(c.dissolved_on, p.valid_to)
$$;
comment on function party_committee_periods is 'From when to when a building Party committee had its seat at a place within a path.';

-- Summarises a marked district anew. The marks go first: what is committed after that leaves a mark that stays. Whoever finds
-- the district being summarised leaves it alone. False when there was nothing to do.
-- (Statements are put together as text so that each is planned for its district, and not for the average of them.)
create function refresh_summary(of_kind text, district text) returns boolean language plpgsql set jit = off as $$
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
    execute 'insert into coverage_summary (area_id, valid_from, valid_to, district_code, grids)
      with change as (
        select a.id as area_id, d.day, k.kind, sum(d.by) as by
        from grid_coverage_periods($1) p
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

create function summary_source(of_kind text) returns regproc language sql immutable as $$
  select case of_kind when 'OPEN_ISSUES' then 'open_issue_periods' when 'PARTY_COMMITTEES' then 'party_committee_periods' end::regproc
$$;
