/**
 * The package's bundle holds PostGIS with raster, topology and a geocoder, all compiled at every start. This makes a bundle
 * of what we use, once, and so halves the time to open and the memory.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

const wanted = [
  /^lib\/postgresql\/postgis-3\.so$/,
  /^share\/postgresql\/extension\/postgis\.control$/,
  /^share\/postgresql\/extension\/postgis--\d+(\.\d+)*\.sql$/,
  /^share\/proj\/proj\.db$/,
];

const blockSize = 512;

/** The extension as PGlite takes it. `cache` is the folder for the small bundle. */
export async function postgis(cache) {
  const bundlePath = await smallBundle(cache);
  return {
    name: 'postgis',
    setup: async (_database, emscriptenOpts) => {
      emscriptenOpts.PGLITE_ENV.PROJ_DATA = '/pglite/share/proj';
      return { emscriptenOpts, bundlePath };
    },
  };
}

async function smallBundle(cache) {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite-postgis');
  const whole = join(dirname(entry), 'postgis.tar.gz');
  const { version } = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8'));
  const small = join(cache, `postgis-${version}.tar.gz`);
  if (!existsSync(small)) {
    try {
      const tar = selected(gunzipSync(await readFile(whole)));
      await mkdir(cache, { recursive: true });
      const draft = `${small}.${process.pid}`;
      await writeFile(draft, gzipSync(tar, { level: 1 }));
      await rename(draft, small);
    } catch {
      return pathToFileURL(whole); // a bundle that is larger than need be is better than none
    }
  }
  return pathToFileURL(small);
}

/** The wanted files of a tar archive, as a tar archive. */
function selected(tar) {
  const kept = [];
  let found = 0;
  for (let at = 0; at + blockSize <= tar.length;) {
    const header = tar.subarray(at, at + blockSize);
    const name = textOf(header, 0, 100).replace(/^\.\//, '');
    if (name === '') break;
    const size = Number.parseInt(textOf(header, 124, 12), 8);
    const end = at + blockSize + Math.ceil(size / blockSize) * blockSize;
    if (wanted.some((pattern) => pattern.test(name))) {
      kept.push(tar.subarray(at, end));
      found += 1;
    }
    at = end;
  }
  if (found < wanted.length) throw new Error('The PostGIS bundle is laid out differently than expected.');
  return Buffer.concat([...kept, Buffer.alloc(2 * blockSize)]);
}

function textOf(header, from, length) {
  return header
    .toString('latin1', from, from + length)
    .replace(/\0.*$/s, '')
    .trim();
}
