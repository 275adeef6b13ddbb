-- What every step of a case asks again and again, made cheap: whether the rules are still those that a server process keeps, and
-- who is asking (server/docs/lifecycle.md).

create table rules_mark (
  only_row boolean primary key default true check (only_row),
  mark uuid not null default gen_random_uuid()
);
comment on table rules_mark is
  'Changes with every change of workflows, deadlines, working time and calendar, and is never what it was before: what was made of them is kept under it.';
insert into rules_mark default values;
grant select on rules_mark to atlas_viewer;

create function mark_rules() returns trigger language plpgsql as $$
begin
  update rules_mark set mark = gen_random_uuid();
  return null;
end $$;
do $$
declare
  rules text;
begin
  foreach rules in array '{workflow_definition,district_workflow,deadline_rule,working_period,calendar_day}'::text[] loop
    execute format('create trigger %1$s_marked after insert or update or delete or truncate on %1$s
      for each statement execute function mark_rules()', rules);
  end loop;
end $$;

-- In PL/pgSQL, where a connection plans once what row-level security asks several times in every statement.
create or replace function viewer_post() returns post language plpgsql stable security definer set search_path from current as $$
declare
  today constant date := (now() at time zone 'Asia/Shanghai')::date;
begin
  return (
    select p from post p
    where p.id = nullif(current_setting('atlas.post', true), '')::integer and today >= p.valid_from and today < p.valid_to);
end $$;
create or replace function viewer_path() returns text language plpgsql stable security definer set search_path from current as $$
declare
  today constant date := (now() at time zone 'Asia/Shanghai')::date;
  viewer constant post := viewer_post();
begin
  if viewer.area_id is null then
    return viewer.district_code;
  end if;
  return (
    select p.path from area_path p where p.area_id = viewer.area_id and p.valid_from <= today and today < p.valid_to);
end $$;
