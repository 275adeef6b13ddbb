/**
 * The same questions, each as one statement written by hand whose only column is the whole answer: the limit of what a server
 * before this database can do. JSON is put together as text wherever that is cheaper than building it.
 */

const ISSUES_OF = (path: string): string => `(
  select coalesce(string_agg('{"node":{"code":"' || i.code || '","reportedOn":"' || i.reported_on
    || '","category":{"titleZh":' || to_json(c.title_zh) || '},"place":{"longitude":' || ST_X(i.place)
    || ',"latitude":' || ST_Y(i.place) || '}}}', ',' order by i.code), '')
  from area_path ip
  join issue i on i.area_id = ip.area_id and i.reported_on <= $2 and $2 < i.closed_on
  join issue_category c on c.code = i.category_code
  where ip.path >= ${path} and ip.path < ${path} || '0' and $2 >= ip.valid_from and $2 < ip.valid_to)`;

const BUILDINGS = `(
  select coalesce(string_agg('{"node":{"code":"' || b.code || '","name":' || to_json(b.name) || ',"builtYear":'
    || coalesce(b.built_year::text, 'null') || ',"floorCount":' || coalesce(b.floor_count::text, 'null') || ',"address":'
    || coalesce(to_json(b.address)::text, 'null') || ',"validFrom":"' || b.valid_from || '","issues":{"edges":['
    || ${ISSUES_OF('bp.path')} || ']}}}', ',' order by b.code), '')
  from area_path bp join area b on b.id = bp.area_id
  where bp.path > yp.path and bp.path < yp.path || '0' and bp.level = 'BUILDING'
    and $2 >= bp.valid_from and $2 < bp.valid_to)`;

const drill = (buildings: boolean): string => `
  select '{"data":{"area":{"code":"' || g.code || '","name":' || to_json(g.name) || ',"yards":{"edges":[' || (
      select coalesce(string_agg('{"node":{"code":"' || y.code || '","name":' || to_json(y.name)
        || ',"issues":{"edges":[' || ${ISSUES_OF('yp.path')} || ']}'
        ${buildings ? `|| ',"buildings":{"edges":[' || ${BUILDINGS} || ']}'` : ''}
        || '}}', ',' order by y.code), '')
      from area_path yp join area y on y.id = yp.area_id
      where yp.path > gp.path and yp.path < gp.path || '0' and yp.level = 'YARD'
        and $2 >= yp.valid_from and $2 < yp.valid_to
    ) || ']}}}}' as answer
  from area g join area_path gp on gp.area_id = g.id and $2 >= gp.valid_from and $2 < gp.valid_to
  where g.code = $1`;

/** $1 code of the district, $2 date, $3 the code after which the page begins. Only the page's grids are asked for their states. */
const GRIDS = `
  with district as materialized (
    select p.path from area a join area_path p on p.area_id = a.id and $2 >= p.valid_from and $2 < p.valid_to where a.code = $1
  )
  select '{"data":{"grids":{"edges":[' || coalesce(string_agg('{"node":{"code":"' || g.code || '","name":' || to_json(g.name)
    || ',"committeeState":"' || s.owners_committee_state || '","propertyServiceState":"' || s.property_service_state
    || '","boundary":' || coalesce(b.geojson, 'null') || '}}', ',' order by g.code), '') || ']}}}' as answer
  from district
  cross join lateral grid_states($2, district.path) s
  join area g on g.id = s.area_id
  left join boundary b on b.area_id = g.id and $2 >= b.valid_from and $2 < b.valid_to
  where s.area_id = any (array(
    select p.area_id
    from area_path p join area a on a.id = p.area_id
    where p.level = 'GRID' and p.path >= (select path from district) and p.path < (select path from district) || '0'
      and $2 >= p.valid_from and $2 < p.valid_to and a.code > $3
    order by a.code limit 200))`;

/** $1 code of the area, $2 date, $3 reported on or after. An issue whose place has ended by the date is nowhere. */
const ISSUES = `
  select '{"data":{"issues":{"edges":[' || coalesce(string_agg('{"node":{"code":"' || i.code
    || '","state":"OPEN","reportedOn":"' || i.reported_on || '","category":{"code":"' || c.code || '","titleZh":'
    || to_json(c.title_zh) || '},"place":{"longitude":' || ST_X(i.place) || ',"latitude":' || ST_Y(i.place)
    || '},"area":{"code":"' || a.code || '","name":' || to_json(a.name) || ',"level":"' || a.level || '"}}}',
    ',' order by i.code) filter (where i.nth <= 50), '')
    || '],"pageInfo":{"hasNextPage":' || (count(*) > 50) || '}}}}' as answer
  from (
    select i.*, row_number() over (order by i.code collate "C") as nth
    from area w join area_path wp on wp.area_id = w.id and $2 >= wp.valid_from and $2 < wp.valid_to
    join issue i on i.district_code = w.district_code and i.reported_on between $3 and $2 and $2 < i.closed_on
    -- offset 0: what is open is little, so its places are looked up one by one
    cross join lateral (
      select from area_path p
      where p.area_id = i.area_id and $2 >= p.valid_from and $2 < p.valid_to and p.path >= wp.path and p.path < wp.path || '0'
      offset 0) there
    where w.code = $1
    order by i.code collate "C" limit 51
  ) i
  join issue_category c on c.code = i.category_code join area a on a.id = i.area_id`;

/** $1 date, $2 to $5 west, south, east, north. */
const YARDS = `
  select '{"data":{"yards":{"edges":[' || coalesce(string_agg('{"node":{"code":"' || y.code || '","name":' || to_json(y.name)
    || ',"householdCount":' || coalesce(y.household_count::text, 'null') || ',"builtYear":'
    || coalesce(y.built_year::text, 'null') || ',"boundary":' || y.geojson || '}}', ',' order by y.code), '')
    || ']}}}' as answer
  from (
    select a.code, a.name, a.household_count, a.built_year, b.geojson
    -- offset 0: extents first, and of each the ground; the box is made once
    from (
      select b.area_id, b.geom, b.geojson from boundary_extent e
      cross join lateral (
        select b.area_id, b.geom, b.geojson from boundary b
        where b.id = e.boundary_id and $1 >= b.valid_from and $1 < b.valid_to offset 0) b
      where e.level = 'YARD' and e.extent && (select box(point($2, $3), point($4, $5))) offset 0) b
    join area_path p on p.area_id = b.area_id and $1 >= p.valid_from and $1 < p.valid_to
    join area a on a.id = b.area_id
    where ST_Intersects(b.geom, (select ST_MakeEnvelope($2, $3, $4, $5, 4490)))
    order by a.code limit 200
  ) y`;

export const STATEMENTS = {
  drill: drill(false),
  drillBuildings: drill(true),
  grids: GRIDS,
  issues: ISSUES,
  yards: YARDS,
} as const;
export type StatementName = keyof typeof STATEMENTS;
