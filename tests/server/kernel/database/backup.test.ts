import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Env } from '../../../../server/env.ts';
import { askAsNobody } from '../../../../server/kernel/database/ask-as-nobody.ts';
import { kindOfBackup } from '../../../../server/kernel/database/backup/backup-file.ts';
import { backUpEmbedded, restoreEmbedded } from '../../../../server/kernel/database/backup/embedded-backup.ts';
import { backUpPostgres, restorePostgres, rolesIn } from '../../../../server/kernel/database/backup/postgres-backup.ts';
import { createDatabase } from '../../../../server/kernel/database/database.ts';
import { schemaVersion } from '../../../../server/kernel/database/migrations.ts';
import { FIRST_QUESTION } from '../../../../server/land/first-question.ts';
import { clusterVersion, startCluster, type OwnCluster } from '../../../support/own-cluster.ts';
import { ownSettings, testDatabaseKind } from '../../../support/test-database.ts';
import { makeFolder } from '../../../support/test-run.ts';

const newFolder = async (name: string): Promise<string> => {
  const folder = makeFolder(inject('testRun'), name);
  await mkdir(folder, { recursive: true });
  return folder;
};

/** What tells one database from another, and that everyone's questions are answered. */
async function portrait(env: Env): Promise<unknown> {
  const { dataSource, close } = await createDatabase(env);
  try {
    await askAsNobody(dataSource, FIRST_QUESTION);
    const rows = await dataSource.query(
      `select (select count(*)::int from area) as areas, (select count(*)::int from issue) as issues,
        (select md5(string_agg(ST_AsText(geom), ',' order by area_id, valid_from)) from boundary) as ground,
        (select count(*)::int from pg_policies) as policies,
        (select string_agg(name, ' ' order by name) from schema_migration) as migrations`,
    );
    return rows;
  } finally {
    await close();
  }
}

describe('A file', () => {
  test('that is no backup, or is not there, is refused in a sentence', async () => {
    const folder = await newFolder('no-backup');
    await writeFile(join(folder, 'letter.txt'), 'Dear all');
    await expect(kindOfBackup(join(folder, 'letter.txt'))).rejects.toThrow('is not a backup. Name a file that npm run');
    await expect(kindOfBackup(join(folder, 'gone'))).rejects.toThrow(/There is no file .*gone/);
    const archive = join(folder, 'some.zip');
    await writeFile(archive, Buffer.from('504b0506000000000000000000000000000000000000', 'hex'));
    await expect(restoreEmbedded(await newFolder('target'), archive)).rejects.toThrow('is not a backup');
  });
});

describe.runIf(testDatabaseKind() === 'embedded')('A backup of the embedded database', () => {
  test('brings all of it back into another folder, and is never written over anything', async () => {
    const settings = await ownSettings('demo');
    const before = await portrait(settings);
    const folder = await newFolder('backups');
    const file = join(folder, 'atlas.backup');
    await backUpEmbedded(settings.dataDir, file);
    expect(await kindOfBackup(file)).toBe('embedded');
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(await readdir(folder)).toEqual(['atlas.backup']);
    await expect(backUpEmbedded(settings.dataDir, file)).rejects.toThrow(/There is a file .* already/);

    const dataDir = await newFolder('restored');
    await restoreEmbedded(dataDir, file);
    expect(await portrait({ ...settings, dataDir })).toEqual(before);
    await expect(restoreEmbedded(dataDir, file)).rejects.toThrow('is not empty, and a backup is never written over');
  });

  test('waits for nobody: a folder that is in use is named with who uses it', async () => {
    const settings = await ownSettings('bare');
    const { close } = await createDatabase(settings);
    const file = join(await newFolder('backups'), 'atlas.backup');
    await expect(backUpEmbedded(settings.dataDir, file)).rejects.toThrow(/is in use by process \d+/);
    await close();
  });

  test('that was cut off brings nothing back', async () => {
    const settings = await ownSettings('bare');
    const folder = await newFolder('backups');
    const file = join(folder, 'atlas.backup');
    await backUpEmbedded(settings.dataDir, file);
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length / 2));
    const dataDir = await newFolder('restored');
    await expect(restoreEmbedded(dataDir, file)).rejects.toThrow('is not a backup');
    expect(await readdir(dataDir)).toEqual([]);
  });
});

