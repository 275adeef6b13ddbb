import { copyFile, open, stat, symlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import type { Database } from 'node-sqlite3-wasm';
import { bytesAt } from './byte-source.ts';
import { asUnreadable, GeoPackageLayer } from './geopackage-layer.ts';
import { StoredTables, text } from './geopackage-tables.ts';
import { MAX_LAYERS } from './limits.ts';
import { unreadable } from './reasons.ts';
import type { SourceFile } from './source-file.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const HEADER_BYTES = 100;
const WRITE_AHEAD = 2;

/** Every table of features and of attributes is a layer. The file is not written to, and nothing is left beside it. */
export async function openGeoPackage(path: string, name: string, temporaryFolder?: string): Promise<SourceFile> {
  const isWriteAhead = await assertWhole(path, name);
  for (const journal of [`${path}-wal`, `${path}-journal`]) {
    const left = await stat(journal).catch(() => null);
    if (left && left.size > 0) throw unreadable('GEOPACKAGE_IN_USE', { name });
  }
  const folder = await TemporaryFolder.make(temporaryFolder);
  let database: Database | null = null;
  const close = async (): Promise<void> => {
    if (database?.isOpen) database.close();
    await folder.remove();
  };
  try {
    database = openDatabase(await standIn(path, folder, isWriteAhead));
    const layers = layersOf(database, name);
    return { format: 'GEOPACKAGE', layers, close };
  } catch (error) {
    await close();
    throw asUnreadable(error, name);
  }
}

/** Compares the length that the file says with the one it has. Tells whether it is in write-ahead mode. */
async function assertWhole(path: string, name: string): Promise<boolean> {
  const header = await bytesAt(path, 0, HEADER_BYTES);
  if (header.length < HEADER_BYTES) throw unreadable('FILE_TRUNCATED', { name, where: 'in the header' });
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
  if (isCounted && header.readUInt32BE(28) * pageSize > (await stat(path)).size) {
    throw unreadable('FILE_TRUNCATED', { name, where: 'pages are missing' });
  }
  return header[18] === WRITE_AHEAD || header[19] === WRITE_AHEAD;
}

/**
 * A name of the file in a folder of ours, because its lock is made beside it. A file in write-ahead mode needs memory shared
 * between processes, which there is none of here; a copy is taken out of that mode.
 */
async function standIn(path: string, folder: TemporaryFolder, isWriteAhead: boolean): Promise<string> {
  const own = folder.file('source.gpkg');
  if (!isWriteAhead) {
    await symlink(resolve(path), own);
    return own;
  }
  await copyFile(path, own);
  const file = await open(own, 'r+');
  await file.write(Buffer.from([1, 1]), 0, 2, 18);
  await file.close();
  return own;
}

function openDatabase(path: string): Database {
  const database = new sqlite.Database(path, { readOnly: true, fileMustExist: true });
  // The schema is somebody else's: its functions and virtual tables do not run.
  database.exec('pragma trusted_schema = off; pragma cell_size_check = on; pragma mmap_size = 0');
  return database;
}

function layersOf(database: Database, name: string): GeoPackageLayer[] {
  const stored = new StoredTables(database, name);
  if (!stored.has('gpkg_contents')) throw unreadable('NOT_A_GEOPACKAGE', { name, problem: 'no table gpkg_contents' });
  stored.check('gpkg_contents', ['table_name', 'data_type']);
  const contents = database.all(
    "select table_name, data_type from gpkg_contents where data_type in ('features', 'attributes') " +
      `order by rowid limit ${MAX_LAYERS + 1}`,
  );
  if (contents.length > MAX_LAYERS) throw unreadable('TOO_MANY_LAYERS', { name, limit: MAX_LAYERS });
  if (contents.length === 0) throw unreadable('NOT_A_GEOPACKAGE', { name, problem: 'no table of features' });
  return contents.map(
    (row) => new GeoPackageLayer(database, stored, text(row.table_name), row.data_type === 'features'),
  );
}
