import { badInput } from '../../kernel/graph/errors.ts';
import { joined, plannedAnew, sql, type Sql } from '../../kernel/graph/sql.ts';

/** Longitude and latitude, which is also how everything is stored. */
export const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const CRS84H = 'http://www.opengis.net/def/crs/OGC/0/CRS84h';

type Box = readonly [west: number, south: number, east: number, north: number];

/** The boxes of a parameter `bbox`: two when it lies across the antimeridian. Heights are not looked at: nothing here has one. */
export function readBbox(given: string | undefined, crs: string | undefined): readonly Box[] {
  if (crs !== undefined && crs !== CRS84 && crs !== CRS84H) {
    throw badInput('bbox-crs', `"bbox-crs" is ${CRS84}: longitude before latitude.`);
  }
  if (given === undefined) return [];
  const numbers = given.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if ((numbers.length !== 4 && numbers.length !== 6) || numbers.some((number) => !Number.isFinite(number))) {
    throw badInput('bbox', '"bbox" takes four numbers, or six with heights: west,south,east,north in degrees.');
  }
  const [west = 0, south = 0] = numbers;
  const [east = 0, north = 0] = numbers.slice(numbers.length / 2);
  if (Math.max(Math.abs(west), Math.abs(east)) > 180 || Math.max(Math.abs(south), Math.abs(north)) > 90) {
    throw badInput('bbox', '"bbox" has longitudes from -180 to 180 and latitudes from -90 to 90.');
  }
  if (south > north) throw badInput('bbox', '"bbox" has its south north of its north.');
  if (west <= east) return [[west, south, east, north]];
  return [
    [west, south, 180, north],
    [-180, south, east, north],
  ];
}

/** Condition: the shape touches one of the boxes; what has no shape is everywhere (OGC 17-069r4, 7.15.3). */
export function touchesBoxes(geom: Sql, boxes: readonly Box[]): Sql {
  if (boxes.length === 0) return sql`true`;
  // A box without width or height is a line or a point: an envelope of its corners is valid either way.
  const touches = boxes.map(([west, south, east, north]) => {
    const corners = sql`ST_Envelope(ST_SetSRID(ST_MakeLine(
      ST_MakePoint(${west}::float8, ${south}::float8), ST_MakePoint(${east}::float8, ${north}::float8)), 4490))`;
    return sql`(${geom} && ${corners} and ST_Intersects(${geom}, ${corners}))`;
  });
  return plannedAnew(sql`(${geom} is null or ${joined(touches, sql` or `)})`);
}
