import type { Pass } from '../kernel/database/read-session.ts';
import type { TileLayer } from './layers.ts';
import type { PreparedQueries } from './prepared-queries.ts';
import type { TileAddress } from './tile-address.ts';
import type { EncodedTile, TileEncoder } from './tile-encoder.ts';
import { versionedTileStatement } from './tile-statement.ts';

/** Lets PostGIS cut and encode: one statement whose answer is the tile. */
export class DatabaseTileEncoder implements TileEncoder {
  constructor(private readonly queries: PreparedQueries) {}

  async encode(layers: readonly TileLayer[], at: TileAddress, pass?: Pass): Promise<EncodedTile> {
    const [row] = await this.queries.rows<{ tile: Buffer; version: string }>(versionedTileStatement(layers, at), pass);
    return { body: row?.tile ?? Buffer.alloc(0), version: Number(row?.version ?? 0) };
  }
}
