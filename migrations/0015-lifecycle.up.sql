-- An issue from report to evaluation: workflows, calendars and deadlines as data, cases, and the events they are made of. An
-- event is never changed; the row of a case is what its events say (server/docs/lifecycle.md). Who sees a case is decided here.

create table workflow_definition (
  key text collate "C" not null check (key ~ '^[a-z][a-z0-9-]{1,39}$'),
  version integer not null check (version >= 1),
  subject text not null check (subject in ('ISSUE', 'HARD_ISSUE')),
  definition jsonb not null,
  loaded_at timestamptz not null default now(),
  primary key (key, version)
);
comment on table workflow_definition is 'Workflows as data. A changed one is a new version: cases go on under the one they began with.';
create trigger workflow_definition_append_only before update or delete on workflow_definition
  for each row execute function refuse_change();

create table district_workflow (
  district_code text collate "C" not null references district_setting,
  subject text not null check (subject in ('ISSUE', 'HARD_ISSUE')),
  valid_from date not null,
  key text collate "C" not null,
  version integer not null,
  primary key (district_code, subject, valid_from),
  foreign key (key, version) references workflow_definition
);
comment on table district_workflow is 'Which workflow the new cases of a district follow, from a day on. A district without one follows the default.';

create table situation (
  code text collate "C" primary key check (code ~ '^[A-Z][A-Z0-9_]{1,39}$'),
  title_zh text not null check (title_zh <> ''),
  title_en text not null check (title_en <> '')
);
comment on table situation is 'Code book: what a case is like beyond its category, as far as deadlines depend on it.';

create table deadline_policy (
  code text collate "C" primary key check (code ~ '^[A-Z0-9_]{1,40}$'),
  title_zh text not null check (title_zh <> ''),
  title_en text not null check (title_en <> ''),
  meaning text
);
comment on table deadline_policy is 'Code book: where deadlines come from. An entry whose meaning is not published stays open.';

create table deadline_rule (
  id integer generated always as identity primary key,
  district_code text collate "C" references district_setting,
  category_code text check (category_code ~ '^[0-9]{2}([0-9]{2})?$'),
  situation_code text collate "C" references situation,
  stage text not null check (stage ~ '^[A-Z][A-Z0-9_]{1,39}$'),
  amount numeric not null check (amount > 0),
  unit text not null check (unit in ('URGENT_HOUR', 'WORKING_HOUR', 'WORKDAY')),
  nearly_share numeric not null default 0.2 check (nearly_share >= 0 and nearly_share < 1),
  nearly_minutes integer not null default 240 check (nearly_minutes >= 0),
  policy_code text collate "C" references deadline_policy,
  valid_from date not null,
  valid_to date not null default 'infinity',
  check (valid_from < valid_to)
);
create unique index deadline_rule_once on deadline_rule
  (coalesce(district_code, ''), coalesce(category_code, ''), coalesce(situation_code, ''), stage, valid_from);
comment on table deadline_rule is 'How much time a stage may take, or a whole case (stage OVERALL). Null means any; what says more goes before what says less.';
comment on column deadline_rule.category_code is 'A major class (2 digits) takes its minor classes along.';
comment on column deadline_rule.nearly_share is 'Nearly due when less than this share is left, or fewer than nearly_minutes of the unit''s clock (at most half of all).';

create table working_period (
  district_code text collate "C" references district_setting,
  from_minute integer not null check (from_minute >= 0),
  to_minute integer not null check (to_minute <= 1440),
  check (from_minute < to_minute)
);
comment on table working_period is 'Working time of a workday, in minutes after midnight in China. Rows without a district are for those that have none of their own.';
create unique index working_period_begin on working_period (coalesce(district_code, ''), from_minute);

create table calendar_day (
  day date primary key,
  kind text not null check (kind in ('HOLIDAY', 'WORKDAY')),
  title_zh text not null,
  source_id integer references data_source
);
comment on table calendar_day is 'What differs from Monday to Friday: public holidays and make-up workdays (调休), as published year by year.';

