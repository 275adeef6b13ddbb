import { Field, Float, InputType, ObjectType } from 'type-graphql';
import { badInput } from '../kernel/graph/errors.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import { Late, mapValue, type Sent, type Value } from '../kernel/reading/late.ts';
import { name, plannedAnew, sql, type Sql } from '../kernel/graph/sql.ts';

@ObjectType('Bounds', {
  simpleResolvers: true,
  description: 'A box between two meridians and two parallels (EPSG:4490).',
})
export class Bounds {
  @Field(() => Float, { description: 'Western longitude in degrees.' })
  west!: number;
  @Field(() => Float, { description: 'Southern latitude in degrees.' })
  south!: number;
  @Field(() => Float, { description: 'Eastern longitude in degrees.' })
  east!: number;
  @Field(() => Float, { description: 'Northern latitude in degrees.' })
  north!: number;
}

@ObjectType('Position', { simpleResolvers: true, description: 'A point on the ground (EPSG:4490).' })
export class Position {
  @Field(() => Float, { description: 'Longitude in degrees, positive to the east; about 120.4 in Qingdao.' })
  longitude!: number;
  @Field(() => Float, { description: 'Latitude in degrees, positive to the north; about 36.1 in Qingdao.' })
  latitude!: number;
}

@InputType('BoundsInput', {
  description: 'A box between two meridians and two parallels (EPSG:4490). What touches the box counts as inside.',
})
export class BoundsInput {
  @Field(() => Float, { description: 'Western longitude in degrees, less than east.' })
  west!: number;
  @Field(() => Float, { description: 'Southern latitude in degrees, less than north.' })
  south!: number;
  @Field(() => Float, { description: 'Eastern longitude in degrees.' })
  east!: number;
  @Field(() => Float, { description: 'Northern latitude in degrees.' })
  north!: number;
}

/** A box whose sides may be known later. */
export type Box = { readonly [Side in keyof BoundsInput]: Value<number> };

/** Refuses a box that is none, naming the argument at fault. */
export function checkBounds(bounds: BoundsInput, argument = 'bounds'): void {
  checkDegrees(`${argument}.west`, bounds.west, 180);
  checkDegrees(`${argument}.south`, bounds.south, 90);
  checkDegrees(`${argument}.east`, bounds.east, 180);
  checkDegrees(`${argument}.north`, bounds.north, 90);
  if (bounds.west >= bounds.east) throw badInput(`${argument}.west`, '"west" must be less than "east".');
  if (bounds.south >= bounds.north) throw badInput(`${argument}.south`, '"south" must be less than "north".');
}

/** The box of an argument that is known later, checked as a whole. */
export function checkedBox(asked: AskedField, box: Sent<BoundsInput>): Box {
  const read = new Late((binding): BoundsInput => {
    const bounds = {
      west: box.west.read(binding),
      south: box.south.read(binding),
      east: box.east.read(binding),
      north: box.north.read(binding),
    };
    checkBounds(bounds);
    return bounds;
  });
  const whole = asked.checked(read);
  return {
    west: whole.map(({ west }) => west),
    south: whole.map(({ south }) => south),
    east: whole.map(({ east }) => east),
    north: whole.map(({ north }) => north),
  };
}

/** Refuses a longitude or latitude that is none, and says so when the two look swapped. */
export function checkPosition(longitude: number, latitude: number): void {
  if (Math.abs(latitude) > 90 && Math.abs(longitude) <= 90 && Math.abs(latitude) <= 180) {
    throw badInput(
      'latitude',
      `Latitude ${latitude} is beyond 90 degrees: longitude and latitude seem to be swapped. Qingdao is near longitude 120.4, latitude 36.1.`,
    );
  }
  checkDegrees('longitude', longitude, 180);
  checkDegrees('latitude', latitude, 90);
}

function checkDegrees(argument: string, value: number, most: number): void {
  if (!Number.isFinite(value) || Math.abs(value) > most) {
    throw badInput(argument, `"${argument}" is ${value}; it takes degrees from -${most} to ${most}.`);
  }
}

/** Condition: the geometry (EPSG:4490) in this column touches the box, which is made once for a statement and not for each row. */
export function touchesBounds(column: string, bounds: Box): Sql {
  const box = sql`(select ST_MakeEnvelope(${bounds.west}::float8, ${bounds.south}::float8, ${bounds.east}::float8, ${bounds.north}::float8, 4490))`;
  return plannedAnew(sql`${name(column)} && ${box} and ST_Intersects(${name(column)}, ${box})`);
}

/** Condition: the extent in this column meets the box, or misses it by a millionth of a degree. */
export function extentMeets(column: string, { west, south, east, north }: Box): Sql {
  return plannedAnew(
    sql`${name(column)} && (select box(point(${west}::float8, ${south}::float8), point(${east}::float8, ${north}::float8)))`,
  );
}

const METRES_PER_DEGREE = 111_320;
export const MAX_TOLERANCE_M = 1000;

/** Refuses a tolerance that is none. */
export function checkedTolerance(toleranceM: number): number {
  if (Number.isFinite(toleranceM) && toleranceM >= 0 && toleranceM <= MAX_TOLERANCE_M) return toleranceM;
  throw badInput('toleranceM', `"toleranceM" is ${toleranceM}; it takes 0 to ${MAX_TOLERANCE_M} metres.`);
}

/** Column: the geometry in this column as the text of its GeoJSON, simplified so that no point moves further than the tolerance. */
export function asGeoJson(column: string, toleranceM: Value<number>): Sql {
  const degrees = mapValue(toleranceM, (metres) => metres / METRES_PER_DEGREE);
  return sql`ST_AsGeoJSON(ST_SimplifyPreserveTopology(${name(column)}, ${degrees}::float8), 6, 0)`;
}
