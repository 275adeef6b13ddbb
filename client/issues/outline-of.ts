type Spot = readonly [x: number, y: number];

export interface OutlineDrawing {
  readonly width: number;
  readonly height: number;
  readonly path: string;
  readonly point: Spot | null;
}

const WIDTH = 360;
const MOST_HIGH = 240;
const AIR = 16;

/** A boundary and a place in it as a drawing: true to shape, north up. Null where there is no boundary. */
export function outlineOf(
  boundary: unknown,
  place: { readonly longitude: number; readonly latitude: number } | null,
): OutlineDrawing | null {
  const rings = ringsIn(boundary);
  const all = rings.flat();
  const first = all[0];
  if (!first) return null;
  // A degree of longitude is shorter than one of latitude.
  const squeeze = Math.cos((first[1] * Math.PI) / 180);
  const spots = [...all, ...(place ? [[place.longitude, place.latitude] as const] : [])];
  const xs = spots.map(([x]) => x * squeeze);
  const ys = spots.map(([, y]) => y);
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min((WIDTH - 2 * AIR) / (east - west || 1e-6), (MOST_HIGH - 2 * AIR) / (north - south || 1e-6));
  const wide = (east - west) * scale;
  const at = ([x, y]: Spot): Spot => [
    round((WIDTH - wide) / 2 + (x * squeeze - west) * scale),
    round(AIR + (north - y) * scale),
  ];
  return {
    width: WIDTH,
    height: Math.ceil((north - south) * scale + 2 * AIR),
    path: rings.map((ring) => `M${ring.map((spot) => at(spot).join(' ')).join('L')}Z`).join(''),
    point: place && at([place.longitude, place.latitude]),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function ringsIn(boundary: unknown): Spot[][] {
  if (typeof boundary !== 'object' || boundary === null) return [];
  const { type, coordinates } = boundary as { type?: unknown; coordinates?: unknown };
  if (type === 'Polygon') return coordinates as Spot[][];
  return type === 'MultiPolygon' ? (coordinates as Spot[][][]).flat() : [];
}
