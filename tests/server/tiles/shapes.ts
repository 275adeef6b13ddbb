import type { DataSource } from 'typeorm';

/** A district of its own for tile tests: 12 x 12 neighbouring grids with crooked borders, two of them with dates. */
export const SHAPES_DISTRICT = '990202';

/** West of the middle of the district, in the sea of nobody: no other test places anything there. */
const WEST = 10.01;
const SOUTH = 20.01;
const STEP = 0.0031;

export async function insertShapes(dataSource: Pick<DataSource, 'query'>): Promise<void> {
  await dataSource.query(`
    insert into data_source (code, title, provenance) values
      ('tiles-drawn', 'Drawn for tile tests', 'SYNTHETIC'), ('tiles-measured', 'Measured for tile tests', 'SURVEYED')`);
  await dataSource.query(
    `insert into district_setting (district_code, scheme_code) values ('${SHAPES_DISTRICT}', 'YARDS_IN_GRIDS')`,
  );
  const grids: unknown[] = [];
  for (let row = 0; row < 12; row++)
    for (let column = 0; column < 12; column++)
      grids.push({
        code: `${SHAPES_DISTRICT}001001${String(row * 12 + column + 1).padStart(3, '0')}`,
        name: `第${row * 12 + column + 1}网格`,
        valid_from: row === 0 ? '2024-03-01' : '2020-01-01',
        valid_to: row === 1 ? '2025-01-01' : 'infinity',
        geometry: { type: 'Polygon', coordinates: cell(column, row) },
      });
  await dataSource.query(
    `with given as (
       select * from jsonb_to_recordset($1::jsonb) as g(code text, name text, valid_from date, valid_to date, geometry jsonb)
     ), added as (
       insert into area (district_code, level, code, name, valid_from, valid_to, source_id, grid_system)
       select '${SHAPES_DISTRICT}', 'GRID', code, name, valid_from, valid_to, (select id from data_source where code = 'tiles-measured'), 'GOVERNANCE'
       from given returning id, code
     )
     select 1`,
    [JSON.stringify(grids)],
  );
  await dataSource.query(
    `insert into boundary (area_id, valid_from, valid_to, source_id, geom)
     select a.id, g.valid_from, g.valid_to,
       (select id from data_source where code = case when right(g.code, 1) = '7' then 'tiles-drawn' else 'tiles-measured' end),
       ST_Multi(ST_SetSRID(ST_GeomFromGeoJSON(g.geometry::text), 4490))
     from jsonb_to_recordset($1::jsonb) as g(code text, valid_from date, valid_to date, geometry jsonb)
     join area a on a.code = g.code`,
    [JSON.stringify(grids)],
  );
}

/** The corner between cells, moved by a fixed amount that looks like chance; neighbours share it. */
function corner(column: number, row: number): [number, number] {
  const shift = (seed: number): number => (((Math.sin(seed) * 43758.5453) % 1) * STEP) / 4;
  return [WEST + column * STEP + shift(column * 7 + row), SOUTH + row * STEP + shift(column + row * 11 + 5)];
}

function edge(from: [number, number], to: [number, number]): [number, number][] {
  const points: [number, number][] = [];
  // Neighbours walk a shared border in opposite directions and must meet the same points.
  const forward = from[0] + from[1] < to[0] + to[1];
  for (let step = 0; step < 12; step++) {
    const share = step / 12;
    const wave = Math.sin((forward ? share : 1 - share) * Math.PI * 3) * STEP * 0.04 * (forward ? 1 : -1);
    points.push([
      from[0] + (to[0] - from[0]) * share - (to[1] - from[1]) * (wave / STEP),
      from[1] + (to[1] - from[1]) * share + (to[0] - from[0]) * (wave / STEP),
    ]);
  }
  return points;
}

function cell(column: number, row: number): [number, number][][] {
  const corners = [corner(column, row), corner(column + 1, row), corner(column + 1, row + 1), corner(column, row + 1)];
  const ring = corners.flatMap((from, index) => edge(from, corners[(index + 1) % 4] ?? from));
  const first = ring[0];
  if (first) ring.push(first);
  if (column !== 5 || row !== 5) return [ring];
  // One cell has a hole.
  const [x, y] = [WEST + 5.5 * STEP, SOUTH + 5.5 * STEP];
  const gap = STEP / 10;
  return [
    ring,
    [
      [x, y],
      [x, y + gap],
      [x + gap, y + gap],
      [x + gap, y],
      [x, y],
    ],
  ];
}
