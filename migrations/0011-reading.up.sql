-- What reading a whole answer in one statement needs: JSON made here to the letter as JavaScript would print it.

create function json_number(value double precision) returns text language sql immutable as $$
  select case
    when value = 0 then '0'
    when abs(value) >= 1e-4 and abs(value) < 1e15 then value::text
    when abs(value) >= 1e-6 and abs(value) < 1e21 then value::text::numeric::text
    else replace(value::text, 'e-0', 'e-')
  end
$$;
comment on function json_number is
  'A finite number as ECMA-262 (Number::toString) prints it: to the last digit from 1e-6 to 1e15 (degrees, metres, shares); '
  'beyond, either may choose another of two shortest forms. PostgreSQL uses an exponent from 1e-5 down, ECMA-262 from 1e-7.';

create function base64url(value text) returns text language sql immutable as $$
  select translate(encode(convert_to(value, 'UTF8'), 'base64'), E'+/=\n', '-_')
$$;
comment on function base64url is 'RFC 4648, section 5, without padding: opaque ids and cursors.';

create function area_roots(paths text[]) returns text[] language plpgsql immutable as $$
declare
  low text collate "C";
  high text collate "C";
  shared text[] := '{}';
  codes text[];
begin
  -- What the first and the last in order share at the front, all share; the slash at the end keeps a code from being cut.
  select min((path || '/') collate "C"), max((path || '/') collate "C") into low, high from unnest(paths) path;
  codes := string_to_array(rtrim(high, '/'), '/');
  for i in 1 .. coalesce(cardinality(codes), 0) loop
    exit when not starts_with(low, array_to_string(shared || codes[i], '/') || '/');
    shared := shared || codes[i];
  end loop;
  if cardinality(shared) > 0 then
    return array[array_to_string(shared, '/')];
  end if;
  return array(select distinct split_part(path, '/', 1) from unnest(paths) path);
end $$;
comment on function area_roots is
  'The path of the lowest area above all of these paths; their districts when they lie in several.';

-- Building GeoJSON is the dearer half of an answer with outlines, and outlines change rarely.
alter table boundary add column geojson text generated always as (ST_AsGeoJSON(geom, 6, 0)) stored;
comment on column boundary.geojson is 'geom as GeoJSON with six decimals, made once.';

-- A page of a district's issues, in the order of their codes.
create index issue_district_code on issue (district_code, code collate "C");

-- What the summaries of migration 0009 answer. (It is all a question about a district or subdistrict needs of them.)
create function places_to_count(of_kind text, as_of date, area_ids integer[]) returns table (id integer, path text)
language sql stable as $$
  select a.id, p.path
  from unnest(area_ids) asked (id)
  join area a on a.id = asked.id
  join area_path p on p.area_id = a.id and as_of >= p.valid_from and as_of < p.valid_to
  where not a.level = any (summary_levels())
    or exists (select from summary_mark m where m.kind = of_kind and m.district_code = a.district_code)
$$;
comment on function places_to_count is 'Those of these areas that have no summary which holds, with their path at the date.';

-- Both answer from the summaries where they hold, and count where they do not: the same rows either way.
create function area_coverage(as_of date, area_ids integer[])
returns table (
  area_id integer, owners_committee_state text, property_service_state text, renewed_within_five_years boolean, grids integer)
language plpgsql stable as $$
declare
  place record;
begin
  return query
    select a.id, k.owners_committee_state, k.property_service_state, k.renewed_within_five_years, s.grids[k.kind]
    from unnest(area_ids) asked (id)
    join area a on a.id = asked.id
    cross join lateral (
      select s.grids, s.valid_to from coverage_summary s where s.area_id = a.id and s.valid_from <= as_of
      order by s.valid_from desc limit 1) s
    join coverage_kinds() k on s.grids[k.kind] > 0
    where as_of < s.valid_to
      and not exists (select from summary_mark m where m.kind = 'COVERAGE' and m.district_code = a.district_code);
  for place in select * from places_to_count('COVERAGE', as_of, area_ids) loop
    return query execute
      'select $3, owners_committee_state, property_service_state, renewed_within_five_years, count(*)::integer
       from grid_coverage($1, $2) group by 2, 3, 4' using as_of, place.path, place.id;
  end loop;
end $$;
comment on function area_coverage is
  'The grids within each of these areas at a date, counted by what grid_coverage says of them; no row for what there is none of.';

create function area_count(of_kind text, as_of date, area_ids integer[])
returns table (area_id integer, count integer)
language plpgsql stable as $$
declare
  place record;
begin
  return query
    select a.id, s.count
    from unnest(area_ids) asked (id)
    join area a on a.id = asked.id
    cross join lateral (
      select s.count, s.valid_to from count_summary s where s.kind = of_kind and s.area_id = a.id and s.valid_from <= as_of
      order by s.valid_from desc limit 1) s
    where as_of < s.valid_to
      and not exists (select from summary_mark m where m.kind = of_kind and m.district_code = a.district_code);
  for place in select * from places_to_count(of_kind, as_of, area_ids) loop
    return query execute format(
      'select $3, count(*)::integer from %s($2) where $1 >= valid_from and $1 < valid_to having count(*) > 0', summary_source(of_kind))
      using as_of, place.path, place.id;
  end loop;
end $$;
comment on function area_count is 'How many of a kind (see count_summary) there are within each of these areas at a date; no row for none.';
