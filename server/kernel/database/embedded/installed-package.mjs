import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Version and folder of a package of PGlite's authors; null when it is not installed. */
export async function installedPackage(name) {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`@electric-sql/${name}`));
    const { version } = JSON.parse(await readFile(join(folder, '..', 'package.json'), 'utf8'));
    return { version, folder };
  } catch {
    return null;
  }
}
