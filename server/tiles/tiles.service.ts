import type { Pass } from '../kernel/database/read-session.ts';
import { layersAt, type TileSet } from './layers.ts';
import type { TileAddress } from './tile-address.ts';
import { TileCache } from './tile-cache.ts';
import type { TileEncoder } from './tile-encoder.ts';
import type { TileVersions } from './tile-versions.ts';
import { Tile } from './tile.ts';

export interface TileOptions {
  /** Bytes of tiles to keep; 0 keeps none. */
  readonly cacheBytes: number;
}

export interface TileQuestion {
  /** The version asked for. */
  readonly asked?: number | undefined;
  /** Where turns are taken, that of whoever asks first: others may wait for the same tile. */
  readonly pass?: Pass | undefined;
}

export interface TileAnswer {
  readonly tile: Tile;
  /** Whether this is, for ever, the tile of the version that was asked for. */
  readonly lasting: boolean;
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
   * The tile as it is now, or at least as it was at the version asked for. Only a version that this process has not heard
   * of, or none at all, makes it ask the database what has changed.
   *
   * A tile read with version t has not changed from t to the moment it was read, and that moment is not before what was
   * known when it was asked for. So it is the tile of every version from t to `known`.
   */
  async getTile(set: TileSet, at: TileAddress, { asked, pass }: TileQuestion = {}): Promise<TileAnswer> {
    if (this.options.cacheBytes === 0) return { tile: await this.read(set, at, pass), lasting: false };
    if (asked === undefined || asked > this.versions.known) await this.versions.learn();
    const { known } = this.versions;
    const tile = await this.current(set, at, pass);
    return { tile, lasting: asked !== undefined && tile.version <= asked && asked <= known };
  }

  /** As `getTile`, at once, if a lasting answer is at hand. */
  keptTile(set: TileSet, at: TileAddress, asked: number): Tile | undefined {
    if (asked > this.versions.known) return undefined;
    const tile = this.cache.peek(keyOf(set, at), (kept) => this.isRight(kept, at));
    return tile && tile.version <= asked ? tile : undefined;
  }

  private current(set: TileSet, at: TileAddress, pass: Pass | undefined): Promise<Tile> | Tile {
    const key = keyOf(set, at);
    const isRight = (tile: Tile): boolean => this.isRight(tile, at);
    const since = `${this.versions.era}/${this.versions.changedAt(at)}`;
    return this.cache.peek(key, isRight) ?? this.cache.make(key, since, () => this.read(set, at, pass), isRight);
  }

  private isRight(tile: Tile, at: TileAddress): boolean {
    return tile.era === this.versions.era && tile.version >= this.versions.changedAt(at);
  }

  private async read(set: TileSet, at: TileAddress, pass: Pass | undefined): Promise<Tile> {
    const { era } = this.versions;
    const layers = layersAt(set, at.z);
    if (layers.length === 0) return new Tile(Buffer.alloc(0), 0, era);
    const { body, version } = await this.encoder.encode(layers, at, pass);
    return new Tile(body, version, era);
  }
}

function keyOf({ name }: TileSet, { z, x, y }: TileAddress): string {
  return `${name}/${z}/${x}/${y}`;
}
