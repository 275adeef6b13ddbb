import DataLoader from 'dataloader';
import type { ReadSession } from '../database/read-session.ts';
import { today } from './as-of.ts';
import { limitExceeded } from './errors.ts';
import type { Sql } from './sql.ts';

/** What every resolver and service of one GraphQL request shares. */
export interface GraphContext {
  /** One read-only snapshot of the database for the whole request. */
  readonly session: ReadSession;
  /** Today in China, the same for every field of the request. */
  readonly today: string;
  /** Notes that so many entries of lists go into the answer. Throws LIMIT_EXCEEDED when there are too many of them. */
  deliver(entries: number): void;
  /** Runs one composed statement in the request's snapshot. */
  query<Row>(statement: Sql): Promise<Row[]>;
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

/** List entries an answer may hold: several times a whole district with all its buildings. */
export const MAX_ENTRIES = 50_000;

export class RequestContext implements GraphContext {
  readonly session: ReadSession;
  readonly today = today();
  // Not #loaders: the server copies the context field by field, which private names do not survive.
  private readonly loaders = new Map<string, unknown>();

  private delivered = 0;
  private readonly maxEntries: number;

  constructor(session: ReadSession, maxEntries = MAX_ENTRIES) {
    this.session = session;
    this.maxEntries = maxEntries;
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
