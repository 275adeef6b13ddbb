drop trigger area_extents_after_update on area;
drop function move_boundary_extents();
drop trigger boundary_extents_after_truncate on boundary;
drop trigger boundary_extents_after_delete on boundary;
drop trigger boundary_extents_after_update on boundary;
drop trigger boundary_extents_after_insert on boundary;
drop function empty_boundary_extents(), drop_boundary_extents(), renew_boundary_extents(), add_boundary_extents();
drop table boundary_extent;

drop function grid_states(date, text);
create or replace function refresh_summary(of_kind text, district text) returns boolean language plpgsql set jit = off as $$
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
drop table grid_state;
