/** Areas of a file on their way into the tables: each statement writes one kind of change. */
import { name, sql, text, type Sql } from '../kernel/graph/sql.ts';
import type { WriteScope } from '../kernel/exchange/layer.ts';
import { changed, changes, said, staged, stagedRows } from '../kernel/exchange/staged.ts';
import { areaFields, OWN_COLUMNS } from './area-fields.ts';
import { nameLineage, writeFoundLineage, writeStatedLineage } from './area-lineage.ts';
import { AreaLevel } from './level.ts';

/** Scheme of a district that comes without one: what most districts go by. */
const DEFAULT_SCHEME = 'YARDS_IN_GRIDS';

/** New areas from which on the planner is told of them before anything else is asked: what it knew is no guide any more. */
const MANY = 1000;

export function writeAreas(level: AreaLevel, scope: WriteScope): Sql[] {
  const { ADDED, CHANGED, ENDED } = scope.counts;
  return [
    ...(ADDED > 0 ? addAreas(level, scope) : []),
    ...(ADDED > MANY ? [sql`analyze area, boundary, area_membership, area_path`] : []),
    ...(CHANGED > 0 ? changeAreas(level, scope) : []),
    ...(ENDED > 0 ? endAreas(scope) : []),
    writeStatedLineage(scope),
    ...(ENDED > 0 ? writeFoundLineage(scope) : []),
    nameLineage(scope),
  ];
}

function addAreas(level: AreaLevel, scope: WriteScope): Sql[] {
  const { asOf, sourceId } = scope;
  const first = sql`coalesce(${said('validFrom', 'date')}, ${asOf}::date)`;
  const last = sql`coalesce(${said('validTo', 'date')}, 'infinity')`;
  const isDistrict = level === AreaLevel.DISTRICT;
  const setting = sql`
    insert into district_setting (district_code, scheme_code) select r.code, ${DEFAULT_SCHEME} from ${staged(scope, 'ADDED')}`;
  const membership = sql`
    insert into area_membership (child_id, parent_id, valid_from, valid_to)
    select a.id, p.id, greatest(a.valid_from, p.valid_from), least(a.valid_to, p.valid_to)
    from ${stagedRows(scope, 'ADDED')} join area a on a.code = r.code join area p on p.code = ${said('parentCode')}
    order by r.code`;
  return [
    ...(isDistrict ? [setting] : []),
    sql`
      insert into area (district_code, level, code, name, name_en, valid_from, valid_to, source_id, grid_system,
        household_count, built_year, floor_count, address)
      select left(r.code, 6), ${text(level)}, r.code, ${said('name')}, ${said('nameEn')}, ${first}, ${last}, ${sourceId}::int,
        ${said('gridSystem')}, ${said('householdCount', 'people')}, ${said('builtYear', 'integer')}, ${said('floorCount', 'integer')},
        ${said('address')}
      from ${staged(scope, 'ADDED')} order by r.code`,
    sql`
      insert into boundary (area_id, valid_from, valid_to, source_id, geom)
      select a.id, a.valid_from, a.valid_to, ${sourceId}::int, ST_Multi(r.geom)
      from ${stagedRows(scope, 'ADDED')} join area a on a.code = r.code where r.geom is not null order by r.code`,
    ...(isDistrict ? [] : [membership]),
  ];
}

function changeAreas(level: AreaLevel, scope: WriteScope): Sql[] {
  return [
    ...rename(scope),
    sql`
      update area a set name_en = ${changed('nameEn', sql`a.name_en`)},
        ${ownColumns(level)} source_id = ${scope.sourceId}::int
      from ${stagedRows(scope, 'CHANGED')} where a.code = r.code and r.changes - '{parentCode,predecessorCodes,geometry}'::text[] <> '{}'`,
    ...moveToParents(scope),
    ...redraw(scope),
  ];
}

function ownColumns(level: AreaLevel): Sql {
  return areaFields(level).reduce(
    (all, { name: field, type }) => {
      const column = OWN_COLUMNS[field];
      if (!column || type === 'codes') return all;
      return sql`${all}${name(column)} = ${changed(field, name(`a.${column}`), type)}, `;
    },
    sql``,
  );
}

/** Whether what it was called on the day is past: then the name it has now came later and stays. */
const calledOtherwiseLater = (day: Sql): Sql =>
  sql`exists (select from area_former_name f where f.area_id = a.id and f.valid_to > ${day})`;

