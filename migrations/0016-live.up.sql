-- What open maps follow: a feed of changes to issues and coverage, in the order of their commits. server/docs/live.md explains
-- the mechanism. It says where and that something changed, never what is protected.

create sequence live_position;

create table live_state (
  only_row boolean primary key default true check (only_row),
  feed text not null default replace(gen_random_uuid()::text, '-', ''),
  swept_to bigint not null default 0
);
comment on table live_state is 'Which feed this is, and the last position of it that is no longer kept.';
insert into live_state default values;

create table live_change (
  id bigint generated always as identity primary key,
  position bigint unique,
  transaction xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now(),
  subject text not null check (subject in ('ISSUE', 'COVERAGE')),
  district_code text collate "C" not null,
  paths text[] not null check (paths <> '{}'),
  change text not null check (change in ('REPORTED', 'MOVED', 'CHANGED', 'GONE', 'RESYNC')),
  issue_id integer,
  code text
);
comment on table live_change is
  'The feed: a row for each issue, and for the coverage of each district, that a transaction has changed. Kept for days, not for ever.';
comment on column live_change.position is
  'Given at commit, one commit after the other: whoever has seen a position misses nothing below it. Null until then.';
comment on column live_change.paths is
  'Where, as codes from the district down: of an issue its area today (and the one it was in before), of coverage the grids and yards.';
comment on column live_change.change is 'RESYNC: so much has changed in the district that it is to be asked anew.';
create index live_change_district on live_change (district_code, position);
create unique index live_change_once on live_change (transaction, district_code, subject, (coalesce(issue_id, 0)))
  where position is null;

create table live_commit (transaction xid8 primary key default pg_current_xact_id());
comment on table live_commit is 'A row for an open transaction that has changed something: what its commit fires on.';

grant select on live_change, live_state to atlas_viewer;

-- More rows of one statement, or of one transaction in a district, are told as one RESYNC.
create function live_most() returns integer language sql immutable as $$ select 500 $$;

-- (In PL/pgSQL, where a connection plans once what it does at every change.)
create function live_path(area integer) returns text language plpgsql stable as $$
declare
  today constant date := (now() at time zone 'Asia/Shanghai')::date;
begin
  return (
    select p.path from area_path p where p.area_id = area order by p.valid_from > today, p.valid_from desc limit 1);
end $$;
comment on function live_path is 'Path of an area today, or the last one it had.';

-- Which of two changes of one issue in one transaction is told.
create function live_rank(change text) returns integer language sql immutable as $$
  select array_position('{MOVED,CHANGED,REPORTED,GONE,RESYNC}'::text[], change)
$$;

create function note_live(
  of_subject text, district text, of_paths text[], of_change text, of_issue integer default null, of_code text default null
) returns void language plpgsql as $$
begin
  insert into live_change as c (subject, district_code, paths, change, issue_id, code)
  values (of_subject, district, of_paths, of_change, of_issue, of_code)
  on conflict (transaction, district_code, subject, (coalesce(issue_id, 0))) where position is null do update set
    change = case when live_rank(excluded.change) > live_rank(c.change) then excluded.change else c.change end,
    paths = case when 'RESYNC' in (c.change, excluded.change) or cardinality(c.paths) > live_most() then array[c.district_code]
      when c.paths @> excluded.paths then c.paths
      else array(select distinct unnest(c.paths || excluded.paths)) end;
  insert into live_commit default values on conflict do nothing;
end $$;

create function note_live_issues() returns trigger language plpgsql as $$
begin
  if (select count(*) from (select from changed limit live_most() + 1) c) > live_most() then
    perform note_live('ISSUE', district_code, array[district_code], 'RESYNC') from (select distinct district_code from changed) c;
  else
    perform note_live('ISSUE', district_code, array[coalesce(live_path(area_id), district_code)], tg_argv[0], id, code)
    from changed;
  end if;
  return null;
