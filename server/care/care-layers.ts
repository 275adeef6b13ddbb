/** Owners' committees, property services and renewal projects in files. */
import { holdsAt } from '../kernel/graph/as-of.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { field, fixed, outOnly, required, SOURCE_FIELDS } from '../kernel/exchange/fields.ts';
import type { ExchangeField, ExchangeLayer, ImportScope } from '../kernel/exchange/layer.ts';
import {
  linkedCodes,
  moveEnd,
  refuseOutOfTime,
  refuseUnknownCodes,
  refuseUnknownDistrict,
  writeLinks,
  type DatedLinks,
} from '../kernel/exchange/links.ts';
import { attributes, changed, inWords, lastDay, said, staged, stagedRows } from '../kernel/exchange/staged.ts';
import { OwnersCommitteeKind } from './owners-committee.entity.ts';

const AREAS = field('areaCodes', 'areas', 'codes', '服务范围代码', 'Codes of the grids and yards it serves', [
  'area codes',
  '网格代码',
  '楼院代码',
  '覆盖网格',
  '服务网格',
  'grid_code',
]);

const COMMITTEE_AREAS: DatedLinks = {
  table: 'owners_committee_area',
  owner: { table: 'owners_committee', column: 'committee_id', from: 'established_on', to: 'dissolved_on' },
  target: { table: 'area', column: 'area_id' },
  field: AREAS.name,
};

const SERVICE_AREAS: DatedLinks = {
  table: 'property_service_area',
  owner: { table: 'property_service', column: 'service_id', from: 'valid_from', to: 'valid_to' },
  target: { table: 'area', column: 'area_id' },
  field: AREAS.name,
};

const SOURCE = { provenance: sql`d.provenance`, source: sql`d.title` };
const code = (zh: string, en: string, headings: readonly string[]): ExchangeField =>
  required(field('code', 'code', 'text', zh, en, headings));

export const ownersCommitteeLayer: ExchangeLayer = {
  key: 'owners-committees',
  title: { zh: '业委会（自管会）', en: "Owners' committees" },
  geometry: null,
  geometryRequired: false,
  canEnd: true,
  fields: [
    code('代码', 'Code', ['业委会代码', '自管会代码', 'committee_code']),
    required(field('name', 'name', 'text', '名称', 'Name', ['业委会名称', '自管会名称', '业委会', 'committee_name'])),
    required({
      ...field('kind', 'kind', 'text', '类型', 'Kind', ['类别', '性质']),
      values: [
        {
          value: OwnersCommitteeKind.OWNERS,
          title: { zh: '业委会', en: "Owners' committee" },
          headings: ['业主委员会'],
        },
        {
          value: OwnersCommitteeKind.SELF_MANAGEMENT,
          title: { zh: '自管会', en: 'Self-management committee' },
          headings: ['自治管理委员会', '自管委'],
        },
      ],
    }),
    fixed(
      required(
        field('establishedOn', 'since', 'date', '成立日期', 'Established on', ['组建日期', '成立时间', '备案日期']),
      ),
    ),
    field('dissolvedOn', 'dissolved', 'date', '解散日期', 'Dissolved on', ['终止日期', '注销日期']),
    field('termEndsOn', 'term_ends', 'date', '任期届满', 'Term ends on', ['届满日期', '任期届满日期', '换届日期']),
    AREAS,
    ...SOURCE_FIELDS,
  ],
  state: (asOf) => sql`
    select o.code, o.district_code as path, ${attributes({
      code: sql`o.code`,
      name: sql`o.name`,
      kind: sql`o.kind`,
      establishedOn: sql`o.established_on`,
      dissolvedOn: lastDay(sql`o.dissolved_on`),
      termEndsOn: sql`o.term_ends_on`,
      areaCodes: linkedCodes(COMMITTEE_AREAS, sql`o.id`, sql`${asOf}::date`),
      ...SOURCE,
    })} as attributes, null::geometry as geom, o.source_id
    from owners_committee o join data_source d on d.id = o.source_id
    where ${holdsAt('o', asOf, 'established_on', 'dissolved_on')}`,
  complete: () => [],
  refusals: (scope) => [
    refuseUnknownDistrict(scope),
    refuseOutOfTime(scope, 'owners_committee', 'established_on', 'dissolved_on'),
    refuseUnknownCodes(scope, AREAS.name, 'area'),
    refuseOtherAreas(scope),
    refuseReversed(scope, 'establishedOn', 'dissolvedOn'),
  ],
  endRefusals: () => [],
  write: (scope) => [
    sql`
      insert into owners_committee (district_code, code, name, kind, established_on, dissolved_on, term_ends_on, source_id)
      select left(r.code, 6), r.code, ${said('name')}, ${said('kind')}, ${said('establishedOn', 'date')},
        coalesce(${said('dissolvedOn', 'date')}, 'infinity'), ${said('termEndsOn', 'date')}, ${scope.sourceId}::int
      from ${staged(scope, 'ADDED')} order by r.code`,
    ...moveEnd(scope, COMMITTEE_AREAS, 'dissolvedOn'),
    sql`
      update owners_committee o set name = ${changed('name', sql`o.name`)}, kind = ${changed('kind', sql`o.kind`)},
        dissolved_on = coalesce(${changed('dissolvedOn', sql`o.dissolved_on`, 'date')}, 'infinity'),
        term_ends_on = ${changed('termEndsOn', sql`o.term_ends_on`, 'date')}, source_id = ${scope.sourceId}::int
      from ${stagedRows(scope, 'CHANGED')} where o.code = r.code`,
    ...writeLinks(scope, COMMITTEE_AREAS),
    sql`update owners_committee o set dissolved_on = ${scope.asOf}::date from ${stagedRows(scope, 'ENDED')} where o.code = r.code`,
  ],
};

