/**
 * Which shapes of a file come near one another, before anything is asked of them. Geometries are kept once: pairs are numbers. What
 * has many corners is looked at by its parts, so that a district over a thousand yards is not walked around a thousand times.
 */
import type { EntityManager } from 'typeorm';
import { name, sql, text, type Sql } from '../../kernel/graph/sql.ts';
import type { ExchangeLayer, ImportScope } from '../../kernel/exchange/layer.ts';
import { refusal } from '../words/refusals.ts';
import { FileRefused } from './file-refused.ts';

/** Gaps narrower than this between neighbours are no ground of their own. */
export const GAP_M = 0.5;
/** Degrees to which overlays are rounded, far below what shapes are known to; see geodata/check-rules.ts. */
export const GRID = 1e-9;
/** Metres in a degree of latitude, at least. */
const DEGREE_M = 110_574;
/** Corners from which on a shape is looked at by its parts, and of a part at most. */
const PART_CORNERS = 512;
/** A parent is looked at by its parts when it has so many times the corners of its average child. */
const PARENT_TIMES = 8;

/**
 * What may be compared: pairs of parts that come near, in all and for each shape. In a city each shape has half a dozen neighbours;
 * shapes that lie over one another by the thousand are no land.
 */
const MAX_PAIRS = 500_000;
const PAIRS_FOR_SHAPE = 20;
const NEAR = sql`${text(String((2 * GAP_M) / DEGREE_M))}::float8`;

const TABLES = ['shape_here', 'shape_part', 'shape_pair', 'shape_large_pair', 'shape_parent', 'shape_parent_part'];

/** All shapes that will be there, each once, and their parts. */
const gatherShapes = (layer: ExchangeLayer, { run, asOf }: ImportScope): Sql[] => [
  ...TABLES.map((table) => sql`drop table if exists ${name(`pg_temp.${table}`)}`),
  sql`
    create temporary table shape_here (
      id integer generated always as identity primary key, row integer, code text, parent text, written boolean, geom geometry
    ) on commit drop`,
  sql`
    insert into shape_here (row, code, parent, written, geom)
    select r.row, r.code, coalesce(r.attributes->>'parentCode', r.attributes->>'areaCode'),
      r.action = 'ADDED' or r.action = 'CHANGED' and r.changes ? 'geometry', r.geom
    from import_row r where r.run_id = ${run} and r.geom is not null and r.action in ('ADDED', 'CHANGED', 'UNCHANGED')`,
  sql`
    insert into shape_here (code, written, geom)
    select k.code, false, k.geom from (${layer.state(asOf)}) k
    where k.geom && (select ST_SetSRID(ST_Extent(h.geom)::geometry, 4490) from shape_here h where h.written)
      and not exists (select from import_row o where o.run_id = ${run} and o.code = k.code)`,
  sql`
    create temporary table shape_part (
      part integer generated always as identity primary key, id integer, row integer, written boolean, large boolean, geom geometry
    ) on commit drop`,
  sql`
    insert into shape_part (id, row, written, large, geom)
    select h.id, h.row, h.written, false, h.geom from shape_here h where ST_NPoints(h.geom) <= ${PART_CORNERS}::int
    union all
    select h.id, h.row, h.written, true, ST_Subdivide(h.geom, ${PART_CORNERS}::int, ${GRID}::float8)
    from shape_here h where ST_NPoints(h.geom) > ${PART_CORNERS}::int`,
  sql`create index on shape_part using gist (geom)`,
  sql`analyze shape_here, shape_part`,
];

/**
 * Pairs of parts that come near each other, the written one first, and of two written ones the upper row; two large shapes are one
 * pair, because where they share a border their parts are cut at different places. No more of them than may be looked at.
 */
const pairShapes = (most: number): Sql[] => [
  sql`
    create temporary table shape_pair on commit drop as
    select a.id as one, b.id as other, a.part, b.part as other_part, a.large and b.large as large,
      not (a.large and b.large) and ST_Intersects(a.geom, b.geom) as meet
    from shape_part a join shape_part b
      on b.geom && ST_Expand(a.geom, ${NEAR}) and b.id <> a.id and not (b.written and b.row < a.row)
    where a.written limit ${text(String(most + 1))}`,
];

const keepLargeApart = [
  sql`
    create temporary table shape_large_pair on commit drop as
    select distinct one, other from shape_pair where large`,
  sql`delete from shape_pair where large`,
  sql`analyze shape_pair, shape_large_pair`,
];

/** The parents of what is written; one of very many corners in parts as well. */
const gatherParents = ({ asOf }: ImportScope): Sql[] => [
  sql`
    create temporary table shape_parent on commit drop as
    select p.code, b.geom, ST_NPoints(b.geom) <= greatest(${PART_CORNERS}::int, ${PARENT_TIMES}::int * c.corners) as is_whole
    from (select h.parent, avg(ST_NPoints(h.geom)) as corners from shape_here h where h.written group by h.parent) c
    join area p on p.code = c.parent
    join boundary b on b.area_id = p.id and ${asOf}::date >= b.valid_from and ${asOf}::date < b.valid_to`,
  sql`
    create temporary table shape_parent_part on commit drop as
    select p.code, ST_Subdivide(p.geom, ${PART_CORNERS}::int, ${GRID}::float8) as geom from shape_parent p where not p.is_whole`,
  sql`create index on shape_parent_part using gist (geom)`,
  sql`analyze shape_parent, shape_parent_part`,
];

/** Makes the tables that doubts are asked of. Throws FileRefused where there would be too much to compare. */
export async function pairShapesOf(manager: EntityManager, layer: ExchangeLayer, scope: ImportScope): Promise<void> {
  const send = async (statements: readonly Sql[]): Promise<void> => {
    for (const statement of statements) await manager.query(statement.text, statement.params);
  };
  await send(gatherShapes(layer, scope));
  const most = MAX_PAIRS + PAIRS_FOR_SHAPE * (await countOf(manager, 'select count(*) as count from shape_here'));
  await send(pairShapes(most));
  if ((await countOf(manager, 'select count(*) as count from shape_pair')) > most) throw tooMuch(most);
  await send(keepLargeApart);
  const large = await countOf(
    manager,
    `select coalesce(sum(ST_NPoints(one.geom) + ST_NPoints(other.geom)), 0) / ${PART_CORNERS} as count
     from shape_large_pair p join shape_here one on one.id = p.one join shape_here other on other.id = p.other`,
  );
  if (large > most) throw tooMuch(most);
  await send(gatherParents(scope));
}

const tooMuch = (most: number): FileRefused => new FileRefused(refusal('SHAPES_TOO_CLOSE', { count: most }));

async function countOf(manager: EntityManager, statement: string, params: unknown[] = []): Promise<number> {
  const [row] = await manager.query<{ count: string | number }[]>(statement, params);
  return Number(row?.count ?? 0);
}
