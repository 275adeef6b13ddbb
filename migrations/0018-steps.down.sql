create or replace function viewer_post() returns post language sql stable security definer set search_path from current as $$
  select p.* from post p
  where p.id = nullif(current_setting('atlas.post', true), '')::integer
    and (now() at time zone 'Asia/Shanghai')::date >= p.valid_from and (now() at time zone 'Asia/Shanghai')::date < p.valid_to
$$;
create or replace function viewer_path() returns text language sql stable security definer set search_path from current as $$
  select case
    when v.id is null then null
    when v.area_id is null then v.district_code
    else (
      select p.path from area_path p
      where p.area_id = v.area_id and p.valid_from <= (now() at time zone 'Asia/Shanghai')::date
        and (now() at time zone 'Asia/Shanghai')::date < p.valid_to) end
  from viewer_post() v
$$;
drop trigger workflow_definition_marked on workflow_definition;
drop trigger district_workflow_marked on district_workflow;
drop trigger deadline_rule_marked on deadline_rule;
drop trigger working_period_marked on working_period;
drop trigger calendar_day_marked on calendar_day;
drop function mark_rules();
drop table rules_mark;
