/** npm run db:backup -- FILE · npm run db:restore -- FILE */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { asOwner, readEnv, type Env } from '../../../env.ts';
import { runCommandLine, UsageError } from '../../command-line.ts';
import { createDatabase } from '../database.ts';
import { schemaVersion } from '../migrations.ts';
import { DatabaseUnusable } from '../database-error.ts';
import { kindOfBackup } from './backup-file.ts';
import { backUpEmbedded, restoreEmbedded } from './embedded-backup.ts';
import { backUpPostgres, restorePostgres } from './postgres-backup.ts';

const USAGE = 'Usage: npm run db:backup -- FILE · npm run db:restore -- FILE';

async function main(args: readonly string[]): Promise<void> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  const [command, name, ...others] = positionals;
  if ((command !== 'backup' && command !== 'restore') || name === undefined || others.length > 0) {
    throw new UsageError('Name the file.');
  }
  const env = asOwner(readEnv());
  const file = resolve(name);
  if (command === 'backup') await backUp(env, file);
  else await restore(env, file);
}

async function backUp({ databaseUrl, dataDir }: Env, file: string): Promise<void> {
  if (databaseUrl === null) await backUpEmbedded(dataDir, file);
  else await backUpPostgres(databaseUrl, file, { say: print });
  print(`The database is in ${file}. It holds what only some may see: keep it where only they can read it.`);
}

async function restore(env: Env, file: string): Promise<void> {
  const kind = await kindOfBackup(file);
  const { databaseUrl, dataDir } = env;
  if (kind === 'embedded') {
    if (databaseUrl !== null) {
      throw new DatabaseUnusable(
        `${file} is of the embedded database. Leave DATABASE_URL out, and name a folder with DATA_DIR.`,
      );
    }
    await restoreEmbedded(dataDir, file);
  } else if (databaseUrl === null) {
    throw new DatabaseUnusable(`${file} is of a PostgreSQL database. Name an empty one in DATABASE_URL.`);
  } else {
    await restorePostgres(databaseUrl, file, { say: print, waitSeconds: env.databaseWaitSeconds });
  }
  // Whether it can be opened shows when it is.
  const database = await createDatabase(env);
  try {
    print(`Restored, with the schema ${await schemaVersion(database.dataSource)}. npm start serves it.`);
  } finally {
    await database.close();
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await runCommandLine(USAGE, main);
