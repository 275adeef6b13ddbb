/** What is measured: each question in the product's words and as one statement written by hand that gives the same JSON. */

export const AS_OF = '2025-12-31';

/** From a grid to its yards to their open issues: what a click on a grid asks. */
export const DRILL_QUERY = `query ($code: String!, $asOf: Date!) {
  area(code: $code, asOf: $asOf) {
    code name
    ... on Grid {
      yards(first: 200) { edges { node {
        code name
        issues(state: OPEN, first: 200) { edges { node {
          code reportedOn category { titleZh } place { longitude latitude }
        } } }
      } } }
    }
  }
}`;

/** $1 code of the grid, $2 date. */
export const DRILL_STATEMENT = `
  select json_build_object('data', json_build_object('area', json_build_object('code', g.code, 'name', g.name,
    'yards', json_build_object('edges', (
      select coalesce(json_agg(json_build_object('node', json_build_object('code', y.code, 'name', y.name,
        'issues', json_build_object('edges', (
          select coalesce(json_agg(json_build_object('node', json_build_object('code', i.code, 'reportedOn', i.reported_on,
            'category', json_build_object('titleZh', c.title_zh),
            'place', json_build_object('longitude', ST_X(i.place), 'latitude', ST_Y(i.place)))) order by i.code), '[]')
          from area_path ip
          join issue i on i.area_id = ip.area_id and i.reported_on <= $2 and $2 < i.closed_on
          join issue_category c on c.code = i.category_code
          where ip.path >= yp.path and ip.path < yp.path || '0' and $2 >= ip.valid_from and $2 < ip.valid_to
        )))) order by y.code), '[]')
      from area_path yp join area y on y.id = yp.area_id
      where yp.path > gp.path and yp.path < gp.path || '0' and yp.level = 'YARD' and $2 >= yp.valid_from and $2 < yp.valid_to
    )))))::text as answer
  from area g join area_path gp on gp.area_id = g.id and $2 >= gp.valid_from and $2 < gp.valid_to
  where g.code = $1`;

/** All grids of a district with both coverage states and their outline; in pages, as 200 is the most a page holds. */
export const GRIDS_QUERY = `query ($within: String!, $asOf: Date!, $after: String) {
  grids(within: $within, asOf: $asOf, first: 200, after: $after) {
    edges { node { code name committeeState propertyServiceState boundary } }
  }
}`;

/** $1 code of the district, $2 date, $3 the code after which the page begins. */
export const GRIDS_STATEMENT = `
  select json_build_object('data', json_build_object('grids', json_build_object('edges',
    coalesce(json_agg(json_build_object('node', json_build_object('code', g.code, 'name', g.name,
      'committeeState', g.owners_committee_state, 'propertyServiceState', g.property_service_state,
      'boundary', ST_AsGeoJSON(g.geom, 6, 0)::json)) order by g.code), '[]'))))::text as answer
  from (
    select a.code, a.name, s.owners_committee_state, s.property_service_state, b.geom
    from area d join area_path dp on dp.area_id = d.id and $2 >= dp.valid_from and $2 < dp.valid_to
    join area_path p on p.path >= dp.path and p.path < dp.path || '0' and p.level = 'GRID' and $2 >= p.valid_from and $2 < p.valid_to
    join area a on a.id = p.area_id
    join grid_coverage($2, dp.path) s on s.area_id = a.id
    left join boundary b on b.area_id = a.id and $2 >= b.valid_from and $2 < b.valid_to
    where d.code = $1 and a.code > $3
    order by a.code limit 200
  ) g`;

export const TILE = { layer: 'yards', z: 14, longitude: 120.314, latitude: 36.066 } as const;
