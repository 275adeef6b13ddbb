import gcoord from 'gcoord';
import type { Geometry, Position } from 'geojson';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mapPositions } from '../../../../server/exchange/coordinates/convert.ts';
import { ImportService, type PreparedImport } from '../../../../server/exchange/import.service.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import type { Provenance } from '../../../../server/kernel/graph/provenance.ts';
import { chineseFaults } from '../../../support/chinese.ts';
import { boxShape, ImportDesk } from '../../../support/import-files.ts';
import { ownDatabase } from '../../../support/test-database.ts';

interface ToldReport {
  readonly refusal: { readonly messageZh: string };
  readonly crs: { fits: readonly { crs: string; metres: number }[]; evidenceZh: readonly string[] };
}

describe('A file in other coordinates', () => {
  let database: Database;
  let desk: ImportDesk;
  const SHAPES: readonly (readonly [string, Geometry])[] = [
    ['370299001', boxShape([120.3, 36.0, 120.32, 36.02])],
    ['370299002', boxShape([120.32, 36.0, 120.34, 36.02])],
  ];
  const file = (change: (position: Position) => Position) =>
    JSON.stringify({
      type: 'FeatureCollection',
      features: SHAPES.map(([code, shape]) => ({
        type: 'Feature',
        properties: { code, name: code },
        geometry: mapPositions(shape, change),
      })),
    });
  const moved = (to: typeof gcoord.GCJ02 | typeof gcoord.BD09) =>
    file(([x = 0, y = 0]) => gcoord.transform([x, y], gcoord.WGS84, to));

  beforeAll(async () => {
    database = await ownDatabase('empty');
    desk = await ImportDesk.open(database.dataSource);
    await desk.write(
      'districts',
      [{ properties: { code: '370299', name: '试验区' }, ground: [120.3, 36.0, 120.34, 36.02] }],
      { asOf: '2020-01-01' },
    );
    await desk.write(
      'subdistricts',
      SHAPES.map(([code, ground]) => ({ properties: { code, name: code }, ground })),
      { asOf: '2020-01-01' },
    );
    await desk.keep();
  });
  afterEach(() => desk.clear());
  afterAll(async () => {
    await desk.close();
    await database.close();
  });

  test.each([
    ['GCJ-02', moved(gcoord.GCJ02)],
    ['BD-09', moved(gcoord.BD09)],
  ])('is caught and named when it is %s and does not say so, and read right once it is said', async (crs, content) => {
    const undeclared = await desk.prepare('subdistricts', 'streets.geojson', content);
    expect(undeclared.refusal?.reason).toBe('CRS_DETECTED');
    expect(undeclared.refusal?.message).toContain(`As ${crs} the shapes lie 0.0 m from known ones`);
    const wrong = await desk.prepare('subdistricts', 'streets.geojson', content, { crs: 'EPSG:4490' });
    expect(wrong.refusal?.reason).toBe('CRS_CONTRADICTED');
    const report = (await ImportService.report(database.dataSource, wrong.key)) as ToldReport;
    expect(report.refusal.messageZh).toContain(
      `按 ${crs} 读取，图形与已知位置相差 0.0 m；按所声明的 EPSG:4490 读取，相差`,
    );
    const closest = report.crs.fits.toSorted((one, other) => one.metres - other.metres)[0];
    expect(closest).toMatchObject({ crs, rows: 2, title: { zh: crs } });
    expect(closest?.metres).toBeLessThan(0.05);
    expect(report.crs.evidenceZh.flatMap(chineseFaults)).toEqual([]);
    expect(report.crs.evidenceZh.at(-1)).toBe(`可以断定：${crs} 远比其他坐标系吻合，共比对 2 行。`);
    const right = await desk.prepare('subdistricts', 'streets.geojson', content, { crs });
    expect(right.summary).toMatchObject({ unchanged: 2, changed: 0, refused: 0 });
  });

  test('with latitude first is caught and named', async () => {
    const content = file(([x = 0, y = 0]) => [y, x]);
    const undeclared = await desk.prepare('subdistricts', 'streets.geojson', content);
    expect(undeclared.refusal?.message).toContain('EPSG:4490, latitude first');
    const right = await desk.prepare('subdistricts', 'streets.geojson', content, { crs: 'EPSG:4490, latitude first' });
    expect(right.summary).toMatchObject({ unchanged: 2, changed: 0, refused: 0 });
  });

  test('in metres of a strip, or in feet, is caught and named', async () => {
    const corners: Position[] = [];
    file((position) => corners[corners.push(position) - 1] ?? position);
    const projected = await database.dataSource.query<{ x: number; y: number }[]>(
      `select ST_X(p) as x, ST_Y(p) as y
       from unnest($1::float8[], $2::float8[]) with ordinality c(longitude, latitude, nth),
         ST_Transform(ST_SetSRID(ST_Point(longitude, latitude), 4490), 4549) p order by nth`,
      [corners.map(([longitude]) => longitude), corners.map(([, latitude]) => latitude)],
    );
    const planar = (unit: number) => {
      const next = projected.values();
      return file(() => {
        const { x, y } = next.next().value ?? { x: NaN, y: NaN };
        return [x / unit, y / unit];
      });
    };
    for (const [unit, crs] of [
      [1, 'EPSG:4549'],
      [0.3048, 'EPSG:4549, in feet'],
    ] as const) {
      const undeclared = await desk.prepare('subdistricts', 'streets.geojson', planar(unit));
      expect(undeclared.refusal?.message).toContain(`As ${crs} the shapes lie`);
      const right = await desk.prepare('subdistricts', 'streets.geojson', planar(unit), { crs });
      expect(right.summary).toMatchObject({ unchanged: 2, changed: 0, refused: 0 });
    }
  });

  // known_district.geojson and same_land_gcj02_more_sea.geojson: a coast district, and the same land with more sea to the west.
  describe('that takes in more sea than the known outline', () => {
    const land = [
      [120.3, 36.045],
      [120.35, 36.045],
      [120.36, 36.06],
      [120.36, 36.09],
      [120.3, 36.09],
      [120.3, 36.045],
    ];
    const moreSea = [
      [120.268, 36.055],
      [120.268, 36.045],
      [120.35, 36.045],
      [120.36, 36.06],
      [120.36, 36.09],
      [120.3, 36.09],
      [120.3, 36.055],
      [120.268, 36.055],
    ];
    const district = (ring: Position[], change = (position: Position): Position => position) =>
      JSON.stringify({
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            properties: { code: '379902', name: '试海区' },
            geometry: { type: 'Polygon', coordinates: [ring.map(change)] },
          },
        ],
      });
    const inGcj02 = district(moreSea, ([x = 0, y = 0]) => gcoord.transform([x, y], gcoord.WGS84, gcoord.GCJ02));
    const bring = (content: string, wishes: object = {}) => desk.prepare('districts', 'sea.geojson', content, wishes);
    const reasons = ({ summary }: PreparedImport) =>
      summary?.findings.filter(({ severity }) => severity === 'DOUBTFUL').map(({ reason }) => reason) ?? [];

    test.each([
      ['what is known is real', 'IMPORTED', 'GCJ-02'],
      ['what is known is made up', 'SYNTHETIC', null],
    ] as const)('is judged by its borders, where %s', async (_, provenance, detected) => {
      const known = await bring(district(land), { crs: 'EPSG:4490', provenance });
      await ImportService.confirm(database.dataSource, known.key, []);

      const undeclared = await bring(inGcj02);
      expect(undeclared.refusal?.reason).toBe(detected ? 'CRS_DETECTED' : 'CRS_UNDECLARED');
      const true_ = await bring(inGcj02, { crs: 'GCJ-02' });
      expect([true_.state, true_.crs?.detected ?? null, reasons(true_)]).toEqual(['CHECKED', detected, []]);
      const wrong = await bring(inGcj02, { crs: 'EPSG:4490' });
      expect([wrong.state, reasons(wrong)]).toEqual(['CHECKED', detected ? ['CRS_DOUBTED'] : []]);

      const mirror = await bring(district(moreSea), { crs: 'EPSG:4490' });
      expect([mirror.state, reasons(mirror)]).toEqual(['CHECKED', []]);
      expect(mirror.crs?.evidence.at(-1)).toBe(
        detected ? 'Likely EPSG:4490, but one row alone does not decide.' : undefined,
      );
    });
  });

  describe('of areas that are new', () => {
    const streets = (change: (position: Position) => Position) =>
      JSON.stringify({
        type: 'FeatureCollection',
        features: [
          ['379904001', [120.5, 36.0, 120.52, 36.02]] as const,
          ['379904002', [120.52, 36.0, 120.54, 36.02]] as const,
        ].map(([code, [west, south, east, north]]) => ({
          type: 'Feature',
          properties: { code, name: code },
          geometry: mapPositions(boxShape([west, south, east, north]), change),
        })),
      });
    const inGcj02 = streets(([x = 0, y = 0]) => gcoord.transform([x, y], gcoord.WGS84, gcoord.GCJ02));
    const known = (ground: readonly [number, number, number, number], provenance: Provenance = 'IMPORTED') =>
      desk.write('districts', [{ properties: { code: '379904', name: '邻区' }, ground }], {
        asOf: '2020-01-01',
        provenance,
      });
    const bring = (content: string, wishes: object = {}) =>
      desk.prepare('subdistricts', 'streets.geojson', content, wishes);

    test('is told by the borders of what they belong to', async () => {
      await known([120.5, 36.0, 120.54, 36.02]);
      const undeclared = await bring(inGcj02);
      expect(undeclared.refusal?.reason).toBe('CRS_DETECTED');
      expect(undeclared.crs).toMatchObject({ detected: 'GCJ-02', used: null });
      expect(undeclared.crs?.evidence).toContain(
        'Read as GCJ-02, 25 % of 8 corners lie within 0.0 m of known corners around them.',
      );
      expect((await bring(inGcj02, { crs: 'EPSG:4490' })).refusal?.reason).toBe('CRS_CONTRADICTED');
      expect(await bring(inGcj02, { crs: 'GCJ-02' })).toMatchObject({ state: 'CHECKED', refusal: null });
      const asTheyAre = await bring(streets((position) => position));
      expect(asTheyAre).toMatchObject({ state: 'CHECKED', refusal: null, crs: { detected: 'EPSG:4490' } });
    });

    test('is not told by borders that none of them shares, nor by made-up ones', async () => {
      await known([120.47, 35.97, 120.57, 36.05]);
      expect((await bring(inGcj02)).refusal?.reason).toBe('CRS_UNDECLARED');
      expect(await bring(inGcj02, { crs: 'EPSG:4490' })).toMatchObject({ state: 'CHECKED' });
      await desk.clear();
      await known([120.5, 36.0, 120.54, 36.02], 'SYNTHETIC');
      expect((await bring(inGcj02)).refusal?.reason).toBe('CRS_UNDECLARED');
    });
  });

  test('is refused where nothing is known that it could be compared with', async () => {
    await database.dataSource.query(`delete from boundary`);
    const undeclared = await desk.prepare(
      'subdistricts',
      'streets.geojson',
      file((position) => position),
    );
    expect(undeclared.refusal?.reason).toBe('CRS_UNDECLARED');
  });
});
