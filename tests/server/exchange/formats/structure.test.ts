import fc from 'fast-check';
import type { Geometry } from 'geojson';
import { describe, expect, it } from 'vitest';
import { MAX_RING_POINTS } from '../../../../server/exchange/formats/limits.ts';
import type { RowFault } from '../../../../server/exchange/formats/source-file.ts';
import { structured } from '../../../../server/exchange/formats/structure.ts';
import { SQUARE } from './made-files.ts';

function judged(value: unknown): { geometry: Geometry | null; faults: string[]; places: unknown[] } {
  const faults: RowFault[] = [];
  const geometry = structured(value, faults);
  return {
    geometry,
    faults: faults.map(({ severity, reason }) => `${severity} ${reason}`),
    places: faults.map(({ place }) => place),
  };
}

const polygon = (...rings: unknown[]): unknown => ({ type: 'Polygon', coordinates: rings });

describe('the structure of a geometry', () => {
  it('is left alone when nothing is wrong with it, whatever the winding', () => {
    for (const ring of [SQUARE, [...SQUARE].reverse()]) {
      expect(judged(polygon(ring))).toEqual({ geometry: polygon(ring), faults: [], places: [] });
    }
    expect(judged(null)).toEqual({ geometry: null, faults: [], places: [] });
  });

  it('closes a ring that is open and says where', () => {
    const { geometry, faults, places } = judged(polygon(SQUARE.slice(0, 4)));
    expect(geometry).toEqual(polygon(SQUARE));
    expect(faults).toEqual(['REPAIRED RING_CLOSED']);
    expect(places).toEqual([[120.38, 36.07]]);
  });

  it('drops points that repeat the one before, and heights', () => {
    const doubled = SQUARE.flatMap((point) => [
      [...point, 7],
      [...point, 8, 9],
    ]);
    expect(judged(polygon(doubled))).toMatchObject({
      geometry: polygon(SQUARE),
      faults: ['REPAIRED REPEATED_POINTS_DROPPED', 'NOTED HEIGHTS_DROPPED'],
    });
  });

  it.each([
    [
      'a ring of two points',
      polygon([
        [1, 2],
        [3, 4],
        [1, 2],
      ]),
      'RING_TOO_FEW_POINTS',
      [1, 2],
    ],
    [
      'a ring that goes to and fro',
      polygon([
        [1, 2],
        [3, 4],
        [1, 2],
        [3, 4],
        [1, 2],
      ]),
      'RING_TOO_FEW_POINTS',
      [1, 2],
    ],
    [
      'a line of one place',
      {
        type: 'LineString',
        coordinates: [
          [1, 2],
          [1, 2],
        ],
      },
      'LINE_TOO_SHORT',
      [1, 2],
    ],
    [
      'text as coordinates',
      polygon([
        [1, 2],
        ['3', 4],
        [5, 6],
        [1, 2],
      ]),
      'COORDINATE_NOT_A_NUMBER',
      [1, 2],
    ],
    ['infinity', { type: 'Point', coordinates: [Infinity, 2] }, 'COORDINATE_NOT_A_NUMBER', undefined],
    ['not a number', { type: 'Point', coordinates: [1, NaN] }, 'COORDINATE_NOT_A_NUMBER', undefined],
    ['an empty position', polygon([[1, 2], [], [5, 6], [1, 2]]), 'POSITION_INCOMPLETE', [1, 2]],
    ['missing brackets', polygon([1, 2], [3, 4]), 'WRONG_DEPTH', [1, 2]],
    ['too many brackets', polygon([SQUARE]), 'WRONG_DEPTH', [120.38, 36.06]],
    ['a wrong name', { type: 'polygon', coordinates: [SQUARE] }, 'TYPE_UNKNOWN', undefined],
    ['an inherited name', { type: 'toString', coordinates: [SQUARE] }, 'TYPE_UNKNOWN', undefined],
    ['no name', { coordinates: [SQUARE] }, 'TYPE_MISSING', undefined],
    ['no coordinates', { type: 'Polygon' }, 'COORDINATES_MISSING', undefined],
    ['text instead of a geometry', 'POLYGON', 'GEOMETRY_NOT_AN_OBJECT', undefined],
    ['a hole without outer ring', polygon([], SQUARE), 'RING_TOO_FEW_POINTS', undefined],
    [
      'points and polygons in one',
      { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }, polygon(SQUARE)] },
      'MIXED_COLLECTION',
      [1, 2],
    ],
  ])('refuses %s', (_, value, reason, place) => {
    expect(judged(value)).toEqual({ geometry: null, faults: [`REFUSED ${reason}`], places: [place] });
  });

  it.each([
    { type: 'Point', coordinates: [] },
    { type: 'Polygon', coordinates: [] },
    { type: 'Polygon', coordinates: [[]] },
    { type: 'MultiPolygon', coordinates: [[], [[]]] },
    { type: 'GeometryCollection', geometries: [] },
  ])('counts an empty geometry as none: %j', (value) => {
    expect(judged(value)).toEqual({ geometry: null, faults: ['NOTED GEOMETRY_EMPTY'], places: [undefined] });
  });

  it('drops empty parts and keeps the others', () => {
    expect(judged({ type: 'MultiPolygon', coordinates: [[], [SQUARE, []]] })).toMatchObject({
      geometry: { type: 'MultiPolygon', coordinates: [[SQUARE]] },
      faults: ['REPAIRED EMPTY_PARTS_DROPPED'],
    });
  });

  it('takes a collection apart when it is one shape or all polygons, also a collection within one', () => {
    const one = { type: 'GeometryCollection', geometries: [polygon(SQUARE)] };
    expect(judged(one)).toMatchObject({ geometry: polygon(SQUARE), faults: ['REPAIRED COLLECTION_UNWRAPPED'] });
    const other = { type: 'MultiPolygon', coordinates: [[SQUARE], [SQUARE]] };
    expect(judged({ type: 'GeometryCollection', geometries: [one, other] })).toMatchObject({
      geometry: { type: 'MultiPolygon', coordinates: [[SQUARE], [SQUARE], [SQUARE]] },
      faults: ['REPAIRED COLLECTION_TO_MULTIPOLYGON'],
    });
  });

  it('refuses collections nested without end', () => {
    let nested: unknown = polygon(SQUARE);
    for (let depth = 0; depth < 50_000; depth++) nested = { type: 'GeometryCollection', geometries: [nested] };
    expect(judged(nested).faults).toEqual(['REFUSED COLLECTION_TOO_DEEP']);
  });

  it('takes rings of 10,000 corners and refuses those beyond the limit', () => {
    const circle = (corners: number): number[][] =>
      Array.from({ length: corners + 1 }, (_, corner) => {
        const angle = (2 * Math.PI * (corner % corners)) / corners;
        return [120 + Math.cos(angle), 36 + Math.sin(angle)];
      });
    expect(judged(polygon(circle(10_000))).faults).toEqual([]);
    expect(judged(polygon(circle(MAX_RING_POINTS))).faults).toEqual(['REFUSED RING_TOO_LONG']);
  });

  it('notes a malformed bbox and does not mind it', () => {
    for (const bbox of ['0,0,1,1', [1, 2, 3], [1, 2, 3, '4'], null]) {
      expect(judged({ type: 'Point', coordinates: [1, 2], bbox })).toMatchObject({
        geometry: { type: 'Point', coordinates: [1, 2] },
        faults: ['NOTED BBOX_MALFORMED'],
      });
    }
  });

  it('answers anything at all with a well-formed geometry or a refusal, and mends once for all', () => {
    const types = fc.constantFrom(
      'Point',
      'MultiPoint',
      'LineString',
      'Polygon',
      'MultiPolygon',
      'GeometryCollection',
      'x',
    );
    const { nested } = fc.letrec((tie) => ({
      nested: fc.oneof(
        { withCrossShrink: true },
        fc.double(),
        fc.constantFrom(null, '1', 0),
        fc.array(tie('nested'), { maxLength: 5 }),
      ),
    }));
    const anything = fc.oneof(
      fc.anything(),
      fc.record({ type: types, coordinates: nested, geometries: nested, bbox: fc.anything() }),
    );
    fc.assert(
      fc.property(anything, (value) => {
        const { geometry, faults } = judged(value);
        if (value === null || value === undefined) expect(faults).toEqual([]);
        else if (geometry === null) expect(faults.join()).toMatch(/REFUSED|GEOMETRY_EMPTY/);
        else {
          expect(faults.join()).not.toContain('REFUSED');
          expect(judged(geometry)).toEqual({ geometry, faults: [], places: [] });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
