/**
 * The embedded database as one file: a zip archive of its folder, taken while no process has it open, so that it is one state
 * of it. What a killed process left to be replayed is in it and is replayed when the copy is opened.
 */
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry, type ZipFile as ReadZip } from 'yauzl';
import { ZipFile } from 'yazl';
import { DatabaseUnusable } from '../database-error.ts';
import { dataFolder, isMade } from '../embedded/data-folder.ts';
import { FolderLock } from '../embedded/folder-lock.ts';
import { notABackup, writeBackup } from './backup-file.ts';

/** The first entry: what tells such an archive from others. */
const CARD = 'louyuan-atlas-backup.json';
const CARD_TEXT = { kind: 'embedded database of Louyuan Atlas', format: 1 };

export async function backUpEmbedded(dataDir: string, file: string): Promise<void> {
  if (!isMade(dataDir))
    throw new DatabaseUnusable(`There is no database in ${dataDir}. Name its folder with DATA_DIR.`);
  await locked(dataDir, () => writeBackup(file, (part) => writeArchive(dataFolder(dataDir).database, part)));
}

/** Brings a backup into a data folder that holds no database; all of it or nothing. */
export async function restoreEmbedded(dataDir: string, file: string): Promise<void> {
  const { database, unfinished } = dataFolder(dataDir);
  await mkdir(dataDir, { recursive: true });
  await locked(dataDir, async () => {
    if (existsSync(unfinished) || (existsSync(database) && (await readdir(database)).length > 0)) {
      throw new DatabaseUnusable(
        `${database} is not empty, and a backup is never written over anything. Choose another folder with DATA_DIR, or move that one away.`,
      );
    }
    const part = join(dataDir, 'restoring');
    await rm(part, { recursive: true, force: true });
    try {
      await readArchive(file, part);
      await rm(database, { recursive: true, force: true });
      await rename(part, database);
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  });
}

async function locked(dataDir: string, work: () => Promise<void>): Promise<void> {
  const lock = await FolderLock.take(dataDir);
  try {
    await work();
  } finally {
    await lock.release();
  }
}

async function writeArchive(folder: string, part: string): Promise<void> {
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from(JSON.stringify(CARD_TEXT)), CARD);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1).replaceAll('\\', '/');
    if (entry.isDirectory()) archive.addEmptyDirectory(name);
    else if (entry.isFile() && name !== 'postmaster.pid') archive.addFile(path, name);
  }
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(part, { mode: 0o600 }));
}

async function readArchive(file: string, folder: string): Promise<void> {
  const archive = await openPromise(file, { autoClose: false, lazyEntries: true }).catch(() =>
    Promise.reject(notABackup(file)),
  );
  try {
    let entries = 0;
    for await (const entry of archive.eachEntry()) {
      // yauzl refuses names that lead out of the folder.
      if ((entries += 1) === 1) await checkCard(archive, entry, file);
      else await writeEntry(archive, entry, join(folder, entry.fileName));
    }
    if (!existsSync(join(folder, 'PG_VERSION'))) throw notABackup(file);
  } finally {
    archive.close();
  }
}

async function checkCard(archive: ReadZip, entry: Entry, file: string): Promise<void> {
  if (entry.fileName !== CARD || entry.uncompressedSize > 1000) throw notABackup(file);
  const chunks: Buffer[] = [];
  for await (const chunk of await archive.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  const { format } = JSON.parse(Buffer.concat(chunks).toString()) as Partial<typeof CARD_TEXT>;
  if (format === CARD_TEXT.format) return;
  throw new DatabaseUnusable(`${file} was written by a newer version. Update the checkout.`);
}

async function writeEntry(archive: ReadZip, entry: Entry, path: string): Promise<void> {
  // PostgreSQL refuses a folder that others may read.
  const isFolder = entry.fileName.endsWith('/');
  await mkdir(isFolder ? path : dirname(path), { recursive: true, mode: 0o700 });
  if (isFolder) return;
  await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(path, { mode: 0o600 }));
}
