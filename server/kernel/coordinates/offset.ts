import gcoord from 'gcoord';
import type { Position } from 'geojson';

/** The offset systems of published online maps: GCJ-02 and BD-09. */
export type Offset = typeof gcoord.GCJ02 | typeof gcoord.BD09;

/** More steps gain nothing: each leaves about a thousandth of the distance. */
const STEPS = 4;

/**
 * The place that the offset moves to (x, y). The published way back is an approximation, good to some decimetres: from there
 * on, what the way forth misses is taken off, until a round trip is exact to a millimetre.
 */
export function withoutOffset(offset: Offset, x: number, y: number): Position {
  let [longitude, latitude] = gcoord.transform([x, y], offset, gcoord.WGS84);
  for (let step = 0; step < STEPS; step += 1) {
    const [east, north] = gcoord.transform([longitude, latitude], gcoord.WGS84, offset);
    longitude += x - east;
    latitude += y - north;
  }
  return [longitude, latitude];
}
