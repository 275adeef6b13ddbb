import fc from 'fast-check';
import type { Geometry, Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import { decodeWkb, encodeWkb, WkbProblem } from '../../../../server/exchange/formats/wkb.ts';
import { readWkt, WktProblem } from '../../../../server/exchange/formats/wkt.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const position: fc.Arbitrary<Position> = fc.tuple(number, number);
const line = fc.array(position, { minLength: 2, maxLength: 6 });
const polygon = fc.array(line, { minLength: 1, maxLength: 3 });
const shape: fc.Arbitrary<Geometry> = fc.oneof(
  position.map((coordinates) => ({ type: 'Point' as const, coordinates })),
  line.map((coordinates) => ({ type: 'LineString' as const, coordinates })),
  polygon.map((coordinates) => ({ type: 'Polygon' as const, coordinates })),
  line.map((coordinates) => ({ type: 'MultiPoint' as const, coordinates })),
  polygon.map((coordinates) => ({ type: 'MultiLineString' as const, coordinates })),
  fc
    .array(polygon, { minLength: 1, maxLength: 3 })
    .map((coordinates) => ({ type: 'MultiPolygon' as const, coordinates })),
);
const geometry = fc.oneof(
  shape,
  fc
    .array(shape, { minLength: 1, maxLength: 3 })
    .map((geometries): Geometry => ({ type: 'GeometryCollection', geometries })),
);

function textOf(one: Geometry): string {
  const list = (value: unknown): string =>
    Array.isArray(value) && typeof value[0] === 'number'
      ? value.join(' ')
      : `(${(value as unknown[]).map(list).join(',')})`;
  if (one.type === 'GeometryCollection') return `GEOMETRYCOLLECTION(${one.geometries.map(textOf).join(',')})`;
  return `${one.type.toUpperCase()} ${one.type === 'Point' ? `(${list(one.coordinates)})` : list(one.coordinates)}`;
}

describe('well-known binary', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(geometry, (one) => {
        expect(decodeWkb(encodeWkb(one))).toEqual({ geometry: one, srid: null });
      }),
      { numRuns: 500 },
    );
  });

  it('is read in either byte order, with SRID, heights and measures', () => {
    const bigEndian = Buffer.from('0020000001000011083ff00000000000004000000000000000', 'hex');
    expect(decodeWkb(bigEndian)).toEqual({ geometry: { type: 'Point', coordinates: [1, 2] }, srid: 4360 });
    const iso = Buffer.alloc(37, 0);
    iso.writeUInt8(1, 0);
    iso.writeUInt32LE(3001, 1);
    [1, 2, 3, 4].forEach((value, index) => iso.writeDoubleLE(value, 5 + 8 * index));
    expect(decodeWkb(iso).geometry).toEqual({ type: 'Point', coordinates: [1, 2, 3] });
  });

  it('ends in a clear error when it is cut off, lengthened or of another kind', () => {
    fc.assert(
      fc.property(geometry, fc.nat(), (one, cut) => {
        const bytes = encodeWkb(one);
        expect(() => decodeWkb(bytes.subarray(0, cut % bytes.length))).toThrow(WkbProblem);
        expect(() => decodeWkb(Buffer.concat([bytes, Buffer.from([0])]))).toThrow(WkbProblem);
      }),
    );
    expect(() => decodeWkb(Buffer.from('010a00000000000000', 'hex'))).toThrow('CurvePolygon is not read');
  });

  it('does not believe a count that cannot be', () => {
    expect(() => decodeWkb(Buffer.from('0106000000ffffffff', 'hex'))).toThrow('it ends too early');
  });

  it('answers any bytes with a geometry or that error', () => {
    const likely = fc
      .uint8Array({ maxLength: 80 })
      .map((bytes) => Uint8Array.of(1, (bytes[0] ?? 0) % 8, 0, 0, 0, ...bytes));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), likely), (bytes) => {
        try {
          decodeWkb(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(WkbProblem);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('well-known text', () => {
  it('is read as it is written', () => {
    fc.assert(
      fc.property(geometry, (one) => {
        expect(readWkt(textOf(one))).toEqual({ geometry: one, srid: null });
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['SRID=4490;Point Z (1 2 3)', { type: 'Point', coordinates: [1, 2, 3] }, 4490],
    [
      'MULTIPOINT((1 2),(3 4))',
      {
        type: 'MultiPoint',
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
      null,
    ],
    [
      ' multipolygon ( ( ( 1 2 ,\n3.5e0 .4, 5 6, 1 2 ) ), EMPTY )',
      {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [1, 2],
              [3.5, 0.4],
              [5, 6],
              [1, 2],
            ],
          ],
          [],
        ],
      },
      null,
    ],
    ['POLYGON ZM EMPTY', { type: 'Polygon', coordinates: [] }, null],
    ['GEOMETRYCOLLECTION EMPTY', { type: 'GeometryCollection', geometries: [] }, null],
  ])('knows %s', (text, expected, srid) => {
    expect(readWkt(text)).toEqual({ geometry: expected, srid });
  });

  it.each([
    '',
    'POINT',
    'POINT(1)',
    'POINT(1 2',
    'POINT(1 2)x',
    'POINT(12abc 3)',
    'POINT(1,2)',
    'CIRCLE(1 2)',
    'POLYGON((1 2,3 NaN))',
    'POINT(1 2 3 4 5)',
  ])('refuses “%s”', (text) => {
    expect(() => readWkt(text)).toThrow(WktProblem);
  });

  it('takes no longer for long nonsense', () => {
    for (const text of [
      `POINT(${'1'.repeat(2_000_000)}x 2)`,
      `POINT(${' '.repeat(2_000_000)}x`,
      'GEOMETRYCOLLECTION('.repeat(100_000),
    ]) {
      expect(() => readWkt(text)).toThrow(WktProblem);
    }
  });
});
