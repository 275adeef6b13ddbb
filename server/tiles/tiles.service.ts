import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { TileLayer } from './layers.ts';
import { TileCache } from './tile-cache.ts';
import type { TileAddress, TileEncoder } from './tile-encoder.ts';
import type { TileVersions } from './tile-version.ts';

const compress = promisify(gzip);
/** What an entry weighs beside its bytes: key, map entry, hash. */
const ENTRY_OVERHEAD = 400;

export interface Tile {
  /** Empty when nothing lies in the tile. */
  readonly body: Buffer;
  /** Compressed at the first request for it, then kept with the tile. */
  readonly gzipped: () => Promise<Buffer>;
  /** Hash of the content: equal tiles have equal ones, whichever process or database made them. */
  readonly hash: string;
  readonly weight: number;
}

export interface TileOptions {
  /** Bytes of tiles to keep; 0 keeps none. */
  readonly cacheBytes: number;
}

export class TileService {
  private readonly cache: TileCache<Tile>;

  constructor(
    private readonly encoder: TileEncoder,
    private readonly versions: TileVersions,
    private readonly options: TileOptions,
  ) {
    this.cache = new TileCache(options.cacheBytes);
  }

  /**
   * The version is read before the shapes, so a tile is never older than the version it is kept under; where it is
   * younger, the next request sees the newer version and has it made again.
   */
  async getTile(layer: TileLayer, at: TileAddress): Promise<Tile> {
    if (at.z < layer.minZoom) return EMPTY;
    if (this.options.cacheBytes === 0) return this.make(layer, at);
    const version = await this.versions.current(layer.kind);
    return this.cache.get(`${layer.name}/${at.z}/${at.x}/${at.y}`, version, () => this.make(layer, at));
  }

  private async make(layer: TileLayer, at: TileAddress): Promise<Tile> {
    return asTile(await this.encoder.encode(layer, at));
  }
}

function asTile(body: Buffer): Tile {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  let zipped: Promise<Buffer> | undefined;
  // Weighed as if compressing gained nothing, so that the cache never holds more than it says.
  return {
    body,
    gzipped: () => (zipped ??= compress(body, { level: 5 })),
    hash,
    weight: body.length * 2 + ENTRY_OVERHEAD,
  };
}

const EMPTY = asTile(Buffer.alloc(0));
