import fc from 'fast-check';
import gcoord from 'gcoord';
import type { Geometry, Position } from 'geojson';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { candidates, rangesOf } from '../../../../server/exchange/coordinates/candidates.ts';
import { mapPositions, towardsStorage } from '../../../../server/exchange/coordinates/convert.ts';
import {
  BD_09,
  CGCS2000,
  GCJ_02,
  parseCrs,
  stripAround,
  stripOfZone,
} from '../../../../server/exchange/coordinates/crs.ts';
import { decideCrs } from '../../../../server/exchange/coordinates/decide.ts';
import { ImportService, type PreparedImport } from '../../../../server/exchange/import.service.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { chineseFaults } from '../../../support/chinese.ts';
import { boxShape, ImportDesk } from '../../../support/import-files.ts';
import { ownDatabase } from '../../../support/test-database.ts';

describe('A coordinate system', () => {
  test.each([
    ['EPSG:4549', 'EPSG:4549'],
    ['4549', 'EPSG:4549'],
    ['urn:ogc:def:crs:EPSG::4490', 'EPSG:4490'],
    ['CGCS2000', 'EPSG:4490'],
    ['wgs 84', 'EPSG:4326'],
    ['gcj02', 'GCJ-02'],
    ['BD-09', 'BD-09'],
    ['EPSG:4490, latitude first', 'EPSG:4490, latitude first'],
    ['EPSG:4549, north first, in feet', 'EPSG:4549, north first, in feet'],
  ])('called %s is known', (text, name) => {
    expect(parseCrs(text)?.name).toBe(name);
  });

  test.each(['', 'EPSG:2154', 'Mars 2000', 'EPSG:4490, in feet', 'EPSG:4490, sideways'])(
    'called "%s" is not',
    (text) => {
      expect(parseCrs(text)).toBeNull();
    },
  );

  // EPSG: 4549 is CM 120° E without zone number, 4528 zone 40 with it.
  test('of three degrees is found by its meridian and by its zone', () => {
    expect(stripAround(120.4)?.epsg).toBe(4549);
    expect(stripOfZone(40)?.epsg).toBe(4528);
    expect(stripAround(10)).toBeNull();
  });
});

const inChina = fc.record({
  longitude: fc.double({ min: 75, max: 134, noNaN: true }),
  latitude: fc.double({ min: 19, max: 52, noNaN: true }),
});

describe('The offset', () => {
  test.each([
    ['GCJ-02', GCJ_02, gcoord.GCJ02],
    ['BD-09', BD_09, gcoord.BD09],
  ] as const)('of %s is taken off to less than a centimetre', (_, crs, offset) => {
    fc.assert(
      fc.property(inChina, ({ longitude, latitude }) => {
        const moved = gcoord.transform([longitude, latitude], gcoord.WGS84, offset);
        const back = towardsStorage(crs).convert?.({ type: 'Point', coordinates: moved }) as { coordinates: Position };
        expect(Math.abs((back.coordinates[0] ?? 0) - longitude)).toBeLessThan(1e-7);
        expect(Math.abs((back.coordinates[1] ?? 0) - latitude)).toBeLessThan(1e-7);
      }),
    );
  });
});

describe('Numbers', () => {
  const names = (...coordinates: Position[]): string[] => {
    const ranges = rangesOf([{ type: 'MultiPoint', coordinates }]);
    return ranges ? candidates(ranges, 120.3, null).map(({ name }) => name) : [];
  };

  test('of degrees can be true or offset, those of the other order the same the other way round', () => {
    expect(names([120.3, 36.1])).toEqual(['EPSG:4490', 'GCJ-02', 'BD-09']);
    expect(names([36.1, 120.3])).toEqual([
      'EPSG:4490, latitude first',
      'GCJ-02, latitude first',
      'BD-09, latitude first',
    ]);
  });

  test('of metres tell strip, zone and order', () => {
    expect(names([536_033, 3_993_383])).toContain('EPSG:4549');
    expect(names([40_536_033, 3_993_383])).toEqual(['EPSG:4528']);
    expect(names([3_993_383, 536_033])).toContain('EPSG:4549, north first');
  });

  test('of feet are told', () => {
    expect(names([536_033 / 0.3048, 3_993_383 / 0.3048])).toContain('EPSG:4549, in feet');
  });

  test('from elsewhere fit nothing', () => {
    expect(names([13.4, 52.5])).toEqual([]);
  });
});

describe('The decision', () => {
  const fit = (crs: typeof CGCS2000, medianM: number, rows = 5) => ({ crs, medianM, rows, corners: 40 });
  const decide = (wishes: Partial<Parameters<typeof decideCrs>[0]>) =>
    decideCrs({ byPerson: null, byFile: null, fits: [], insist: false, ...wishes });

  test('follows a declaration that nothing contradicts', () => {
    expect(decide({ byFile: CGCS2000 })).toMatchObject({ used: CGCS2000, stop: null });
    expect(decide({ byPerson: GCJ_02, fits: [fit(GCJ_02, 20), fit(CGCS2000, 30)] })).toMatchObject({
      used: GCJ_02,
      stop: null,
    });
  });

  test('stops at a declaration that the ground contradicts, unless it is insisted on', () => {
    const fits = [fit(CGCS2000, 463), fit(GCJ_02, 6)];
    expect(decide({ byFile: CGCS2000, fits }).stop?.message).toContain(
      'As GCJ-02 the shapes lie 6.0 m from known ones, as declared (EPSG:4490) 463 m',
    );
    expect(decide({ byFile: CGCS2000, fits: [fit(CGCS2000, 420), fit(GCJ_02, 240)] }).stop).toBeNull();
    expect(decide({ byPerson: CGCS2000, fits, insist: true })).toMatchObject({ used: CGCS2000, stop: null });
  });

  test('takes what nobody declared only where the ground speaks clearly for true coordinates', () => {
    expect(decide({ fits: [fit(CGCS2000, 5), fit(GCJ_02, 460)] })).toMatchObject({ used: CGCS2000, stop: null });
    expect(decide({ fits: [fit(CGCS2000, 460), fit(GCJ_02, 5)] }).stop?.reason).toBe('CRS_DETECTED');
    expect(decide({ fits: [fit(CGCS2000, 240), fit(GCJ_02, 420)] })).toMatchObject({ used: CGCS2000, stop: null });
    expect(decide({ fits: [fit(CGCS2000, 5), fit(GCJ_02, 9)] }).stop?.reason).toBe('CRS_UNDECLARED');
    expect(decide({}).stop?.reason).toBe('CRS_UNDECLARED');
  });

  test('is no more than a doubt, or a question, where one row alone speaks', () => {
    const fits = [fit(CGCS2000, 460, 1), fit(GCJ_02, 0.2, 1)];
    expect(decide({ byFile: CGCS2000, fits })).toMatchObject({
      used: CGCS2000,
      stop: null,
      doubt: { reason: 'CRS_DOUBTED' },
    });
    expect(decide({ byPerson: GCJ_02, fits })).toMatchObject({ used: GCJ_02, stop: null, doubt: null });
    expect(decide({ fits: [fit(CGCS2000, 0.2, 1), fit(GCJ_02, 460, 1)] }).stop?.reason).toBe('CRS_UNDECLARED');
    expect(decide({ fits }).evidence.at(-1)).toBe('Likely GCJ-02, but one row alone does not decide.');
  });

  test('does not believe what is far from everything known', () => {
    expect(decide({ byFile: GCJ_02, fits: [fit(GCJ_02, 80_000)] }).stop?.reason).toBe('CRS_FAR_AWAY');
  });
});

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
