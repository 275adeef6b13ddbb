import type { Frame } from '../state/frame.ts';
import type { Camera } from '../state/view.ts';
import type { Region } from './region.ts';
import type { Insets } from './screen.ts';

/**
 * Where things lie on a map of Web Mercator, without the map library: the first map is drawn before it has come, and the
 * library's map must then stand in the same place.
 */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly insets: Insets;
}

const TILE = 512;
/** Air between a framed place and what covers the edges. */
const AIR = 8;
const RADIANS = Math.PI / 180;

/** Fractions of the world from its north-west corner. */
function across(longitude: number): number {
  return longitude / 360 + 0.5;
}
function down(latitude: number): number {
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + (latitude * RADIANS) / 2)) / (2 * Math.PI);
}
function longitudeAt(x: number): number {
  return (x - 0.5) * 360;
}
function latitudeAt(y: number): number {
  return (2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - Math.PI / 2) / RADIANS;
}

/** The camera that shows all of a frame, within the zooms it may have. */
export function cameraFor({ bounds, zooms }: Frame, { width, height, insets }: Sheet): Camera {
  const [west, south, east, north] = bounds;
  const [top, bottom] = [down(north), down(south)];
  const free = (size: number, before: number, after: number) => Math.max(1, size - before - after - 2 * AIR);
  const scale = Math.min(
    free(width, insets.left, insets.right) / (across(east) - across(west)),
    free(height, insets.top, insets.bottom) / (bottom - top),
  );
  const zoom = Math.max(zooms.min, Math.min(zooms.max, Math.log2(scale / TILE)));
  return { zoom, latitude: latitudeAt((top + bottom) / 2), longitude: (west + east) / 2 };
}

/** From longitude and latitude to pixels of the sheet; the camera looks at the middle of what is not covered. */
export function projectionOf(camera: Camera, sheet: Sheet): (longitude: number, latitude: number) => [number, number] {
  const world = TILE * 2 ** camera.zoom;
  const [left, top] = corner(camera, sheet, world);
  return (longitude, latitude) => [across(longitude) * world - left, down(latitude) * world - top];
}

/** What the camera has in sight. */
export function regionOf(camera: Camera, sheet: Sheet): Region {
  const world = TILE * 2 ** camera.zoom;
  const [left, top] = corner(camera, sheet, world);
  return {
    west: longitudeAt(left / world),
    east: longitudeAt((left + sheet.width) / world),
    north: latitudeAt(top / world),
    south: latitudeAt((top + sheet.height) / world),
  };
}

export interface TileAddress {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** The tiles the map will ask for to show what is in sight, of a source that has them from one zoom to another. */
export function tilesInSight(camera: Camera, sheet: Sheet, from: number, to: number): TileAddress[] {
  const z = Math.min(Math.floor(camera.zoom), to);
  if (z < from) return [];
  const { west, south, east, north } = regionOf(camera, sheet);
  const last = 2 ** z - 1;
  const at = (share: number) => Math.max(0, Math.min(last, Math.floor(share * 2 ** z)));
  const tiles: TileAddress[] = [];
  for (let x = at(across(west)); x <= at(across(east)); x++)
    for (let y = at(down(north)); y <= at(down(south)); y++) tiles.push({ z, x, y });
  return tiles;
}

function corner({ longitude, latitude }: Camera, { width, height, insets }: Sheet, world: number): [number, number] {
  return [
    across(longitude) * world - (insets.left + width - insets.right) / 2,
    down(latitude) * world - (insets.top + height - insets.bottom) / 2,
  ];
}

const METRES_AT_EQUATOR = 78_271.517;

export function metresPerPixel({ zoom, latitude }: Camera): number {
  return (METRES_AT_EQUATOR * Math.cos(latitude * RADIANS)) / 2 ** zoom;
}
