import type { Position } from 'geojson';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ImportService } from '../../../../server/exchange/import.service.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import type { Box } from '../../../support/factories.ts';
import { ImportDesk, type FeatureWish } from '../../../support/import-files.ts';
import { ownDatabase } from '../../../support/test-database.ts';

let database: Database;
let desk: ImportDesk;

beforeAll(async () => {
  database = await ownDatabase('empty');
  desk = await ImportDesk.open(database.dataSource);
  const ground = [120.3, 36.0, 120.32, 36.02] as const;
  const asOf = '2020-01-01';
  await desk.write('districts', [{ properties: { code: '370299', name: '区' }, ground }], { asOf });
  await desk.write('subdistricts', [{ properties: { code: '370299001', name: '街道' }, ground }], { asOf });
  await desk.write('communities', [{ properties: { code: '370299001001', name: '社区' }, ground }], { asOf });
  await desk.keep();
});
afterEach(() => desk.clear());
afterAll(async () => {
  await desk.close();
  await database.close();
});

const yard = (number: number, ring: readonly Position[]): FeatureWish => ({
  properties: { code: `370299001001Y000${number}`, name: `${number}号院` },
  ground: { type: 'Polygon', coordinates: [ring.map((position) => [...position])] },
});
const box = ([west, south, east, north]: Box): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];

describe('A shape', () => {
  test('that crosses itself is refused with the place where it does', async () => {
    const bowTie = yard(1, [
      [120.301, 36.001],
      [120.303, 36.003],
      [120.303, 36.001],
      [120.301, 36.003],
      [120.301, 36.001],
    ]);
    const prepared = await desk.features('yards', [bowTie, yard(2, box([120.305, 36.001, 120.306, 36.002]))]);
    expect(prepared.summary).toMatchObject({ added: 1, refused: 1 });
    const run = await ImportService.get(database.dataSource, prepared.key);
    const [finding] = await ImportService.findings(database.dataSource, run, 0);
    expect(finding).toMatchObject({ severity: 'REFUSED', reason: 'SHAPE_INVALID', row: 1 });
    expect(finding?.longitude).toBeCloseTo(120.302, 6);
    expect(finding?.latitude).toBeCloseTo(36.002, 6);
  });

  test('that crosses itself by a sliver is mended, and it says by how much', async () => {
    const spike = yard(1, [
      [120.301, 36.001],
      [120.303, 36.001],
      [120.303, 36.003],
      [120.3025, 36.003],
      [120.3025, 36.0035],
      [120.3025, 36.003],
      [120.301, 36.003],
      [120.301, 36.001],
    ]);
    const prepared = await desk.features('yards', [spike]);
    expect(prepared.summary).toMatchObject({ added: 1, refused: 0 });
    expect(await desk.findings(prepared)).toEqual(['REPAIRED SHAPE_INVALID 370299001001Y0001']);
    await desk.confirm(prepared);
    const [stored] = await database.dataSource.query<{ valid: boolean; points: number }[]>(
      `select ST_IsValid(b.geom) as valid, ST_NPoints(b.geom) as points from boundary b join area a on a.id = b.area_id where a.level = 'YARD'`,
    );
    expect(stored).toEqual({ valid: true, points: 6 });
  });

  test('with a ring that is not closed is closed', async () => {
    const open = yard(1, box([120.301, 36.001, 120.302, 36.002]).slice(0, -1));
    const prepared = await desk.features('yards', [open]);
    expect(prepared.summary).toMatchObject({ added: 1, refused: 0 });
    expect(await desk.findings(prepared)).toEqual(['REPAIRED RING_CLOSED 370299001001Y0001']);
  });

  test.each([
    [
      'overlaps its neighbour',
      [box([120.301, 36.001, 120.303, 36.002]), box([120.302, 36.001, 120.304, 36.002])],
      'OVERLAP',
    ],
    ['lies outside of what it belongs to', [box([120.319, 36.001, 120.321, 36.002])], 'OUTSIDE_PARENT'],
    [
      'is hardly apart from its neighbour',
      [box([120.301, 36.001, 120.302, 36.002]), box([120.302002, 36.001, 120.303, 36.002])],
      'GAP',
    ],
  ])('that %s is written only when that was looked at and accepted', async (_, rings, reason) => {
    const prepared = await desk.features(
      'yards',
      rings.map((ring, i) => yard(i + 1, ring)),
    );
    expect(prepared.summary).toMatchObject({ added: rings.length, refused: 0 });
    expect(await desk.findings(prepared)).toEqual([`DOUBTFUL ${reason} 370299001001Y0001`]);
    await expect(desk.confirm(prepared, [])).rejects.toThrow(reason);
    await desk.confirm(prepared, [reason]);
    const run = await ImportService.get(database.dataSource, prepared.key);
    expect(run).toMatchObject({ state: 'APPLIED', accepted: [reason] });
  });

  test('that touches its neighbour along a border is in order', async () => {
    const prepared = await desk.features('yards', [
      yard(1, box([120.301, 36.001, 120.302, 36.002])),
      yard(2, box([120.302, 36.001, 120.303, 36.002])),
    ]);
    expect(await desk.findings(prepared)).toEqual([]);
  });

  test('that is no ground, or lies elsewhere in the world, is refused', async () => {
    const prepared = await desk.features('yards', [
      {
        properties: { code: '370299001001Y0001', name: '点' },
        ground: { type: 'Point', coordinates: [120.301, 36.001] },
      },
      yard(2, box([12, 50, 13, 51])),
      yard(3, box([120.301, 36.001, 120.302, 36.002])),
    ]);
    expect(await desk.findings(prepared)).toEqual([
      'REFUSED GEOMETRY_TYPE 370299001001Y0001',
      'REFUSED COORDINATES_OUTSIDE 370299001001Y0002',
    ]);
  });

  test('that moves keeps what it was before', async () => {
    await desk.write('yards', [yard(1, box([120.301, 36.001, 120.302, 36.002]))], { asOf: '2023-01-01' });
    const prepared = await desk.features('yards', [yard(1, box([120.301, 36.001, 120.303, 36.002]))]);
    const run = await ImportService.get(database.dataSource, prepared.key);
    const [row] = await ImportService.rows(database.dataSource, run, 0);
    expect(row?.action).toBe('CHANGED');
    expect(row?.movedM).toBeCloseTo(90, -1); // a thousandth of a degree at 36° N
    await desk.confirm(prepared);
    const periods = await database.dataSource.query<unknown[]>(
      `select b.valid_from, b.valid_to, round(b.area_m2 / 1000) as thousands from boundary b join area a on a.id = b.area_id where a.level = 'YARD' order by 1`,
    );
    expect(periods).toMatchObject([
      { valid_from: '2023-01-01', valid_to: '2025-01-01' },
      { valid_from: '2025-01-01', valid_to: 'infinity' },
    ]);
  });
});
