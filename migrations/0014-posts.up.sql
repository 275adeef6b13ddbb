-- amends a235bf316e21bd6cd16a9a050db9eb9ca2e9468a7e0f5898055c81aa88679087
-- Posts, not people: who asks is a post with a scope and dates. What a post may see is decided here, by row-level security under
-- the role atlas_viewer; what is not granted to that role is not seen by anyone who asks.

create table department (
  code text collate "C" primary key check (code ~ '^[0-9A-Z-]{3,40}$'),
  district_code text collate "C" not null references district_setting,
  title_zh text not null check (title_zh <> ''),
  title_en text not null check (title_en <> ''),
  valid_from date not null,
  valid_to date not null default 'infinity',
  source_id integer not null references data_source,
  check (valid_from < valid_to)
);
comment on table department is 'A department of a district: handles what is dispatched to it.';
create index department_district on department (district_code);

create table post (
  id integer generated always as identity primary key,
  district_code text collate "C" not null references district_setting,
  code text collate "C" not null unique check (code ~ '^[0-9A-Z-]{3,60}$'),
  kind text not null check (kind in (
    'DISTRICT_PLANNER', 'SUBDISTRICT_OFFICIAL', 'COMMUNITY', 'GRID', 'DEPARTMENT', 'DASHBOARD', 'ADMINISTRATOR')),
  area_id integer references area,
  department_code text collate "C" references department,
  title_zh text not null check (title_zh <> ''),
  title_en text not null check (title_en <> ''),
  valid_from date not null,
  valid_to date not null default 'infinity',
  source_id integer not null references data_source,
  check (valid_from < valid_to),
  check ((kind in ('SUBDISTRICT_OFFICIAL', 'COMMUNITY', 'GRID')) = (area_id is not null)),
  check ((kind = 'DEPARTMENT') = (department_code is not null))
);
comment on table post is 'A post (岗位): what an official appears as. It has a scope and dates, and nothing of whoever holds it.';
comment on column post.area_id is 'The subdistrict, community or grid it is for; null for the whole district.';
create index post_district on post (district_code, kind);
create index post_area on post (area_id);

create function check_post() returns trigger language plpgsql as $$
declare
  scope area;
begin
  if new.area_id is not null then
    select * into scope from area where id = new.area_id;
    if scope.district_code <> new.district_code then
      raise exception 'Post % of district % cannot be for % in another district', new.code, new.district_code, scope.code
        using errcode = 'check_violation', constraint = 'post_same_district';
    end if;
    if scope.level <> (case new.kind when 'SUBDISTRICT_OFFICIAL' then 'SUBDISTRICT' else new.kind end) then
      raise exception 'Post % is a % and cannot be for a % (%)', new.code, new.kind, scope.level, scope.code
        using errcode = 'check_violation', constraint = 'post_level';
    end if;
  end if;
  if new.department_code is not null
    and new.district_code is distinct from (select district_code from department where code = new.department_code) then
    raise exception 'Post % of district % cannot be of department % in another district', new.code, new.district_code, new.department_code
      using errcode = 'check_violation', constraint = 'post_same_district';
  end if;
  return new;
end $$;
create trigger post_checked before insert or update on post for each row execute function check_post();

create table post_session (
  token_hash bytea primary key check (length(token_hash) = 32),
  post_id integer not null references post,
  opened_at timestamptz not null default now(),
  expires_at timestamptz not null,
  check (opened_at < expires_at)
);
comment on table post_session is 'Signed-in browsers: the SHA-256 of what their cookie holds, and the post. Nothing of who sits there.';
create index post_session_expiry on post_session (expires_at);

create table sign_in_attempt (
  browser_hash bytea primary key check (length(browser_hash) = 32),
  return_to text not null check (length(return_to) <= 2000),
  expires_at timestamptz not null
);
comment on table sign_in_attempt is 'Browsers on their way to the sign-in service and back: the SHA-256 of what their cookie holds, for some minutes and one return.';

create table api_key (
  id integer generated always as identity primary key,
  prefix text not null unique check (prefix ~ '^[0-9a-z]{8}$'),
  secret_hash bytea not null check (length(secret_hash) = 32),
  title text not null check (title <> '' and length(title) <= 100),
  post_id integer not null references post,
  scopes text[] not null check (scopes <@ '{READ_FIGURES,READ_ISSUES,CHANGE_ISSUES}'::text[] and scopes <> '{}'),
  requests_per_minute integer not null check (requests_per_minute between 1 and 100000),
  created_by integer not null references post,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  check (created_at < expires_at)
);
comment on table api_key is 'Keys of machines: the SHA-256 of the secret, which is shown once. A key acts as its post, within its scopes.';

alter table import_run add column post_id integer references post;
comment on column import_run.post_id is 'The post that brought the file; null for files that came in at the machine itself.';

