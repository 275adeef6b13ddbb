import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseUnusable } from '../database-error.ts';

/** What lies in a data folder beside its lock: the database, and a mark while the database is being made. */
export function dataFolder(dataDir: string): { database: string; unfinished: string } {
  return { database: join(dataDir, 'database'), unfinished: join(dataDir, 'unfinished') };
}

/** Whether there is a database that only needs to be opened. */
export function isMade(dataDir: string): boolean {
  const { database, unfinished } = dataFolder(dataDir);
  return existsSync(join(database, 'PG_VERSION')) && !existsSync(unfinished);
}

/**
 * Rejects a folder in which something lies that is no whole database: making one there would write over it. What was cut short
 * while it was being made bears a mark, and holds nothing yet.
 */
export function refuseToMakeOver(dataDir: string): void {
  const { database, unfinished } = dataFolder(dataDir);
  if (isMade(dataDir) || existsSync(unfinished) || !existsSync(database) || readdirSync(database).length === 0) return;
  throw new DatabaseUnusable(
    `${database} holds files, but not the file PG_VERSION of a whole database. Nothing was changed. If it is a copy, make it ` +
      'again from the whole folder; a backup comes back into an empty folder with npm run db:restore -- FILE (name one with ' +
      'DATA_DIR). If nothing in it is needed, move the folder away.',
  );
}
