/** Office buildings and building Party committees in files. */
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { derived, field, fixed, required, SOURCE_FIELDS } from '../kernel/exchange/fields.ts';
import type { ExchangeLayer, ImportScope } from '../kernel/exchange/layer.ts';
import {
  linkedCodes,
  moveEnd,
  refuseOutOfTime,
  refuseUnknownCodes,
  refuseUnknownDistrict,
  writeLinks,
  type DatedLinks,
} from '../kernel/exchange/links.ts';
import { attributes, changed, changes, inWords, lastDay, said, stagedRows } from '../kernel/exchange/staged.ts';
import { ADDRESS } from '../land/area-fields.ts';
import { placeOf } from '../land/within.ts';
import { BuildingPartyCommitteeKind } from './building-party-committee.entity.ts';
import { committeeExists, towerExists } from './office-conditions.ts';

const SEAT = derived(
  required(
    field('areaCode', 'area', 'text', '社区代码', 'Code of the community', ['所在社区', '所属社区', 'community_code']),
  ),
);

const COMMITTEE_BUILDINGS: DatedLinks = {
  table: 'building_party_committee_building',
  owner: { table: 'building_party_committee', column: 'committee_id', from: 'established_on', to: 'dissolved_on' },
  target: { table: 'office_building', column: 'office_building_id' },
  field: 'buildingCodes',
};

export const officeBuildingLayer: ExchangeLayer = {
  key: 'office-buildings',
  title: { zh: '商务楼宇', en: 'Office buildings' },
  geometry: 'MultiPolygon',
  geometryRequired: true,
  canEnd: true,
  fields: [
    required(field('code', 'code', 'text', '代码', 'Code', ['楼宇代码', '楼宇编码', 'building_code'])),
    required(field('name', 'name', 'text', '名称', 'Name', ['楼宇名称', '楼宇', 'building_name'])),
    SEAT,
    ADDRESS,
    field('floorAreaM2', 'floor_area', 'number', '建筑面积（平方米）', 'Floor area in square metres', [
      '建筑面积',
      '面积',
    ]),
    field('floorCount', 'floors', 'integer', '层数', 'Floors', ['楼层数', '总层数']),
    fixed(field('validFrom', 'valid_from', 'date', '起始日期', 'First day', ['启用日期', '投用日期'])),
    field('validTo', 'valid_to', 'date', '终止日期', 'First day no longer', ['停用日期']),
    ...SOURCE_FIELDS,
  ],
  state: (asOf) => sql`
    select o.code, p.path, ${attributes({
      code: sql`o.code`,
      name: sql`o.name`,
      areaCode: sql`a.code`,
      address: sql`o.address`,
      floorAreaM2: sql`o.floor_area_m2`,
      floorCount: sql`o.floor_count`,
      validFrom: sql`o.valid_from`,
      validTo: lastDay(sql`o.valid_to`),
      provenance: sql`d.provenance`,
      source: sql`d.title`,
    })} as attributes, o.geom, o.source_id
    from office_building o ${placeOf('o.area_id', asOf)}
    join area a on a.id = o.area_id join data_source d on d.id = o.source_id
    where ${towerExists(asOf)}`,
  complete: (scope) => [locate(scope)],
  refusals: (scope) => [
    refuseUnknownDistrict(scope),
    refuseOutOfTime(scope, 'office_building', 'valid_from', 'valid_to'),
    refusePlace(scope),
    sql`
      select r.row, r.code, 'VALUE_OUT_OF_RANGE' as reason, 'Floors and floor area are more than nothing.' as message
      from import_row r where r.run_id = ${scope.run} and r.row > 0
        and (${said('floorCount', 'integer')} not between 1 and 1000 or ${said('floorAreaM2', 'number')} <= 0)`,
  ],
  endRefusals: () => [],
  write: (scope) => [
    sql`
      insert into office_building (district_code, code, name, area_id, address, floor_area_m2, floor_count, valid_from, valid_to, source_id, geom)
      select left(r.code, 6), r.code, ${said('name')}, a.id, ${said('address')}, ${said('floorAreaM2', 'number')}, ${said('floorCount', 'integer')},
        coalesce(${said('validFrom', 'date')}, ${scope.asOf}::date), coalesce(${said('validTo', 'date')}, 'infinity'), ${scope.sourceId}::int, ST_Multi(r.geom)
      from ${stagedRows(scope, 'ADDED')} join area a on a.code = ${said('areaCode')} order by r.code`,
    sql`
      update office_building o set name = ${changed('name', sql`o.name`)}, address = ${changed('address', sql`o.address`)},
        area_id = coalesce((select a.id from area a where ${changes('areaCode')} and a.code = ${said('areaCode')}), o.area_id),
        floor_area_m2 = ${changed('floorAreaM2', sql`o.floor_area_m2`, 'number')}, floor_count = ${changed('floorCount', sql`o.floor_count`, 'integer')},
        valid_to = coalesce(${changed('validTo', sql`o.valid_to`, 'date')}, 'infinity'),
        geom = case when ${changes('geometry')} then ST_Multi(r.geom) else o.geom end, source_id = ${scope.sourceId}::int
      from ${stagedRows(scope, 'CHANGED')} where o.code = r.code`,
    sql`update office_building o set valid_to = ${scope.asOf}::date from ${stagedRows(scope, 'ENDED')} where o.code = r.code`,
  ],
};

