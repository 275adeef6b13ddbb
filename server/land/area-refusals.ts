/** What the rules of the land have against areas of a file. Each statement answers `row`, `code`, `reason`, `message`. */
import { sql, text, type Sql } from '../kernel/graph/sql.ts';
import type { ImportScope } from '../kernel/exchange/layer.ts';
import { inWords } from '../kernel/exchange/staged.ts';
import { holdsAt } from '../kernel/graph/as-of.ts';
import { AreaLevel } from './level.ts';

/** An area that no longer is, with what came after it in words: ", now 370202001013 五四广场社区". */
const SUCCESSORS = (area: Sql): Sql => sql`coalesce((
  select '; it was succeeded by ' || string_agg(n.code || ' ' || n.name, ', ' order by n.code)
  from area_succession s join area n on n.id = s.successor_id where s.predecessor_id = ${area}), '')`;

/** "12 digits, Y, 4 digits" for "^[0-9]{12}Y[0-9]{4}$". */
const formInWords = (pattern: Sql): Sql =>
  sql`btrim(regexp_replace(btrim(${pattern}, '^$'), '\\[0-9\\]\\{(\\d+)\\}', ', \\1 digits, ', 'g'), ', ')`;

export function areaRefusals(level: AreaLevel, { run, asOf }: ImportScope): Sql[] {
  const rows = sql`import_row r`;
  const ours = sql`r.run_id = ${run} and r.row > 0 and r.code is not null`;
  const parentCode = sql`nullif(r.attributes->>'parentCode', '')`;
  const refusals = [
    sql`
      select r.row, r.code, 'DISTRICT_UNKNOWN' as reason,
        format('District %s is not in the database: import it first (layer "districts"), then this.', ${inWords(sql`left(r.code, 6)`)}) as message
      from ${rows}
      where ${ours} and ${text(level)} <> 'DISTRICT' and not exists (select from district_setting d where d.district_code = left(r.code, 6))`,
    sql`
      select r.row, r.code, 'CODE_FORM' as reason,
        format('A code of this level is made of %s.', ${formInWords(sql`l.code_pattern`)}) as message
      from ${rows}
      left join district_setting d on d.district_code = left(r.code, 6)
      join level_scheme_level l on l.scheme_code = coalesce(d.scheme_code, 'YARDS_IN_GRIDS') and l.level = ${text(level)}
      where ${ours} and r.code !~ l.code_pattern`,
    sql`
      select r.row, r.code, 'LEVEL_UNKNOWN' as reason,
        format('District %s has no level %s in its scheme %s.', d.district_code, ${text(level)}, d.scheme_code) as message
      from ${rows} join district_setting d on d.district_code = left(r.code, 6)
      where ${ours} and not exists (select from level_scheme_level l where l.scheme_code = d.scheme_code and l.level = ${text(level)})`,
    sql`
      select r.row, r.code, case when a.valid_to <= ${asOf}::date then 'CODE_ENDED' else 'CODE_LATER' end as reason,
        case when a.valid_to <= ${asOf}::date
          then format('%s %s ended on %s%s. A code is not used again: give the code that holds now.', a.code, a.name, a.valid_to, ${SUCCESSORS(sql`a.id`)})
          else format('%s %s begins only on %s: import the file with a later date.', a.code, a.name, a.valid_from) end as message
      from ${rows} join area a on a.code = r.code
      where ${ours} and not (${holdsAt('a', asOf)})`,
    sql`
      select r.row, r.code, 'CODE_OF_OTHER_LEVEL' as reason, format('%s is a %s already.', a.code, lower(a.level)) as message
      from ${rows} join area a on a.code = r.code where ${ours} and a.level <> ${text(level)}`,
    sql`
      select r.row, r.code, 'VALUE_OUT_OF_RANGE' as reason,
        case when not (r.attributes->>'builtYear')::integer between 1800 and 2200 then 'The year built lies between 1800 and 2200.'
          else 'The number of floors is 1 to 200.' end as message
      from ${rows}
      where ${ours} and (not (r.attributes->>'builtYear')::integer between 1800 and 2200
        or not (r.attributes->>'floorCount')::integer between 1 and 200)`,
  ];
  if (level === AreaLevel.DISTRICT) return refusals;
  return [
    ...refusals,
    sql`
      select r.row, r.code, 'PARENT_UNKNOWN' as reason,
        case when ${parentCode} is null then 'It is not said where it belongs, and nothing known has a code that its own begins with.'
          else format('There is no area %s: import it first, or correct the code.', ${inWords(parentCode)}) end as message
      from ${rows}
      where ${ours} and exists (select from district_setting d where d.district_code = left(r.code, 6))
        and (${parentCode} is null and not exists (select from area a where a.code = r.code)
          or ${parentCode} is not null and not exists (select from area p where p.code = ${parentCode}))`,
    sql`
      select r.row, r.code, case when p.valid_to <= ${asOf}::date then 'PARENT_ENDED' else 'PARENT_LATER' end as reason,
        case when p.valid_to <= ${asOf}::date
          then format('%s %s, where it is to belong, ended on %s%s.', p.code, p.name, p.valid_to, ${SUCCESSORS(sql`p.id`)})
          else format('%s %s, where it is to belong, begins only on %s.', p.code, p.name, p.valid_from) end as message
      from ${rows} join area p on p.code = ${parentCode}
      where ${ours} and not (${holdsAt('p', asOf)})`,
    sql`
      select r.row, r.code, case when p.level = any (l.parent_levels) then 'PARENT_CODE' else 'PARENT_LEVEL' end as reason,
        case when p.level = any (l.parent_levels) then format('The code does not begin with that of %s %s, where it is to belong.', p.code, p.name)
          else format('It cannot belong to %s %s, which is a %s.', p.code, p.name, lower(p.level)) end as message
      from ${rows} join area p on p.code = ${parentCode}
      join district_setting d on d.district_code = left(r.code, 6)
      join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = ${text(level)}
      where ${ours} and (not p.level = any (l.parent_levels)
        or not starts_with(r.code, case when p.level = 'GRID' then left(p.code, 12) else p.code end))`,
    sql`
      select r.row, r.code, 'PREDECESSOR_UNKNOWN' as reason, format('There is no area %s, from which it is said to come.', ${inWords(sql`named.code`)}) as message
      from ${rows}, jsonb_array_elements_text(coalesce(nullif(r.attributes->'predecessorCodes', 'null'), '[]')) named(code)
      where ${ours} and not exists (select from area o where o.code = named.code)`,
  ];
}

/** What ends must have been emptied: what stands in it would belong nowhere. */
export function areaEndRefusals({ run, asOf }: ImportScope): Sql[] {
  return [
    sql`
      select r.row, r.code, 'END_WITH_CONTENTS' as reason,
        format('It cannot end on %s: %s areas still belong to it then (%s …). Move or end them first.', ${asOf}::date, count(*), min(c.code)) as message
      from import_row r join area a on a.code = r.code
      join area_membership m on m.parent_id = a.id and m.valid_to > ${asOf}::date
      join area c on c.id = m.child_id
      where r.run_id = ${run} and r.row < 0 group by r.row, r.code`,
  ];
}