/** What it was called until the day stays on record, and so does what it is called from a later day on. */
function rename(scope: WriteScope): Sql[] {
  const day = sql`${scope.asOf}::date`;
  const renamed = sql`${stagedRows(scope, 'CHANGED')} join area a on a.code = r.code and ${changes('name')}`;
  return [
    sql`
      insert into area_former_name (area_id, name, valid_from, valid_to)
      select a.id, a.name, since.day, ${day}
      from ${renamed}
      cross join lateral (
        select greatest(a.valid_from, max(f.valid_to)) as day from area_former_name f where f.area_id = a.id) since
      where since.day < ${day} and not ${calledOtherwiseLater(day)} order by r.code`,
    sql`
      update area a set name = ${said('name')} from ${stagedRows(scope, 'CHANGED')}
      where a.code = r.code and ${changes('name')} and not ${calledOtherwiseLater(day)}`,
    sql`
      update area_former_name n set name = ${said('name')} from ${renamed} where n.area_id = a.id and n.valid_from = ${day}`,
    sql`
      with cut as (
        update area_former_name n set valid_to = ${day} from ${renamed}
        where n.area_id = a.id and n.valid_from < ${day} and ${day} < n.valid_to
        returning n.area_id, ${said('name')} as name, n.id
      )
      insert into area_former_name (area_id, name, valid_from, valid_to)
      select cut.area_id, cut.name, ${day}, before.valid_to
      from cut join area_former_name before on before.id = cut.id order by cut.id`,
  ];
}

/** From the day on it belongs elsewhere. A membership that began on the day is another one from its beginning. */
function moveToParents(scope: WriteScope): Sql[] {
  const day = sql`${scope.asOf}::date`;
  const moved = sql`${stagedRows(scope, 'CHANGED')} join area a on a.code = r.code and ${changes('parentCode')}
    join area p on p.code = ${said('parentCode')}`;
  return [
    sql`
      update area_membership m set parent_id = p.id from ${moved}
      where m.child_id = a.id and m.valid_from = ${day}`,
    sql`
      with cut as (
        update area_membership m set valid_to = ${day} from ${moved}
        where m.child_id = a.id and m.valid_from < ${day} and ${day} < m.valid_to
        returning m.child_id, p.id as parent_id
      )
      insert into area_membership (child_id, parent_id, valid_from, valid_to)
      select cut.child_id, cut.parent_id, ${day}, coalesce((
        select min(n.valid_from) from area_membership n where n.child_id = cut.child_id and n.valid_from > ${day}), a.valid_to)
      from cut join area a on a.id = cut.child_id order by a.code`,
  ];
}

/** From the day on it has another outline. */
function redraw(scope: WriteScope): Sql[] {
  const day = sql`${scope.asOf}::date`;
  const drawn = sql`${stagedRows(scope, 'CHANGED')} join area a on a.code = r.code`;
  const differs = sql`r.geom is not null and ${changes('geometry')}`;
  return [
    sql`
      update boundary b set geom = ST_Multi(r.geom), source_id = ${scope.sourceId}::int from ${drawn}
      where b.area_id = a.id and b.valid_from = ${day} and ${differs}`,
    sql`
      update boundary b set valid_to = ${day} from ${drawn}
      where b.area_id = a.id and b.valid_from < ${day} and ${day} < b.valid_to and ${differs}`,
    sql`
      insert into boundary (area_id, valid_from, valid_to, source_id, geom)
      select a.id, ${day}, coalesce((select min(n.valid_from) from boundary n where n.area_id = a.id and n.valid_from > ${day}), a.valid_to),
        ${scope.sourceId}::int, ST_Multi(r.geom)
      from ${drawn}
      where ${differs} and not exists (select from boundary n where n.area_id = a.id and n.valid_from = ${day}) order by r.code`,
  ];
}

/** What a complete file no longer names. Its past stays. */
function endAreas(scope: WriteScope): Sql[] {
  const day = sql`${scope.asOf}::date`;
  const ended = sql`${stagedRows(scope, 'ENDED')} join area a on a.code = r.code`;
  const cut = (table: string, area: string): Sql[] => [
    sql`delete from ${name(table)} x using ${ended} where x.${name(area)} = a.id and x.valid_from >= ${day}`,
    sql`update ${name(table)} x set valid_to = ${day} from ${ended} where x.${name(area)} = a.id and x.valid_to > ${day}`,
  ];
  return [
    ...cut('area_membership', 'child_id'),
    ...cut('boundary', 'area_id'),
    sql`update area a set valid_to = ${day} from ${stagedRows(scope, 'ENDED')} where a.code = r.code and a.valid_from < ${day}`,
  ];
}
