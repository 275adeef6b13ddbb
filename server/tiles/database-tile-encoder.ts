import { TILE_BUFFER, TILE_EXTENT, type TileLayer } from './layers.ts';
import type { PreparedQueries, Statement } from './prepared-queries.ts';
import { tileRows, type TileAddress, type TileEncoder } from './tile-encoder.ts';

/** Lets PostGIS cut and encode: one statement whose answer is the tile. */
export class DatabaseTileEncoder implements TileEncoder {
  constructor(private readonly queries: PreparedQueries) {}

  async encode(layer: TileLayer, at: TileAddress): Promise<Buffer> {
    const [row] = await this.queries.rows<{ tile: Buffer }>(tileStatement(layer, at));
    return row?.tile ?? Buffer.alloc(0);
  }
}

/** What misses the tile has no geometry and is left out by ST_AsMVT itself; asking for it again would cut everything twice. */
export function tileStatement(layer: TileLayer, at: TileAddress): Statement {
  const cut = `ST_AsMVTGeom(outline, ST_TileEnvelope($1, $2, $3), ${TILE_EXTENT}, ${TILE_BUFFER}, true)`;
  const rows = tileRows(layer, at, cut);
  const text = `select ST_AsMVT(f, '${layer.name}', ${TILE_EXTENT}, 'geom', 'id') as tile from (${rows.text}) f`;
  return { ...rows, text };
}
