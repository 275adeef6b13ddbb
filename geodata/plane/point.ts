/**
 * The generator draws on a plane of metres, east and north of an origin in the district, and snaps every corner
 * to the grid of 1e-7 degrees in which it is stored: neighbours then share identical corners.
 * Only + - * / and square roots are used, which every machine rounds alike.
 */
export type Point = readonly [east: number, north: number];
/** A closed line without its last, repeated point; counter-clockwise around ground. */
export type Ring = readonly Point[];
/** An outer ring, then holes (clockwise). */
export type Polygon = readonly Ring[];
export type Shape = readonly Polygon[];

const ORIGIN_LONGITUDE_E7 = 1203550000;
const ORIGIN_LATITUDE_E7 = 360660000;
/** Metres of 1e-7 degrees at the origin, on the CGCS2000 ellipsoid. */
const EAST_STEP = 90088.49974627992e-7;
const NORTH_STEP = 110960.224622556e-7;

export function snap([east, north]: Point): Point {
  return [Math.round(east / EAST_STEP) * EAST_STEP, Math.round(north / NORTH_STEP) * NORTH_STEP];
}

export function fromDegrees(longitude: number, latitude: number): Point {
  return [
    (Math.round(longitude * 1e7) - ORIGIN_LONGITUDE_E7) * EAST_STEP,
    (Math.round(latitude * 1e7) - ORIGIN_LATITUDE_E7) * NORTH_STEP,
  ];
}

/** Moves a whole district: further districts of a benchmark stand beside the first. */
export interface Shift {
  readonly longitudeE7: number;
  readonly latitudeE7: number;
}
export const NO_SHIFT: Shift = { longitudeE7: 0, latitudeE7: 0 };

/** "longitude latitude" with seven decimals, without a detour through binary fractions. */
function toText([east, north]: Point, shift: Shift): string {
  const longitude = ORIGIN_LONGITUDE_E7 + Math.round(east / EAST_STEP) + shift.longitudeE7;
  const latitude = ORIGIN_LATITUDE_E7 + Math.round(north / NORTH_STEP) + shift.latitudeE7;
  return `${decimal(longitude)} ${decimal(latitude)}`;
}

function decimal(e7: number): string {
  const digits = Math.abs(e7).toString().padStart(8, '0');
  return `${e7 < 0 ? '-' : ''}${digits.slice(0, -7)}.${digits.slice(-7)}`;
}

export function pointText(point: Point, shift: Shift): string {
  return `SRID=4490;POINT(${toText(point, shift)})`;
}

export function shapeText(shape: Shape, shift: Shift): string {
  const polygons = shape.map((polygon) => {
    const rings = polygon.map((ring) => `(${[...ring, ...ring.slice(0, 1)].map((p) => toText(p, shift)).join(',')})`);
    return `(${rings.join(',')})`;
  });
  return `SRID=4490;MULTIPOLYGON(${polygons.join(',')})`;
}

export const plus = (a: Point, b: Point): Point => [a[0] + b[0], a[1] + b[1]];
export const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1]];
export const times = (a: Point, factor: number): Point => [a[0] * factor, a[1] * factor];
export const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1];
export const cross = (a: Point, b: Point): number => a[0] * b[1] - a[1] * b[0];
export const lengthOf = (a: Point): number => Math.sqrt(dot(a, a));
export const distance = (a: Point, b: Point): number => lengthOf(minus(b, a));
export const unit = (a: Point): Point => times(a, 1 / lengthOf(a));
/** A quarter turn to the left. */
export const leftOf = (a: Point): Point => [-a[1], a[0]];
export const same = (a: Point, b: Point): boolean => a[0] === b[0] && a[1] === b[1];
export const along = (a: Point, b: Point, fraction: number): Point => plus(a, times(minus(b, a), fraction));

/** A direction turned slightly: `slope` is the tangent of the angle. */
export function turned(direction: Point, slope: number): Point {
  return unit(plus(direction, times(leftOf(direction), slope)));
}