create table audit_entry (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  district_code text collate "C" not null,
  post_code text collate "C" not null,
  api_key_prefix text,
  action text not null check (action ~ '^[A-Z_]{3,40}$'),
  subject text not null check (length(subject) <= 200),
  detail jsonb not null default '{}'
);
comment on table audit_entry is 'Who saw or changed what. Rows are added; none is changed or taken away, so they refer to nothing that may go.';
create index audit_entry_district on audit_entry (district_code, id);
create index audit_entry_subject on audit_entry (subject, id);

-- Also for other tables of which rows stay as they are.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'Rows of % are added, never changed or taken away', tg_table_name
    using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
end $$;
create trigger audit_entry_append_only before update or delete on audit_entry for each row execute function refuse_change();
create trigger audit_entry_not_truncated before truncate on audit_entry for each statement execute function refuse_change();

-- Roles belong to the server and not to the database: another database may have made this one.
do $$
begin
  begin
    create role atlas_viewer nologin;
  exception
    when duplicate_object or unique_violation then null;
    -- Whoever may make no roles is told so before anybody looks whether the role is there.
    when insufficient_privilege then
      if not exists (select from pg_roles where rolname = 'atlas_viewer') then raise; end if;
  end;
  begin
    set local role atlas_viewer;
    reset role;
  exception when insufficient_privilege then
    execute format('grant atlas_viewer to %I', current_user);
  end;
exception when insufficient_privilege then
  raise exception 'The role atlas_viewer is missing, or % may not become it. Let an administrator of the server say: create role atlas_viewer nologin; grant atlas_viewer to %', current_user, quote_ident(current_user)
    using errcode = 'insufficient_privilege';
end $$;

-- Who asks. A transaction says the number of the post (atlas.post); all else is looked up, so that a post that has ended or
-- never was sees what everyone sees.
create function viewer_post() returns post language sql stable security definer set search_path from current as $$
  select p.* from post p
  where p.id = nullif(current_setting('atlas.post', true), '')::integer
    and (now() at time zone 'Asia/Shanghai')::date >= p.valid_from and (now() at time zone 'Asia/Shanghai')::date < p.valid_to
$$;
create function viewer_id() returns integer language sql stable as $$ select (viewer_post()).id $$;
create function viewer_kind() returns text language sql stable as $$ select (viewer_post()).kind $$;
create function viewer_district() returns text language sql stable as $$ select (viewer_post()).district_code $$;
create function viewer_path() returns text language sql stable security definer set search_path from current as $$
  select case
    when v.id is null then null
    when v.area_id is null then v.district_code
    else (
      select p.path from area_path p
      where p.area_id = v.area_id and p.valid_from <= (now() at time zone 'Asia/Shanghai')::date
        and (now() at time zone 'Asia/Shanghai')::date < p.valid_to) end
  from viewer_post() v
$$;
comment on function viewer_path is 'Path of the area the asking post is for, today; of its district where it is for all of it; null for nobody.';

do $$
begin
  execute format('grant usage on schema %I to atlas_viewer', current_schema());
end $$;
-- What everyone may see.
grant select on
  area, area_former_name, area_membership, area_path, area_succession, boundary, building_party_committee,
  building_party_committee_building, count_summary, coverage_summary, coverage_survey, data_source, department,
  district_setting, division_code, import_run, issue, issue_category, level_scheme, level_scheme_level, office_building,
  owners_committee, owners_committee_area, post, property_company, property_service, property_service_area,
  property_service_mode, renewal_project, renewal_project_yard, summary_mark, tile_band, tile_block, tile_shape,
  tile_state
to atlas_viewer;

-- Of a file that has come in everyone is told what was repaired in it; the rest is for whoever brings it.
alter table import_finding enable row level security;
create policy import_finding_told on import_finding for select to atlas_viewer
  using (severity = 'REPAIRED' and (select r.state from import_run r where r.id = run_id) = 'APPLIED');
grant select on import_finding to atlas_viewer;

alter table post_session enable row level security; -- and no policy: nobody sees it
alter table sign_in_attempt enable row level security;
alter table api_key enable row level security;
create policy api_key_seen on api_key for select to atlas_viewer
  using ((select viewer_kind()) = 'ADMINISTRATOR' and (select district_code from post where id = post_id) = (select viewer_district()));
grant select (id, prefix, title, post_id, scopes, requests_per_minute, created_by, created_at, expires_at, revoked_at) on api_key to atlas_viewer;
alter table audit_entry enable row level security;
create policy audit_entry_seen on audit_entry for select to atlas_viewer
  using ((select viewer_kind()) = 'ADMINISTRATOR' and district_code = (select viewer_district()));
grant select on audit_entry to atlas_viewer;
