import pg from 'pg';
import type { DataSource } from 'typeorm';
import { keepClean, ownsSession, poolOf } from './pools.ts';

const pools = new WeakMap<object, pg.Pool>();

/** Behind this address a pooler lends servers out by the transaction: what is told to a session may reach another's. */
class LentSession extends Error {}

/**
 * Opens a second pool beside that of a data source, for statements that are whole answers to nobody in particular: they need
 * no transaction around them, are planned once whatever their values, can write nothing and see what is public. `setup` tells
 * a new connection so, where its session is its own; one that could not be told is not used.
 */
export function openAnswerPool(dataSource: DataSource, setup: string): { close(): Promise<void> } {
  const verify = (client: pg.PoolClient, done: (error?: Error) => void): void => {
    if (!ownsSession(client)) return done(new LentSession());
    client.query(setup).then(() => done(), done);
  };
  const pool = new pg.Pool({ ...poolOf(dataSource).options, verify } as pg.PoolConfig);
  // An idle connection that breaks is thrown away; the next question opens another or says what is wrong.
  pool.on('error', () => undefined);
  keepClean(pool);
  pools.set(dataSource, pool);
  return { close: () => pool.end() };
}

/** The pool for answers of this data source; undefined when none was opened for it. */
export function answerPool(dataSource: object): pg.Pool | undefined {
  return pools.get(dataSource);
}

/** A connection for one answer, to be released; null where answers must be asked for in transactions of their own. */
export async function lendForAnswer(dataSource: object): Promise<pg.PoolClient | null> {
  try {
    return (await answerPool(dataSource)?.connect()) ?? null;
  } catch (error) {
    if (!(error instanceof LentSession)) throw error;
    pools.delete(dataSource);
    return null;
  }
}
