-- How well cases are handled, by unit and period: score schemes as data, results that stay as they were frozen, and the one place
-- where cases are counted. And hard issues: what ordinary handling cannot solve, on the same engine as cases.

create table score_scheme (
  key text not null check (key ~ '^[a-z][a-z0-9-]{1,39}$'),
  version integer not null check (version >= 1),
  district_code text collate "C" check (district_code ~ '^[0-9]{6}$'),
  valid_from date not null,
  definition jsonb not null,
  loaded_at timestamptz not null default now(),
  primary key (key, version)
);
comment on table score_scheme is 'Score schemes (评分方案), checked when loaded. A changed one is a new version: frozen results name theirs.';
comment on column score_scheme.district_code is 'For this district only; null for every one without a scheme of its own. The district need not be known yet.';
create trigger score_scheme_append_only before update or delete on score_scheme for each row execute function refuse_change();
grant select on score_scheme to atlas_viewer;

create table evaluation_period (
  id integer generated always as identity primary key,
  district_code text collate "C" not null references district_setting,
  within_code text collate "C" not null,
  from_day date not null,
  to_day date not null,
  scheme_key text not null,
  scheme_version integer not null,
  frozen_at timestamptz not null default now(),
  frozen_by integer not null references post,
  check (from_day <= to_day),
  foreign key (scheme_key, scheme_version) references score_scheme,
  unique (within_code, from_day, to_day, scheme_key)
);
comment on table evaluation_period is 'A period whose results are frozen: what becomes of its cases later changes nothing of them.';
create index evaluation_period_district on evaluation_period (district_code, to_day);

create table evaluation_result (
  period_id integer not null references evaluation_period,
  unit text not null check (unit in ('SUBDISTRICT', 'COMMUNITY', 'DEPARTMENT')),
  number integer not null,
  kind text not null check (kind in ('UNIT', 'NO_UNIT', 'TOTAL')),
  unit_code text collate "C",
  unit_name text,
  unit_name_en text,
  counts jsonb not null,
  points jsonb not null,
  score numeric,
  grade text,
  rank integer,
  primary key (period_id, unit, number),
  check ((kind = 'UNIT') = (unit_code is not null))
);
comment on table evaluation_result is 'The counts of one unit in a frozen period, and what the scheme of the period made of them.';
create trigger evaluation_period_append_only before update or delete on evaluation_period for each row execute function refuse_change();
create trigger evaluation_result_append_only before update or delete on evaluation_result for each row execute function refuse_change();

-- Rates are about units and not about cases: every official of a district sees the league of all of it.
create function viewer_may_evaluate(of_district text) returns boolean language sql stable as $$
  select coalesce(v.district_code = of_district and v.kind <> 'ADMINISTRATOR', false) from viewer_post() v
$$;
alter table evaluation_period enable row level security;
create policy evaluation_period_seen on evaluation_period for select to atlas_viewer
  using (district_code = (select viewer_district()) and (select viewer_kind()) <> 'ADMINISTRATOR');
grant select on evaluation_period to atlas_viewer;
alter table evaluation_result enable row level security;
create policy evaluation_result_seen on evaluation_result for select to atlas_viewer
  using (exists (select from evaluation_period p where p.id = period_id));
grant select on evaluation_result to atlas_viewer;

create function evaluation_facts(within text, from_day date, to_day date, of_unit text, seen_at timestamptz) returns table (
  kind text, unit_code text, unit_name text, unit_name_en text, reported integer, due integer, suspended integer,
  closed_of_due integer, on_time integer, closed integer, reworked integer, reworks integer, reworked_thrice integer,
  second_dispatched integer, recurrences integer)
language plpgsql stable security definer set search_path from current as $$
declare
  begins constant timestamptz := from_day::timestamp at time zone 'Asia/Shanghai';
  ends constant timestamptz := least((to_day + 1)::timestamp at time zone 'Asia/Shanghai', seen_at);
  today constant date := least(to_day, (seen_at at time zone 'Asia/Shanghai')::date);
  district constant text := (select a.district_code from area a where a.code = within);