export const buildingPartyCommitteeLayer: ExchangeLayer = {
  key: 'building-party-committees',
  title: { zh: '楼宇党委', en: 'Building Party committees' },
  geometry: null,
  geometryRequired: false,
  canEnd: true,
  fields: [
    required(field('code', 'code', 'text', '代码', 'Code', ['楼宇党委代码', '党委代码'])),
    required(field('name', 'name', 'text', '名称', 'Name', ['楼宇党委名称', '楼宇党委', '党委名称'])),
    required({
      ...field('kind', 'kind', 'text', '类型', 'Kind', ['类别']),
      values: [
        {
          value: BuildingPartyCommitteeKind.BUILDING,
          title: { zh: '楼宇党委', en: 'Of one building' },
          headings: ['楼宇'],
        },
        {
          value: BuildingPartyCommitteeKind.COMPREHENSIVE,
          title: { zh: '综合党委', en: 'Comprehensive' },
          headings: ['楼宇综合党委', '综合'],
        },
        { value: BuildingPartyCommitteeKind.PARK, title: { zh: '园区党委', en: 'Of a park' }, headings: ['园区'] },
      ],
    }),
    SEAT,
    fixed(required(field('establishedOn', 'since', 'date', '成立日期', 'Established on', ['成立时间']))),
    field('dissolvedOn', 'dissolved', 'date', '撤销日期', 'Dissolved on', ['终止日期']),
    field('buildingCodes', 'buildings', 'codes', '楼宇代码', 'Codes of the office buildings', [
      '覆盖楼宇',
      '覆盖楼宇代码',
    ]),
    ...SOURCE_FIELDS,
  ],
  state: (asOf) => sql`
    select c.code, p.path, ${attributes({
      code: sql`c.code`,
      name: sql`c.name`,
      kind: sql`c.kind`,
      areaCode: sql`a.code`,
      establishedOn: sql`c.established_on`,
      dissolvedOn: lastDay(sql`c.dissolved_on`),
      buildingCodes: linkedCodes(COMMITTEE_BUILDINGS, sql`c.id`, sql`${asOf}::date`),
      provenance: sql`d.provenance`,
      source: sql`d.title`,
    })} as attributes, null::geometry as geom, c.source_id
    from building_party_committee c ${placeOf('c.area_id', asOf)}
    join area a on a.id = c.area_id join data_source d on d.id = c.source_id
    where ${committeeExists(asOf)}`,
  complete: () => [],
  refusals: (scope) => [
    refuseUnknownDistrict(scope),
    refuseOutOfTime(scope, 'building_party_committee', 'established_on', 'dissolved_on'),
    refuseUnknownCodes(scope, 'buildingCodes', 'office_building'),
    refusePlace(scope),
  ],
  endRefusals: () => [],
  write: (scope) => [
    sql`
      insert into building_party_committee (district_code, code, name, kind, area_id, established_on, dissolved_on, source_id)
      select left(r.code, 6), r.code, ${said('name')}, ${said('kind')}, a.id, ${said('establishedOn', 'date')},
        coalesce(${said('dissolvedOn', 'date')}, 'infinity'), ${scope.sourceId}::int
      from ${stagedRows(scope, 'ADDED')} join area a on a.code = ${said('areaCode')} order by r.code`,
    ...moveEnd(scope, COMMITTEE_BUILDINGS, 'dissolvedOn'),
    sql`
      update building_party_committee c set name = ${changed('name', sql`c.name`)}, kind = ${changed('kind', sql`c.kind`)},
        area_id = coalesce((select a.id from area a where ${changes('areaCode')} and a.code = ${said('areaCode')}), c.area_id),
        dissolved_on = coalesce(${changed('dissolvedOn', sql`c.dissolved_on`, 'date')}, 'infinity'), source_id = ${scope.sourceId}::int
      from ${stagedRows(scope, 'CHANGED')} where c.code = r.code`,
    ...writeLinks(scope, COMMITTEE_BUILDINGS),
    sql`update building_party_committee c set dissolved_on = ${scope.asOf}::date from ${stagedRows(scope, 'ENDED')} where c.code = r.code`,
  ],
};

