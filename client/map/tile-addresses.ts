import { fetchOrTake } from '../api/early-answers.ts';

/**
 * The addresses of tiles. The server tells the version of each piece of ground; an address that carries it may be kept for
 * ever, and is another one as soon as something there has changed.
 */

/** What `/tiles/{name}.json` says beyond TileJSON: versions of tiles up to a zoom; nearer ones go by the one around them. */
interface Versions {
  readonly zoom: number;
  readonly none: string;
  readonly tiles: Readonly<Record<string, readonly string[]>>;
}

type VersionOf = (key: string) => string;

const ASK_EVERY_MS = 60_000;
/** Coming back to a page again and again asks no more often than this. */
const ASK_AT_MOST_EVERY_MS = 5_000;
const TILE = /^(.*\/tiles\/)([a-z-]+\/([0-9]+)\/([0-9]+)\/([0-9]+)\.mvt)$/;

export class TileAddresses {
  private zoom = 0;
  private versionOf: VersionOf | null = null;
  /** The versions of tiles that have been asked for: only when one of these changes is there something to draw anew. */
  private readonly used = new Map<string, string>();
  private readonly first: Promise<unknown>;
  private askedAt = 0;

  constructor(private readonly url: string) {
    this.first = this.ask();
  }

  /** For the map library, which gives each address it is about to ask. Without versions the plain address is always right. */
  readonly transform = async (url: string): Promise<{ url: string }> => {
    const [, before, after, z, x, y] = TILE.exec(url) ?? [];
    if (before === undefined || after === undefined) return { url };
    await this.first;
    if (!this.versionOf) return { url };
    const key = this.keyOf(Number(z), Number(x), Number(y));
    const version = this.versionOf(key);
    this.used.set(key, version);
    return { url: `${before}${version}/${after}` };
  };

  /** Tells when ground that has been asked for has changed, as far as the server is asked: now and then, and on coming back. */
  watch(onChange: () => void): () => void {
    const look = () => {
      if (document.visibilityState !== 'visible' || Date.now() - this.askedAt < ASK_AT_MOST_EVERY_MS) return;
      void this.ask().then((changed) => changed && onChange());
    };
    const timer = setInterval(look, ASK_EVERY_MS);
    document.addEventListener('visibilitychange', look);
    window.addEventListener('focus', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('focus', look);
    };
  }

  /** Whether the server tells other versions of ground that has been asked for. */
  async ask(): Promise<boolean> {
    this.askedAt = Date.now();
    try {
      const answer = await fetchOrTake(this.url, { cache: 'no-cache' });
      if (!answer.ok) return false;
      const { versions } = (await answer.json()) as { versions: Versions };
      return this.take(versions);
    } catch {
      // What is known goes on being asked for; the next time tells more.
      return false;
    }
  }

  private take({ zoom, none, tiles }: Versions): boolean {
    const byKey = new Map(Object.entries(tiles).flatMap(([version, keys]) => keys.map((key) => [key, version])));
    const versionOf: VersionOf = (key) => byKey.get(key) ?? none;
    const changed = zoom !== this.zoom || [...this.used].some(([key, version]) => versionOf(key) !== version);
    if (changed) this.used.clear();
    this.zoom = zoom;
    this.versionOf = versionOf;
    return changed;
  }

  private keyOf(z: number, x: number, y: number): string {
    const up = 2 ** Math.max(0, z - this.zoom);
    return `${Math.min(z, this.zoom)}/${Math.floor(x / up)}/${Math.floor(y / up)}`;
  }
}
