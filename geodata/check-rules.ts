/**
 * What must hold of the land and of what stands on it at a date: one SQL statement per rule, $1 is the date. Each answers the
 * faults: the code of what is wrong, and what is wrong with it.
 */
export interface CheckRule {
  readonly name: string;
  /** The rule in a sentence. */
  readonly holds: string;
  readonly sql: string;
}

/** Square metres by which a whole may miss the sum of its parts: corners are stored to about a centimetre. */
const FILL_TOLERANCE_M2 = 5;
/** Square metres by which neighbours may overlap, or a part may lie outside. */
const OVERLAP_TOLERANCE_M2 = 0.5;
/** Metres between an issue and the ground of its area. */
const ISSUE_TOLERANCE_M = 30;

/** What the rules look at: areas at the date with their place and ground, in a temporary table of the transaction. */
export const PREPARE: readonly string[] = [
  `drop table if exists pg_temp.here`,
  `create temporary table here (
    id integer, district_code text, level text, code text collate "C", path text collate "C",
    geom geometry(MultiPolygon, 4490), area_m2 double precision, rank int4range
  ) on commit drop`,
  `insert into here
  select a.id, a.district_code, a.level, a.code, p.path, b.geom, b.area_m2, int4range(l.rank, l.rank, '[]')
  from area a
  join district_setting d on d.district_code = a.district_code
  join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = a.level
  join area_path p on p.area_id = a.id and p.valid_from <= $1::date and $1::date < p.valid_to
  join boundary b on b.area_id = a.id and b.valid_from <= $1::date and $1::date < b.valid_to
  where a.valid_from <= $1::date and $1::date < a.valid_to`,
  `create index on here using gist (geom, rank)`,
  `create index on here (code)`,
  `create index on here (path)`,
  `analyze here`,
];

/**
 * Degrees to which overlays are rounded, far below the grid of stored corners. With a grid GEOS never has to try again after
 * an exception, which the embedded database does not survive: it answers such a statement with nothing.
 */
const GRID = '1e-9';

const metres = (geometry: string): string => `ST_Area((${geometry})::geography)`;

