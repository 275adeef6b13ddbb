import pg from 'pg';
import type { DataSource } from 'typeorm';

const pools = new WeakMap<object, pg.Pool>();

/**
 * Opens a second pool beside that of a data source, for statements that are whole answers: they need no transaction around
 * them, are planned once whatever their values, and can write nothing. `setup` tells a new connection so.
 */
export function openAnswerPool(dataSource: DataSource, setup: string | null): { close(): Promise<void> } {
  const { master } = dataSource.driver as unknown as { master: pg.Pool };
  const pool = new pg.Pool({ ...master.options });
  // An idle connection that breaks is thrown away; the next question opens another or says what is wrong.
  pool.on('error', () => undefined);
  if (setup !== null) pool.on('connect', (client) => void client.query(setup).catch(() => undefined));
  pools.set(dataSource, pool);
  return { close: () => pool.end() };
}

/** The pool for answers of this data source; undefined when none was opened for it. */
export function answerPool(dataSource: object): pg.Pool | undefined {
  return pools.get(dataSource);
}