begin
  if not coalesce(viewer_may_evaluate(district), false) then
    return;
  end if;
  return query
  with mine as materialized (
    select c.*,
      c.reported_at >= begins and c.reported_at < ends as is_reported,
      coalesce(c.overall_due_at >= begins and c.overall_due_at < ends, false) as is_due,
      coalesce(c.closed_at >= begins and c.closed_at < ends, false) as is_closed,
      coalesce(c.closed_at < ends, false) as is_done
    from issue_case c
    where c.district_code = district and (c.reported_at >= begins and c.reported_at < ends
        or c.overall_due_at >= begins and c.overall_due_at < ends or c.closed_at >= begins and c.closed_at < ends)
      and within = any (string_to_array(c.path, '/'))
      and c.state_kind <> 'ENDED'
  ), place as materialized (
    select n.path, a.code from (select distinct m.path from mine m) n
    cross join lateral unnest(string_to_array(n.path, '/')) part(code) join area a on a.code = part.code and a.level = of_unit
  ), counted as (
    select grouping(u.code) = 1 as is_total, u.code,
      count(*) filter (where m.is_reported)::integer as n_reported,
      count(*) filter (where m.is_due)::integer as n_due,
      count(*) filter (where m.is_due and not m.is_done and m.suspended_at < ends)::integer as n_suspended,
      count(*) filter (where m.is_due and m.is_done)::integer as n_closed_of_due,
      count(*) filter (where m.is_due and m.is_done and m.closed_on_time)::integer as n_on_time,
      count(*) filter (where m.is_closed)::integer as n_closed,
      count(*) filter (where m.is_closed and m.rework_count > 0)::integer as n_reworked,
      coalesce(sum(m.rework_count) filter (where m.is_closed), 0)::integer as n_reworks,
      count(*) filter (where m.is_closed and m.rework_count >= 3)::integer as n_reworked_thrice,
      count(*) filter (where m.is_closed and m.second_dispatch_count > 0)::integer as n_second_dispatched,
      count(*) filter (where m.is_reported and m.recurrence_of_id is not null)::integer as n_recurrences
    from mine m left join place l on l.path = m.path left join post h on h.id = m.handler_id
    cross join lateral (select case when of_unit = 'DEPARTMENT' then h.department_code else l.code end as code) u
    group by grouping sets ((u.code), ())
  ), unit as (
    select a.code, a.name, a.name_en from area a
    join area_path p on p.area_id = a.id and p.valid_from <= today and today < p.valid_to
    where of_unit <> 'DEPARTMENT' and a.district_code = district and a.level = of_unit and within = any (string_to_array(p.path, '/'))
    union
    select d.code, d.title_zh, d.title_en from department d
    where of_unit = 'DEPARTMENT' and d.district_code = district and d.valid_from <= today and today < d.valid_to
    union
    -- Units that are no more, while cases of the period were theirs.
    select a.code, a.name, a.name_en from area a where of_unit <> 'DEPARTMENT' and a.code in (select c.code from counted c)
    union
    select d.code, d.title_zh, d.title_en from department d where of_unit = 'DEPARTMENT' and d.code in (select c.code from counted c)
  )
  select case when c.is_total then 'TOTAL' when coalesce(u.code, c.code) is null then 'NO_UNIT' else 'UNIT' end,
    u.code, u.name, u.name_en, coalesce(n_reported, 0), coalesce(n_due, 0), coalesce(n_suspended, 0),
    coalesce(n_closed_of_due, 0), coalesce(n_on_time, 0), coalesce(n_closed, 0), coalesce(n_reworked, 0),
    coalesce(n_reworks, 0), coalesce(n_reworked_thrice, 0), coalesce(n_second_dispatched, 0), coalesce(n_recurrences, 0)
  from unit u full join counted c on c.code = u.code
  order by 1, 2;
end $$;
comment on function evaluation_facts is
  'Cases of an area in a period, counted by unit (SUBDISTRICT, COMMUNITY or DEPARTMENT of the handler), with those of no unit and all
together. Days are of China; nothing after "seen_at" has happened yet. Cases that ended unhandled (not filed, voided) do not count.
Empty for posts of other districts, administrators and nobody.';

create table hard_issue (
  id integer generated always as identity primary key,
  district_code text collate "C" not null references district_setting,
  code text collate "C" not null unique check (code ~ '^[0-9]{6}-HI-[0-9A-Z-]{3,40}$'),
  title text not null check (title <> '' and length(title) <= 100),
  text text not null check (length(text) <= 2000),
  area_id integer not null references area,
  path text collate "C" not null,
  workflow_key text collate "C" not null,
  workflow_version integer not null,
  state text not null,
  version integer not null check (version >= 1),
  mode text check (mode in ('DISPATCH', 'OPEN_CALL')),
  leader_id integer references post,
  published_at timestamptz not null,
  due_on date,
  closed_at timestamptz,
  promoted_from_id integer references issue,
  score numeric check (score between 0 and 100),
  reward text,
  foreign key (workflow_key, workflow_version) references workflow_definition,
  check (left(code, 6) = district_code)
);
comment on table hard_issue is
  'Hard issues (揭榜挂帅): published, dispatched or put out to an open call, attacked under a leader, appraised and rewarded.';