export const propertyServiceLayer: ExchangeLayer = {
  key: 'property-services',
  title: { zh: '物业服务', en: 'Property services' },
  geometry: null,
  geometryRequired: false,
  canEnd: true,
  fields: [
    code('代码', 'Code', ['服务代码', '物业服务代码', 'service_code']),
    required(
      field('companyCode', 'company', 'text', '物业企业代码', 'Code of the company', [
        '企业代码',
        '统一社会信用代码',
        'company_code',
      ]),
    ),
    field('companyName', 'comp_name', 'text', '物业企业', 'Company', [
      '企业名称',
      '物业公司',
      '物业企业名称',
      'company',
    ]),
    required({
      ...field('modeCode', 'mode', 'text', '服务模式', 'Mode', ['模式', '物业模式']),
      book: sql`select m.code as value, m.title_zh as zh, m.title_en as en from property_service_mode m order by m.sort`,
    }),
    fixed(
      required(field('validFrom', 'valid_from', 'date', '起始日期', 'First day', ['开始日期', '合同开始', '进驻日期'])),
    ),
    field('trialEndsOn', 'trial_ends', 'date', '试用结束', 'First day after the trial', ['试用期满', '先尝后买到期']),
    field('validTo', 'valid_to', 'date', '终止日期', 'First day no longer', ['结束日期', '合同到期', '到期日期']),
    AREAS,
    outOnly(field('modeTitle', 'mode_title', 'text', '服务模式名称', 'Mode in words')),
    ...SOURCE_FIELDS,
  ],
  state: (asOf) => sql`
    select s.code, s.district_code as path, ${attributes({
      code: sql`s.code`,
      companyCode: sql`c.code`,
      companyName: sql`c.name`,
      modeCode: sql`s.mode_code`,
      modeTitle: sql`m.title_zh`,
      validFrom: sql`s.valid_from`,
      trialEndsOn: sql`s.trial_ends_on`,
      validTo: lastDay(sql`s.valid_to`),
      // before it serves: what it will; after: what it did
      areaCodes: linkedCodes(
        SERVICE_AREAS,
        sql`s.id`,
        sql`greatest(s.valid_from, least(${asOf}::date, s.valid_to - 1))`,
      ),
      ...SOURCE,
    })} as attributes, null::geometry as geom, s.source_id
    from property_service s join property_company c on c.id = s.company_id join property_service_mode m on m.code = s.mode_code
    join data_source d on d.id = s.source_id`,
  complete: () => [],
  refusals: (scope) => [
    refuseUnknownDistrict(scope),
    refuseUnknownCodes(scope, AREAS.name, 'area'),
    refuseOtherAreas(scope),
    refuseReversed(scope, 'validFrom', 'validTo'),
    sql`
      select r.row, r.code, 'MODE_UNKNOWN' as reason, format('There is no mode %s; there are %s.', ${inWords(said('modeCode'))},
        (select string_agg(m.code || ' ' || m.title_zh, ', ' order by m.sort) from property_service_mode m)) as message
      from import_row r where r.run_id = ${scope.run} and r.row > 0 and ${said('modeCode')} is not null
        and not exists (select from property_service_mode m where m.code = ${said('modeCode')})`,
    sql`
      select r.row, r.code, 'COMPANY_UNKNOWN' as reason, format('Company %s is new and has no name in the file.', ${inWords(said('companyCode'))}) as message
      from import_row r where r.run_id = ${scope.run} and r.row > 0 and ${said('companyCode')} is not null and ${said('companyName')} is null
        and not exists (select from property_company c where c.code = ${said('companyCode')})`,
    sql`
      select r.row, r.code, 'DATES_REVERSED' as reason, 'The trial ends after the first day and not after the last.' as message
      from import_row r where r.run_id = ${scope.run} and r.row > 0
        and not (${said('trialEndsOn', 'date')} > ${said('validFrom', 'date')} and ${said('trialEndsOn', 'date')} <= coalesce(${said('validTo', 'date')}, 'infinity'))`,
  ],
  endRefusals: () => [],
  write: (scope) => [
    sql`
      insert into property_company (code, name, source_id)
      select distinct on (1) ${said('companyCode')}, ${said('companyName')}, ${scope.sourceId}::int
      from ${stagedRows(scope, 'ADDED', 'CHANGED')}
      where ${said('companyCode')} is not null and not exists (select from property_company c where c.code = ${said('companyCode')})
      order by 1, r.row`,
    sql`
      update property_company c set name = ${said('companyName')}, source_id = ${scope.sourceId}::int
      from ${stagedRows(scope, 'CHANGED')} where c.code = ${said('companyCode')} and r.changes ? 'companyName' and not r.changes ? 'companyCode'`,
    sql`
      insert into property_service (district_code, code, company_id, mode_code, valid_from, trial_ends_on, valid_to, source_id)
      select left(r.code, 6), r.code, c.id, ${said('modeCode')}, ${said('validFrom', 'date')}, ${said('trialEndsOn', 'date')},
        coalesce(${said('validTo', 'date')}, 'infinity'), ${scope.sourceId}::int
      from ${stagedRows(scope, 'ADDED')} join property_company c on c.code = ${said('companyCode')} order by r.code`,
    ...moveEnd(scope, SERVICE_AREAS, 'validTo'),
    sql`
      update property_service s set
        company_id = coalesce((select c.id from property_company c where r.changes ? 'companyCode' and c.code = ${said('companyCode')}), s.company_id),
        mode_code = ${changed('modeCode', sql`s.mode_code`)}, trial_ends_on = ${changed('trialEndsOn', sql`s.trial_ends_on`, 'date')},
        valid_to = coalesce(${changed('validTo', sql`s.valid_to`, 'date')}, 'infinity'), source_id = ${scope.sourceId}::int
      from ${stagedRows(scope, 'CHANGED')} where s.code = r.code`,
    ...writeLinks(scope, SERVICE_AREAS),
    sql`
      update property_service s set valid_to = ${scope.asOf}::date, trial_ends_on = case when s.trial_ends_on <= ${scope.asOf}::date then s.trial_ends_on end
      from ${stagedRows(scope, 'ENDED')} where s.code = r.code and s.valid_to > ${scope.asOf}::date`,
  ],
};

