-- Office buildings and the building Party committees (楼宇党委) that cover them.

create table office_building (
  id integer generated always as identity primary key,
  district_code text not null references district_setting,
  code text not null unique,
  name text not null,
  area_id integer not null references area,
  address text,
  floor_area_m2 double precision check (floor_area_m2 > 0),
  floor_count smallint check (floor_count > 0),
  valid_from date not null,
  valid_to date not null default 'infinity',
  source_id integer not null references data_source,
  geom geometry(MultiPolygon, 4490) not null check (ST_IsValid(geom) and not ST_IsEmpty(geom)),
  geom_3857 geometry(MultiPolygon, 3857) generated always as (ST_Transform(geom, 3857)) stored,
  centre geometry(Point, 4490) generated always as (ST_PointOnSurface(geom)) stored,
  check (valid_from < valid_to)
);
comment on column office_building.area_id is 'The community the tower stands in.';
create index office_building_geom_3857 on office_building using gist (geom_3857);
create index office_building_geom on office_building using gist (geom);
create index office_building_area on office_building (area_id);

create table building_party_committee (
  id integer generated always as identity primary key,
  district_code text not null references district_setting,
  code text not null unique,
  name text not null,
  kind text not null check (kind in ('BUILDING', 'COMPREHENSIVE', 'PARK')),
  area_id integer not null references area,
  established_on date not null,
  dissolved_on date not null default 'infinity',
  source_id integer not null references data_source,
  check (established_on < dissolved_on)
);
comment on column building_party_committee.area_id is
  'The community of its seat: a committee whose towers stand in several communities is counted once, here.';
create index building_party_committee_area on building_party_committee (area_id);

create table building_party_committee_building (
  committee_id integer not null references building_party_committee on delete cascade,
  office_building_id integer not null references office_building,
  valid_from date not null,
  valid_to date not null default 'infinity',
  primary key (committee_id, office_building_id, valid_from),
  check (valid_from < valid_to),
  constraint building_party_committee_building_once_at_a_date exclude using gist (
    int4range(committee_id, committee_id, '[]') with &&, int4range(office_building_id, office_building_id, '[]') with &&,
    daterange(valid_from, valid_to) with &&)
);
create index building_party_committee_building_building on building_party_committee_building (office_building_id);
