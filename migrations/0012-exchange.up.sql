-- Files on their way in (server/docs/exchange.md): what a file says, what is known, what would change; and what a run has
-- changed, so that it can be undone. And the past of areas that files of another year bring: former names, and lineage.

create table area_former_name (
  id integer generated always as identity primary key,
  area_id integer not null references area on delete cascade,
  name text not null check (name <> ''),
  valid_from date not null,
  valid_to date not null,
  check (valid_from < valid_to),
  constraint area_former_name_one_at_a_date exclude using gist (
    int4range(area_id, area_id, '[]') with &&, daterange(valid_from, valid_to) with &&)
);
create index area_former_name_area on area_former_name (area_id);
comment on table area_former_name is 'What an area was called before: area.name is what it is called now, or was at its end.';

create table area_succession (
  id integer generated always as identity primary key,
  predecessor_id integer not null references area on delete cascade,
  successor_id integer not null references area on delete cascade,
  succeeded_on date not null,
  kind text not null check (kind in ('RECODED', 'RENAMED', 'MOVED', 'MERGED', 'SPLIT', 'REARRANGED')),
  evidence text not null check (evidence in ('STATED', 'SHAPE', 'NAME')),
  shared_m2 double precision check (shared_m2 >= 0),
  source_id integer not null references data_source,
  unique (predecessor_id, successor_id, succeeded_on),
  check (predecessor_id <> successor_id)
);
comment on table area_succession is
  'Lineage: from this day on the ground of one area, or some of it, belongs to another. A successor may have been there before.';
comment on column area_succession.evidence is 'STATED: the file named it. SHAPE: their ground overlaps. NAME: the name is the same, no shape is known.';
comment on column area_succession.shared_m2 is 'Square metres, on the ellipsoid, that both cover; null where no shape was known.';
create index area_succession_successor on area_succession (successor_id);