/** What serves is for grids and yards. */
function refuseOtherAreas({ run }: ImportScope): Sql {
  return sql`
    select r.row, r.code, 'AREA_LEVEL' as reason, format('It names %s %s: only grids and yards of its own district can be served.', a.code, a.name) as message
    from import_row r cross join lateral jsonb_array_elements_text(coalesce(nullif(r.attributes->'areaCodes', 'null'), '[]')) named(code)
    join area a on a.code = named.code
    where r.run_id = ${run} and r.row > 0 and (a.level not in ('GRID', 'YARD') or a.district_code <> left(r.code, 6))`;
}

/** The day after the last comes after the first. */
export function refuseReversed({ run }: ImportScope, first: string, last: string): Sql {
  return sql`
    select r.row, r.code, 'DATES_REVERSED' as reason, format('It would end on %s and begin on %s.', ${said(last, 'date')}, ${said(first, 'date')}) as message
    from import_row r where r.run_id = ${run} and r.row > 0 and ${said(last, 'date')} <= ${said(first, 'date')}`;
}

/** What may not end: areas that are still served on the day. */
export const servedAreasThatEnd = ({ run, asOf }: ImportScope): Sql => sql`
  select r.row, r.code, 'END_STILL_SERVED' as reason,
    format('It cannot end on %s: %s still serves it then. End that first.', ${asOf}::date, string_agg(s.code, ', ' order by s.code)) as message
  from import_row r join area a on a.code = r.code
  join (
    select x.area_id, o.code, least(x.valid_to, o.dissolved_on) as until from owners_committee_area x join owners_committee o on o.id = x.committee_id
    union all
    select x.area_id, o.code, least(x.valid_to, o.valid_to) from property_service_area x join property_service o on o.id = x.service_id
  ) s on s.area_id = a.id and s.until > ${asOf}::date
  where r.run_id = ${run} and r.row < 0 group by r.row, r.code`;
