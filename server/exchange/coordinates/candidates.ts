import type { Geometry, Position } from 'geojson';
import { mapPositions } from './convert.ts';
import {
  BD_09,
  CGCS2000,
  epsgCrs,
  feetCrs,
  FOOT_M,
  GCJ_02,
  stripAround,
  stripOfZone,
  swappedCrs,
  type Crs,
} from './crs.ts';

interface Ranges {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Smallest and largest numbers of a sample. */
export function rangesOf(geometries: readonly Geometry[]): Ranges | null {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  const look = ([x = 0, y = 0]: Position): Position => {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
    return [x, y];
  };
  for (const geometry of geometries) mapPositions(geometry, look);
  return west > east ? null : { x: [west, east], y: [south, north] };
}

const within = ([low, high]: readonly [number, number], least: number, most: number): boolean =>
  low >= least && high <= most;

/** Eastings of a strip lie around its false easting of 500 km; northings of China between the equator and 54° N. */
const EASTING = [100_000, 900_000] as const;
const NORTHING = [1_500_000, 6_200_000] as const;

/**
 * The systems that numbers like these can be in, for ground around this longitude. A declared one is always among them.
 * Numbers that fit none give an empty list: they are no coordinates of a place in China.
 */
export function candidates(ranges: Ranges, aroundLongitude: number | null, declared: Crs | null): Crs[] {
  const found: Crs[] = declared ? [declared] : [];
  const add = (crs: Crs | null): void => {
    if (crs && !found.some(({ name }) => name === crs.name)) found.push(crs);
  };
  const { x, y } = ranges;
  if (within(x, 73, 136) && within(y, 3, 54)) for (const crs of [CGCS2000, GCJ_02, BD_09]) add(crs);
  if (within(y, 73, 136) && within(x, 3, 54)) for (const crs of [CGCS2000, GCJ_02, BD_09]) add(swappedCrs(crs));
  const planar = (first: Ranges['x'], second: Ranges['x'], as: (crs: Crs) => Crs): void => {
    for (const [unit, inUnit] of [
      [1, as],
      [FOOT_M, (crs: Crs) => feetCrs(as(crs))],
    ] as const) {
      const east = [first[0] * unit, first[1] * unit] as const;
      const north = [second[0] * unit, second[1] * unit] as const;
      if (!within(north, ...NORTHING)) continue;
      if (within(east, ...EASTING) && aroundLongitude !== null) {
        for (const crs of [stripAround(aroundLongitude), epsgCrs(32631 + Math.floor(aroundLongitude / 6))])
          if (crs) add(inUnit(crs));
      }
      const zone = Math.floor(east[0] / 1e6);
      if (unit === 1 && zone >= 25 && within(east, zone * 1e6 + EASTING[0], zone * 1e6 + EASTING[1])) {
        const crs = stripOfZone(zone);
        if (crs) add(inUnit(crs));
      }
    }
  };
  planar(x, y, (crs) => crs);
  planar(y, x, swappedCrs);
  if (within(x, 8_100_000, 15_100_000) && within(y, 300_000, 7_200_000)) add(epsgCrs(3857));
  return found;
}
