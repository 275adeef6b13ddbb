/**
 * What initdb makes is always the same, and making it costs seconds and twice the memory of the database. The authors of
 * PGlite publish it for each version, so that it only needs to be unpacked.
 */
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { installedPackage } from './installed-package.mjs';
import { tarEntries } from './tar.mjs';

/** Unpacks a fresh cluster into `folder`. Says false when there is none for this PGlite: then PGlite runs initdb. */
export async function unpackCluster(folder, find = installedPackage) {
  const [pglite, cluster] = [await find('pglite'), await find('pglite-prepopulatedfs')];
  if (!cluster || pglite?.version !== cluster.version) return false;
  const tar = createReadStream(join(cluster.folder, 'prepopulatedfs.tgz')).pipe(
    createGunzip({ chunkSize: 1024 * 1024 }),
  );
  // PostgreSQL refuses a folder that others may read.
  const makeFolder = (path) => mkdirSync(path, { recursive: true, mode: 0o700 });
  // A thousand small files: one by one, and without waiting for a thread each time.
  for await (const { name, isFolder, content } of tarEntries(tar)) {
    const path = join(folder, name);
    makeFolder(isFolder ? path : dirname(path));
    if (!isFolder) writeFileSync(path, content, { mode: 0o600 });
  }
  return true;
}
