-- Codes that the system gives: how far each beginning has been counted. An area that was taken back leaves its number used.
create table given_code (
  prefix text primary key,
  last integer not null check (last > 0)
);
comment on table given_code is
  'How far the codes of areas have been counted that begin with the prefix (the code of what they belong to, and the letters of the level): none is given twice, also when what it was given to was taken back.';

-- Lists of places without codes, while they are matched with what is known. Thrown away after a day, like previews of imports.
create table place_list (
  id integer generated always as identity primary key,
  key uuid not null unique default gen_random_uuid(),
  layer text not null,
  within text not null collate "C",
  as_of date not null,
  file_name text not null,
  headings text[] not null,
  name_heading text not null,
  post_id integer references post,
  begun_at timestamptz not null default now()
);
comment on column place_list.post_id is 'The post that brought the list; null for lists that came in at the machine itself.';
create table place_list_row (
  list_id integer not null references place_list on delete cascade,
  row integer not null,
  name text not null,
  cells jsonb not null,
  outcome text not null check (outcome in ('SURE', 'DOUBTFUL', 'NEW')),
  reason text,
  candidates jsonb not null default '[]',
  begins text collate "C",
  code text collate "C",
  primary key (list_id, row),
  check (outcome <> 'SURE' or code is not null)
);
comment on table place_list_row is
  'A row of a list: what is known under its name or at its place. begins: the code that a new one''s begins with; code: the known or given one.';
