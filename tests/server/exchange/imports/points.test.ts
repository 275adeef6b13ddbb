import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ImportService } from '../../../../server/exchange/import.service.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ImportDesk } from '../../../support/import-files.ts';
import { someCategories } from '../../../support/issue-factories.ts';
import { ownDatabase } from '../../../support/test-database.ts';

let database: Database;
let desk: ImportDesk;

beforeAll(async () => {
  database = await ownDatabase('empty');
  desk = await ImportDesk.open(database.dataSource);
  await database.dataSource.transaction(someCategories);
  const ground = [120.3, 36.0, 120.4, 36.1] as const;
  const asOf = '2020-01-01';
  await desk.write('districts', [{ properties: { code: '370298', name: '区' }, ground }], { asOf });
  await desk.write('subdistricts', [{ properties: { code: '370298001', name: '街道' }, ground }], { asOf });
  await desk.keep();
});
afterEach(() => desk.clear());
afterAll(async () => {
  await desk.close();
  await database.close();
});

type Row = readonly [longitude: number | null, latitude: number | null, area?: string];

const list = (rows: readonly Row[]): string =>
  [
    '编号,类别,上报日期,经度,纬度,所在区域代码',
    ...rows.map(([longitude, latitude, area = ''], i) =>
      [`370298-D${String(i).padStart(4, '0')}`, '9101', '2024-05-01', longitude ?? '', latitude ?? '', area].join(','),
    ),
  ].join('\n');

const preview = (rows: readonly Row[]) => desk.prepare('issues', 'issues.csv', list(rows), { crs: 'EPSG:4490' });
const apart = (count: number, from = 0): Row[] =>
  Array.from({ length: count }, (_, i): Row => [120.301 + (from + i) * 0.00001, 36.01]);
const onePoint = (count: number): Row[] => Array.from({ length: count }, (): Row => [120.385, 36.061]);

describe('Issues on one point', () => {
  test('raise a doubt with how many they are and where; nothing is written before it is accepted', async () => {
    const prepared = await preview([...apart(3), ...onePoint(40)]);
    expect(prepared.summary).toMatchObject({ added: 43, refused: 0 });
    const run = await ImportService.get(database.dataSource, prepared.key);
    const findings = await ImportService.findings(database.dataSource, run, 0);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ severity: 'DOUBTFUL', reason: 'DEFAULT_POINT', row: 5, amount: 40 });
    expect(findings[0]?.message).toContain('40 rows stand on this one point, 120.385000 36.061000');
    expect(findings[0]?.longitude).toBeCloseTo(120.385, 6);
    await expect(desk.confirm(prepared, [])).rejects.toThrow();
    await desk.confirm(prepared, ['DEFAULT_POINT']);
  });

  test.each([
    ['two dozen among few', 24, 100, 1],
    ['two dozen among very many, as at one house', 24, 900, 0],
    ['a hundred, among however many', 100, 2100, 1],
    ['a handful, even if they are all', 12, 0, 0],
  ])('%s', async (_what, together, others, doubts) => {
    const prepared = await preview([...apart(others), ...onePoint(together)]);
    expect((await desk.findings(prepared)).filter((each) => each.includes('DEFAULT_POINT'))).toHaveLength(doubts);
  });
});

describe('Issues without a place', () => {
  test('of which the area is told stand in it, and the preview says how many; the others are refused', async () => {
    const prepared = await preview([
      [120.31, 36.02],
      [null, null, '370298001'],
      [null, null, '370298001'],
      [null, null],
    ]);
    expect(await desk.findings(prepared)).toEqual([
      'REFUSED GEOMETRY_MISSING 370298-D0003',
      'NOTED PLACED_IN_AREA 370298-D0001',
      'NOTED PLACED_IN_AREA 370298-D0002',
    ]);
    await desk.confirm(prepared, []);
    const [counted] = await database.dataSource.query<{ inside: number }[]>(
      `select count(*)::int as inside from issue i join boundary b on b.area_id = i.area_id and ST_Intersects(b.geom, i.place)`,
    );
    expect(counted?.inside).toBe(3);
  });
});
