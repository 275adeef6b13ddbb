import { sql } from '../kernel/graph/sql.ts';
import { areaClasses } from './area-row.ts';
import { loadAreasByIds } from './area.service.ts';
import type { SearchSource } from './search.service.ts';
import { placeOf } from './within.ts';

/** Areas of every level, upper levels first. */
export const areaSearch: SearchSource = {
  types: Object.values(areaClasses),
  candidates: ({ asOf, within }) => sql`
    select a.id, a.code, a.name, a.name_en, l.rank::int as level_rank
    from area a ${placeOf('a.id', asOf, within)}
    join district_setting d on d.district_code = a.district_code
    join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = a.level`,
  load: loadAreasByIds,
};