create table issue_case (
  issue_id integer primary key references issue,
  district_code text collate "C" not null references district_setting,
  path text collate "C" not null,
  workflow_key text collate "C" not null,
  workflow_version integer not null,
  state text not null,
  state_kind text not null check (state_kind in ('OPEN', 'CLOSED', 'ENDED')),
  version integer not null check (version >= 1),
  channel text not null check (channel in (
    'PATROL', 'RESIDENT', 'DIRECT_REPORT', 'BUSINESS_HOTLINE', 'TRANSFERRED', 'IMPORTED')),
  situation_code text collate "C" references situation,
  level text,
  reported_at timestamptz not null,
  changed_at timestamptz not null,
  filed_at timestamptz,
  closed_at timestamptz,
  stage text,
  stage_unit text,
  stage_due_at timestamptz,
  stage_nearly_at timestamptz,
  overall_unit text,
  overall_due_at timestamptz,
  overall_nearly_at timestamptz,
  suspended_at timestamptz,
  suspended_minutes integer not null default 0 check (suspended_minutes >= 0),
  asked_amount numeric,
  asked_unit text,
  first_receiver_id integer not null references post,
  handler_id integer references post,
  checker_id integer references post,
  requester_id integer references post,
  holder_kind text check (holder_kind in ('RECEIVER', 'DISPATCHER', 'HANDLER', 'CHECKER', 'APPROVER', 'EVALUATOR')),
  holder_id integer references post,
  holder_kinds text[] not null default '{}',
  involved_ids integer[] not null default '{}',
  second_dispatch_count integer not null default 0 check (second_dispatch_count >= 0),
  rework_count integer not null default 0 check (rework_count >= 0),
  extension_count integer not null default 0 check (extension_count >= 0),
  closed_on_time boolean,
  score numeric,
  recurrence_of_id integer references issue,
  hard_issue boolean not null default false,
  foreign key (workflow_key, workflow_version) references workflow_definition,
  check ((stage_due_at is null) = (stage_unit is null) and (stage_due_at is null) = (stage_nearly_at is null)),
  check ((overall_due_at is null) = (overall_unit is null) and (overall_due_at is null) = (overall_nearly_at is null)),
  check ((state_kind = 'OPEN') = (closed_at is null)),
  check (recurrence_of_id <> issue_id)
);
comment on table issue_case is 'The case of an issue (案件): what its events say, kept beside them so that it can be asked for.';
comment on column issue_case.path is 'Codes from the district down to the area of the issue, joined by "/", as of the day it was reported.';
comment on column issue_case.version is 'The number of its events.';
comment on column issue_case.first_receiver_id is 'The post that received it (首问负责): never another one.';
comment on column issue_case.holder_kinds is 'Posts of which kinds it waits for, in whose area it lies; beside holder_id.';
comment on column issue_case.involved_ids is 'Posts that have had to do with it, with those of the departments that handled it.';
comment on column issue_case.suspended_at is 'Since when its clocks stand still; null while they run.';
comment on column issue_case.hard_issue is 'Whether it was promoted to a hard issue (揭榜挂帅).';
create index issue_case_path on issue_case (path);
create index issue_case_district on issue_case (district_code, reported_at);
create index issue_case_open on issue_case (district_code, overall_due_at) where state_kind = 'OPEN';
create index issue_case_involved on issue_case using gin (involved_ids);
create index issue_case_recurrence on issue_case (recurrence_of_id) where recurrence_of_id is not null;

create table issue_report (
  issue_id integer primary key references issue_case,
  text text not null check (text <> '' and length(text) <= 2000),
  place geometry(Point, 4490) not null,
  address text check (address <> '' and length(address) <= 200)
);
comment on table issue_report is 'What was reported, and exactly where: for those who work on the case. Screened for personal data when it comes in.';
comment on column issue_report.place is 'The exact point; issue.place is the public one, on the surface of a building, yard or grid.';

create table issue_event (
  issue_id integer not null references issue_case,
  number integer not null check (number >= 1),
  at timestamptz not null,
  post_id integer not null references post,
  action text not null check (action ~ '^[A-Z][A-Z0-9_]{1,39}$'),
  from_state text,
  to_state text not null,
  reason text check (reason <> '' and length(reason) <= 2000),
  effect jsonb not null default '{}',
  primary key (issue_id, number),
  check ((number = 1) = (from_state is null))
);
comment on table issue_event is 'What happened to a case, for good: rows are added, none is changed or taken away. One follows the other.';
comment on column issue_event.effect is 'What it changed beside the state (server/workflow/subject.ts).';
create index issue_event_post on issue_event (post_id);

-- A transaction that loads data says so: set_config('atlas.loading', 'yes', true). All others act as the post they name.
create function check_issue_events() returns trigger language plpgsql as $$
declare
  wrong record;
