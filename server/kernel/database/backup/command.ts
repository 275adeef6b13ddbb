/** npm run db:backup -- FILE · npm run db:restore -- FILE */
import { resolve } from 'node:path';
import { asOwner, readEnv, type Env } from '../../../env.ts';
import { createDatabase } from '../database.ts';
import { errorMessage } from '../database-error.ts';
import { schemaVersion } from '../migrations.ts';
import { DatabaseUnusable } from '../database-error.ts';
import { kindOfBackup } from './backup-file.ts';
import { backUpEmbedded, restoreEmbedded } from './embedded-backup.ts';
import { backUpPostgres, restorePostgres } from './postgres-backup.ts';

async function main(command: string | undefined, name: string | undefined): Promise<void> {
  if ((command !== 'backup' && command !== 'restore') || name === undefined) {
    throw new Error('Name the file: npm run db:backup -- FILE, or npm run db:restore -- FILE.');
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

main(process.argv[2], process.argv[3]).catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
});
