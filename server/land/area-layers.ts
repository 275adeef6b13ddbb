/** Areas of each level in files: what goes out and what comes in. */
import { holdsAt } from '../kernel/graph/as-of.ts';
import { name, sql, text, type Sql } from '../kernel/graph/sql.ts';
import type { ExchangeLayer, ImportScope } from '../kernel/exchange/layer.ts';
import { attributes, lastDay } from '../kernel/exchange/staged.ts';
import { nameAt } from './area-row.ts';
import { areaFields, LEVEL_TITLES, OWN_COLUMNS } from './area-fields.ts';
import { areaEndRefusals, areaRefusals } from './area-refusals.ts';
import { writeAreas } from './area-writing.ts';
import { AreaLevel } from './level.ts';

const KEYS: Readonly<Record<AreaLevel, string>> = {
  DISTRICT: 'districts',
  SUBDISTRICT: 'subdistricts',
  COMMUNITY: 'communities',
  GRID: 'grids',
  BUILDING_GROUP: 'building-groups',
  YARD: 'yards',
  BUILDING: 'buildings',
};

function state(level: AreaLevel, asOf: string): Sql {
  const own = areaFields(level).flatMap(({ name: field }) => {
    const column = OWN_COLUMNS[field];
    return column ? [[field, name(`a.${column}`)] as const] : [];
  });
  const values = attributes({
    code: sql`a.code`,
    name: nameAt(asOf),
    nameEn: sql`a.name_en`,
    ...(level !== AreaLevel.DISTRICT && { parentCode: sql`split_part(p.path, '/', -2)` }),
    ...Object.fromEntries(own),
    predecessorCodes: sql`coalesce((
      select jsonb_agg(o.code order by o.code) from area_succession s join area o on o.id = s.predecessor_id
      where s.successor_id = a.id and s.succeeded_on <= ${asOf}::date), '[]')`,
    validFrom: sql`a.valid_from`,
    validTo: lastDay(sql`a.valid_to`),
    areaM2: sql`round(b.area_m2::numeric, 1)`,
    provenance: sql`case when 'SYNTHETIC' in (s.provenance, bs.provenance) then 'SYNTHETIC' else s.provenance end`,
    source: sql`s.title`,
  });
  return sql`
    select a.code, p.path, ${values} as attributes, b.geom, a.source_id
    from area_path p
    join area a on a.id = p.area_id
    join data_source s on s.id = a.source_id
    left join boundary b on b.area_id = a.id and ${holdsAt('b', asOf)}
    left join data_source bs on bs.id = b.source_id
    where p.level = ${text(level)} and ${holdsAt('p', asOf)}`;
}

/** Codes that a code may have above it: what it begins with. */
const beginnings = (code: Sql): Sql =>
  sql`any (array(select left(${code}, digits) from generate_series(6, length(${code}) - 1) digits))`;

/**
 * What a file of new areas does not say of where they belong: the lowest area whose code theirs begins with; a grid, which
 * regroups what lies in a community, where it has their middle on its ground.
 */
function placeNewAreas(level: AreaLevel, { run, asOf }: ImportScope): Sql {
  return sql`
    update import_row r set attributes = r.attributes || jsonb_build_object('parentCode', found.code)
    from import_row n
    cross join lateral (
      select a.code, l.rank from area a
      join district_setting d on d.district_code = a.district_code
      join level_scheme_level c on c.scheme_code = d.scheme_code and c.level = ${text(level)}
      join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = a.level
      where a.code = ${beginnings(sql`n.code`)} and a.level = any (c.parent_levels) and a.level <> 'GRID' and ${holdsAt('a', asOf)}
      union all
      select a.code, l.rank from boundary b
      join area a on a.id = b.area_id and a.level = 'GRID' and ${holdsAt('a', asOf)}
      join district_setting d on d.district_code = a.district_code
      join level_scheme_level c on c.scheme_code = d.scheme_code and c.level = ${text(level)}
      join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = a.level
      where ${holdsAt('b', asOf)} and b.geom && ST_PointOnSurface(n.geom) and ST_Intersects(b.geom, ST_PointOnSurface(n.geom))
        and left(a.code, 12) = left(n.code, 12) and 'GRID' = any (c.parent_levels)
      order by 2 desc limit 1
    ) found
    where n.run_id = ${run} and r.run_id = n.run_id and r.row = n.row and n.code is not null
      and coalesce(n.attributes->>'parentCode', '') = '' and not exists (select from area k where k.code = n.code)`;
}

export function areaLayer(level: AreaLevel): ExchangeLayer {
  return {
    key: KEYS[level],
    title: LEVEL_TITLES[level],
    geometry: 'MultiPolygon',
    geometryRequired: false,
    fields: areaFields(level),
    canEnd: level !== AreaLevel.DISTRICT,
    state: (asOf) => state(level, asOf),
    complete: (scope) => (level === AreaLevel.DISTRICT ? [] : [placeNewAreas(level, scope)]),
    refusals: (scope) => areaRefusals(level, scope),
    endRefusals: areaEndRefusals,
    write: (scope) => writeAreas(level, scope),
  };
}

/** The layers of all levels, the upper ones first: an upper area has to be there before what belongs to it. */
export const areaLayers: readonly ExchangeLayer[] = Object.values(AreaLevel).map(areaLayer);
