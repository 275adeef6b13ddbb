import { TILE_MAX_ZOOM } from './layers.ts';

export interface TileAddress {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Stands before each version in an address. Whoever changes what the same shapes look like in a tile (a property, a layer,
 * a tolerance) raises it, so that nobody goes on showing tiles of the old kind.
 */
const TILE_FORMAT = 2;

/** Versions are kept for tiles up to this zoom; what lies beyond goes by the one around it. */
const VERSION_ZOOM = 12;

const WHOLE_NUMBER = /^(0|[1-9][0-9]{0,6})$/;
const VERSION = new RegExp(`^${TILE_FORMAT}-(0|[1-9][0-9]{0,14})$`);

/** The address, if there is such a tile: zoom 0 to 18, column and row within the world at that zoom. */
export function parseAddress(z: string, x: string, y: string): TileAddress | undefined {
  if (![z, x, y].every((part) => WHOLE_NUMBER.test(part))) return undefined;
  const at = { z: Number(z), x: Number(x), y: Number(y) };
  return at.z <= TILE_MAX_ZOOM && at.x < 2 ** at.z && at.y < 2 ** at.z ? at : undefined;
}

export function versionText(version: number): string {
  return `${TILE_FORMAT}-${version}`;
}

/** The version an address carries; undefined for what this house never said, or said in another format. */
export function parseVersion(text: string): number | undefined {
  const [, digits] = VERSION.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The tile by whose version a tile goes: itself, or the one around it. */
export function versionedTile({ z, x, y }: TileAddress): TileAddress {
  const up = 2 ** Math.max(0, z - VERSION_ZOOM);
  return { z: Math.min(z, VERSION_ZOOM), x: Math.floor(x / up), y: Math.floor(y / up) };
}
