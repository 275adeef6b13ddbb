import fc from 'fast-check';
import type { DataSource } from 'typeorm';

/**
 * Land as fast-check draws it: a plane of small squares, each given to an area, so that areas of one level share crooked
 * borders, meet in corners, have holes, islands and several parts; grids nest in communities, and a later division of the
 * same ground takes the place of an earlier one.
 */
export interface Land {
  /** Which grid each square belongs to, row by row, for each of two periods. */
  readonly grids: readonly [readonly number[], readonly number[]];
  /** Which community a grid belongs to. */
  readonly communities: readonly number[];
  /** How far each corner of a square is moved, as a share of a square's edge. */
  readonly shifts: readonly (readonly [number, number])[];
}

export const SIDE = 6;
const GRIDS = 9;
export const RANDOM_DISTRICT = '990303';
const STEP = 0.00013;

const owner = fc.integer({ min: 0, max: GRIDS - 1 });
const squares = fc.array(owner, { minLength: SIDE * SIDE, maxLength: SIDE * SIDE });
const shift = fc.double({ min: -0.2, max: 0.2, noNaN: true });

export const land: fc.Arbitrary<Land> = fc.record({
  grids: fc.tuple(squares, squares),
  communities: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: GRIDS, maxLength: GRIDS }),
  shifts: fc.array(fc.tuple(shift, shift), { minLength: (SIDE + 1) ** 2, maxLength: (SIDE + 1) ** 2 }),
});

type Point = readonly [number, number];

const onGrid = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;

/** The corner of squares at a place in the plane; whole numbers of 1e-7 degrees, as stored corners are. */
function corner({ shifts }: Land, column: number, row: number): Point {
  const [dx, dy] = shifts[row * (SIDE + 1) + column] ?? [0, 0];
  return [onGrid(15 + (column + dx) * STEP), onGrid(25 + (row + dy) * STEP)];
}

/** A square as a ring, with a few points on each edge: neighbours have the same ones. */
function square(land: Land, index: number): Point[] {
  const [column, row] = [index % SIDE, Math.floor(index / SIDE)];
  const corners = [
    corner(land, column, row),
    corner(land, column + 1, row),
    corner(land, column + 1, row + 1),
    corner(land, column, row + 1),
  ];
  const ring = corners.flatMap((from, i) => edge(from, corners[(i + 1) % 4] ?? from));
  return [...ring, ring[0] ?? [0, 0]];
}

function edge(from: Point, to: Point): Point[] {
  const [low, high] = from[0] < to[0] || (from[0] === to[0] && from[1] < to[1]) ? [from, to] : [to, from];
  const between = [0.2, 0.45, 0.7].map((share): Point => {
    const bend = 0.06 * Math.sin(share * 9);
    const [dx, dy] = [high[0] - low[0], high[1] - low[1]];
    return [onGrid(low[0] + dx * share - dy * bend), onGrid(low[1] + dy * share + dx * bend)];
  });
  return [from, ...(low === from ? between : between.toReversed())];
}

/** Writes the land; the parts of an area are joined by the database, so its rings begin and turn as they happen to. */
export async function insertLand(dataSource: Pick<DataSource, 'query'>, land: Land): Promise<void> {
  await dataSource.query(
    `insert into data_source (code, title, provenance) values ('random', 'Drawn at random', 'SYNTHETIC')`,
  );
  await dataSource.query(`insert into district_setting (district_code, scheme_code) values ($1, 'YARDS_IN_GRIDS')`, [
    RANDOM_DISTRICT,
  ]);
  const periods: readonly [string, string][] = [
    ['2020-01-01', '2024-01-01'],
    ['2024-01-01', 'infinity'],
  ];
  const parts = land.grids.flatMap((owners, period) =>
    owners.flatMap((grid, index) => {
      const community = land.communities[grid] ?? 0;
      const [from, to] = periods[period] ?? ['', ''];
      const wkt = `POLYGON((${square(land, index)
        .map((point) => point.join(' '))
        .join(',')}))`;
      const communityCode = `${RANDOM_DISTRICT}00100${community + 1}`;
      return [
        { level: 'GRID', code: `${communityCode}${String(period * 100 + grid + 1).padStart(3, '0')}`, from, to, wkt },
        ...(period === 1 ? [{ level: 'COMMUNITY', code: communityCode, from: '2020-01-01', to: 'infinity', wkt }] : []),
      ];
    }),
  );
  await dataSource.query(
    `with part as (
       select * from jsonb_to_recordset($1::jsonb) as p(level text, code text, "from" date, "to" date, wkt text)
     ), shape as (
       select level, code, "from", "to", ST_Multi(ST_UnaryUnion(ST_Collect(ST_GeomFromText(wkt, 4490)), 1e-7)) as geom
       from part group by level, code, "from", "to"
     ), added as (
       insert into area (district_code, level, code, name, valid_from, valid_to, source_id, grid_system)
       select $2, level, code, code, "from", "to", (select id from data_source where code = 'random'),
         case when level = 'GRID' then 'GOVERNANCE' end
       from shape returning id, code
     )
     insert into boundary (area_id, valid_from, valid_to, source_id, geom)
     select a.id, s."from", s."to", (select id from data_source where code = 'random'), s.geom
     from shape s join added a using (code)`,
    [JSON.stringify(parts), RANDOM_DISTRICT],
  );
}
