import { bandAt, TILE_BUFFER, TILE_EXTENT, type TileLayer } from './layers.ts';
import type { Statement } from './prepared-queries.ts';
import { versionedTile, type TileAddress } from './tile-address.ts';

/**
 * The rows of a layer in a tile, in the order of their ids so that equal data gives equal bytes: one scan of one index. The
 * band stands in the text, so that the database plans for the table that holds it; there are some dozens of texts in all. The
 * ground of the tile is worked out once and not for each row.
 */
function shapes(layer: TileLayer, z: number, columns: string): string {
  return `select ${columns} from tile_shape
    where layer = '${layer.kind}' and band = ${bandAt(layer, z)}
      and geom && (select ST_TileEnvelope($1, $2, $3, margin => ${TILE_BUFFER / TILE_EXTENT}))
    order by id, first_day`;
}

function oneLayer(layer: TileLayer, z: number): string {
  const cut = `ST_AsMVTGeom(geom, (select ST_TileEnvelope($1, $2, $3)::box2d), ${TILE_EXTENT}, ${TILE_BUFFER}, true)`;
  const columns = `id, code, name, first_day as "from", end_day as "to", synthetic::integer, ${cut} as geom`;
  return `(select ST_AsMVT(f, '${layer.name}', ${TILE_EXTENT}, 'geom', 'id') from (${shapes(layer, z, columns)}) f)`;
}

/**
 * The tile alone, made by PostGIS. Layers put one after the other are a tile with these layers. What misses the tile has no
 * geometry and is left out by ST_AsMVT itself; asking for it in a condition would cut everything twice.
 */
export function tileStatement(layers: readonly TileLayer[], at: TileAddress): Statement {
  return { text: `select ${tileExpression(layers, at)} as tile`, values: [at.z, at.x, at.y] };
}

/** The tile and its version as they were at one moment. */
export function versionedTileStatement(layers: readonly TileLayer[], at: TileAddress): Statement {
  return withVersion(`${tileExpression(layers, at)} as tile`, at);
}

function tileExpression(layers: readonly TileLayer[], { z }: TileAddress): string {
  return layers.map((layer) => oneLayer(layer, z)).join(' || ');
}

/**
 * For a PostGIS without ST_AsMVT: the shapes of each layer as one JSON text in a column named after it, outlines in
 * centimetres, and their version.
 */
export function versionedShapesStatement(layers: readonly TileLayer[], at: TileAddress): Statement {
  const columns = `json_build_array(id, code, name, first_day, end_day, synthetic, ST_AsGeoJSON(geom, 2)::json) as shape`;
  const texts = layers.map(
    (layer) => `(select json_agg(shape)::text from (${shapes(layer, at.z, columns)}) f) as "${layer.name}"`,
  );
  return withVersion(texts.join(', '), at);
}

function withVersion(columns: string, at: TileAddress): Statement {
  const block = versionedTile(at);
  return {
    text: `select ${columns}, coalesce((select version from tile_block where z = $4 and x = $5 and y = $6), 0) as version`,
    values: [at.z, at.x, at.y, block.z, block.x, block.y],
  };
}
