/**
 * The thread in which tiles are cut and encoded where the database cannot. Plain JavaScript, because a worker of Node 20
 * starts no TypeScript. It is sent `{ id, at, extent, buffer, worldWidth, layers: [[name, JSON text of shapes], …] }`.
 */
import { parentPort } from 'node:worker_threads';
import { geoJSONToTile } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';

parentPort.on('message', ({ id, ...job }) => {
  try {
    const body = encode(job);
    parentPort.postMessage({ id, body }, [body.buffer]);
  } catch (error) {
    parentPort.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});

function encode({ layers, at, extent, buffer, worldWidth }) {
  const tiles = {};
  for (const [name, text] of layers) {
    const features = JSON.parse(text).map((shape) => asFeature(shape, worldWidth));
    const tile = geoJSONToTile({ type: 'FeatureCollection', features }, at.z, at.x, at.y, {
      coordinates: 'unitSquare',
      clip: true,
      wrap: false,
      extent,
      buffer,
      // Outlines arrive simplified, and neighbours the same.
      tolerance: 0,
      maxZoom: at.z,
    });
    const kept = tile.features.flatMap((feature) => {
      const geometry = feature.type === 3 ? withoutCollapsed(feature.geometry) : [];
      return geometry.length > 0 ? [{ ...feature, geometry }] : [];
    });
    if (kept.length > 0) tiles[name] = { ...tile, features: kept };
  }
  // A copy: what the library returns lies in a larger buffer.
  return Object.keys(tiles).length === 0 ? new Uint8Array(0) : fromGeojsonVt(tiles, { version: 2, extent }).slice();
}

function asFeature([id, code, name, from, to, synthetic, geometry], worldWidth) {
  for (const rings of geometry.coordinates)
    for (const ring of rings)
      for (const position of ring) {
        // Metres from the middle of the world, north up, become fractions of it from its north-west corner.
        position[0] = position[0] / worldWidth + 0.5;
        position[1] = 0.5 - position[1] / worldWidth;
      }
  return { type: 'Feature', id, geometry, properties: { code, name, from, to, synthetic } };
}

/**
 * Rings that rounding to units left without ground go. A ring's direction says what it is: in a tile, y growing downward,
 * an outer ring has a positive area, and its holes, with a negative one, follow it.
 */
function withoutCollapsed(rings) {
  const kept = [];
  for (const ring of rings.map(withoutRepeated)) {
    const area = signedArea(ring);
    if (area > 0 || (area < 0 && kept.length > 0)) kept.push(ring);
  }
  return kept;
}

function withoutRepeated(ring) {
  return ring.filter(([x, y], i) => i === 0 || x !== ring[i - 1][0] || y !== ring[i - 1][1]);
}

function signedArea(ring) {
  let twice = 0;
  let before = ring[ring.length - 1];
  for (const point of ring) {
    twice += before[0] * point[1] - point[0] * before[1];
    before = point;
  }
  return twice / 2;
}
