/**
 * The package's bundle holds PostGIS with raster, topology and a geocoder, and PGlite would compile and keep all of it at
 * every start. Here what we use is taken out once, and PGlite gets no more of it than it needs at the moment: the library is
 * compiled and its bytes let go, PROJ's database stays on the disk, the script is there while the extension is created.
 */
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { installedPackage } from './installed-package.mjs';
import { tarEntries } from './tar.mjs';

const wanted = [
  /^lib\/postgresql\/postgis-3\.so$/,
  /^share\/postgresql\/extension\/postgis\.control$/,
  /^share\/postgresql\/extension\/postgis--\d+(\.\d+)*\.sql$/,
  /^share\/proj\/proj\.db$/,
];
const home = '/pglite';
/** Reference systems in a statement. */
const batch = 200;
/** What nobody has touched for an hour is nobody's draft. */
const leftMs = 3600 * 1000;

/** Tells PGlite where PROJ will find its database. */
export const postgis = {
  name: 'postgis',
  setup: async (_database, emscriptenOpts) => {
    emscriptenOpts.PGLITE_ENV.PROJ_DATA = `${home}/share/proj`;
    return { emscriptenOpts };
  },
};

/** Compiles the library. To be called before the first statement that could need it. */
export async function loadPostgis({ Module: { FS } }, files) {
  FS.mkdirTree(`${home}/share/proj`);
  FS.mount(FS.filesystems.NODEFS, { root: files.folder }, `${home}/share/proj`);
  // PostgreSQL looks whether the library is there; what it loads is what has been compiled under that name.
  const [folder, name] = [`${home}/lib/postgresql`, basename(files.library)];
  FS.writeFile(`${folder}/${name}`, '');
  const bytes = await readFile(files.library);
  await new Promise((resolve, reject) => {
    const fail = () => reject(new Error('PostGIS could not be compiled'));
    FS.createPreloadedFile(folder, name, bytes, true, true, resolve, fail, true);
  });
}

export async function createPostgis(database, files) {
  const { FS } = database.Module;
  const { script, systems } = withoutSystems(await readFile(files.script, 'utf8'));
  const placed = [
    [files.control, await readFile(files.control)],
    [files.script, script],
  ].map(([path, content]) => {
    const place = `${home}/share/postgresql/extension/${basename(path)}`;
    FS.writeFile(place, content);
    return place;
  });
  await database.exec('create extension postgis');
  for (const statement of systems) await database.exec(statement);
  for (const place of placed) FS.unlink(place);
}

/**
 * The script fills the table of reference systems with one statement of seven megabytes. What PostgreSQL needs to read it
 * would stay with us for good, because the memory of WebAssembly never shrinks: so it is taken apart.
 */
export function withoutSystems(whole) {
  const found = /^(INSERT INTO "spatial_ref_sys" [^\n]* VALUES)\n(.*?)\n(ON CONFLICT [^;]*;)/ms.exec(whole);
  if (!found) return { script: whole, systems: [] };
  const [statement, insert, list, onConflict] = found;
  const rows = list.split(/,\n(?=--\n-- )/);
  const systems = [];
  for (let at = 0; at < rows.length; at += batch)
    systems.push(`${insert}\n${rows.slice(at, at + batch).join(',\n')}\n${onConflict}`);
  return { script: whole.replace(statement, () => ''), systems };
}

/** The files of PostGIS that we use, in a folder of `cache`, which is made when it is not there. */
export async function postgisFiles(cache) {
  const bundle = await installedPackage('pglite-postgis');
  if (!bundle) throw new Error('the package @electric-sql/pglite-postgis is not installed');
  const folder = join(cache, `postgis-${bundle.version}`);
  if (!existsSync(folder)) await takeOut(join(bundle.folder, 'postgis.tar.gz'), folder);
  const names = await readdir(folder);
  const file = (ending) => join(folder, names.find((name) => name.endsWith(ending)) ?? `(none)${ending}`);
  return { folder, library: file('.so'), control: file('.control'), script: file('.sql') };
}

/** Makes the whole folder or nothing. What processes that were killed and other versions have left goes away with time. */
async function takeOut(bundle, folder) {
  const cache = dirname(folder);
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(`${folder}.`);
  const tar = createReadStream(bundle).pipe(createGunzip({ chunkSize: 1024 * 1024 }));
  const isWanted = (name) => wanted.some((pattern) => pattern.test(name));
  let found = 0;
  for await (const { name, content } of tarEntries(tar, isWanted)) {
    await writeFile(join(draft, basename(name)), content);
    found += 1;
  }
  if (found < wanted.length) throw new Error('the bundle of PostGIS is laid out differently than expected');
  try {
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // or else another thread or process was first
  }
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (path !== folder && Date.now() - mtimeMs > leftMs) await rm(path, { recursive: true, force: true });
  }
}