end $$;

create function note_live_issue_changes() returns trigger language plpgsql as $$
begin
  if (select count(*) from (select from changed limit live_most() + 1) c) > live_most() then
    perform note_live('ISSUE', district_code, array[district_code], 'RESYNC') from (select distinct district_code from changed) c;
  else
    perform note_live('ISSUE', n.district_code,
      array(select distinct coalesce(live_path(a), n.district_code) from unnest(array[o.area_id, n.area_id]) a), 'CHANGED', n.id, n.code)
    from before o join changed n using (id)
    where (o.code, o.category_code, o.area_id, o.place, o.reported_on, o.closed_on)
      is distinct from (n.code, n.category_code, n.area_id, n.place, n.reported_on, n.closed_on);
  end if;
  return null;
end $$;

create trigger issue_live_after_insert after insert on issue
  referencing new table as changed for each statement execute function note_live_issues('REPORTED');
create trigger issue_live_after_update after update on issue
  referencing old table as before new table as changed for each statement execute function note_live_issue_changes();
create trigger issue_live_after_delete after delete on issue
  referencing old table as changed for each statement execute function note_live_issues('GONE');

-- A case moves. What it moved to is not for everyone, that it moved is.
create function note_live_cases() returns trigger language plpgsql as $$
begin
  if (select count(*) from (select from changed limit live_most() + 1) c) > live_most() then
    perform note_live('ISSUE', district_code, array[district_code], 'RESYNC') from (select distinct district_code from changed) c;
  else
    perform note_live('ISSUE', i.district_code, array[coalesce(live_path(i.area_id), i.district_code)], 'MOVED', i.id, i.code)
    from changed c join issue i on i.id = c.issue_id;
  end if;
  return null;
end $$;
create trigger issue_case_live_after_insert after insert on issue_case
  referencing new table as changed for each statement execute function note_live_cases();
create trigger issue_case_live_after_update after update on issue_case
  referencing new table as changed for each statement execute function note_live_cases();

-- Coverage: by the areas that rows are about.
create function note_live_coverage_of(areas integer[]) returns void language plpgsql as $$
begin
  perform note_live('COVERAGE', district, paths, 'CHANGED')
  from (
    select split_part(path, '/', 1), array_agg(path order by path)
    from unnest(areas) a, live_path(a) path where path is not null group by 1
  ) p (district, paths);
end $$;

create function note_live_coverage() returns trigger language plpgsql as $$
declare
  areas constant integer[] := array(select distinct area_id from changed limit live_most() + 1);
begin
  if cardinality(areas) > live_most() then
    perform note_live('COVERAGE', district_code, array[district_code], 'RESYNC') from (select distinct district_code from changed) c;
  else
    perform note_live_coverage_of(areas);
  end if;
  return null;
end $$;

-- A committee, a service or a project is changed: the areas of its rows in the table that the first argument names.
create function note_live_coverage_above() returns trigger language plpgsql as $$
declare
  areas integer[];
begin
  execute format('select array(select distinct area_id from %I where %I in (select id from changed) limit live_most() + 1)',
    tg_argv[0], tg_argv[1]) into areas;
  if cardinality(areas) > live_most() then
    perform note_live('COVERAGE', district_code, array[district_code], 'RESYNC') from (select distinct district_code from changed) c;
  else
    perform note_live_coverage_of(areas);
  end if;
  return null;
end $$;

create function note_live_truncated() returns trigger language plpgsql as $$
begin
  perform note_live(tg_argv[0], district_code, array[district_code::text], 'RESYNC') from district_setting;
  return null;
end $$;

do $$
declare
  source record;
