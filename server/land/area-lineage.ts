/** What became of areas that a file ends: found by their ground, by what the file says, or by their name. */
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { WriteScope } from '../kernel/exchange/layer.ts';
import { saidCodes, stagedRows } from '../kernel/exchange/staged.ts';

/** Ground shared by less than this part of either is a matter of drawing. */
const SHARE = 0.02;
/** Degrees to which overlays are rounded; see geodata/check-rules.ts. */
const GRID = 1e-9;

/** What a name says of the kind of place, and not of the place. */
const plainName = (of: Sql): Sql =>
  sql`regexp_replace(${of}, '(社区)?(居民委员会|居委会)$|社区$|街道办事处$|街道$|办事处$', '')`;

/** What the file says its areas come from. */
export function writeStatedLineage(scope: WriteScope): Sql {
  return sql`
    insert into area_succession (predecessor_id, successor_id, succeeded_on, kind, evidence, source_id)
    select o.id, a.id, ${scope.asOf}::date, 'REARRANGED', 'STATED', ${scope.sourceId}::int
    from ${stagedRows(scope, 'ADDED', 'CHANGED')}
    cross join lateral ${saidCodes('predecessorCodes')}
    join area a on a.code = r.code join area o on o.code = named.code
    where not exists (select from area_succession s where s.predecessor_id = o.id and s.successor_id = a.id)
    order by o.code, a.code`;
}

/** What became of those the file ends, by their ground, or else by their name. */
export function writeFoundLineage(scope: WriteScope): Sql[] {
  const day = sql`${scope.asOf}::date`;
  const source = sql`${scope.sourceId}::int`;
  const ended = sql`ended as materialized (
    select o.*, ${plainName(sql`o.name`)} as plain from ${stagedRows(scope, 'ENDED')} join area o on o.code = r.code)`;
  return [
    sql`
      with ${ended}
      insert into area_succession (predecessor_id, successor_id, succeeded_on, kind, evidence, shared_m2, source_id)
      select o.id, n.id, ${day}, 'REARRANGED', 'SHAPE', shared.m2, ${source}
      from ended o
      join boundary before on before.area_id = o.id and before.valid_to = ${day}
      join boundary after on after.valid_from = ${day} and after.geom && before.geom
      join area n on n.id = after.area_id and n.level = o.level and n.district_code = o.district_code and n.id <> o.id and n.valid_to > ${day}
      cross join lateral (select ST_Area(ST_Intersection(before.geom, after.geom, ${GRID}::float8)::geography) as m2) shared
      where shared.m2 > ${SHARE}::float8 * least(before.area_m2, after.area_m2)
      order by o.code, n.code
      on conflict do nothing`,
    sql`
      with ${ended}, begun as materialized (
        select n.id, n.level, n.district_code, ${plainName(sql`n.name`)} as plain from ${stagedRows(scope, 'ADDED')} join area n on n.code = r.code
        where exists (select from ended)
      )
      insert into area_succession (predecessor_id, successor_id, succeeded_on, kind, evidence, source_id)
      select o.id, n.id, ${day}, 'REARRANGED', 'NAME', ${source}
      from ended o join begun n on n.plain = o.plain and n.level = o.level and n.district_code = o.district_code
      where not exists (select from area_succession s where s.predecessor_id = o.id)
        and not exists (select from area_succession s where s.successor_id = n.id)
      order by o.code, n.id
      on conflict do nothing`,
  ];
}

/** How many became how many tells what it was. */
export function nameLineage({ asOf, sourceId }: WriteScope): Sql {
  const day = sql`${asOf}::date`;
  return sql`
      update area_succession s set kind = k.kind
      from (
        select x.id, case
          when x.successors > 1 and x.predecessors > 1 then 'REARRANGED'
          when x.successors > 1 then 'SPLIT'
          when x.predecessors > 1 or n.valid_from < ${day} then 'MERGED'
          when ${plainName(sql`o.name`)} <> ${plainName(sql`n.name`)} then 'RENAMED'
          when before.parent_id is distinct from after.parent_id then 'MOVED'
          else 'RECODED' end as kind
        from (
          select id, predecessor_id, successor_id, count(*) over (partition by predecessor_id) as successors,
            count(*) over (partition by successor_id) as predecessors
          from area_succession where succeeded_on = ${day} and source_id = ${sourceId}::int
        ) x
        join area o on o.id = x.predecessor_id join area n on n.id = x.successor_id
        left join area_membership before on before.child_id = o.id and before.valid_to = ${day}
        left join area_membership after on after.child_id = n.id and after.valid_from <= ${day} and ${day} < after.valid_to
      ) k
      where k.id = s.id`;
}
