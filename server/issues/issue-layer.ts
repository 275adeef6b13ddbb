/** Issues in files, and their cases. They have no text: what a file says in words of its own is not taken in. */
import { holdsAt } from '../kernel/graph/as-of.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { derived, field, fixed, outOnly, required, SOURCE_FIELDS } from '../kernel/exchange/fields.ts';
import type { ExchangeLayer, FieldValue, ImportScope } from '../kernel/exchange/layer.ts';
import { refuseUnknownDistrict } from '../kernel/exchange/links.ts';
import { attributes, changed, changes, inWords, said, stagedRows } from '../kernel/exchange/staged.ts';
import { placeOf } from '../land/within.ts';
import { openAt, reportedBy } from './issue-conditions.ts';
import { CASE_FIELDS, caseAttributes, completeCases, refuseCases, writeCases } from './issue-layer-cases.ts';

const STATES: readonly FieldValue[] = [
  {
    value: 'OPEN',
    title: { zh: '未结案', en: 'Open' },
    headings: ['未处理', '处理中', '办理中', '待处理', 'Pending', 'In Progress', 'Assigned', 'Started', 'New'],
  },
  {
    value: 'CLOSED',
    title: { zh: '已结案', en: 'Closed' },
    headings: ['已办结', '已完结', '已处理', '已完成', '结案', 'Completed', 'Resolved'],
  },
];

/** Classes that are not divided further come first: of those that have the same title they are meant. */
const CATEGORIES = sql`
  select c.code as value, c.title_zh as zh, c.title_en as en from issue_category c
  order by exists (select from issue_category m where m.parent_code = c.code), c.code`;

export const issueLayer: ExchangeLayer = {
  key: 'issues',
  title: { zh: '问题', en: 'Issues' },
  geometry: 'Point',
  geometryRequired: true,
  // An issue is closed, and not by being left out of a file.
  canEnd: false,
  fields: [
    required(
      field('code', 'code', 'text', '编号', 'Code', [
        '代码',
        '问题编号',
        '案件编号',
        '工单编号',
        'issue_code',
        'Unique Key',
        'service_request_id',
      ]),
    ),
    required({
      ...field('categoryCode', 'category', 'text', '类别代码', 'Code of the category', [
        '类别',
        '小类代码',
        '问题类别',
        'Complaint Type',
        'service_name',
      ]),
      book: CATEGORIES,
    }),
    derived(
      field('areaCode', 'area', 'text', '所在区域代码', 'Code of the area', [
        '网格代码',
        '楼院代码',
        '楼栋代码',
        'area',
      ]),
    ),
    fixed(
      required(field('reportedOn', 'reported', 'date', '上报日期', 'Reported on', ['发现日期', '立案日期', 'created'])),
    ),
    field('closedOn', 'closed', 'date', '结案日期', 'Closed on', ['办结日期', 'closed']),
    ...CASE_FIELDS,
    derived({
      ...field('state', 'state', 'text', '状态', 'State', ['Status', '办理状态', '案件状态']),
      values: STATES,
    }),
    outOnly(field('categoryTitle', 'cat_title', 'text', '类别名称', 'Category')),
    ...SOURCE_FIELDS,
  ],
  state: (asOf) => sql`
    select i.code, p.path, ${attributes({
      code: sql`i.code`,
      categoryCode: sql`i.category_code`,
      areaCode: sql`a.code`,
      reportedOn: sql`i.reported_on`,
      closedOn: sql`case when i.closed_on <= ${asOf}::date then i.closed_on end`,
      state: sql`case when ${openAt(asOf)} then 'OPEN' else 'CLOSED' end`,
      categoryTitle: sql`k.title_zh`,
      ...caseAttributes(asOf),
      provenance: sql`d.provenance`,
      source: sql`d.title`,
    })} as attributes, i.place as geom, i.source_id
    from issue i ${placeOf('i.area_id', asOf)}
    join area a on a.id = i.area_id join issue_category k on k.code = i.category_code join data_source d on d.id = i.source_id
    left join issue_case c on c.issue_id = i.id
    where ${reportedBy(asOf)}`,
  complete: (scope) => [
    codeByPlace(scope),
    categoryByTitle(scope),
    ...completeCases(scope),
    locate(scope),
    placeInArea(scope),
  ],
  refusals: ({ run, asOf }) => [
    refuseUnknownDistrict({ run, asOf }),
    sql`
      select r.row, r.code, 'CATEGORY_UNKNOWN' as reason, format('There is no category %s in the code book.', ${inWords(said('categoryCode'))}) as message
      from import_row r where r.run_id = ${run} and r.row > 0 and ${said('categoryCode')} is not null
        and not exists (select from issue_category c where c.code = ${said('categoryCode')})`,
    sql`
      select r.row, r.code, 'PLACE_UNKNOWN' as reason,
        case when ${said('areaCode')} is null then 'It lies on the ground of no known area.'
          else format('%s is no area of district %s on the day it was reported.', ${inWords(said('areaCode'))}, left(r.code, 6)) end as message
      from import_row r where r.run_id = ${run} and r.row > 0 and (${said('areaCode')} is not null or r.geom is not null) and not exists (
        select from area a where a.code = ${said('areaCode')} and a.district_code = left(r.code, 6)
          and coalesce(${said('reportedOn', 'date')}, ${asOf}::date) >= a.valid_from and coalesce(${said('reportedOn', 'date')}, ${asOf}::date) < a.valid_to)
        and not (${said('areaCode')} is null and exists (select from issue i where i.code = r.code))`,
    sql`
      select r.row, r.code, 'DATES_REVERSED' as reason,
        case when ${said('reportedOn', 'date')} > ${asOf}::date then format('It was reported on %s, after the date of the file.', ${said('reportedOn', 'date')})
          else 'It was closed before it was reported.' end as message
      from import_row r where r.run_id = ${run} and r.row > 0
        and (${said('reportedOn', 'date')} > ${asOf}::date or ${said('closedOn', 'date')} < ${said('reportedOn', 'date')})`,
    ...refuseCases({ run, asOf }),
  ],
  endRefusals: () => [],
  write: (scope) => [
    sql`
      insert into issue (district_code, code, category_code, area_id, place, reported_on, closed_on, source_id)
      select left(r.code, 6), r.code, ${said('categoryCode')}, a.id, r.geom, ${said('reportedOn', 'date')},
        coalesce(${said('closedOn', 'date')}, 'infinity'), ${scope.sourceId}::int
      from ${stagedRows(scope, 'ADDED')} join area a on a.code = ${said('areaCode')} order by r.code`,
    sql`
      update issue i set category_code = ${changed('categoryCode', sql`i.category_code`)},
        area_id = coalesce((select a.id from area a where ${changes('areaCode')} and a.code = ${said('areaCode')}), i.area_id),
        closed_on = coalesce(${changed('closedOn', sql`i.closed_on`, 'date')}, 'infinity'),
        place = case when ${changes('geometry')} then r.geom else i.place end, source_id = ${scope.sourceId}::int
      from ${stagedRows(scope, 'CHANGED')} where i.code = r.code`,
    ...writeCases(scope),
  ],
};

