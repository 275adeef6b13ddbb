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

/** The level of the areas of a layer; null where it has no areas. */
export const levelOfLayer = (key: string): AreaLevel | null =>
  Object.values(AreaLevel).find((level) => KEYS[level] === key) ?? null;

/** Levels whose codes the state gives. */
const LISTED: ReadonlySet<AreaLevel> = new Set([AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY]);

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

/**
 * What a file of new areas does not say of where they belong: the lowest area whose code theirs begins with; a grid, which
 * regroups what lies in a community, where it has their middle on its ground. What may stand above them is looked up once for
 * the file, and not for each of its rows.
 */
function placeNewAreas(level: AreaLevel, { run, asOf }: ImportScope): Sql {
  const above = sql`
    area a
    join district_setting d on d.district_code = a.district_code
    join level_scheme_level c on c.scheme_code = d.scheme_code and c.level = ${text(level)}
    join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = a.level and l.level = any (c.parent_levels)`;
  const ofFile = sql`a.district_code in (select left(code, 6) from placeless) and ${holdsAt('a', asOf)}`;
  return sql`
    with placeless as materialized (
      select n.row, n.code, n.geom from import_row n
      where n.run_id = ${run} and n.code is not null and coalesce(n.attributes->>'parentCode', '') = ''
        and not exists (select from area k where k.code = n.code)
    ), by_code as materialized (
      select a.code, l.rank, length(a.code) as digits from ${above} where a.level <> 'GRID' and ${ofFile}
    ), by_ground as materialized (
      select a.code, l.rank, b.geom from ${above} join boundary b on b.area_id = a.id and ${holdsAt('b', asOf)}
      where a.level = 'GRID' and ${ofFile}
    ), middle as materialized (
      select row, code, ST_PointOnSurface(geom) as place from placeless where exists (select from by_ground)
    ), found as (
      select distinct on (row) row, code from (
        select n.row, a.code, a.rank
        from (select distinct digits from by_code) d
        join placeless n on length(n.code) > d.digits
        join by_code a on a.code = left(n.code, d.digits)
        union all
        select n.row, a.code, a.rank
        from middle n
        join by_ground a on left(a.code, 12) = left(n.code, 12) and a.geom && n.place and ST_Intersects(a.geom, n.place)
      ) parent
      order by row, rank desc, code
    )
    update import_row r set attributes = r.attributes || jsonb_build_object('parentCode', found.code)
    from found where r.run_id = ${run} and r.row = found.row`;
}

export function areaLayer(level: AreaLevel): ExchangeLayer {
  return {
    key: KEYS[level],
    title: LEVEL_TITLES[level],
    geometry: 'MultiPolygon',
    geometryRequired: false,
    fields: areaFields(level),
    codePatterns: sql`
      select distinct l.code_pattern as pattern from level_scheme_level l
      where l.level = ${text(level)} and l.scheme_code in (select scheme_code from district_setting) order by 1`,
    ...(LISTED.has(level) && { inNationalList: true as const }),
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
