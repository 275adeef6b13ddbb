/** Dated links between what a file speaks of and other objects that it names by their codes. */
import { name, sql, type Sql } from '../graph/sql.ts';
import type { ExchangeField, ImportScope, WriteScope } from './layer.ts';
import { changes, inWords, said, saidCodes, stagedRows } from './staged.ts';

export interface DatedLinks {
  /** The table of the links, with `valid_from` and `valid_to`. */
  readonly table: string;
  /** The table of the file's objects, the link's column for them, and the columns of their first and last day. */
  readonly owner: { readonly table: string; readonly column: string; readonly from: string; readonly to: string };
  /** The table of the objects that are named, with `valid_from` and `valid_to`, and the link's column for them. */
  readonly target: { readonly table: string; readonly column: string };
  readonly field: ExchangeField['name'];
}

/** Statements that bring the links of the rows of a file to what they say, from the day on. */
export function writeLinks(scope: WriteScope, { table, owner, target, field }: DatedLinks): Sql[] {
  const day = sql`${scope.asOf}::date`;
  const link = name(table);
  const to = sql`${name(`x.${target.column}`)}`;
  const by = sql`${name(`x.${owner.column}`)} = o.id`;
  const from = name(`o.${owner.from}`);
  const until = name(`o.${owner.to}`);
  const owners = (action: 'ADDED' | 'CHANGED' | 'ENDED'): Sql =>
    sql`${stagedRows(scope, action)} join ${name(owner.table)} o on o.code = r.code`;
  const named = sql`cross join lateral ${saidCodes(field)} join ${name(target.table)} t on t.code = named.code`;
  const dropped = sql`${by} and ${changes(field)} and not exists (
    select from ${saidCodes(field)} join ${name(target.table)} t on t.code = named.code where t.id = ${to})`;
  const columns = sql`(${name(owner.column)}, ${name(target.column)}, valid_from, valid_to)`;
  return [
    sql`insert into ${link} ${columns}
      select o.id, t.id, greatest(${from}, t.valid_from), least(${until}, t.valid_to) from ${owners('ADDED')} ${named}
      where greatest(${from}, t.valid_from) < least(${until}, t.valid_to) order by r.code, t.code`,
    sql`delete from ${link} x using ${owners('CHANGED')} where ${dropped} and x.valid_from >= ${day}`,
    sql`update ${link} x set valid_to = ${day} from ${owners('CHANGED')} where ${dropped} and x.valid_to > ${day}`,
    sql`insert into ${link} ${columns}
      select o.id, t.id, greatest(${day}, ${from}, t.valid_from), least(${until}, t.valid_to) from ${owners('CHANGED')} ${named}
      where ${changes(field)} and greatest(${day}, ${from}, t.valid_from) < least(${until}, t.valid_to)
        and not exists (select from ${link} x where ${by} and ${to} = t.id and x.valid_to > ${day})
      order by r.code, t.code`,
    sql`delete from ${link} x using ${owners('ENDED')} where ${by} and x.valid_from >= ${day}`,
    sql`update ${link} x set valid_to = ${day} from ${owners('ENDED')} where ${by} and x.valid_to > ${day}`,
  ];
}

/** The codes at the other ends of the links that hold at the date, as a sorted JSON array. */
export function linkedCodes({ table, owner, target }: DatedLinks, ownerId: Sql, asOf: Sql): Sql {
  return sql`coalesce((
    select jsonb_agg(t.code order by t.code) from ${name(table)} x join ${name(target.table)} t on t.id = ${name(`x.${target.column}`)}
    where ${name(`x.${owner.column}`)} = ${ownerId} and ${asOf} >= x.valid_from and ${asOf} < x.valid_to), '[]')`;
}

/** Refusal: a code that the rows name in a field is not known, or is not there at the date. */
export function refuseUnknownCodes({ run, asOf }: ImportScope, field: string, table: string): Sql {
  return sql`
    select r.row, r.code, 'CODE_UNKNOWN' as reason,
      format('It names %s, which %s.', ${inWords(sql`named.code`)}, case when t.id is null then 'is not known: import it first, or correct the code'
        else format('is not there on %s', ${asOf}::date) end) as message
    from import_row r cross join lateral ${saidCodes(field)} left join ${name(table)} t on t.code = named.code
    where r.run_id = ${run} and r.row > 0 and (r.action = 'ADDED' or ${changes(field)})
      and (t.id is null or not (t.valid_from <= ${asOf}::date and ${asOf}::date < t.valid_to))`;
}

/** Refusal: an object of the table ended by the date, or begins after it. */
export function refuseOutOfTime({ run, asOf }: ImportScope, table: string, from: string, to: string): Sql {
  return sql`
    select r.row, r.code, 'CODE_ENDED' as reason,
      case when ${name(`o.${to}`)} <= ${asOf}::date then format('It ended on %s; a code is not used again.', ${name(`o.${to}`)})
        else format('It begins only on %s: import the file with a later date.', ${name(`o.${from}`)}) end as message
    from import_row r join ${name(table)} o on o.code = r.code
    where r.run_id = ${run} and r.row > 0 and not (${name(`o.${from}`)} <= ${asOf}::date and ${asOf}::date < ${name(`o.${to}`)})`;
}

/** Refusal: the district that the code begins with is not known. */
export function refuseUnknownDistrict({ run }: ImportScope): Sql {
  return sql`
    select r.row, r.code, 'DISTRICT_UNKNOWN' as reason,
      format('A code begins with the six digits of its district, and %s is not in the database.', ${inWords(sql`left(r.code, 6)`)}) as message
    from import_row r
    where r.run_id = ${run} and r.row > 0 and r.code is not null and not exists (select from district_setting d where d.district_code = left(r.code, 6))`;
}

/** Statements for rows that say another last day: what was linked to the end is linked to the new one, and nothing beyond it. */
export function moveEnd(scope: WriteScope, { table, owner }: DatedLinks, field: string): Sql[] {
  const link = name(table);
  const old = name(`o.${owner.to}`);
  const owners = sql`${stagedRows(scope, 'CHANGED')} join ${name(owner.table)} o on o.code = r.code and ${changes(field)}`;
  const end = sql`coalesce(${said(field, 'date')}, 'infinity')`;
  const by = sql`${name(`x.${owner.column}`)} = o.id`;
  return [
    sql`delete from ${link} x using ${owners} where ${by} and x.valid_from >= ${end}`,
    sql`update ${link} x set valid_to = ${end} from ${owners} where ${by} and (x.valid_to = ${old} or x.valid_to > ${end})`,
  ];
}