create table division_code (
  code text collate "C" primary key check (code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'),
  name text not null check (name <> ''),
  published text not null check (published <> '')
);
comment on table division_code is
  'The national list of divisions for statistics (统计用区划代码), as far as it is loaded: what codes of files are compared with.';

create table import_run (
  id integer generated always as identity primary key,
  key uuid not null unique default gen_random_uuid(),
  layer text not null,
  as_of date not null,
  complete_within text[] collate "C",
  state text not null default 'READING' check (state in ('READING', 'CHECKED', 'REFUSED', 'APPLIED', 'UNDONE')),
  refusal jsonb,
  file jsonb not null,
  crs jsonb,
  mapping jsonb,
  provenance text not null check (provenance in ('SYNTHETIC', 'IMPORTED', 'SURVEYED')),
  attribution text,
  accepted text[] not null default '{}',
  summary jsonb,
  source_id integer references data_source,
  begun_at timestamptz not null default now(),
  applied_at timestamptz,
  undone_at timestamptz
);
comment on table import_run is 'A file that came in: what it is, how it was understood, and what became of it.';
comment on column import_run.complete_within is 'The file names all there is within these areas: what it does not name there has ended. Null: it says nothing of others.';
comment on column import_run.refusal is 'Why the whole file is refused: {reason, message, evidence}.';
comment on column import_run.summary is 'How many rows would be added, changed, ended, left alone and refused; kept when the rows themselves are gone.';
comment on column import_run.accepted is 'Which kinds of findings were looked at and accepted when it was confirmed.';

create table import_row (
  run_id integer not null references import_run on delete cascade,
  row integer not null,
  code text collate "C",
  attributes jsonb not null,
  geom geometry(Geometry, 4490),
  action text check (action in ('ADDED', 'CHANGED', 'UNCHANGED', 'ENDED', 'REFUSED')),
  changes jsonb not null default '{}',
  moved_m double precision,
  primary key (run_id, row)
);
comment on table import_row is
  'What a file says of one object. Rows below zero are no rows of the file: they stand for what a complete file no longer names.';
comment on column import_row.changes is 'Fields in which it differs from what is known: {field: [known, said]}.';
comment on column import_row.moved_m is 'The largest distance in metres between the known outline and this one (Hausdorff); null where one is missing.';
create index import_row_code on import_row (run_id, code);
create index import_row_action on import_row (run_id, action, row);

create table import_finding (
  id integer generated always as identity primary key,
  run_id integer not null references import_run on delete cascade,
  row integer,
  code text collate "C",
  severity text not null check (severity in ('REFUSED', 'REPAIRED', 'DOUBTFUL', 'NOTED')),
  reason text not null,
  message text not null,
  amount double precision,
  place geometry(Point, 4490)
);
comment on table import_finding is
  'What was found in a file: REFUSED rows, REPAIRED shapes, DOUBTFUL things that have to be accepted by whoever confirms, and what is merely NOTED.';
comment on column import_finding.amount is 'Square metres or metres, as the reason says.';
create index import_finding_run on import_finding (run_id, severity, id);

create function shape_distance_m(one geometry, other geometry) returns double precision language sql immutable as $$
  select case when one = other and one::bytea = other::bytea then 0
    else (
      select ST_HausdorffDistance(ST_Scale(one, east, north), ST_Scale(other, east, north))
      from (select 111319.49 * cos(radians(ST_Y(ST_Centroid(one)))) as east, 110946.0 as north) degree) end
$$;
comment on function shape_distance_m is
  'The largest distance in metres between two outlines in degrees (discrete Hausdorff distance), by the length of a degree there; good to 1 %.';

-- What a run changes, by triggers on every table that files may change. Undone backwards, statement by statement.
create table import_change (
  id bigint generated always as identity primary key,
  run_id integer not null references import_run on delete cascade,
  step bigint not null,
  table_name text not null,
  operation text not null check (operation in ('INSERT', 'UPDATE', 'DELETE')),
  row_key text not null,
  before text
);
comment on column import_change.row_key is 'The primary key, its columns joined by "/".';
comment on column import_change.before is 'The row as it was, in the text form of its type; null for a row that was new.';
create index import_change_run on import_change (run_id, step);
create index import_change_row on import_change (table_name, row_key);
create sequence import_step;
comment on column import_change.step is 'One for each statement of a run, growing.';

-- In a transaction of a run, which says so: set_config('atlas.import_run', id, true).
create function note_import_change() returns trigger language plpgsql as $$
declare
  run constant text := coalesce(current_setting('atlas.import_run', true), '');
  changed constant text := case tg_op when 'INSERT' then 'after' else 'before' end;
  row_key text;
begin
  if run = '' then
    return null;
  end if;
  select string_agg(format('c.%I', k), ' || ''/'' || ') into row_key from unnest(tg_argv) k;
  execute format('insert into import_change (run_id, step, table_name, operation, row_key, before)
    select $1, $2, $3, $4, (%s)::text, case when $4 <> ''INSERT'' then c::text end from %I c', row_key, changed)
    using run::integer, nextval('import_step'), tg_table_name::text, tg_op;
  return null;
end $$;

do $$
declare
  kept record;
  columns text;
begin
  for kept in
    select c.relname as name, array_agg(a.attname order by array_position(i.indkey::smallint[], a.attnum)) as key
    from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary
    join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
    where c.relnamespace = current_schema()::regnamespace and c.relname in (
      'district_setting', 'area', 'area_membership', 'boundary', 'area_former_name', 'area_succession', 'owners_committee',
      'owners_committee_area', 'property_company', 'property_service', 'property_service_area', 'renewal_project',
      'renewal_project_yard', 'office_building', 'building_party_committee', 'building_party_committee_building', 'issue')
    group by c.relname
  loop
    select string_agg(quote_literal(k), ', ') into columns from unnest(kept.key) k;
    execute format('create trigger %1$s_import_insert after insert on %1$I referencing new table as after
      for each statement execute function note_import_change(%2$s)', kept.name, columns);
    execute format('create trigger %1$s_import_update after update on %1$I referencing old table as before
      for each statement execute function note_import_change(%2$s)', kept.name, columns);
    execute format('create trigger %1$s_import_delete after delete on %1$I referencing old table as before
      for each statement execute function note_import_change(%2$s)', kept.name, columns);
  end loop;
end $$;

create function undo_import(run integer) returns void language plpgsql as $$
declare
  change record;
  columns text;
  settable text;
  row_key text;
begin
  for change in
    select step, table_name, operation from import_change where run_id = run group by 1, 2, 3 order by step desc
  loop
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum),
      string_agg(quote_ident(a.attname), ', ' order by a.attnum) filter (where a.attidentity = '')
    into columns, settable
    from pg_attribute a
    where a.attrelid = change.table_name::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
    select string_agg(format('t.%I', a.attname), ' || ''/'' || ' order by array_position(i.indkey::smallint[], a.attnum)) into row_key
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = change.table_name::regclass and i.indisprimary;
    case change.operation
      when 'INSERT' then
        execute format('delete from %I t using import_change c where c.run_id = $1 and c.step = $2 and c.row_key = (%s)::text',
          change.table_name, row_key) using run, change.step;
      when 'UPDATE' then
        execute format('update %1$I t set (%2$s) = (select %2$s from (select (c.before::%1$I).*) b) from import_change c
          where c.run_id = $1 and c.step = $2 and c.row_key = (%3$s)::text', change.table_name, settable, row_key)
          using run, change.step;
      else
        execute format('insert into %1$I (%2$s) overriding system value
          select %2$s from (select (c.before::%1$I).* from import_change c where c.run_id = $1 and c.step = $2) b',
          change.table_name, columns) using run, change.step;
    end case;
  end loop;
end $$;
comment on function undo_import is 'Takes back every change of a run, the last first. The rows come back to the letter.';
