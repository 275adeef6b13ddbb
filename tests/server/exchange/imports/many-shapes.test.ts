import type { Position } from 'geojson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findLayer, ImportService, type PreparedImport } from '../../../../server/exchange/import.service.ts';
import { measureLongOutlines } from '../../../../server/exchange/imports/outline-distances.ts';
import { pairShapesOf } from '../../../../server/exchange/imports/shape-pairs.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import type { Box } from '../../../support/factories.ts';
import { ImportDesk, type FeatureWish } from '../../../support/import-files.ts';
import { ownDatabase } from '../../../support/test-database.ts';

let database: Database;
let desk: ImportDesk;
const asOf = '2025-01-01';

beforeAll(async () => {
  database = await ownDatabase('empty');
  desk = await ImportDesk.open(database.dataSource);
  const ground = [120.3, 36.0, 120.44, 36.14] as const;
  await desk.write('districts', [{ properties: { code: '370299', name: '区' }, ground }], { asOf });
  await desk.write('subdistricts', [{ properties: { code: '370299001', name: '街道' }, ground }], { asOf });
  await desk.write('communities', [{ properties: { code: '370299001001', name: '社区' }, ground }], { asOf });
});
afterAll(async () => {
  await desk.close();
  await database.close();
});

const code = (number: number): string => `370299001001Y${String(number).padStart(4, '0')}`;
const yard = (number: number, ground: FeatureWish['ground']): FeatureWish => ({
  properties: { code: code(number), name: `${number}号院` },
  ...(ground && { ground }),
});

