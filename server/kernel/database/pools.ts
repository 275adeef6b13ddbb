import pg from 'pg';
import type { DataSource } from 'typeorm';

/** The pool of a data source: TypeORM has no other door to it. */
export function poolOf(dataSource: DataSource): pg.Pool {
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}

/** A connection of one's own to the same database, still to be opened. */
export function connectionBeside(dataSource: DataSource): pg.Client {
  const options: pg.PoolConfig = poolOf(dataSource).options;
  const Client = (options.Client ?? pg.Client) as typeof pg.Client;
  return new Client(options);
}

/**
 * Whether what is set for the session of this connection stays with it, as it does without a pooler in between. Of a
 * connection that cannot tell, nobody knows: no role may be given to it but for a transaction.
 */
export function ownsSession(client: pg.ClientBase): boolean {
  return 'ownsSession' in client && client.ownsSession === true;
}

/**
 * Lets no connection be lent out again that is still inside a transaction: in one that has failed every statement of the next
 * asker would fail, and in an open one it would read with somebody else's eyes. Its end takes the transaction back.
 */
export function keepClean(pool: pg.Pool): void {
  pool.on('release', (_error, lent) => {
    const client = lent as pg.PoolClient & pg.Client;
    if (client.getTransactionStatus() !== 'I') client.end(() => undefined);
  });
}
