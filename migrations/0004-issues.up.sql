-- Issues: what was reported where and when, and when it was closed. No text and no reporter: nothing here can name a person.

create table issue_category (
  code text primary key check (code ~ '^[0-9]{2}([0-9]{2})?$'),
  parent_code text references issue_category,
  kind text not null check (kind in ('COMPONENT', 'EVENT')),
  title_zh text not null,
  title_en text not null,
  check ((length(code) = 2) = (parent_code is null)),
  check (parent_code is null or starts_with(code, parent_code))
);
comment on table issue_category is
  'Code book in two levels, major class (2 digits) and minor class (4 digits). Local codes; a mapping to GB/T 30428.2 is data for later.';

create table issue (
  id integer generated always as identity primary key,
  district_code text not null references district_setting,
  code text not null unique,
  category_code text not null references issue_category,
  area_id integer not null references area,
  place geometry(Point, 4490) not null,
  reported_on date not null,
  closed_on date not null default 'infinity',
  source_id integer not null references data_source,
  check (reported_on <= closed_on)
);
comment on column issue.area_id is 'The deepest area the issue belongs to: a building where there is one, else its yard, grid or community.';
comment on column issue.closed_on is 'The day it was closed; infinity while open. Open at a date: reported_on <= date < closed_on.';
create index issue_area on issue (area_id, reported_on);
create index issue_place on issue using gist (place);
create index issue_district on issue (district_code, reported_on);