begin
  for source in
    select * from (values
      ('owners_committee_area'), ('property_service_area'), ('renewal_project_yard'), ('coverage_survey')
    ) s (on_table)
  loop
    execute format('create trigger %1$s_live_after_insert after insert on %1$s
      referencing new table as changed for each statement execute function note_live_coverage()', source.on_table);
    execute format('create trigger %1$s_live_before_update after update on %1$s
      referencing old table as changed for each statement execute function note_live_coverage()', source.on_table);
    execute format('create trigger %1$s_live_after_update after update on %1$s
      referencing new table as changed for each statement execute function note_live_coverage()', source.on_table);
    execute format('create trigger %1$s_live_after_delete after delete on %1$s
      referencing old table as changed for each statement execute function note_live_coverage()', source.on_table);
  end loop;
  for source in
    select * from (values
      ('owners_committee', 'owners_committee_area', 'committee_id'),
      ('property_service', 'property_service_area', 'service_id'),
      ('renewal_project', 'renewal_project_yard', 'project_id')
    ) s (on_table, link, key)
  loop
    execute format('create trigger %1$s_live_after_update after update on %1$s
      referencing new table as changed for each statement execute function note_live_coverage_above(%2$L, %3$L)',
      source.on_table, source.link, source.key);
  end loop;
  for source in
    select * from (values
      ('issue', 'ISSUE'), ('owners_committee_area', 'COVERAGE'), ('property_service_area', 'COVERAGE'),
      ('renewal_project_yard', 'COVERAGE'), ('coverage_survey', 'COVERAGE')
    ) s (on_table, subject)
  loop
    execute format('create trigger %1$s_live_after_truncate after truncate on %1$s
      for each statement execute function note_live_truncated(%2$L)', source.on_table, source.subject);
  end loop;
end $$;

-- Numbers what the transaction has changed. The lock puts commits into the order of their positions; it is held until the
-- commit is seen by everyone.
create function number_live_changes() returns trigger language plpgsql as $$
declare
  this_transaction constant xid8 := pg_current_xact_id();
begin
  -- Of a transaction that went on after constraints were set immediate, the second row finds nothing left to do.
  if not exists (select from live_commit where transaction = this_transaction) then
    return null;
  end if;
  if (select count(*) from live_change where transaction = this_transaction and position is null) > 1 then
    perform note_live('ISSUE', district_code, array[district_code], 'RESYNC')
    from (
      select district_code from live_change
      where transaction = this_transaction and position is null and subject = 'ISSUE' group by 1 having count(*) > live_most()
    ) c;
    delete from live_change c
    where c.transaction = this_transaction and c.position is null and c.subject = 'ISSUE' and c.issue_id is not null
      and exists (
        select from live_change r where r.transaction = this_transaction and r.position is null and r.subject = 'ISSUE'
          and r.district_code = c.district_code and r.issue_id is null);
  end if;
  delete from live_commit where transaction = this_transaction;
  -- Tiles are locked first, whichever was touched first: two commits must not wait for each other.
  if exists (select from tile_commit where transaction = this_transaction) then
    perform from tile_state for update;
  end if;
  perform pg_advisory_xact_lock(hashtext('live_change'), 0);
  -- From here on others wait.
  update live_change set position = nextval('live_position') where transaction = this_transaction and position is null;
  perform pg_notify('live_change', currval('live_position')::text);
  return null;
end $$;
create constraint trigger live_at_commit after insert on live_commit
  deferrable initially deferred for each row execute function number_live_changes();

-- Takes away what is older than `days` or beyond the last `most`, and remembers up to where.
create function sweep_live_changes(days integer, most integer) returns bigint language plpgsql as $$
declare
  upto bigint;
begin
  if not pg_try_advisory_xact_lock(hashtext('live_change'), 1) then
    return 0;
  end if;
  select max(position) into upto from live_change where at < now() - make_interval(days => days);
  upto := greatest(upto, (select position from live_change where position is not null order by position desc offset most limit 1));
  if upto is null then
    return 0;
  end if;
  update live_state set swept_to = greatest(swept_to, upto);
  delete from live_change where position <= upto;
  return upto;
end $$;
