/** Renewal projects in files. */
import { sql, text, type Sql } from '../kernel/graph/sql.ts';
import { field, fixed, required, SOURCE_FIELDS } from '../kernel/exchange/fields.ts';
import type { ExchangeLayer } from '../kernel/exchange/layer.ts';
import { refuseUnknownCodes, refuseUnknownDistrict } from '../kernel/exchange/links.ts';
import { attributes, changed, changes, said, saidCodes, staged, stagedRows } from '../kernel/exchange/staged.ts';
import { refuseReversed } from './care-layers.ts';

const YARDS = 'yardCodes';

export const renewalProjectLayer: ExchangeLayer = {
  key: 'renewal-projects',
  title: { zh: '旧改项目', en: 'Renewal projects' },
  geometry: null,
  geometryRequired: false,
  // A project is done and stays on record.
  canEnd: false,
  fields: [
    required(field('code', 'code', 'text', '代码', 'Code', ['项目代码', '项目编号', 'project_code'])),
    required(field('name', 'name', 'text', '名称', 'Name', ['项目名称', '项目', 'project_name'])),
    fixed(required(field('planYear', 'plan_year', 'integer', '计划年度', 'Year of the plan', ['年度', '计划年份']))),
    field('startedOn', 'started', 'date', '开工日期', 'Started on', ['开工时间']),
    field('completedOn', 'completed', 'date', '竣工日期', 'Completed on', ['完工日期', '竣工时间']),
    required(field('buildingCount', 'buildings', 'integer', '楼栋数', 'Buildings', ['改造楼栋数', '栋数'])),
    field('householdCount', 'households', 'people', '户数', 'Households', ['改造户数', '涉及户数']),
    field(YARDS, 'yards', 'codes', '楼院代码', 'Codes of the yards', ['改造楼院', 'yard_code']),
    ...SOURCE_FIELDS,
  ],
  state: (asOf) => {
    // What comes after the date has not happened yet.
    const by = (day: Sql): Sql => sql`case when ${day} <= ${asOf}::date then ${day} end`;
    return sql`
    select r.code, r.district_code as path, ${attributes({
      code: sql`r.code`,
      name: sql`r.name`,
      planYear: sql`r.plan_year`,
      startedOn: by(sql`r.started_on`),
      completedOn: by(sql`r.completed_on`),
      buildingCount: sql`r.building_count`,
      householdCount: sql`r.household_count`,
      yardCodes: sql`coalesce((
        select jsonb_agg(a.code order by a.code) from renewal_project_yard y join area a on a.id = y.area_id where y.project_id = r.id), '[]')`,
      provenance: sql`d.provenance`,
      source: sql`d.title`,
    })} as attributes, null::geometry as geom, r.source_id
    from renewal_project r join data_source d on d.id = r.source_id
    where r.plan_year <= extract(year from ${asOf}::date)`;
  },
  complete: () => [],
  refusals: (scope) => [
    refuseUnknownDistrict(scope),
    refuseUnknownCodes(scope, YARDS, 'area'),
    sql`
      select r.row, r.code, 'AREA_LEVEL' as reason, format('It names %s %s: a project renews yards of its own district.', a.code, a.name) as message
      from import_row r cross join lateral ${saidCodes(YARDS)} join area a on a.code = named.code
      where r.run_id = ${scope.run} and r.row > 0 and (a.level <> 'YARD' or a.district_code <> left(r.code, 6))`,
    sql`
      select r.row, r.code, 'VALUE_OUT_OF_RANGE' as reason, 'The year of the plan lies between 1990 and the year of the date, and there are no fewer than 0 buildings.' as message
      from import_row r where r.run_id = ${scope.run} and r.row > 0
        and (not ${said('planYear', 'integer')} between 1990 and extract(year from ${scope.asOf}::date) or ${said('buildingCount', 'integer')} < 0)`,
    refuseReversed(scope, 'startedOn', 'completedOn'),
  ],
  endRefusals: () => [],
  write: (scope) => [
    sql`
      insert into renewal_project (district_code, code, name, plan_year, started_on, completed_on, building_count, household_count, source_id)
      select left(r.code, 6), r.code, ${said('name')}, ${said('planYear', 'integer')}, ${said('startedOn', 'date')}, ${said('completedOn', 'date')},
        ${said('buildingCount', 'integer')}, ${said('householdCount', 'people')}, ${scope.sourceId}::int
      from ${staged(scope, 'ADDED')} order by r.code`,
    sql`
      update renewal_project o set name = ${changed('name', sql`o.name`)}, started_on = ${changed('startedOn', sql`o.started_on`, 'date')},
        completed_on = ${changed('completedOn', sql`o.completed_on`, 'date')}, building_count = ${changed('buildingCount', sql`o.building_count`, 'integer')},
        household_count = ${changed('householdCount', sql`o.household_count`, 'people')}, source_id = ${scope.sourceId}::int
      from ${stagedRows(scope, 'CHANGED')} where o.code = r.code`,
    sql`
      delete from renewal_project_yard y using ${stagedRows(scope, 'CHANGED')} join renewal_project o on o.code = r.code
      where y.project_id = o.id and ${changes(YARDS)} and not exists (
        select from ${saidCodes(YARDS)} join area a on a.code = named.code where a.id = y.area_id)`,
    ...(['ADDED', 'CHANGED'] as const).map(
      (action) => sql`
        insert into renewal_project_yard (project_id, area_id)
        select o.id, a.id from ${stagedRows(scope, action)} join renewal_project o on o.code = r.code
        cross join lateral ${saidCodes(YARDS)} join area a on a.code = named.code
        where ${text(action)} = 'ADDED' or ${changes(YARDS)}
        on conflict do nothing`,
    ),
  ],
};
