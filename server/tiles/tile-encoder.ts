import type { Pass } from '../kernel/database/read-session.ts';
import type { TileLayer } from './layers.ts';
import type { TileAddress } from './tile-address.ts';

export interface EncodedTile {
  /** Empty when nothing lies in the tile. */
  readonly body: Buffer;
  /** That of the commit which last changed something in it; read together with its shapes. */
  readonly version: number;
}

/**
 * Makes the bytes of one tile with some layers in it. Whoever implements it, a tile holds the same layers, features, ids
 * and properties, and outlines that differ by two units at most.
 */
export interface TileEncoder {
  encode(layers: readonly TileLayer[], at: TileAddress, pass?: Pass): Promise<EncodedTile>;
}
