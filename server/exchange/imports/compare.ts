/** Rows of a file against what is known at its date: what would be added, changed, ended and left alone. */
import { allOf, sql, text, type Sql } from '../../kernel/graph/sql.ts';
import type { ExchangeLayer, ImportScope } from '../../kernel/exchange/layer.ts';
import { repeatable } from '../../kernel/exchange/staged.ts';
import type { UnlistedDistricts } from '../codes/national-list.ts';
import { standsOnAreas } from '../layers.ts';

/** Metres by which an outline may move and still be the same: the last digits of files, and conversions of coordinates. */
export const SAME_SHAPE_M = 0.1;

/** Rows that say different things of one object: nobody knows which is meant. */
export const refuseTwice = ({ run }: ImportScope): Sql =>
  refuse(
    run,
    sql`
      select r.row, r.code, 'CODE_TWICE' as reason,
        format('The code stands in %s rows that say different things (the first is %s).', t.rows, t.first) as message
      from import_row r
      join (
        select code, count(*) as rows, min(row) as first, count(distinct (attributes, geom::bytea)) as kinds
        from import_row where run_id = ${run} and row > 0 and code is not null group by code having count(*) > 1
      ) t on t.code = r.code
      where r.run_id = ${run} and r.row > 0 and t.kinds > 1`,
  );

/** What the rules of the feature have against what would be written; rows that change nothing are not judged again. */
export const refuseByRules = (layer: ExchangeLayer, scope: ImportScope): Sql[] =>
  layer.refusals(scope).map((refusals) => refuse(scope.run, refusals));

/** Notes every reason why rows are refused, and takes them out. */
export const refuse = (run: number, refusals: Sql): Sql => sql`
  with judged as materialized (${refusals}), refusal as materialized (
    select f.*, ST_PointOnSurface(r.geom) as place
    from judged f join import_row r on r.run_id = ${run} and r.row = f.row
    where r.action is distinct from 'UNCHANGED'
  ), noted as (
    insert into import_finding (run_id, row, code, severity, reason, message, place)
    select ${run}::int, row, ${repeatable(sql`code`)}, 'REFUSED', reason, message, place from refusal
  )
  update import_row r set action = 'REFUSED' from refusal f where r.run_id = ${run} and r.row = f.row`;

/** Of rows that say the same twice the first counts. */
export const keepFirst = ({ run }: ImportScope): Sql => sql`
  with again as materialized (
    select r.row, r.code, f.first from import_row r
    join (select code, min(row) as first from import_row where run_id = ${run} and row > 0 and action is null group by code having count(*) > 1) f using (code)
    where r.run_id = ${run} and r.row > f.first and r.action is null
  ), noted as (
    insert into import_finding (run_id, row, code, severity, reason, message)
    select ${run}::int, row, ${repeatable(sql`code`)}, 'NOTED', 'ROW_REPEATED', format('It says the same as row %s.', first) from again
  )
  delete from import_row r using again where r.run_id = ${run} and r.row = again.row`;

/** What each row would do. After measureLongOutlines, which knows how far outlines of many corners lie from the known ones. */
export function compareRows(layer: ExchangeLayer, { run, asOf }: ImportScope): Sql {
  return sql`
    update import_row r set
      action = case when d.is_new then 'ADDED' when d.changes = '{}' and not d.moved then 'UNCHANGED' else 'CHANGED' end,
      changes = case when d.moved then d.changes || '{"geometry": [null, null]}' else d.changes end,
      moved_m = d.moved_m
    from (
      select n.row, k.code is null as is_new, s.moved_m, c.changes,
        coalesce(s.moved_m > ${SAME_SHAPE_M}::float8, k.code is not null and k.geom is null and n.geom is not null) as moved
      from import_row n
      left join (${layer.state(asOf)}) k on k.code = n.code
      left join (select row, true as is_long from long_outline) l on l.row = n.row
      cross join lateral (
        select case
          when k.geom is null or n.geom is null then null
          when l.is_long then coalesce((select max(d.metres) from outline_distance d where d.row = n.row), 0)
          else shape_distance_m(k.geom, n.geom) end as moved_m
      ) s
      cross join lateral (
        select coalesce(jsonb_object_agg(e.key, jsonb_build_array(k.attributes->e.key, e.value)), '{}') as changes
        from jsonb_each(n.attributes) e
        where k.code is not null and coalesce(k.attributes->e.key, 'null') is distinct from e.value
      ) c
      where n.run_id = ${run} and n.row > 0 and n.action is null
    ) d
    where r.run_id = ${run} and r.row = d.row`;
}

