/**
 * How far outlines of many corners lie from those known under their codes. The distance of two outlines looks from every corner of
 * each at the whole other one, corners times corners; here each looks at the nearest pieces, which an index finds.
 */
import type { EntityManager } from 'typeorm';
import type { ExchangeLayer, ImportScope } from '../../kernel/exchange/layer.ts';
import { sql, type Sql } from '../../kernel/graph/sql.ts';
import { refusal } from '../words/refusals.ts';
import { FileRefused } from './file-refused.ts';

/** Corners times corners up to which `shape_distance_m` looks at all: less than some milliseconds. */
const FEW = 250_000;
/** Corners of a piece at most: each corner of the other outline is measured against all of the nearest pieces. */
const PIECE_CORNERS = 32;
/** Corners that are looked at by pieces, those of the file and the known ones together. */
const MAX_CORNERS = 3_000_000;

/** Outlines in metres as in `shape_distance_m`, by the length of a degree in the middle of the known one. */
const takeLongOutlines = (layer: ExchangeLayer, { run, asOf }: ImportScope): Sql[] => [
  sql`drop table if exists pg_temp.long_outline, pg_temp.outline_piece, pg_temp.outline_distance`,
  sql`
    create temporary table long_outline on commit drop as
    select p.row, ST_Scale(p.known, p.east, 110946.0) as known, ST_Scale(p.said, p.east, 110946.0) as said
    from (
      select r.row, ST_SetSRID(ST_Boundary(k.geom), 0) as known, ST_SetSRID(ST_Boundary(r.geom), 0) as said,
        111319.49 * cos(radians(ST_Y(ST_Centroid(k.geom)))) as east
      from import_row r join (${layer.state(asOf)}) k on k.code = r.code
      where r.run_id = ${run} and r.row > 0 and r.action is null and r.geom::bytea <> k.geom::bytea
        and ST_NPoints(r.geom)::bigint * ST_NPoints(k.geom) > ${FEW}::int
    ) p`,
];

/** Statement: from the corners of one side that the other does not have, how far it is to the nearest piece of the other. */
const look = (from: Sql, to: Sql): Sql => sql`
  insert into outline_distance
  select c.row, max(nearest.metres)
  from (
    select l.row, d.geom from long_outline l cross join lateral ST_DumpPoints(l.${from}) d
    except select l.row, d.geom from long_outline l cross join lateral ST_DumpPoints(l.${to}) d
  ) c
  cross join lateral (
    select p.geom <-> c.geom as metres from outline_piece p where p.row = c.row order by p.geom <-> c.geom limit 1
  ) nearest
  group by c.row`;

const measure = (from: Sql, to: Sql): Sql[] => [
  sql`drop table if exists pg_temp.outline_piece`,
  sql`
    create temporary table outline_piece on commit drop as
    select row, ST_Subdivide(${to}, ${PIECE_CORNERS}::int) as geom from long_outline`,
  sql`create index on outline_piece using gist (geom)`,
  sql`analyze outline_piece`,
  look(from, to),
];

/**
 * Makes the table `outline_distance` (row, metres) of rows whose outlines have many corners; a row without an entry has few, or all
 * of its corners are known. Throws FileRefused where there are too many to look at.
 */
export async function measureLongOutlines(
  manager: EntityManager,
  layer: ExchangeLayer,
  scope: ImportScope,
  most = MAX_CORNERS,
): Promise<void> {
  const send = async (statements: readonly Sql[]): Promise<void> => {
    for (const { text, params } of statements) await manager.query(text, params);
  };
  await send(takeLongOutlines(layer, scope));
  const [found] = await manager.query<{ corners: number }[]>(
    'select coalesce(sum(ST_NPoints(known) + ST_NPoints(said)), 0)::float8 as corners from long_outline',
  );
  if ((found?.corners ?? 0) > most) {
    throw new FileRefused(refusal('OUTLINES_TOO_DETAILED'));
  }
  const [known, said] = [sql`known`, sql`said`];
  await send([
    sql`create temporary table outline_distance (row integer, metres double precision) on commit drop`,
    ...measure(known, said),
    ...measure(said, known),
  ]);
}
