-- Shapes as tiles draw them, and a version for every piece of ground. server/docs/tiles.md explains the mechanism.
--
-- Migration 0010 keeps them: triggers note in tile_work which shapes a transaction touches, and its commit brings tile_shape,
-- tile_block and tile_state up to date. So no reader ever meets a shape without its bands, nor either without its version.

drop trigger data_source_shapes on data_source;
drop trigger boundary_shapes_after_truncate on boundary;
drop trigger area_shapes_after_truncate on area;
drop trigger office_building_shapes on office_building;
drop trigger boundary_shapes_after_delete on boundary;
drop trigger boundary_shapes_after_update on boundary;
drop trigger boundary_shapes_before_update on boundary;
drop trigger boundary_shapes_after_insert on boundary;
drop trigger area_shapes_after_delete on area;
drop trigger area_shapes_after_update on area;
drop trigger area_shapes_before_update on area;
drop trigger area_shapes_after_insert on area;
drop function note_every_shape_changed(), note_changed_office_buildings(), note_changed_boundaries(), note_changed_areas(),
  fold_shape_changes();
drop table shape_version, shape_change;

create table tile_band (
  layer text not null,
  band smallint not null,
  from_zoom smallint not null check (from_zoom <= band),
  primary key (layer, band)
);
comment on table tile_band is
  'How often a shape is kept for tiles: a band serves the zooms from_zoom to band, with outlines as fine as zoom "band" needs. '
  'Band 18 holds them as they are.';
insert into tile_band (layer, band, from_zoom) values
  ('DISTRICT', 6, 4), ('DISTRICT', 8, 7), ('DISTRICT', 10, 9), ('DISTRICT', 12, 11), ('DISTRICT', 14, 13), ('DISTRICT', 18, 15),
  ('SUBDISTRICT', 8, 7), ('SUBDISTRICT', 10, 9), ('SUBDISTRICT', 12, 11), ('SUBDISTRICT', 14, 13), ('SUBDISTRICT', 18, 15),
  ('COMMUNITY', 8, 8), ('COMMUNITY', 10, 9), ('COMMUNITY', 12, 11), ('COMMUNITY', 14, 13), ('COMMUNITY', 18, 15),
  ('GRID', 10, 9), ('GRID', 12, 11), ('GRID', 14, 13), ('GRID', 18, 15),
  ('YARD', 12, 11), ('YARD', 14, 13), ('YARD', 18, 15),
  -- A house has few corners to lose: it is kept once.
  ('BUILDING', 18, 13), ('OFFICE_BUILDING', 18, 11);

create table tile_shape (
  layer text not null,
  band smallint not null,
  shape_id integer not null,
  id integer not null,
  code text not null,
  name text not null,
  first_day integer not null,
  end_day integer not null,
  synthetic smallint not null,
  geom geometry(MultiPolygon, 3857) not null,
  primary key (shape_id, layer, band)
) partition by list (layer);
comment on table tile_shape is
  'Derived: every shape once per band, with what a tile says of it. What is too small for a band has no row there.';
comment on column tile_shape.shape_id is 'boundary.id, or in the layer OFFICE_BUILDING office_building.id.';
comment on column tile_shape.first_day is 'Days since 1970-01-01; -719162 stands for "always so", and in end_day 2932896 for "still so".';
create index tile_shape_geom on tile_shape using gist (geom);

do $$
declare
  kind record;
  band smallint;
begin
  for kind in select b.layer, array_agg(b.band order by b.band) as bands from tile_band b group by b.layer loop
    execute format('create table tile_shape_%s partition of tile_shape for values in (%L) partition by list (band)',
      lower(kind.layer), kind.layer);
    foreach band in array kind.bands loop
      execute format('create table tile_shape_%1$s_%2$s partition of tile_shape_%1$s for values in (%2$s)', lower(kind.layer), band);
    end loop;
  end loop;
end $$;

