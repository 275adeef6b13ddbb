import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What lies in a data folder beside its lock: the database, and a mark while the database is being made. */
export function dataFolder(dataDir: string): { database: string; unfinished: string } {
  return { database: join(dataDir, 'database'), unfinished: join(dataDir, 'unfinished') };
}

/** Whether there is a database that only needs to be opened. */
export function isMade(dataDir: string): boolean {
  const { database, unfinished } = dataFolder(dataDir);
  return existsSync(join(database, 'PG_VERSION')) && !existsSync(unfinished);
}