comment on column hard_issue.path is 'Path of codes of its area on the day it was published.';
comment on column hard_issue.version is 'The number of its events; all that can change is what they say.';
comment on column hard_issue.leader_id is 'The post that leads the attack; null while nobody does.';
comment on column hard_issue.published_at is 'When it was published last; earlier times are in its events.';
create index hard_issue_district on hard_issue (district_code, state);
create index hard_issue_promoted on hard_issue (promoted_from_id);

create table hard_issue_event (
  hard_issue_id integer not null references hard_issue,
  number integer not null check (number >= 1),
  at timestamptz not null,
  post_id integer not null references post,
  action text not null,
  from_state text,
  to_state text not null,
  reason text,
  effect jsonb not null default '{}',
  primary key (hard_issue_id, number),
  check ((number = 1) = (from_state is null))
);
comment on table hard_issue_event is 'What happened to hard issues, for good: the present state is what the events say.';

-- As for the events of cases.
create function check_hard_issue_event() returns trigger language plpgsql as $$
declare
  before hard_issue_event;
begin
  if current_setting('atlas.post', true) <> '' and new.post_id is distinct from viewer_id() then
    raise exception 'An event is written in the name of the post that acts'
      using errcode = 'check_violation', constraint = 'hard_issue_event_post';
  end if;
  select * into before from hard_issue_event where hard_issue_id = new.hard_issue_id and number = new.number - 1;
  if new.from_state is distinct from before.to_state or before.at > new.at then
    raise exception 'Event % of hard issue % does not follow the one before', new.number, new.hard_issue_id
      using errcode = 'check_violation', constraint = 'hard_issue_event_follows';
  end if;
  return new;
end $$;
create trigger hard_issue_event_checked before insert on hard_issue_event for each row execute function check_hard_issue_event();
create trigger hard_issue_event_append_only before update or delete on hard_issue_event for each row execute function refuse_change();

alter table hard_issue enable row level security;
create policy hard_issue_seen on hard_issue for select to atlas_viewer
  using (district_code = (select viewer_district()) and (select viewer_kind()) not in ('ADMINISTRATOR', 'DASHBOARD'));
grant select on hard_issue to atlas_viewer;
alter table hard_issue_event enable row level security;
create policy hard_issue_event_seen on hard_issue_event for select to atlas_viewer
  using (exists (select from hard_issue h where h.id = hard_issue_id));
grant select on hard_issue_event to atlas_viewer;

-- Files bring cases, and what a file brought can be taken back, its events too: nothing else takes one back.
create trigger issue_case_import_insert after insert on issue_case referencing new table as after
  for each statement execute function note_import_change('issue_id');
create trigger issue_case_import_update after update on issue_case referencing old table as before
  for each statement execute function note_import_change('issue_id');
create trigger issue_case_import_delete after delete on issue_case referencing old table as before
  for each statement execute function note_import_change('issue_id');
create trigger issue_event_import_insert after insert on issue_event referencing new table as after
  for each statement execute function note_import_change('issue_id', 'number');

create function refuse_event_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (
    select from import_change c
    where c.run_id = nullif(current_setting('atlas.undoing', true), '')::integer and c.table_name = tg_table_name
      and c.operation = 'INSERT' and c.row_key = old.issue_id || '/' || old.number) then
    if exists (select from issue_event e where e.issue_id = old.issue_id and e.number > old.number) then
      raise exception 'The case of issue % has moved on since the file', old.issue_id
        using errcode = 'foreign_key_violation', detail = 'A case that came with the file has moved on since.';
    end if;
    return old;
  end if;
  raise exception 'Rows of % are added, never changed or taken away', tg_table_name
    using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
end $$;
drop trigger issue_event_append_only on issue_event;
create trigger issue_event_append_only before update or delete on issue_event for each row execute function refuse_event_change();

alter function undo_import(integer) rename to undo_import_changes;
create function undo_import(run integer) returns void language plpgsql as $$
begin
  perform set_config('atlas.undoing', run::text, true);
  perform undo_import_changes(run);
  perform set_config('atlas.undoing', '', true);
end $$;
comment on function undo_import is 'Takes back every change of a run, the last first, events included. The rows come back to the letter.';