/** A tower without a community stands in the one that has its middle on its ground. */
function locate({ run, asOf }: ImportScope) {
  return sql`
    update import_row r set attributes = r.attributes || jsonb_build_object('areaCode', a.code)
    from import_row n
    join boundary b on b.geom && ST_PointOnSurface(n.geom) and ST_Intersects(b.geom, ST_PointOnSurface(n.geom))
      and b.valid_from <= ${asOf}::date and ${asOf}::date < b.valid_to
    join area a on a.id = b.area_id and a.level = 'COMMUNITY'
    where n.run_id = ${run} and r.run_id = n.run_id and r.row = n.row and coalesce(n.attributes->>'areaCode', '') = ''
      and not exists (select from office_building k where k.code = n.code)`;
}

/** Where something stands is a community of its district that exists at the date. */
function refusePlace({ run, asOf }: ImportScope) {
  return sql`
    select r.row, r.code, 'PLACE_UNKNOWN' as reason,
      format('%s is no community of district %s on %s.', ${inWords(said('areaCode'))}, left(r.code, 6), ${asOf}::date) as message
    from import_row r
    where r.run_id = ${run} and r.row > 0 and ${said('areaCode')} is not null and not exists (
      select from area a where a.code = ${said('areaCode')} and a.level = 'COMMUNITY' and a.district_code = left(r.code, 6)
        and a.valid_from <= ${asOf}::date and ${asOf}::date < a.valid_to)`;
}

/** What may not end: communities in which a tower stands or a committee has its seat on the day. */
export const officesInAreasThatEnd = ({ run, asOf }: ImportScope): Sql => sql`
  select r.row, r.code, 'END_WITH_OFFICES' as reason,
    format('It cannot end on %s: %s is still there then. Move it first.', ${asOf}::date, string_agg(o.code, ', ' order by o.code)) as message
  from import_row r join area a on a.code = r.code
  join (
    select area_id, code, valid_to as until from office_building
    union all
    select area_id, code, dissolved_on from building_party_committee
  ) o on o.area_id = a.id and o.until > ${asOf}::date
  where r.run_id = ${run} and r.row < 0 group by r.row, r.code`;
