import type { PreparedQueries } from './prepared-queries.ts';
import { versionedTile, type TileAddress } from './tile-address.ts';

/** More changed tiles than this are not told apart: everything this process keeps is then made again. */
const MAX_CHANGES = 20_000;

interface ChangeRow {
  readonly now: number;
  readonly z: number | null;
  readonly x: number;
  readonly y: number;
  readonly version: number;
}

/**
 * What this process knows of versions. It learns when it is asked to, and not before: an address that carries a version
 * tells of every change its sender could know of.
 */
export class TileVersions {
  /** The version of all tiles together that this process has seen; everything up to it is in `changes`. */
  known = -1;
  /** Grows when more has changed than can be told; what was kept before is worth nothing then. */
  era = 0;
  private readonly changes = new Map<string, number>();
  private running: Promise<void> | null = null;
  private waiting: Promise<void> | null = null;

  constructor(private readonly queries: Pick<PreparedQueries, 'rows'>) {}

  /** The version since when a tile is what it is, as far as this process has seen it change; 0 if it has not. */
  changedAt(at: TileAddress): number {
    return this.changes.get(keyOf(versionedTile(at))) ?? 0;
  }

  /**
   * Reads what has been committed. Those who ask while an answer is being fetched share the next one, never the one under
   * way: it may have been read before a change that the asker already knows of.
   */
  learn(): Promise<void> {
    if (this.waiting) return this.waiting;
    if (!this.running) return this.start();
    const next = this.running.then(
      () => this.start(),
      () => this.start(),
    );
    this.waiting = next;
    return next;
  }

  private start(): Promise<void> {
    this.waiting = null;
    const reading = this.read().finally(() => {
      if (this.running === reading) this.running = null;
    });
    this.running = reading;
    return reading;
  }

  private async read(): Promise<void> {
    const since = this.known < 0 ? Number.MAX_SAFE_INTEGER : this.known;
    const rows = await this.queries.rows<ChangeRow>({
      text: `select s.version as now, b.z, b.x, b.y, b.version
        from tile_state s left join (select * from tile_block where version > $1 limit ${MAX_CHANGES + 1}) b on true`,
      values: [since],
    });
    for (const { z, x, y, version } of rows) if (z !== null) this.changes.set(keyOf({ z, x, y }), version);
    // A database restored to an earlier day has an earlier version, and what has changed since is not to be told.
    const restored = rows.length > 0 && (rows[0]?.now ?? 0) < this.known;
    if (this.changes.size > MAX_CHANGES || restored) {
      this.changes.clear();
      this.era += 1;
    }
    this.known = rows[0]?.now ?? 0;
  }
}

function keyOf({ z, x, y }: TileAddress): string {
  return `${z}/${x}/${y}`;
}
