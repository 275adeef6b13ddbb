import { VectorTile, type VectorTileLayer } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';

type Point = { x: number; y: number };

export interface DecodedFeature {
  readonly id: number;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly rings: readonly (readonly Point[])[];
}

export interface DecodedTile {
  readonly layers: readonly string[];
  readonly version: number;
  readonly extent: number;
  readonly features: readonly DecodedFeature[];
}

/** A tile, and the features of one layer in it: the first one unless told. */
export function decodeTile(bytes: Uint8Array, name?: string): DecodedTile {
  const { layers } = new VectorTile(new PbfReader(bytes));
  const names = Object.keys(layers);
  const layer: VectorTileLayer | undefined = layers[name ?? names[0] ?? ''];
  const features = Array.from({ length: layer?.length ?? 0 }, (_, index): DecodedFeature => {
    const feature = layer?.feature(index);
    return { id: feature?.id ?? NaN, properties: { ...feature?.properties }, rings: feature?.loadGeometry() ?? [] };
  });
  return { layers: names, version: layer?.version ?? 0, extent: layer?.extent ?? 0, features };
}

const inTile = ({ x, y }: Point): boolean => x >= 0 && y >= 0 && x <= 4096 && y <= 4096;

/** Features that have something of their outline in the tile itself, not only in the ground around it. */
export function drawnFeatures(tile: DecodedTile): DecodedFeature[] {
  return tile.features.filter(({ rings }) => rings.flat().some(inTile));
}

/** How far, in units, a corner of one outline within the tile is from the other outline at most. */
export function outlineDistance(a: DecodedFeature, b: DecodedFeature): number {
  const oneWay = (from: DecodedFeature, to: DecodedFeature): number =>
    Math.max(
      0,
      ...from.rings
        .flat()
        .filter(inTile)
        .map((point) => distanceToOutline(point, to)),
    );
  return Math.max(oneWay(a, b), oneWay(b, a));
}

function distanceToOutline(point: Point, { rings }: DecodedFeature): number {
  const distances = rings.flatMap((ring) =>
    ring.slice(1).map((to, index) => distanceToLine(point, ring[index] ?? to, to)),
  );
  return Math.min(...distances);
}

function distanceToLine(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const at = Math.max(0, Math.min(1, share));
  return Math.hypot(point.x - from.x - at * dx, point.y - from.y - at * dy);
}

/** Ground of a feature's outlines in square units, holes taken off. */
export function groundOf({ rings }: DecodedFeature): number {
  return rings.reduce((sum, ring) => {
    const twice = ring.reduce((total, point, index) => {
      const before = ring[(index + ring.length - 1) % ring.length] ?? point;
      return total + before.x * point.y - point.x * before.y;
    }, 0);
    return sum + twice / 2;
  }, 0);
}

/** The tile that holds a place. */
export function tileAt(longitude: number, latitude: number, z: number): { z: number; x: number; y: number } {
  const radians = (latitude * Math.PI) / 180;
  return {
    z,
    x: Math.floor(((longitude + 180) / 360) * 2 ** z),
    y: Math.floor(((1 - Math.log(Math.tan(radians) + 1 / Math.cos(radians)) / Math.PI) / 2) * 2 ** z),
  };
}