/** Other systems number without our districts: what begins with no known district gets the code of the one it lies in. */
const codeByPlace = ({ run, asOf }: ImportScope): Sql => sql`
  update import_row r set code = d.code || '-' || r.code, attributes = r.attributes || jsonb_build_object('code', d.code || '-' || r.code)
  from import_row n cross join lateral (
    select a.code from area a join boundary b on b.area_id = a.id
    where a.level = 'DISTRICT' and b.geom && n.geom and ST_Intersects(b.geom, n.geom) and ${holdsAt('a', asOf)} and ${holdsAt('b', asOf)}
    order by a.code limit 1) d
  where n.run_id = ${run} and n.row > 0 and n.code is not null and r.run_id = n.run_id and r.row = n.row
    and not exists (select from district_setting s where s.district_code = left(n.code, 6))`;

/** A category may be told by its title, in either language. */
const categoryByTitle = ({ run }: ImportScope): Sql => sql`
  update import_row r set attributes = r.attributes || jsonb_build_object('categoryCode', c.code)
  from (select min(code) as code, title from issue_category cross join unnest(array[lower(title_zh), lower(title_en)]) title
    where parent_code is not null or not exists (select from issue_category m where m.parent_code = issue_category.code) group by title) c
  where r.run_id = ${run} and r.row > 0 and c.title = lower(${said('categoryCode')})`;

/** What a file does not say of where an issue belongs: the deepest area that had its place on its ground on the day it was reported. */
function locate({ run, asOf }: ImportScope) {
  return sql`
    update import_row r set attributes = r.attributes || jsonb_build_object('areaCode', found.code)
    from import_row n
    cross join lateral (
      select a.code from boundary b join area a on a.id = b.area_id and a.district_code = left(n.code, 6)
      join district_setting d on d.district_code = a.district_code
      join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = a.level
      where b.geom && n.geom and ST_Intersects(b.geom, n.geom)
        and ${holdsAt('b', asOf)} and ${holdsAt('a', asOf)}
      order by l.rank desc, a.code limit 1
    ) found
    where n.run_id = ${run} and r.run_id = n.run_id and r.row = n.row and coalesce(n.attributes->>'areaCode', '') = ''
      and not exists (select from issue k where k.code = n.code)`;
}

/**
 * A new issue of which only the area is told stands at a point on its ground, as one that is reported so; how many they are is
 * said in the preview.
 */
const placeInArea = ({ run, asOf }: ImportScope): Sql => sql`
  with found as materialized (
    select r.row, r.code, a.code as area, ST_PointOnSurface(b.geom) as place
    from import_row r join area a on a.code = ${said('areaCode')} and a.district_code = left(r.code, 6)
    cross join lateral (select coalesce(${said('reportedOn', 'date')}, ${asOf}::date) as day) d
    join boundary b on b.area_id = a.id and b.valid_from <= d.day and d.day < b.valid_to
    where r.run_id = ${run} and r.row > 0 and r.action is null and r.geom is null
      and not exists (select from issue k where k.code = r.code)
  ), noted as (
    insert into import_finding (run_id, row, code, severity, reason, message)
    select ${run}::int, f.row, f.code, 'NOTED', 'PLACED_IN_AREA', format('It has no coordinates and is shown at a point of %s, where it belongs.', f.area)
    from found f
  )
  update import_row r set geom = f.place from found f where r.run_id = ${run} and r.row = f.row`;

/** What may not end: areas with issues that are open on the day. */
export const issuesInAreasThatEnd = ({ run, asOf }: ImportScope): Sql => sql`
  select r.row, r.code, 'END_WITH_ISSUES' as reason,
    format('It cannot end on %s: %s issues are open there then (%s …). Give them another area first.', ${asOf}::date, count(*), min(i.code)) as message
  from import_row r join area a on a.code = r.code
  join issue i on i.area_id = a.id and i.reported_on <= ${asOf}::date and i.closed_on > ${asOf}::date
  where r.run_id = ${run} and r.row < 0 group by r.row, r.code`;
