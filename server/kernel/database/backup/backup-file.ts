import { access, open, rename, rm } from 'node:fs/promises';
import { DatabaseUnusable, errorCode } from '../database-error.ts';
import type { DatabaseKind } from '../database.ts';

/** What a backup of each database begins with: the archive of pg_dump, and a zip archive. */
const BEGINNINGS: Readonly<Record<DatabaseKind, string>> = { postgres: 'PGDMP', embedded: 'PK\x03\x04' };

/** Of which database a file is a backup, by how it begins; rejects with what to do where it is none. */
export async function kindOfBackup(file: string): Promise<DatabaseKind> {
  const handle = await open(file).catch((error: unknown) => {
    throw new DatabaseUnusable(
      errorCode(error) === 'ENOENT'
        ? `There is no file ${file}. Name the file that npm run db:backup wrote.`
        : `The file ${file} cannot be read (${errorCode(error) ?? String(error)}).`,
    );
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    const beginning = buffer.toString('latin1', 0, bytesRead);
    for (const kind of ['postgres', 'embedded'] as const) if (beginning.startsWith(BEGINNINGS[kind])) return kind;
    throw notABackup(file);
  } finally {
    await handle.close();
  }
}

export function notABackup(file: string): DatabaseUnusable {
  return new DatabaseUnusable(`${file} is not a backup. Name a file that npm run db:backup wrote.`);
}

/** Lets `write` write a file that appears under its name when it is whole, readable by its owner only, and over no other. */
export async function writeBackup(file: string, write: (part: string) => Promise<void>): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists) throw new DatabaseUnusable(`There is a file ${file} already. Choose another name, or move it away.`);
  const part = `${file}.part`;
  try {
    // It holds what only some may see.
    await (await open(part, 'w', 0o600)).close();
    await write(part);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw ['ENOENT', 'EACCES', 'ENOTDIR', 'EROFS', 'ENOSPC'].includes(errorCode(error) ?? '')
      ? new DatabaseUnusable(`${file} cannot be written (${errorCode(error)}). Choose another place.`)
      : error;
  }
}
