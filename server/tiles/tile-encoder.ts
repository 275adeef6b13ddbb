import type { Statement } from './prepared-queries.ts';
import {
  FIRST_DAY,
  LAST_DAY,
  SIMPLIFY_UNITS,
  TILE_BUFFER,
  TILE_EXTENT,
  TILE_MAX_ZOOM,
  type TileLayer,
} from './layers.ts';

export interface TileAddress {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Makes the bytes of one tile, with one layer in it. Whoever implements it, a tile holds the same features, ids and
 * properties, and outlines that differ by two units at most. A tile without features is an empty buffer.
 */
export interface TileEncoder {
  encode(layer: TileLayer, at: TileAddress): Promise<Buffer>;
}

/** Metres (of EPSG:3857) around the earth. */
export const WORLD_WIDTH = 40_075_016.685578488;

const WHOLE_NUMBER = /^(0|[1-9][0-9]{0,6})$/;

/** The address, if there is such a tile: zoom 0 to 18, column and row within the world at that zoom. */
export function parseAddress(z: string, x: string, y: string): TileAddress | undefined {
  if (![z, x, y].every((part) => WHOLE_NUMBER.test(part))) return undefined;
  const at = { z: Number(z), x: Number(x), y: Number(y) };
  return at.z <= TILE_MAX_ZOOM && at.x < 2 ** at.z && at.y < 2 ** at.z ? at : undefined;
}

/**
 * The rows of a tile, in the order of their ids so that equal data gives equal bytes. `geometry` turns the (simplified)
 * outline, named `outline` and in EPSG:3857, into what the encoder needs. The text is the same for all tiles of a layer,
 * but for exact and simplified ones, so that the database plans it once.
 */
export function tileRows(layer: TileLayer, at: TileAddress, geometry: string): Statement {
  const exact = at.z >= layer.exactFromZoom;
  const tolerance = (SIMPLIFY_UNITS * WORLD_WIDTH) / 2 ** at.z / TILE_EXTENT;
  const text = `select r.id, r.code, r.name, ${dayNumber('r.valid_from')} as "from", ${dayNumber('r.valid_to')} as "to",
      r.synthetic::int as synthetic, ${geometry.replaceAll('outline', exact ? 'r.shape' : 'ST_Simplify(r.shape, $4)')} as geom
    from (${layer.rows}) r
    where r.shape && ST_TileEnvelope($1, $2, $3, margin => ${TILE_BUFFER / TILE_EXTENT})
    order by r.id, r.valid_from`;
  const values = [at.z, at.x, at.y, ...(exact ? [] : [tolerance])];
  return { text, values };
}

function dayNumber(date: string): string {
  return `case when isfinite(${date}) then ${date} - date '1970-01-01' when ${date} > date '1970-01-01' then ${LAST_DAY} else ${FIRST_DAY} end`;
}