/** A ragged outline of so many corners around a middle, half a kilometre and more away from it. */
function ragged(corners: number, [x, y]: readonly [number, number]): FeatureWish['ground'] {
  const ring = Array.from({ length: corners }, (_, corner): Position => {
    const radius = 0.02 + 0.0004 * Math.sin(corner * 0.7);
    const angle = (2 * Math.PI * corner) / corners;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
  return { type: 'Polygon', coordinates: [[...ring, ring[0] ?? []]] };
}

const small = (at: number): Box => {
  const [west, south] = [120.36 + 0.001 * (at % 20), 36.06 + 0.001 * Math.floor(at / 20)];
  return [west, south, west + 0.0004, south + 0.0004];
};

const amounts = async ({ key }: PreparedImport): Promise<number[]> => {
  const run = await ImportService.get(database.dataSource, key);
  const findings = await ImportService.findings(database.dataSource, run, 0, 1_000);
  return findings
    .filter(({ reason }) => reason === 'OVERLAP')
    .map(({ message }) => Number(/by ([\d.]+) m²/.exec(message)?.[1]));
};

describe('Shapes of a file', () => {
  test('are kept once and compared by their parts, where a large one lies over many small ones', async () => {
    const smalls = Array.from({ length: 200 }, (_, at) => yard(at + 1, small(at)));
    const prepared = await desk.features('yards', [yard(9999, ragged(8_000, [120.37, 36.07])), ...smalls], { asOf });
    expect(prepared.summary?.findings).toEqual([
      expect.objectContaining({ reason: 'OVERLAP', severity: 'DOUBTFUL', count: 200 }),
    ]);
    // All of each small one: 0.0004° by 0.0004°, in whatever part of the large one it lies.
    for (const amount of await amounts(prepared)) expect(amount).toBeCloseTo(1_599.5, -1);

    const layer = findLayer('yards');
    if (!layer) throw new Error('There is no layer of yards.');
    const bytes = await database.dataSource.transaction(async (manager) => {
      await pairShapesOf(manager, layer, { run: prepared.run, asOf });
      const [row] = await manager.query<{ bytes: string }[]>(
        `select sum(pg_total_relation_size(oid)) as bytes from pg_class where relname in ('shape_here', 'shape_part', 'shape_pair', 'shape_large_pair')`,
      );
      return Number(row?.bytes);
    });
    // The shapes have 0.14 MB; a copy of the large one for each of the small ones would be 26 MB.
    expect(bytes).toBeLessThan(3_000_000);
  });

  test('of many corners each overlap and touch as they do whole', async () => {
    const here = [
      yard(1, ragged(3_000, [120.37, 36.07])),
      yard(2, ragged(3_000, [120.39, 36.07])),
      yard(3, ragged(3_000, [120.37, 36.115])),
    ];
    const [overlap, ...others] = await amounts(await desk.features('yards', here, { asOf }));
    expect(others).toEqual([]);
    const [exact] = await database.dataSource.query<{ m2: number }[]>(
      `select ST_Area(ST_Intersection(ST_GeomFromGeoJSON($1), ST_GeomFromGeoJSON($2), 1e-9)::geography) as m2`,
      here.slice(0, 2).map(({ ground }) => JSON.stringify(ground)),
    );
    expect(overlap).toBeCloseTo(exact?.m2 ?? 0, 0);
  });

  test('are refused before any is compared, where they lie over one another by the thousand', async () => {
    const same = Array.from({ length: 1_060 }, (_, at) => yard(at + 1, small(0)));
    const { state, refusal } = await desk.features('yards', same, { asOf });
    expect(state).toBe('REFUSED');
    expect(refusal).toMatchObject({ reason: 'SHAPES_TOO_CLOSE', message: expect.stringContaining('521,200 pairs') });
  });

  test('are refused where their outlines have more corners than can be compared with known ones, and not for their product', async () => {
    await desk.write('yards', [yard(1, ragged(6_000, [120.37, 36.07]))], { asOf });
    const { run } = await desk.features('yards', [yard(1, ragged(6_001, [120.37, 36.07]))], { asOf: '2025-02-01' });
    const layer = findLayer('yards');
    if (!layer) throw new Error('There is no layer of yards.');
    await database.dataSource.transaction(async (manager) => {
      await manager.query('update import_row set action = null where run_id = $1', [run]);
      const scope = { run, asOf: '2025-02-01' };
      await measureLongOutlines(manager, layer, scope);
      await expect(measureLongOutlines(manager, layer, scope, 12_000)).rejects.toMatchObject({
        refusal: { reason: 'OUTLINES_TOO_DETAILED' },
      });
    });
  });

  test('of many corners lie as far from the known ones as every corner from the whole of the other', async () => {
    const middle = [120.37, 36.07] as const;
    const moved = (wish: FeatureWish['ground'], by: (at: number) => number): FeatureWish['ground'] => {
      if (!wish || !('type' in wish) || wish.type !== 'Polygon') throw new Error('an outline');
      const ring = wish.coordinates[0]?.slice(0, -1).map(([x = 0, y = 0], at) => [x, y + by(at)]) ?? [];
      return { type: 'Polygon', coordinates: [[...ring, ring[0] ?? []]] };
    };
    const known = ragged(3_000, middle);
    const asked = '2025-03-01';
    await desk.write('yards', [yard(2, known), yard(3, known), yard(4, known)], { asOf });
    const { run } = await desk.features(
      'yards',
      [
        yard(
          2,
          moved(known, (at) => (at === 700 ? 0.00005 : 0)),
        ),
        yard(
          3,
          moved(known, (at) => 0.000_01 * Math.sin(at * 1.3)),
        ),
        yard(
          4,
          moved(ragged(1_500, middle), () => 0.000_02),
        ),
      ],
      { asOf: asked },
    );
    const rows = await database.dataSource.query<{ code: string; action: string; moved: number; exact: number }[]>(
      `select r.code, r.action, r.moved_m as moved, shape_distance_m(b.geom, r.geom) as exact
       from import_row r join area a on a.code = r.code join boundary b on b.area_id = a.id where r.run_id = $1 order by r.row`,
      [run],
    );
    expect(rows.map(({ action }) => action)).toEqual(['CHANGED', 'CHANGED', 'CHANGED']);
    for (const row of rows) expect(row.moved, row.code).toBeCloseTo(row.exact, 6);
    expect(rows[0]?.moved).toBeGreaterThan(0.2);
  });
});
