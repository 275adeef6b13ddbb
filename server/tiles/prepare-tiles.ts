import { setTimeout as sleep } from 'node:timers/promises';
import { layersAt, WORLD_WIDTH, type TileSet } from './layers.ts';
import type { PreparedQueries } from './prepared-queries.ts';
import type { TileAddress } from './tile-address.ts';
import type { TileService } from './tiles.service.ts';

/** The zooms at which people look at a district as a whole; nearer, a screen shows a few tiles, made as they are asked for. */
const TO_ZOOM = 14;
/** More than this is not one district, and whoever looks at many does not look at all of their tiles. */
const MAX_TILES = 400;
/** Nobody's answer should wait: for each moment of work, so many of rest. */
const REST = 2;
/** The first answers come first. */
const START_AFTER_MS = 2000;

export interface PrepareOptions {
  readonly service: TileService;
  readonly queries: PreparedQueries;
  readonly sets: readonly TileSet[];
  readonly signal: AbortSignal;
  readonly startAfterMs?: number;
}

/**
 * Makes the tiles of the loaded districts before anybody asks, one at a time, from far to near. Errors end it: whoever asks
 * for a tile hears of them.
 */
export async function prepareTiles({ service, queries, sets, signal, startAfterMs }: PrepareOptions): Promise<number> {
  let made = 0;
  try {
    await sleep(startAfterMs ?? START_AFTER_MS, undefined, { signal, ref: false });
    for (const { set, at } of await districtTiles(queries, sets)) {
      const started = performance.now();
      const { tile } = await service.getTile(set, at);
      await tile.bytes(tile.encodingFor(new Set(['br'])));
      made += 1;
      await sleep((performance.now() - started) * REST, undefined, { signal, ref: false });
    }
  } catch {
    return made;
  }
  return made;
}

interface Wanted {
  readonly set: TileSet;
  readonly at: TileAddress;
}

async function districtTiles(queries: PreparedQueries, sets: readonly TileSet[]): Promise<Wanted[]> {
  const boxes = await queries.rows<{ west: number; south: number; east: number; north: number }>({
    text: `select ST_XMin(geom) as west, ST_YMin(geom) as south, ST_XMax(geom) as east, ST_YMax(geom) as north
      from tile_shape where layer = 'DISTRICT' and band = 18 order by code limit 20`,
    values: [],
  });
  const tiles = new Map<string, Wanted>();
  for (let z = 0; z <= TO_ZOOM; z++) {
    const column = (metres: number): number => Math.floor((metres / WORLD_WIDTH + 0.5) * 2 ** z);
    const row = (metres: number): number => Math.floor((0.5 - metres / WORLD_WIDTH) * 2 ** z);
    for (const set of sets.filter((each) => layersAt(each, z).length > 0))
      for (const { west, south, east, north } of boxes)
        for (let x = column(west); x <= column(east); x++)
          for (let y = row(north); y <= row(south); y++) {
            if (tiles.size >= MAX_TILES) return [...tiles.values()];
            tiles.set(`${set.name}/${z}/${x}/${y}`, { set, at: { z, x, y } });
          }
  }
  return [...tiles.values()];
}
