import type { Geometry, Position } from 'geojson';
import type { LayerGeometry, Wording } from '../../kernel/exchange/layer.ts';
import { rangesOf } from '../coordinates/candidates.ts';
import { towardsStorage } from '../coordinates/convert.ts';
import type { Crs } from '../coordinates/crs.ts';
import { crsInWords } from '../words/of-coordinates.ts';
import { valueFault } from '../words/of-values.ts';
import type { ValueFault } from './values.ts';

/** The corners of the box around China, in degrees: what lies outside has other coordinates than it says. */
const CHINA = { west: 73, east: 136, south: 3, north: 54 } as const;
/** Projected coordinates that a projection can be asked of, in metres. */
const PLANE_M = 1e7;

const WANTED: Readonly<Record<LayerGeometry, Wording>> = {
  Point: { en: 'a Point', zh: '点（Point）' },
  MultiPolygon: { en: 'a Polygon or MultiPolygon', zh: '面（Polygon、MultiPolygon）' },
};

export type ShapeReader = (geometry: Geometry | null) => { geometry: Geometry | null; fault: ValueFault | null };

/** From shapes as the file has them to shapes that can be stored, or the reason why one cannot. */
export function shapeReader(wanted: LayerGeometry | null, crs: Crs): ShapeReader {
  const { convert } = towardsStorage(crs);
  return (given) => {
    if (!given || wanted === null) return { geometry: null, fault: null };
    const fits =
      wanted === 'Point' ? given.type === 'Point' : given.type === 'Polygon' || given.type === 'MultiPolygon';
    if (!fits) {
      const facts = { type: given.type, wanted: WANTED[wanted] };
      return { geometry: null, fault: valueFault('REFUSED', 'GEOMETRY_TYPE', facts) };
    }
    const geometry = convert ? convert(given) : given;
    return isPlausible(geometry, crs)
      ? { geometry, fault: null }
      : { geometry: null, fault: valueFault('REFUSED', 'COORDINATES_OUTSIDE', { crs: crsInWords(crs.name) }) };
  };
}

/** The place of a fault, as a point that can be stored; null when it is nowhere. */
export function placeOfFault(place: readonly [number, number] | undefined, crs: Crs): Position | null {
  if (!place) return null;
  const { convert } = towardsStorage(crs);
  const given: Geometry = { type: 'Point', coordinates: [...place] };
  const point = convert ? convert(given) : given;
  return point.type === 'Point' && isPlausible(point, crs) ? point.coordinates : null;
}

function isPlausible(geometry: Geometry, crs: Crs): boolean {
  const ranges = rangesOf([geometry]);
  if (!ranges) return true;
  const { x, y } = ranges;
  if (crs.kind !== 'projected') {
    return x[0] >= CHINA.west && x[1] <= CHINA.east && y[0] >= CHINA.south && y[1] <= CHINA.north;
  }
  if (crs.epsg === 3857) return x[0] > 8e6 && x[1] < 1.52e7 && y[0] > 3e5 && y[1] < 7.3e6;
  const east = x[1] > 1e6 ? 1e6 : 0;
  return (
    x[0] >= 0 &&
    y[0] >= 0 &&
    y[1] < PLANE_M &&
    (east === 0 || Math.floor(x[0] / 1e6) === Math.floor(x[1] / 1e6)) &&
    x[1] < 4.6e7
  );
}
