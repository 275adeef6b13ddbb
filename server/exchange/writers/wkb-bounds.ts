/** West, south, east, north. */
export type ShapeBounds = [number, number, number, number];

/** The box around a shape in two-dimensional little-endian WKB, a Point or a MultiPolygon. */
export function wkbBounds(wkb: Buffer): ShapeBounds {
  if (wkb.readUInt32LE(1) === WKB_POINT) {
    const [x, y] = [wkb.readDoubleLE(5), wkb.readDoubleLE(13)];
    return [x, y, x, y];
  }
  const bounds: ShapeBounds = [Infinity, Infinity, -Infinity, -Infinity];
  const polygons = wkb.readUInt32LE(5);
  let at = HEAD + COUNT;
  for (let polygon = 0; polygon < polygons; polygon += 1) {
    const rings = wkb.readUInt32LE(at + HEAD);
    at += HEAD + COUNT;
    for (let ring = 0; ring < rings; ring += 1) {
      const end = at + COUNT + wkb.readUInt32LE(at) * POSITION;
      for (at += COUNT; at < end; at += POSITION) widen(bounds, wkb.readDoubleLE(at), wkb.readDoubleLE(at + 8));
    }
  }
  return bounds;
}

const WKB_POINT = 1;
/** Byte order and type. */
const HEAD = 5;
const COUNT = 4;
const POSITION = 16;

/** Makes the box hold the position, too. */
export function widen(bounds: ShapeBounds, x: number, y: number): void {
  if (x < bounds[0]) bounds[0] = x;
  if (y < bounds[1]) bounds[1] = y;
  if (x > bounds[2]) bounds[2] = x;
  if (y > bounds[3]) bounds[3] = y;
}
