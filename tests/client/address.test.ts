import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, printAddress } from '../../client/state/address.ts';
import { fromDayNumber } from '../../client/state/dates.ts';
import { DESK_LISTS, EVALUATION_UNITS, type Desk } from '../../client/state/desk.ts';
import { MAP_LEVELS } from '../../client/state/levels.ts';
import {
  DEFAULT_VIEW,
  districtOf,
  LANGUAGES,
  OVERLAYS,
  roundCamera,
  selectionOf,
  THEMES,
  type Place,
  type View,
} from '../../client/state/view.ts';

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
const opaque = fc.string({ minLength: 1, maxLength: 60 });
const place: fc.Arbitrary<Place> = fc.oneof(
  fc.record({
    kind: fc.constant('area' as const),
    code: fc.oneof(digits(9), digits(15), fc.constant('370202007004Y0021B003')),
  }),
  fc.record({ kind: fc.constant('officeBuilding' as const), code: opaque }),
  fc.record({ kind: fc.constant('partyCommittee' as const), id: opaque }),
  fc.record({ kind: fc.constant('issue' as const), id: opaque }),
);
const camera = fc
  .record({
    zoom: fc.double({ min: 0, max: 24, noNaN: true }),
    latitude: fc.double({ min: -85, max: 85, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  })
  .map(roundCamera);
const word = fc.stringMatching(/^[0-9A-Z_-]{1,40}$/);
const date = fc.integer({ min: -20_000, max: 60_000 }).map(fromDayNumber);
const desk: fc.Arbitrary<Desk> = fc.oneof(
  fc.record({
    kind: fc.constant('list' as const),
    list: fc.constantFrom(...DESK_LISTS),
    category: fc.option(word),
    state: fc.option(word),
  }),
  fc.record({ kind: fc.constantFrom('case' as const, 'sheet' as const), code: opaque }),
  fc.record({ kind: fc.constantFrom('report' as const, 'outbox' as const) }),
  fc.record({ kind: fc.constant('hardIssues' as const), code: fc.option(opaque) }),
  fc.record({
    kind: fc.constant('evaluation' as const),
    unit: fc.constantFrom(...EVALUATION_UNITS),
    from: fc.option(date),
    to: fc.option(date),
  }),
);
const view: fc.Arbitrary<View> = fc.record({
  district: fc.option(digits(6)),
  place: fc.option(place),
  theme: fc.constantFrom(...THEMES),
  overlays: fc.subarray([...OVERLAYS]),
  asOf: fc.option(date),
  level: fc.option(fc.constantFrom(...MAP_LEVELS)),
  population: fc.constantFrom('ALL_GRIDS' as const, 'GRIDS_RENEWED_WITHIN_FIVE_YEARS' as const),
  language: fc.constantFrom(...LANGUAGES),
  camera: fc.option(camera),
  desk: fc.option(desk),
});

describe('the address of a view', () => {
  it('holds the whole view: what is printed is read back', () => {
    fc.assert(fc.property(view, (given) => void expect(parseAddress(printAddress(given))).toEqual(given)));
  });

  it('is the same for the same view', () => {
    fc.assert(
      fc.property(
        view,
        (given) => void expect(printAddress(parseAddress(printAddress(given)))).toBe(printAddress(given)),
      ),
    );
  });

  it('is empty when nothing is chosen', () => {
    expect(printAddress(DEFAULT_VIEW)).toBe('');
    expect(parseAddress('')).toEqual(DEFAULT_VIEW);
  });

  it('can be read by people', () => {
    const printed = printAddress({
      ...DEFAULT_VIEW,
      place: { kind: 'area', code: '370202007004003' },
      theme: 'property',
      asOf: '2024-12-31',
      camera: { zoom: 16.7, latitude: 36.06692, longitude: 120.32248 },
    });
    expect(printed).toBe('?place=370202007004003&layer=property&date=2024-12-31&map=16.70/36.06692/120.32248');
  });

  it('opens whatever it says: what cannot be understood counts as not chosen', () => {
    fc.assert(fc.property(fc.string(), (junk) => void expect(() => parseAddress(junk)).not.toThrow()));
    const broken =
      '?place=a%20b&layer=weather&date=2024-02-30&level=ATTIC&lang=fr&map=99/1000/x&show=ghosts&district=12&desk=attic&category=1';
    expect(parseAddress(broken)).toEqual(DEFAULT_VIEW);
  });
});

describe('selecting a place', () => {
  it('lets the camera frame it', () => {
    const before: View = { ...DEFAULT_VIEW, camera: { zoom: 12, latitude: 36, longitude: 120 } };
    expect(selectionOf(before, { kind: 'area', code: '370202007' }).camera).toBeNull();
  });

  it('is in the district whose code it starts with, wherever one was', () => {
    const before: View = { ...DEFAULT_VIEW, district: '370202' };
    const elsewhere = selectionOf(before, { kind: 'area', code: '150102001' });
    expect(districtOf(elsewhere)).toBe('150102');
    expect(districtOf(selectionOf(elsewhere, { kind: 'issue', id: 'x' }))).toBe('150102');
    expect(districtOf(selectionOf(elsewhere, null))).toBe('150102');
  });

  it('of the whole district is no place at all', () => {
    expect(selectionOf(DEFAULT_VIEW, { kind: 'area', code: '370202' })).toMatchObject({
      place: null,
      district: '370202',
    });
  });
});
