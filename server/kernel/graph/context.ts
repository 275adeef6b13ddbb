import DataLoader from 'dataloader';
import type { EntityManager } from 'typeorm';
import type { Viewer } from '../access/viewer.ts';
import type { ReadSession } from '../database/read-session.ts';
import { today } from './as-of.ts';
import { limitExceeded, unauthenticated } from './errors.ts';
import type { Sql } from './sql.ts';

/** How posts may sign in: at the provider, or as a post of the demo. */
export interface SignInWays {
  readonly issuer: string | null;
  readonly demoPosts: boolean;
}

const NO_SIGN_IN: SignInWays = { issuer: null, demoPosts: false };

/** What every resolver and service of one GraphQL request shares. */
export interface GraphContext {
  /** One read-only snapshot of the database for the whole request, holding what the viewer may see. */
  readonly session: ReadSession;
  /** The post that asks; null when nobody is signed in. */
  readonly viewer: Viewer | null;
  /** How posts may sign in here. */
  readonly signIn: SignInWays;
  /** Today in China, the same for every field of the request. */
  readonly today: string;
  /** Fields at the root, by their names in the answer, that ask about a day: see dated-ids.ts. */
  readonly askedOfADay: Set<string | number>;
  /** Notes that so many entries of lists go into the answer. Throws LIMIT_EXCEEDED when there are too many of them. */
  deliver(entries: number): void;
  /** Runs one composed statement in the request's snapshot. */
  query<Row>(statement: Sql): Promise<Row[]>;
  /**
   * Changes something in the viewer's name, in one transaction of its own. What is read afterwards with `query` is read anew.
   * Throws UNAUTHENTICATED when nobody is signed in.
   */
  change<T>(work: (manager: EntityManager, viewer: Viewer) => Promise<T>): Promise<T>;
  /**
   * The DataLoader of that name, made on first use and kept for the request.
   * Everything the batch depends on besides the keys (asOf, arguments) belongs into the name.
   */
  loader<K, V>(
    name: string,
    batch: (keys: readonly K[]) => Promise<readonly V[]>,
    keyOf?: (key: K) => string | number,
  ): DataLoader<K, V, string | number | K>;
}

/** What a client needs to know of a change that was made although its answer could not be read. */
export interface Committed {
  /** The code of what was made or changed, and the version it has now, where it has one. */
  readonly code?: string;
  readonly version?: number;
}

/** No more than that: what a change gives may hold a secret. */
function committedOf(made: unknown): Committed {
  const { code, version } = (made ?? {}) as { readonly code?: unknown; readonly version?: unknown };
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof version === 'number' && { version }),
  };
}

/** List entries an answer may hold: several times a whole district with all its buildings. */
export const MAX_ENTRIES = 50_000;

export class RequestContext implements GraphContext {
  readonly session: ReadSession;
  readonly viewer: Viewer | null;
  readonly signIn: SignInWays;
  readonly today = today();
  /** The field of the mutation that runs, as it is called in the answer. */
  running: string | number | undefined = undefined;
  /** What has been committed, by the field that did it. */
  readonly committed = new Map<string | number | undefined, Committed>();
  readonly askedOfADay = new Set<string | number>();
  // Not #loaders: the server copies the context field by field, which private names do not survive.
  private readonly loaders = new Map<string, unknown>();

  private delivered = 0;
  private readonly maxEntries: number;

  constructor(session: ReadSession, maxEntries = MAX_ENTRIES, signIn = NO_SIGN_IN) {
    this.session = session;
    this.signIn = signIn;
    this.viewer = session.viewer;
    this.maxEntries = maxEntries;
  }

  async change<T>(work: (manager: EntityManager, viewer: Viewer) => Promise<T>): Promise<T> {
    const { viewer } = this;
    if (!viewer) throw unauthenticated();
    try {
      const made = await this.session.change(viewer, (manager) => work(manager, viewer));
      this.committed.set(this.running, committedOf(made));
      return made;
    } finally {
      // What was loaded before does not show the change.
      this.loaders.clear();
    }
  }

  deliver(entries: number): void {
    this.delivered += entries;
    if (this.delivered <= this.maxEntries) return;
    throw limitExceeded(
      `The answer would hold more than ${this.maxEntries} list entries. Ask for smaller pages ("first") or in several queries.`,
    );
  }

  query<Row>(statement: Sql): Promise<Row[]> {
    const { text, params, plannedAnew } = statement;
    return plannedAnew ? this.session.query<Row>(text, params) : this.session.queryPrepared<Row>(text, params);
  }

  loader<K, V>(
    name: string,
    batch: (keys: readonly K[]) => Promise<readonly V[]>,
    keyOf?: (key: K) => string | number,
  ): DataLoader<K, V, string | number | K> {
    const known = this.loaders.get(name);
    if (known) return known as DataLoader<K, V, string | number | K>;
    const made = new DataLoader<K, V, string | number | K>(
      async (keys) => {
        const values = await batch(keys);
        if (values.length !== keys.length)
          throw new Error(`Loader ${name}: ${values.length} values for ${keys.length} keys`);
        return values;
      },
      keyOf ? { cacheKeyFn: keyOf } : {},
    );
    this.loaders.set(name, made);
    return made;
  }
}