/** What a complete file does not name: rows below zero. */
export function endMissing(layer: ExchangeLayer, { run, asOf }: ImportScope, within: readonly string[]): Sql {
  return sql`
    insert into import_row (run_id, row, code, attributes, action)
    select ${run}::int, -row_number() over (order by k.code), k.code, jsonb_build_object('name', k.attributes->'name', 'since', coalesce(k.attributes->'validFrom', k.attributes->'establishedOn')), 'ENDED'
    from (${layer.state(asOf)}) k
    where string_to_array(k.path, '/') && ${within}::text[] and coalesce(k.attributes->>'validTo', k.attributes->>'dissolvedOn', 'infinity')::date > ${asOf}::date and not exists (select from import_row r where r.run_id = ${run} and r.row > 0 and r.code = k.code)`;
}

const onFirstDay = ({ run, asOf }: ImportScope): Sql => sql`
  select r.row, r.code, 'END_ON_FIRST_DAY' as reason,
    format('It began only on %s and cannot end on its first day: undo the import that brought it, or take a later date.', ${asOf}::date) as message
  from import_row r where r.run_id = ${run} and r.row < 0 and (r.attributes->>'since')::date = ${asOf}::date`;

/** What may not end, because something stands on it. */
export const refuseEnds = (layer: ExchangeLayer, scope: ImportScope): Sql[] =>
  [onFirstDay(scope), ...layer.endRefusals(scope), ...standsOnAreas.map((stands) => stands(scope))].map((refusals) =>
    refuse(scope.run, refusals),
  );

/** What is new and has no place: said before the rules ask where it lies. */
export const refuseWithoutShape = (layer: ExchangeLayer, { run }: ImportScope): Sql[] =>
  layer.geometryRequired
    ? [
        refuse(
          run,
          sql`
            select r.row, r.code, 'GEOMETRY_MISSING' as reason,
              'A new object needs a place on the map: fill in its longitude and latitude, or give it a shape.' as message
            from import_row r where r.run_id = ${run} and r.action = 'ADDED' and r.geom is null`,
        ),
      ]
    : [];

/** Refusals that need to know what a row would do. */
export function refuseByAction(layer: ExchangeLayer, { run }: ImportScope): Sql[] {
  const incoming = layer.fields.filter(({ outOnly }) => !outOnly);
  const requiredOf = incoming.filter(({ required }) => required).map(({ name }) => name);
  const fixedOf = incoming.filter(({ fixed }) => fixed).map(({ name }) => name);
  const ours = (action: string): Sql => allOf([sql`r.run_id = ${run}`, sql`r.action = ${text(action)}`]);
  return [
    sql`
      select r.row, r.code, 'REQUIRED_MISSING' as reason, format('A new object needs %s.', string_agg(f.name, ', ')) as message
      from import_row r cross join unnest(${requiredOf}::text[]) f(name)
      where ${ours('ADDED')} and coalesce(r.attributes->f.name, 'null') = 'null' group by r.row, r.code`,
    sql`
      select r.row, r.code, 'VALUE_FIXED' as reason,
        format('%s is %s and cannot become %s: it is said once, when the object is made.', f.name, r.changes->f.name->>0, r.changes->f.name->>1) as message
      from import_row r cross join unnest(${fixedOf}::text[]) f(name) where ${ours('CHANGED')} and r.changes ? f.name`,
  ].map((refusals) => refuse(run, refusals));
}

/** Codes against the national list: those of districts it does not have, and the others as far as it is loaded for their level. */
export const compareWithList = (layer: ExchangeLayer, { run }: ImportScope, unlisted: UnlistedDistricts): Sql[] => {
  if (!layer.inNationalList) return [];
  const written = sql`r.run_id = ${run} and r.row > 0 and r.action in ('ADDED', 'CHANGED')`;
  return [
    sql`
      insert into import_finding (run_id, row, code, severity, reason, message)
      select ${run}::int, r.row, r.code, 'NOTED', 'CODE_NOT_IN_LIST', format('The national list of %s has no district %s.', ${unlisted.published}::text, left(r.code, 6))
      from import_row r where ${written} and left(r.code, 6) = any (${unlisted.codes}::text[])`,
    sql`
      insert into import_finding (run_id, row, code, severity, reason, message)
      select ${run}::int, r.row, r.code, 'NOTED', case when d.code is null then 'CODE_NOT_IN_LIST' else 'NAME_DIFFERS_FROM_LIST' end,
        case when d.code is null then format('The national list of %s has no code %s.', l.published, r.code)
          else format('The national list of %s calls it %s.', d.published, d.name) end
      from import_row r
      join lateral (
        select max(published) as published from division_code l
        where l.code >= left(r.code, 6) and l.code < left(r.code, 6) || 'A' and length(l.code) = length(r.code)
      ) l on l.published is not null
      left join division_code d on d.code = r.code
      where ${written}
        and (d.code is null or r.attributes ? 'name' and replace(d.name, '居委会', '') <> replace(r.attributes->>'name', '居委会', ''))`,
  ];
};
