import { PROVENANCES } from '../kernel/graph/figure-basis.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Keys } from '../kernel/reading/late.ts';
import type { RowSet } from '../kernel/reading/stage.ts';
import { areasAbove, neighbourhoodOf, type Neighbourhood } from './around.ts';

/**
 * Statement: the provenances that occur in each of these areas. `found` has `path` and `source_id` of what a figure counts or
 * is decided by, once for each pair at least.
 */
export function provenancesAbove(found: Sql, ids: Keys): Sql {
  return sql`
    select above.id as "areaId", ${PROVENANCES} as provenances
    from (select distinct f.path, f.source_id from (${found}) f) found
    join data_source d on d.id = found.source_id ${areasAbove('found.path', ids)} group by above.id`;
}

/** Reading: the provenances of a figure of each row, which is an area; looked for only where the field is selected. */
export function readProvenances(
  asked: AskedField<never>,
  question: string,
  found: (around: Neighbourhood) => Sql,
): Sql {
  const of = asked.fact(question, (rows: RowSet) => {
    const around = neighbourhoodOf(rows);
    return provenancesAbove(found(around), around.ids);
  });
  return asked.value(sql`coalesce(${of('provenances')}, '{}')`);
}
