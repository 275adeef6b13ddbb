import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { errorCode } from './database-error.ts';
import { limitExceeded } from '../graph/errors.ts';

/** What `pg` has of a connection and its types do not tell. */
interface Running {
  readonly host: string;
  readonly port: number;
  readonly ssl?: pg.ClientConfig['ssl'];
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly connection: { readonly stream: Duplex };
}

interface Canceller {
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  on(event: 'connect' | 'sslconnect' | 'end' | 'error', listener: () => void): void;
  readonly stream: Duplex;
}

/** The server ends a statement at its limit; so much later we do, where it has not heard of a limit or of us. */
const GRACE_MS = 5_000;
const QUERY_CANCELED = '57014';

export interface StatementLimit {
  readonly limitMs: number;
  /** Aborted when nobody waits for the answer any more. */
  readonly left?: AbortSignal | undefined;
}

/**
 * The statement that runs on this connection, cancelled when nobody waits for it any more, and some seconds after its limit;
 * a connection that does not heed that is cut. (The embedded database cannot be interrupted: who waits for it is told in time,
 * and others still wait.) It settles when the connection may be used for something else. Throws LIMIT_EXCEEDED for what took
 * too long, and what the signal says for what was left.
 */
export async function withinLimit<T>(
  client: pg.ClientBase,
  { limitMs, left }: StatementLimit,
  statement: () => Promise<T>,
): Promise<T> {
  left?.throwIfAborted();
  let cancelling: Promise<void> | null = null;
  const cancel = (): void => void (cancelling ??= cancelStatement(client));
  const cut = (): void => {
    client.on('error', () => undefined); // the statement is told
    (client as unknown as Running).connection.stream.destroy();
  };
  const timers = [setTimeout(cancel, limitMs + GRACE_MS), setTimeout(cut, limitMs + 2 * GRACE_MS)];
  left?.addEventListener('abort', cancel);
  try {
    return await statement();
  } catch (error) {
    left?.throwIfAborted();
    if (errorCode(error) === QUERY_CANCELED || cancelling !== null) throw tookTooLong(limitMs);
    throw error;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    left?.removeEventListener('abort', cancel);
    // What comes late would cancel whatever is asked next on this connection.
    await cancelling;
  }
}

const tookTooLong = (limitMs: number) =>
  limitExceeded(
    `The answer took the database more than ${limitMs / 1000} s. Ask for smaller pages ("first") or in several queries.`,
  );

/** Asks the server to end what runs on a connection; resolves when it has heard, or cannot be reached. */
async function cancelStatement(client: pg.ClientBase): Promise<void> {
  const { host, port, ssl, processID, secretKey, connection: running } = client as unknown as Running;
  if (processID === null || secretKey === null || !(running.stream instanceof Socket)) return;
  const Connection = pg.Connection as unknown as new (options: object) => Canceller;
  const connection = new Connection({ ssl });
  await new Promise<void>((resolve) => {
    const patience = setTimeout(() => connection.stream.destroy(), GRACE_MS);
    const done = (): void => {
      clearTimeout(patience);
      resolve();
    };
    const cancel = (): void => connection.cancel(processID, secretKey);
    connection.on('connect', () => (ssl ? connection.requestSsl() : cancel()));
    connection.on('sslconnect', cancel);
    connection.on('end', done);
    connection.on('error', done);
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  });
}
