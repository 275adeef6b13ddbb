import type { Socket } from 'node:net';
import pg from 'pg';
import { DatabaseAway } from './database-error.ts';

const SILENCE_MS = 5_000;

/** A client with what `pg` has of its connection, which its types do not tell. */
export type Watched = pg.Client & { readonly connection: pg.Connection & { readonly stream: Socket } };

export interface SilenceOptions {
  /** A new connection to the same server. */
  probe(timeoutMs: number): pg.Client;
  afterMs?: number | undefined;
}

/**
 * Ends a connection whose server has fallen silent: it takes what is sent and never answers, as a machine does that was
 * frozen or cut off. Nothing of TCP tells that from a statement that takes its time, so after a while without an answer the
 * server is asked for another connection. While it answers that, the statement may go on for as long as it needs.
 */
export function watchSilence(client: Watched, { probe, afterMs = SILENCE_MS }: SilenceOptions): void {
  const query = client.query.bind(client) as (...words: unknown[]) => unknown;
  let waiting = false;
  /** When the server was heard of, or asked after it had answered everything. */
  let heardAt = 0;
  let bytesRead = 0;
  // One timer for many statements: most are over long before anyone looks.
  let timer: NodeJS.Timeout | null = null;

  const lookIn = (ms: number): void => {
    timer ??= setTimeout(() => void look(), ms).unref();
  };
  const look = async (): Promise<void> => {
    timer = null;
    const { stream } = client.connection;
    if (!waiting || stream.destroyed) return;
    if (stream.bytesRead !== bytesRead) heardAt = Date.now();
    bytesRead = stream.bytesRead;
    const left = heardAt + afterMs - Date.now();
    if (left > 0) return lookIn(left);
    const asked = heardAt;
    const isThere = await answers(probe(afterMs));
    if (waiting && !isThere && heardAt === asked && stream.bytesRead === bytesRead) {
      stream.destroy(new DatabaseAway('The database server does not answer any more.'));
    } else if (waiting) {
      heardAt = Math.max(heardAt, Date.now());
      lookIn(afterMs);
    }
  };
  client.on('drain', () => (waiting = false));
  client.on('end', () => (waiting = false));
  Object.assign(client, {
    query: (...words: unknown[]): unknown => {
      if (!waiting) heardAt = Date.now();
      waiting = true;
      lookIn(afterMs);
      return query(...words);
    },
  });
}

/** Whatever it says: a server that refuses is there. */
async function answers(client: pg.Client): Promise<boolean> {
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    return error instanceof pg.DatabaseError;
  } finally {
    client.end().catch(() => undefined);
  }
}