begin
  select e.issue_id, e.number into wrong from added e
  left join issue_event b on b.issue_id = e.issue_id and b.number = e.number - 1
  where e.number > 1 and (b.issue_id is null or b.to_state <> e.from_state or b.at > e.at)
  limit 1;
  if found then
    raise exception 'Event % of issue % does not follow the one before', wrong.number, wrong.issue_id
      using errcode = 'check_violation', constraint = 'issue_event_order';
  end if;
  if coalesce(current_setting('atlas.loading', true), '') = '' and coalesce(current_setting('atlas.import_run', true), '') = '' then
    select e.issue_id, e.number into wrong from added e where e.post_id is distinct from (select viewer_id()) limit 1;
    if found then
      raise exception 'Event % of issue % is not in the name of the post that acts', wrong.number, wrong.issue_id
        using errcode = 'check_violation', constraint = 'issue_event_post_acts';
    end if;
  end if;
  return null;
end $$;
create trigger issue_event_follows after insert on issue_event
  referencing new table as added for each statement execute function check_issue_events();
create trigger issue_event_append_only before update or delete on issue_event for each row execute function refuse_change();

create function keep_first_receiver() returns trigger language plpgsql as $$
begin
  raise exception 'The first receiver of issue % stays the same', old.issue_id
    using errcode = 'check_violation', constraint = 'issue_case_first_receiver';
end $$;
create trigger issue_case_first_receiver before update of first_receiver_id on issue_case
  for each row when (old.first_receiver_id is distinct from new.first_receiver_id) execute function keep_first_receiver();

create table issue_image (
  id integer generated always as identity primary key,
  issue_id integer not null references issue_case,
  post_id integer not null references post,
  added_at timestamptz not null default now(),
  media_type text not null check (media_type in ('image/jpeg', 'image/webp')),
  bytes bytea not null,
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  byte_count integer not null check (byte_count = length(bytes))
);
comment on table issue_image is 'Images of a case, drawn anew when they come in: nothing of the file but what is to be seen.';
create index issue_image_issue on issue_image (issue_id, id);

create table issue_number (
  district_code text collate "C" not null references district_setting,
  year integer not null,
  last integer not null check (last >= 1),
  primary key (district_code, year)
);
comment on table issue_number is 'The last number of an issue of a district in a year: what the next code is made from.';

create table mutation_receipt (
  post_id integer not null references post,
  key text collate "C" not null check (key ~ '^[!-~]{8,100}$'),
  operation text not null,
  arguments_hash bytea not null check (length(arguments_hash) = 32),
  result jsonb not null,
  at timestamptz not null default now(),
  primary key (post_id, key)
);
comment on table mutation_receipt is 'What was already done under a key a client chose: the same again is answered, not done again.';
comment on column mutation_receipt.arguments_hash is 'SHA-256 of the operation and its arguments.';
create index mutation_receipt_at on mutation_receipt (post_id, at);

-- What everyone may see.
grant select on workflow_definition, district_workflow, situation, deadline_policy, deadline_rule, working_period, calendar_day
to atlas_viewer;

-- Who sees a case: planners and dashboards those of their district, posts of an area those within it, and every official those
-- they have had to do with. What is asked of the viewer is asked once for a statement.
alter table issue_case enable row level security;
create policy issue_case_seen on issue_case for select to atlas_viewer using (
  district_code = (select viewer_district()) and (
    (select viewer_kind()) in ('DISTRICT_PLANNER', 'DASHBOARD')
    or (select viewer_kind()) in ('SUBDISTRICT_OFFICIAL', 'COMMUNITY', 'GRID')
      and path >= (select viewer_path()) and path < (select viewer_path() || '0')
    or (select viewer_kind()) in ('SUBDISTRICT_OFFICIAL', 'COMMUNITY', 'GRID', 'DEPARTMENT')
      and involved_ids @> array[(select viewer_id())]));
grant select on issue_case to atlas_viewer;

alter table issue_report enable row level security;
create policy issue_report_seen on issue_report for select to atlas_viewer using (
  (select viewer_kind()) <> 'DASHBOARD' and exists (select from issue_case c where c.issue_id = issue_report.issue_id));
grant select on issue_report to atlas_viewer;

alter table issue_event enable row level security;
create policy issue_event_seen on issue_event for select to atlas_viewer using (
  (select viewer_kind()) <> 'DASHBOARD' and exists (select from issue_case c where c.issue_id = issue_event.issue_id));
grant select on issue_event to atlas_viewer;

alter table issue_image enable row level security;
create policy issue_image_seen on issue_image for select to atlas_viewer using (
  (select viewer_kind()) <> 'DASHBOARD' and exists (select from issue_case c where c.issue_id = issue_image.issue_id));
grant select on issue_image to atlas_viewer;

alter table issue_number enable row level security; -- and no policy: nobody sees it
alter table mutation_receipt enable row level security; -- and no policy: nobody sees it
