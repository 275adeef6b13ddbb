import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { isMade, refuseToMakeOver } from '../../../../server/kernel/database/embedded/data-folder.ts';
import { unpackCluster } from '../../../../server/kernel/database/embedded/fresh-cluster.mjs';
import { installedPackage } from '../../../../server/kernel/database/embedded/installed-package.mjs';
import { postgisFiles, withoutSystems } from '../../../../server/kernel/database/embedded/postgis.mjs';
import { EmbeddedDatabase } from '../../../../server/kernel/database/embedded/embedded-database.ts';
import { tarEntries } from '../../../../server/kernel/database/embedded/tar.mjs';
import { makeFolder } from '../../../support/test-run.ts';

const folder = (name: string): string => makeFolder(inject('testRun'), name);

function tarFile(name: string, content: string, type = '0'): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(Buffer.byteLength(content).toString(8).padStart(11, '0'), 124);
  header.write(type, 156);
  const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function entriesOf(chunks: AsyncIterable<Buffer>, isWanted?: (name: string) => boolean): Promise<unknown[]> {
  const entries: unknown[] = [];
  for await (const { name, isFolder, content } of tarEntries(chunks, isWanted))
    entries.push([name, isFolder, content.toString()]);
  return entries;
}

describe('An archive', () => {
  const long = 'x'.repeat(1500);
  const archive = Buffer.concat([
    tarFile('./base/', '', '5'),
    tarFile('/base/1', long),
    tarFile('base/2', ''),
    tarFile('version', '18\n'),
    Buffer.alloc(1024),
  ]);

  test('is read the same in whatever chunks it comes', async () => {
    for (const size of [1, 100, 512, 4096])
      expect([size, await entriesOf(inChunks(archive, size))]).toEqual([
        size,
        [
          ['base', true, ''],
          ['base/1', false, long],
          ['base/2', false, ''],
          ['version', false, '18\n'],
        ],
      ]);
  });

  test('yields what is wanted and passes over the rest', async () => {
    const entries = await entriesOf(inChunks(archive, 700), (name) => name === 'version');
    expect(entries).toEqual([['version', false, '18\n']]);
  });

  test('is refused when it ends in the middle of a file', async () => {
    await expect(entriesOf(inChunks(archive.subarray(0, 1600), 700))).rejects.toThrow('ends in the middle of base/1');
  });
});

describe('A fresh cluster', () => {
  test('is that of our PGlite, and nobody else may read it', async () => {
    const target = folder('cluster');
    expect(await unpackCluster(target)).toBe(true);
    expect(await readFile(join(target, 'PG_VERSION'), 'utf8')).toBe('18\n');
    expect((await stat(target)).mode & 0o077).toBe(0);
    expect((await stat(join(target, 'global', 'pg_control'))).mode & 0o077).toBe(0);
  });

  test('is left to initdb when the published one is for another PGlite, or is not there', async () => {
    const target = folder('cluster');
    for (const other of [{ version: '0.0.1', folder: '/nowhere' }, null]) {
      const find = (name: string) => (name === 'pglite' ? installedPackage(name) : Promise.resolve(other));
      expect(await unpackCluster(target, find)).toBe(false);
    }
    expect(existsSync(target)).toBe(false);
  });
});

describe('The files of PostGIS', () => {
  test('are taken out whole by one of many who need them, and what was left behind goes', async () => {
    const cache = folder('postgis');
    const [left, fresh] = [join(cache, 'postgis-0.0.1.abc'), join(cache, 'postgis-9.9.9.draft')];
    for (const path of [left, fresh]) await mkdir(path, { recursive: true });
    await utimes(left, new Date(0), new Date(0));
    const [one, other] = await Promise.all([postgisFiles(cache), postgisFiles(cache)]);
    expect(one).toEqual(other);
    for (const path of [one.library, one.control, one.script, join(one.folder, 'proj.db')])
      expect([path, (await stat(path)).size > 0]).toEqual([path, true]);
    expect(existsSync(left)).toBe(false);
    expect((await readdir(cache)).length).toBe(2);
    expect(existsSync(fresh)).toBe(true);
  });
});

describe('The script of PostGIS', () => {
  const rows = Array.from(
    { length: 450 },
    (_, n) => `--\n-- EPSG ${n} : one\n--\n(${n}, 'EPSG', ${n}, 'a),\nb', '$&')`,
  );
  const insert = 'INSERT INTO "spatial_ref_sys" ("srid", "auth_name", "auth_srid", "srtext", "proj4text") VALUES';
  const whole = `create table one();\n${insert}\n${rows.join(',\n')}\nON CONFLICT (srid) DO NOTHING;\n\nanalyze;\n`;

  test('is taken apart into itself and small statements with every reference system', () => {
    const { script, systems } = withoutSystems(whole);
    expect(script).toBe('create table one();\n\n\nanalyze;\n');
    expect(systems).toHaveLength(3);
    const taken = systems.flatMap((statement) => {
      expect(statement).toMatch(/^INSERT INTO "spatial_ref_sys" .* VALUES\n[^]*\nON CONFLICT \(srid\) DO NOTHING;$/);
      return statement.split('\n').slice(1, -1);
    });
    expect(taken.join('\n').replaceAll("')\n--", "'),\n--")).toBe(rows.join(',\n'));
  });

  test('stays whole when it is written differently', () => {
    const other = whole.replace(' VALUES', ' SELECT');
    expect(withoutSystems(other)).toEqual({ script: other, systems: [] });
  });
});

describe('A data folder', () => {
  test('has a database once it is made, and not while it is being made', async () => {
    const dataDir = folder('made');
    expect(isMade(dataDir)).toBe(false);
    await mkdir(join(dataDir, 'database'), { recursive: true });
    await writeFile(join(dataDir, 'unfinished'), '');
    await writeFile(join(dataDir, 'database', 'PG_VERSION'), '18\n');
    expect(isMade(dataDir)).toBe(false);
    await rm(join(dataDir, 'unfinished'));
    expect(isMade(dataDir)).toBe(true);
  });

  test('in which something lies that is no whole database is left alone, and said to be', async () => {
    const dataDir = folder('copied');
    const database = join(dataDir, 'database');
    await mkdir(join(database, 'base'), { recursive: true });
    await writeFile(join(database, 'base', '16384'), 'rows');
    expect(() => refuseToMakeOver(dataDir)).toThrow(/holds files, but not the file PG_VERSION.*npm run db:restore/);
    await expect(EmbeddedDatabase.start(dataDir, { waitSeconds: 1 })).rejects.toThrow('Nothing was changed');
    expect(await readFile(join(database, 'base', '16384'), 'utf8')).toBe('rows');
    // What was being made bears a mark.
    await writeFile(join(dataDir, 'unfinished'), '');
    expect(() => refuseToMakeOver(dataDir)).not.toThrow();
  });
});
