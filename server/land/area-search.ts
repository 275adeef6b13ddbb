import { sql, type Sql } from '../kernel/graph/sql.ts';
import { areaClasses } from './area-row.ts';
import { loadAreasByIds } from './area.service.ts';
import type { SearchSource } from './search.service.ts';
import { placeOf } from './within.ts';

/**
 * Areas of every level, upper levels first: by any name they have or had, and by the names of what they came from. An area
 * that stands no more is found in what has its ground now.
 */
export const areaSearch: SearchSource = {
  types: Object.values(areaClasses),
  found: ({ asOf, within, names: { keyOf, quality }, codeBegins, codeQuality }) => {
    const found = (from: Sql, how: { quality: Sql; formerName: Sql }): Sql => sql`
      select a.id, a.code, ${how.quality} as quality, ${how.formerName} as former_name, l.rank::int as level_rank
      from ${from} ${placeOf('a.id', asOf, within)}
      join district_setting d on d.district_code = a.district_code
      join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = a.level`;
    const none = sql`null::text`;
    const ended = sql`area_succession s join area o on o.id = s.predecessor_id and o.valid_to <= ${asOf}::date
      and s.succeeded_on <= ${asOf}::date`;
    const heirs = sql`(
      with recursive heir as (
        select s.successor_id as id, ${quality} as quality, o.name from ${ended} ${keyOf(sql`o.name`)}
        union
        select s.successor_id, ${quality}, f.name
        from ${ended} join area_former_name f on f.area_id = o.id ${keyOf(sql`f.name`)}
        union
        select s.successor_id, heir.quality, heir.name from heir join ${ended} on o.id = heir.id
      )
      select * from heir) heir`;
    return [
      found(sql`area a ${keyOf(sql`a.name`)}`, { quality, formerName: none }),
      found(sql`area a ${keyOf(sql`a.name_en`)}`, { quality, formerName: none }),
      found(sql`area_former_name f ${keyOf(sql`f.name`)} join area a on a.id = f.area_id`, {
        quality,
        formerName: sql`case when f.valid_to <= ${asOf}::date then f.name end`,
      }),
      found(sql`${heirs} join area a on a.id = heir.id`, { quality: sql`heir.quality`, formerName: sql`heir.name` }),
      found(sql`(select * from area a where ${codeBegins(sql`a.code`)}) a`, {
        quality: codeQuality(sql`a.code`),
        formerName: none,
      }),
    ];
  },
  load: loadAreasByIds,
};
