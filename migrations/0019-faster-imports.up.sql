-- Files come in faster (server/docs/exchange.md): what is derived of many rows is worked out for all of them together, and what
-- nobody reads is not kept. No answer changes.

-- Ground in EPSG:3857 is looked for in tile_shape alone.
drop index boundary_geom_3857, office_building_geom_3857;

-- What a run changes is found by the run. Only an event is looked for by its key, when a file that brought it is taken back.
drop index import_change_row;
create index import_change_event on import_change (row_key) where table_name = 'issue_event';

-- A row of a file is written once, completed and judged: with room beside it, and no index of what changes, it stays where it is.
drop index import_row_action;
alter table import_row set (fillfactor = 40);

-- As in migration 0017, with a condition that the index can see.
create or replace function refuse_event_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (
    select from import_change c
    where c.run_id = nullif(current_setting('atlas.undoing', true), '')::integer and c.table_name = 'issue_event'
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

-- A new area has no memberships yet: only what stands at the top has its path at once.
create function place_new_areas() returns trigger language plpgsql as $$
declare
  top constant integer[] := array(
    select c.id from changed c
    join district_setting d on d.district_code = c.district_code
    join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = c.level
    where cardinality(l.parent_levels) = 0);
begin
  if top <> '{}' then
    perform refresh_area_paths(top);
  end if;
  return null;
end $$;
drop trigger area_paths_after_insert on area;
create trigger area_paths_after_insert after insert on area
  referencing new table as changed for each statement execute function place_new_areas();

-- As in migrations 0001 and 0008, in an order that suits one area and a hundred thousand new ones.
create or replace function refresh_area_paths(area_ids integer[]) returns void language plpgsql
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_material = off as $$
declare
  affected integer[];
begin
  with recursive below as (
    select unnest(area_ids) as id
    union
    select m.child_id from area_membership m join below b on m.parent_id = b.id
  )
  select array_agg(id) into affected from below;

  delete from area_path where area_id = any (affected);

  insert into area_path (area_id, level, path, valid_from, valid_to)
  with recursive placed as (
    -- what has no parent by the scheme stands at the top
    select a.id as area_id, a.level, a.code as path, a.valid_from, a.valid_to
    from area a
    join district_setting d on d.district_code = a.district_code
    join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = a.level
    where a.id = any (affected) and cardinality(l.parent_levels) = 0
    union all
    -- what hangs on an unaffected parent, which alone still has a path, starts from that
    select h.* from unnest(affected) x(id) cross join lateral (
      select c.id, c.level, p.path || '/' || c.code, greatest(p.valid_from, m.valid_from), least(p.valid_to, m.valid_to)
      from area_membership m
      join area c on c.id = m.child_id
      join area_path p on p.area_id = m.parent_id
      where m.child_id = x.id and p.valid_from < m.valid_to and m.valid_from < p.valid_to
      -- begins with the area, whatever the planner thinks of how many there are
      offset 0) h
    union all
    select c.id, c.level, p.path || '/' || c.code, greatest(p.valid_from, m.valid_from), least(p.valid_to, m.valid_to)
    from placed p
    join area_membership m on m.parent_id = p.area_id and p.valid_from < m.valid_to and m.valid_from < p.valid_to
    join area c on c.id = m.child_id
  )
  select distinct area_id, level, path, valid_from, valid_to from placed;
end $$;

-- As in migration 0008, in an order that is given and not chosen: chosen by what was known of a few areas, it compared every new
-- membership with every area.
create or replace function check_area_memberships() returns trigger language plpgsql
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  wrong record;
begin
  select place.* into wrong
  from changed m cross join lateral (
    select c.code as child, c.level as child_level, p.code as parent, p.level as parent_level, m.valid_from, m.valid_to,
      p.level = any (l.parent_levels) as level_fits,
      c.district_code = p.district_code
        and starts_with(c.code, case when p.level = 'GRID' then left(p.code, 12) else p.code end) as code_fits,
      m.valid_from >= greatest(c.valid_from, p.valid_from) and m.valid_to <= least(c.valid_to, p.valid_to) as days_fit
    from area c
    join area p on p.id = m.parent_id
    join district_setting d on d.district_code = c.district_code
    join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = c.level
    where c.id = m.child_id
    -- begins with what was written: neither the order below nor a small estimate is a reason to walk through all areas
    offset 0) place
  where not (level_fits and code_fits and days_fit)
  order by child limit 1;
  if not found then
    return null;
  elsif not wrong.level_fits then
    raise exception 'A % (%) cannot belong to a % (%)', wrong.child_level, wrong.child, wrong.parent_level, wrong.parent
      using errcode = 'check_violation', constraint = 'area_membership_level';
  elsif not wrong.code_fits then
    raise exception 'Code % does not start with the code of its parent %', wrong.child, wrong.parent
      using errcode = 'check_violation', constraint = 'area_code_starts_with_parent';
  end if;
  raise exception '% cannot belong to % from % to %: one of them does not exist all that time',
    wrong.child, wrong.parent, wrong.valid_from, wrong.valid_to
    using errcode = 'check_violation', constraint = 'area_membership_within_existence';
end $$;