create table tile_state (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
comment on table tile_state is
  'The version of all tiles together: the milliseconds since 1970 at the last commit that changed one, but always growing. '
  'Taken from the clock, it is not used again by a database that was made anew or restored.';
insert into tile_state (version) values (0);

create table tile_block (
  z smallint not null,
  x integer not null,
  y integer not null,
  version bigint not null,
  primary key (z, x, y)
);
comment on table tile_block is
  'The version of the tile z/x/y: that of the last commit that changed something in it. A tile beyond zoom 12 goes by the one at 12 around it.';
create index tile_block_version on tile_block (version);

create table tile_work (
  transaction xid8 not null default pg_current_xact_id(),
  office boolean not null,
  shape_id integer not null,
  drawn boolean not null,
  primary key (transaction, office, shape_id)
);
comment on table tile_work is 'Shapes an open transaction has touched. Empty for everyone else.';
comment on column tile_work.drawn is 'Whether tile_shape may know it; what the transaction has added it cannot.';

create table tile_change (
  transaction xid8 not null default pg_current_xact_id(),
  layer text not null,
  shape_id integer not null,
  moved boolean not null,
  ground geometry(MultiPolygon, 3857) not null
);
comment on table tile_change is 'The ground of rows of tile_shape that a commit replaces or brings. Empty but while it is being worked out.';
create index tile_change_transaction on tile_change (transaction);

create table tile_commit (
  transaction xid8 primary key default pg_current_xact_id(),
  everything boolean not null default false
);
comment on table tile_commit is 'A row for an open transaction that has touched shapes: what its commit fires on.';

create function tile_day(day date) returns integer language sql immutable as $$
  select case when isfinite(day) then day - date '1970-01-01' when day > date '1970-01-01' then 2932896 else -719162 end
$$;

-- Metres (of EPSG:3857) along the edge of a tile.
create function tile_size(z integer) returns double precision language sql immutable as $$
  select 40075016.685578488 / power(2::double precision, z)
$$;

-- Areas whose outlines are simplified and may share a border, near the given ground.
create function tile_neighbours(ground geometry[]) returns table (layer text, shape_id integer, geom geometry)
language sql stable as $$
  -- Ground that is close together is looked up in one go, or the load of a district would look at each pair of its areas.
  select distinct on (s.shape_id) s.layer, s.shape_id, s.geom
  from (
    select ST_SetSRID(ST_Extent(g)::geometry, 3857) as box from unnest(ground) g
    group by floor(ST_XMin(g) / 4000), floor(ST_YMin(g) / 4000)
  ) near
  join tile_shape s on s.geom && near.box
  where s.band = 18 and s.layer in ('DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'YARD')
$$;

-- The simplified outlines of areas, band by band. Where three outlines meet, or two begin or cease to run together, is a corner.
-- Corners stay; what lies between two of them is simplified by itself, in one direction. So areas that share a border share it
-- in every band, whatever their levels and dates, and whichever of them was worked on, and when.
-- Nothing here needs GEOS: the embedded database must not meet an exception of it.
create function tile_outlines(touched integer[]) returns table (layer text, band smallint, shape_id integer, geom geometry)
language sql stable set jit = off set work_mem = '32MB' as $$
  with own as (
    select array_agg(s.geom) as ground from tile_shape s
    where s.band = 18 and s.layer in ('DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'YARD') and s.shape_id = any (touched)
  ), point as (
    select n.layer, n.shape_id, p.path[1] as polygon, p.path[2] as ring, p.path[3] as i, p.geom as place,
      ST_X(p.geom) as x, ST_Y(p.geom) as y
    from own, tile_neighbours(own.ground) n, ST_DumpPoints(n.geom) p
  ), beside as (
    select *, lag(x) over line as px, lag(y) over line as py,
      -- the last point of a ring repeats the first
      coalesce(lead(x) over line, nth_value(x, 2) over line) as nx, coalesce(lead(y) over line, nth_value(y, 2) over line) as ny
    from point
    window line as (partition by shape_id, polygon, ring order by i rows between unbounded preceding and unbounded following)
  ), ordered as (
    select *, (px, py) < (nx, ny) as rising from beside where i > 1
  ), corner as (
    select x, y from ordered group by x, y
    having min(case when rising then px else nx end) <> max(case when rising then px else nx end)
      or min(case when rising then py else ny end) <> max(case when rising then py else ny end)
      or min(case when rising then nx else px end) <> max(case when rising then nx else px end)
      or min(case when rising then ny else py end) <> max(case when rising then ny else py end)
  ), started as (
    -- a ring begins at a corner, or where it has none, at a point that does not depend on how it was drawn
    select o.layer, o.shape_id, o.polygon, o.ring, o.i, o.place, c.x is not null as is_corner,
      first_value(o.i) over (partition by o.shape_id, o.polygon, o.ring
        order by c.x is null, case when c.x is not null then o.i end, o.x, o.y) as start,
      count(*) over (partition by o.shape_id, o.polygon, o.ring) as points
    from ordered o join unnest(touched) own(shape_id) using (shape_id) left join corner c using (x, y)
  ), placed as (
    select layer, shape_id, polygon, ring, place, points, is_corner or i = start as ends_line, (i - start + points) % points as position
    from started
  ), numbered as (
    select *, count(*) filter (where ends_line) over (ring order by position) as line,
      count(*) filter (where ends_line) over ring as lines
    from placed window ring as (partition by shape_id, polygon, ring)
  ), line as (
    select layer, shape_id, polygon, ring, line, ST_MakeLine(place order by position) as geom
    from (
      select layer, shape_id, polygon, ring, line, position, place from numbered
      union all
      -- where a line begins, the one before it ends
      select layer, shape_id, polygon, ring, case when line = 1 then lines else line - 1 end,
        case when line = 1 then points else position end, place
      from numbered where ends_line
    ) p
    group by layer, shape_id, polygon, ring, line
  ), directed as materialized (
    select *, (ST_X(ST_StartPoint(geom)), ST_Y(ST_StartPoint(geom)), ST_X(ST_PointN(geom, 2)), ST_Y(ST_PointN(geom, 2)))
        < (ST_X(ST_EndPoint(geom)), ST_Y(ST_EndPoint(geom)), ST_X(ST_PointN(geom, -2)), ST_Y(ST_PointN(geom, -2))) as forward
    from line
  ), simple as materialized (
    select d.layer, d.shape_id, d.polygon, d.ring, d.line, b.band,
      case when ST_NPoints(d.geom) = 2 then d.geom
        when d.forward then ST_Simplify(d.geom, 2 * tile_size(b.band) / 4096)
        else ST_Reverse(ST_Simplify(ST_Reverse(d.geom), 2 * tile_size(b.band) / 4096)) end as geom
    from directed d join tile_band b on b.layer = d.layer and b.band < 18
  ), ring as (
    select layer, shape_id, polygon, ring, band, ST_MakeLine(geom order by line) as geom
    from simple group by layer, shape_id, polygon, ring, band
    -- there and back along one line is no ring
    having sum(ST_NPoints(geom) - 1) >= 3
  ), polygon as (
    select layer, shape_id, polygon, band, (array_agg(geom) filter (where ring = 1))[1] as shell,
      coalesce(array_agg(geom order by ring) filter (where ring > 1), '{}') as holes
    from ring group by layer, shape_id, polygon, band
  )
  select layer, band, shape_id, ST_Multi(ST_Collect(ST_MakePolygon(shell, holes) order by polygon))
  from polygon where shell is not null group by layer, band, shape_id
$$;