describe('npm run db:backup and db:restore', () => {
  test('say in a sentence what they need, and end so', async () => {
    const run = (...words: string[]): Promise<unknown> =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', 'server/kernel/database/backup/command.ts', ...words]);
    await expect(run('restore')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Name the file\.\nUsage: .*\n$/),
    });
    await expect(run('restore', '/nowhere/atlas')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^There is no file \/nowhere\/atlas.*\n$/),
    });
  });
});

describe('The roles a backup speaks of', () => {
  test('are read from its grants and policies', () => {
    const sql = [
      'GRANT SELECT ON TABLE public.area TO atlas_viewer;',
      'GRANT ALL ON SEQUENCE public.x TO "Odd ""one""" WITH GRANT OPTION;',
      'GRANT USAGE ON SCHEMA public TO PUBLIC;',
      'CREATE POLICY seen ON public.issue FOR SELECT TO atlas_viewer, served USING (true);',
      "  raise exception 'GRANT x TO nobody;'",
    ].join('\n');
    expect(rolesIn(sql)).toEqual(['Odd "one"', 'atlas_viewer', 'served']);
  });
});

const canMakeClusters = testDatabaseKind() === 'postgres' && clusterVersion !== null;

describe.runIf(canMakeClusters)('A backup of a PostgreSQL database', () => {
  let settings: Env;
  let cluster: OwnCluster;
  let file: string;
  beforeAll(async () => {
    settings = await ownSettings('demo');
    file = join(await newFolder('backups'), 'atlas.backup');
    cluster = await startCluster(await newFolder('cluster'));
  });
  afterAll(() => cluster.stop());

  test('brings all of it back on a server that has never heard of us, with its role and its statistics', async () => {
    const before = await portrait(settings);
    await backUpPostgres(settings.databaseUrl ?? '', file);
    expect(await kindOfBackup(file)).toBe('postgres');
    expect((await stat(file)).mode & 0o077).toBe(0);

    const url = await cluster.newDatabase();
    const said: string[] = [];
    await restorePostgres(url, file, { say: (message) => said.push(message) });
    expect(said).toContain('made the role atlas_viewer');
    expect(await portrait({ ...settings, databaseUrl: url })).toEqual(before);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      `select reltuples > 0 as counted from pg_class where relname in ('area', 'boundary')`,
    );
    await client.end();
    expect(rows).toEqual([{ counted: true }, { counted: true }]);

    await expect(restorePostgres(url, file)).rejects.toThrow(/is not empty \(.*\), and a backup is never written over/);
  });

  test('is refused while the programs are missing or older than the server', async () => {
    const folder = await newFolder('programs');
    const target = join(folder, 'atlas.backup');
    const url = settings.databaseUrl ?? '';
    await expect(backUpPostgres(url, target, { path: folder })).rejects.toThrow(
      /pg_dump is not installed.*postgresql-client/,
    );
    await writeFile(join(folder, 'pg_dump'), '#!/bin/sh\necho "pg_dump (PostgreSQL) 14.11"\n');
    await chmod(join(folder, 'pg_dump'), 0o755);
    await expect(backUpPostgres(url, target, { path: `${folder}:/bin` })).rejects.toThrow(
      /14\.11 is older than the server, which is PostgreSQL \d+\..*postgresql-client/,
    );
    expect(await readdir(dirname(target))).toEqual(['pg_dump']);
  });

  test('that is half a file brings nothing back', async () => {
    const half = `${file}.half`;
    const bytes = await readFile(file);
    await writeFile(half, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    const url = await cluster.newDatabase();
    await expect(restorePostgres(url, half)).rejects.toThrow('pg_restore failed');
    const empty = await createDatabase({ ...settings, databaseUrl: url });
    await expect(schemaVersion(empty.dataSource)).rejects.toThrow('schema_migration');
    await empty.close();
  });
});
