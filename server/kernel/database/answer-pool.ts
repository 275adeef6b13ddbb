import pg from 'pg';
import type { DataSource } from 'typeorm';

const pools = new WeakMap<object, pg.Pool>();

/**
 * Opens a second pool beside that of a data source, for statements that are whole answers to nobody in particular: they need
 * no transaction around them, are planned once whatever their values, can write nothing and see what is public. `setup` tells
 * a new connection so; one that could not be told is not used.
 */
export function openAnswerPool(dataSource: DataSource, setup: string): { close(): Promise<void> } {
  const { master } = dataSource.driver as unknown as { master: pg.Pool };
  const verify = (client: pg.PoolClient, done: (error?: Error) => void): void => {
    client.query(setup).then(() => done(), done);
  };
  const pool = new pg.Pool({ ...master.options, verify } as pg.PoolConfig);
  // An idle connection that breaks is thrown away; the next question opens another or says what is wrong.
  pool.on('error', () => undefined);
  pools.set(dataSource, pool);
  return { close: () => pool.end() };
}

/** The pool for answers of this data source; undefined when none was opened for it. */
export function answerPool(dataSource: object): pg.Pool | undefined {
  return pools.get(dataSource);
}