export const CHECK_RULES: readonly CheckRule[] = [
  {
    name: 'code form',
    holds: 'A code has the form its level prescribes and starts with the code of its district.',
    sql: `
      select a.code, format('has not the form of a %s, %s', lower(a.level), l.code_pattern) as fault
      from area a
      join district_setting d using (district_code)
      join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = a.level
      where $1::date is not null and (a.code !~ l.code_pattern or left(a.code, 6) <> a.district_code)`,
  },
  {
    name: 'parent code',
    holds: 'A code starts with the code of its parent; in a grid with the code of the community.',
    sql: `
      select c.code, format('belongs to %s %s', lower(p.level), p.code) as fault
      from area_membership m
      join area c on c.id = m.child_id
      join area p on p.id = m.parent_id
      join district_setting d on d.district_code = c.district_code
      join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = c.level
      where $1::date is not null
        and (not starts_with(c.code, case p.level when 'GRID' then left(p.code, 12) else p.code end)
          or not p.level = any (l.parent_levels))`,
  },
  {
    name: 'dates of places',
    holds: 'Every area has a parent (but the top) and a boundary on every day of its existence, and on no other.',
    sql: `
      with ground as (
        select area_id, range_agg(daterange(valid_from, valid_to)) as days from boundary group by 1
      ), parent as (
        select child_id, range_agg(daterange(valid_from, valid_to)) as days from area_membership group by 1
      )
      select a.code, concat_ws('; ',
          case when g.days is distinct from existence then format('has a boundary in %s but exists in %s', coalesce(g.days, '{}'), existence) end,
          case when cardinality(l.parent_levels) > 0 and p.days is distinct from existence
            then format('has a parent in %s but exists in %s', coalesce(p.days, '{}'), existence) end) as fault
      from area a
      cross join lateral (select datemultirange(daterange(a.valid_from, a.valid_to)) as existence) e
      join district_setting d using (district_code)
      join level_scheme_level l on l.scheme_code = d.scheme_code and l.level = a.level
      left join ground g on g.area_id = a.id
      left join parent p on p.child_id = a.id
      where $1::date is not null and (g.days is distinct from existence
        or (cardinality(l.parent_levels) > 0 and p.days is distinct from existence))`,
  },
  {
    name: 'dates of care',
    holds: 'Nothing serves an area on a day on which one of the two does not exist.',
    sql: `
      select a.code, format('is served by %s from %s to %s, outside of its or the committee''s days', c.code, m.valid_from, m.valid_to) as fault
      from owners_committee_area m
      join owners_committee c on c.id = m.committee_id
      join area a on a.id = m.area_id
      where $1::date is not null and (m.valid_from < greatest(a.valid_from, c.established_on) or m.valid_to > least(a.valid_to, c.dissolved_on))
      union all
      select a.code, format('is served by %s from %s to %s, outside of its or the contract''s days', s.code, m.valid_from, m.valid_to)
      from property_service_area m
      join property_service s on s.id = m.service_id
      join area a on a.id = m.area_id
      where m.valid_from < greatest(a.valid_from, s.valid_from) or m.valid_to > least(a.valid_to, s.valid_to)
      union all
      select b.code, format('is covered by %s from %s to %s, outside of its or the committee''s days', c.code, m.valid_from, m.valid_to)
      from building_party_committee_building m
      join building_party_committee c on c.id = m.committee_id
      join office_building b on b.id = m.office_building_id
      where m.valid_from < greatest(b.valid_from, c.established_on) or m.valid_to > least(b.valid_to, c.dissolved_on)`,
  },
  {
    name: 'one grid',
    holds: 'Where a district has grids, every yard belongs to exactly one of them.',
    sql: `
      select y.code, format('belongs to %s grids', count(g.id)) as fault
      from area y
      join district_setting d using (district_code)
      left join area_membership m on m.child_id = y.id and m.valid_from <= $1::date and $1::date < m.valid_to
      left join area g on g.id = m.parent_id and g.level = 'GRID' and g.valid_from <= $1::date and $1::date < g.valid_to
      where y.level = 'YARD' and y.valid_from <= $1::date and $1::date < y.valid_to
        and exists (select from area o where o.district_code = y.district_code and o.level = 'GRID')
      group by y.code
      having count(g.id) <> 1`,
  },
  {
    name: 'filled',
    holds: 'Subdistricts fill their district and communities their subdistrict, without gap or overlap.',
    sql: `
      with whole as (
        select p.code, p.geom, ST_Union(c.geom, ${GRID}) as parts, sum(c.area_m2) as total
        from here p
        -- offset 0: each whole looks up its own range of paths
        cross join lateral (select * from here part where part.path > p.path and part.path < p.path || '0' offset 0) c
        where $1::date is not null and (p.level, c.level) in (('DISTRICT', 'SUBDISTRICT'), ('SUBDISTRICT', 'COMMUNITY'))
        group by p.code, p.geom
      ), missed as (
        select code, ${metres(`ST_Difference(geom, parts, ${GRID})`)} as gap, ${metres(`ST_Difference(parts, geom, ${GRID})`)} as outside,
          total - ${metres('parts')} as overlap
        from whole
      )
      select code, format('gaps of %s m², parts outside of %s m², overlaps of %s m²',
        round(gap::numeric, 1), round(outside::numeric, 1), round(overlap::numeric, 1)) as fault
      from missed
      where greatest(gap, outside, overlap) > ${FILL_TOLERANCE_M2}`,
  },
  {
    name: 'no overlap',
    holds: 'Areas of one level do not overlap.',
    sql: `
      select a.code, format('overlaps %s by %s m²', b.code, round(o.m2::numeric, 1)) as fault
      from here a
      -- offset 0: the index on levels and shapes first, for each area
      cross join lateral (select * from here near where near.rank && a.rank and near.geom && a.geom and near.code > a.code offset 0) b
      cross join lateral (
        select case when ST_Intersects(a.geom, b.geom) then ${metres(`ST_Intersection(a.geom, b.geom, ${GRID})`)} else 0 end as m2
      ) o
      where $1::date is not null and o.m2 > ${OVERLAP_TOLERANCE_M2}`,
  },
  {
    name: 'inside',
    holds: 'Grids lie in their community, yards in their grid and community, buildings in their yard.',
    sql: `
      select c.code, format('lies outside of %s %s by %s m²', lower(p.level), p.code, round(o.m2::numeric, 1)) as fault
      from here c
      cross join lateral unnest(string_to_array(c.path, '/')) above
      join here p on p.code = above
      cross join lateral (
        select case when ST_CoveredBy(c.geom, p.geom) then 0 else ${metres(`ST_Difference(c.geom, p.geom, ${GRID})`)} end as m2
      ) o
      where $1::date is not null and o.m2 > ${OVERLAP_TOLERANCE_M2}
        and (p.level, c.level) in (('COMMUNITY', 'GRID'), ('COMMUNITY', 'YARD'), ('GRID', 'YARD'), ('YARD', 'BUILDING'))`,
  },
  {
    name: 'grid numbers',
    holds: 'The grids of a community are numbered from west to east, then from north to south.',
    sql: `
      with grids as (
        select code, ST_XMin(geom) as west, ST_YMax(geom) as north,
          lag(code) over siblings as before, lag(ST_XMin(geom)) over siblings as west_before,
          lag(ST_YMax(geom)) over siblings as north_before
        from here
        where $1::date is not null and level = 'GRID'
        window siblings as (partition by left(code, 12) order by code)
      )
      select code, format('lies west of %s, which has a lower number', before) as fault
      from grids
      where west < west_before or (west = west_before and north > north_before)`,
  },
  {
    name: 'office buildings',
    holds: 'An office building stands in its community and not on the ground of a yard.',
    sql: `
      with towers as (
        select * from office_building where valid_from <= $1::date and $1::date < valid_to
      )
      select t.code, format('lies outside of community %s', c.code) as fault
      from towers t join here c on c.id = t.area_id
      where not ST_CoveredBy(t.geom, c.geom)
      union all
      select t.code, format('stands on yard %s', y.code)
      from towers t join here y on y.level = 'YARD' and y.geom && t.geom and ST_Intersects(y.geom, t.geom)`,
  },
  {
    name: 'issues in place',
    holds:
      'An issue lies on the ground of its area or a few metres beside it, and was reported while the area existed.',
    sql: `
      select i.code, format('does not lie at %s on %s', a.code, i.reported_on) as fault
      from issue i
      join area a on a.id = i.area_id
      left join boundary b on b.area_id = a.id and b.valid_from <= i.reported_on and i.reported_on < b.valid_to
      where i.reported_on <= $1::date and (b.id is null
        or (not ST_Intersects(b.geom, i.place) and not ST_DWithin(b.geom::geography, i.place::geography, ${ISSUE_TOLERANCE_M})))`,
  },
  {
    name: 'published area',
    holds: 'The ground of a district differs from its published area by a tenth at most.',
    sql: `
      select code, format('covers %s km², published are %s km²', round((area_m2 / 1e6)::numeric, 2), round((published_area_m2 / 1e6)::numeric, 2)) as fault
      from here join district_setting using (district_code)
      where $1::date is not null and level = 'DISTRICT' and abs(area_m2 - published_area_m2) > published_area_m2 / 10`,
  },
];

/** How many there are at the date, by district. */
export const COUNTS_SQL = `
  select district_code as "districtCode", level as what, count(*)::int as count, rank
  from area
  join district_setting d using (district_code)
  join level_scheme_level l using (scheme_code, level)
  where valid_from <= $1::date and $1::date < valid_to
  group by 1, 2, rank
  union all
  select district_code, 'OFFICE_BUILDING', count(*)::int, 101 from office_building
  where valid_from <= $1::date and $1::date < valid_to group by 1
  union all
  select district_code, 'BUILDING_PARTY_COMMITTEE', count(*)::int, 102 from building_party_committee
  where established_on <= $1::date and $1::date < dissolved_on group by 1
  union all
  select district_code, 'OPEN_ISSUE', count(*)::int, 103 from issue
  where reported_on <= $1::date and $1::date < closed_on group by 1
  order by 1, 4`;
