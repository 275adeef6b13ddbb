-- Who looks after the areas, by date: owners' committees, property service, renewal; and what is known not to be there.

create table owners_committee (
  id integer generated always as identity primary key,
  district_code text not null references district_setting,
  code text not null unique,
  name text not null,
  kind text not null check (kind in ('OWNERS', 'SELF_MANAGEMENT')),
  established_on date not null,
  dissolved_on date not null default 'infinity',
  term_ends_on date,
  source_id integer not null references data_source,
  check (established_on < dissolved_on)
);

create table owners_committee_area (
  committee_id integer not null references owners_committee on delete cascade,
  area_id integer not null references area,
  valid_from date not null,
  valid_to date not null default 'infinity',
  primary key (committee_id, area_id, valid_from),
  check (valid_from < valid_to),
  constraint owners_committee_area_once_at_a_date exclude using gist (
    int4range(committee_id, committee_id, '[]') with &&, int4range(area_id, area_id, '[]') with &&,
    daterange(valid_from, valid_to) with &&)
);
comment on table owners_committee_area is 'Which grids or yards a committee serves, from-to.';
create index owners_committee_area_area on owners_committee_area (area_id);

create table property_company (
  id integer generated always as identity primary key,
  code text not null unique,
  name text not null,
  source_id integer not null references data_source
);

create table property_service_mode (
  code text primary key,
  title_zh text not null,
  title_en text not null,
  description text not null,
  sort smallint not null
);
comment on table property_service_mode is 'Code book: in which mode property service reaches open yards.';

create table property_service (
  id integer generated always as identity primary key,
  district_code text not null references district_setting,
  code text not null unique,
  company_id integer not null references property_company,
  mode_code text not null references property_service_mode,
  valid_from date not null,
  trial_ends_on date,
  valid_to date not null default 'infinity',
  source_id integer not null references data_source,
  check (valid_from < valid_to),
  check (trial_ends_on > valid_from and trial_ends_on <= valid_to)
);
comment on column property_service.trial_ends_on is 'First day after the trial (先尝后买); null when there is none.';

create table property_service_area (
  service_id integer not null references property_service on delete cascade,
  area_id integer not null references area,
  valid_from date not null,
  valid_to date not null default 'infinity',
  primary key (service_id, area_id, valid_from),
  check (valid_from < valid_to),
  constraint property_service_area_once_at_a_date exclude using gist (
    int4range(service_id, service_id, '[]') with &&, int4range(area_id, area_id, '[]') with &&,
    daterange(valid_from, valid_to) with &&)
);
comment on table property_service_area is 'Which grids or yards a service covers, from-to.';
create index property_service_area_area on property_service_area (area_id);

create table coverage_survey (
  area_id integer not null references area,
  indicator text not null check (indicator in ('OWNERS_COMMITTEE', 'PROPERTY_SERVICE')),
  surveyed_on date not null,
  source_id integer not null references data_source,
  primary key (area_id, indicator, surveyed_on)
);
comment on table coverage_survey is
  'On this date it was looked into whether the area has this. From then on "no record" means no; without a survey it means unknown.';

create table renewal_project (
  id integer generated always as identity primary key,
  district_code text not null references district_setting,
  code text not null unique,
  name text not null,
  plan_year smallint not null check (plan_year between 1990 and 2200),
  started_on date,
  completed_on date,
  building_count integer not null check (building_count >= 0),
  household_count integer check (household_count = 0 or household_count >= 10),
  source_id integer not null references data_source,
  check (started_on <= completed_on)
);
create table renewal_project_yard (
  project_id integer not null references renewal_project on delete cascade,
  area_id integer not null references area,
  primary key (project_id, area_id)
);
create index renewal_project_yard_area on renewal_project_yard (area_id);

insert into property_service_mode (code, title_zh, title_en, description, sort) values
  ('BUNDLED_MULTI_GRID', '多网格打包', 'Several grids in one contract', 'One contract serves several grids, so that small open yards are worth a company''s while.', 1),
  ('CLOSED_LEADS_OPEN', '封闭带开放', 'A gated estate takes open yards along', 'The company of a gated estate also serves the open yards around it.', 2),
  ('TRY_THEN_BUY', '先尝后买', 'Try first, then buy', 'Service starts as a trial; owners decide at its end whether to go on.', 3),
  ('OTHER', '其他', 'Other', 'A mode without a published definition.', 9);
