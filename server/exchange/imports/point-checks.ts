/** Points of a file against each other: those nobody meant. */
import { sql, type Sql } from '../../kernel/graph/sql.ts';
import type { ExchangeLayer, ImportScope } from '../../kernel/exchange/layer.ts';

/** So many rows on one point are not chance where they are this share of the file … */
const MANY = 20;
const SHARE = 0.05;
/** … and so many never are. */
const VERY_MANY = 100;

/**
 * A doubt for every point on which rows stand by the dozen: whoever did not know where something was put it on the town hall, or
 * in the middle of the district. One finding for each such point, in the row that has it first; its amount is how many stand there.
 */
export function doubtPoints({ geometry }: ExchangeLayer, { run }: ImportScope): Sql[] {
  if (geometry !== 'Point') return [];
  return [
    sql`
      insert into import_finding (run_id, row, code, severity, reason, message, amount, place)
      select ${run}::int, p.row, p.code, 'DOUBTFUL', 'DEFAULT_POINT',
        format('%s rows stand on this one point, %s %s: is it where they are, or what stands for "not known"?', p.count,
          round(ST_X(p.geom)::numeric, 6), round(ST_Y(p.geom)::numeric, 6)), p.count, p.geom
      from (
        select min(r.row) as row, (array_agg(r.code order by r.row))[1] as code, count(*) as count, r.geom, a.count as all
        from import_row r cross join (
          select count(*) from import_row o where o.run_id = ${run} and o.row > 0 and o.geom is not null) a
        where r.run_id = ${run} and r.row > 0 and r.geom is not null and r.action in ('ADDED', 'CHANGED')
        group by r.geom, a.count
      ) p
      where p.count >= ${VERY_MANY}::int or p.count >= greatest(${MANY}::int, ${SHARE}::float8 * p.all)`,
  ];
}
