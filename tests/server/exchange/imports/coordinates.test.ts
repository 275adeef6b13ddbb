import fc from 'fast-check';
import gcoord from 'gcoord';
import type { Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import { candidates, rangesOf } from '../../../../server/exchange/coordinates/candidates.ts';
import { towardsStorage } from '../../../../server/exchange/coordinates/convert.ts';
import {
  BD_09,
  CGCS2000,
  GCJ_02,
  parseCrs,
  stripAround,
  stripOfZone,
} from '../../../../server/exchange/coordinates/crs.ts';
import { decideCrs } from '../../../../server/exchange/coordinates/decide.ts';

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
  const fit = (crs: typeof CGCS2000, medianM: number, rows = 5) => ({
    crs,
    aroundShare: null,
    medianM,
    rows,
    corners: 40,
  });
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
