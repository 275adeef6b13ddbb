import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { readEnv } from '../../../../server/env.ts';
import { createDatabase } from '../../../../server/kernel/database/database.ts';
import { FolderLock } from '../../../../server/kernel/database/embedded/folder-lock.ts';
import { ownSettings, testDatabaseKind } from '../../../support/test-database.ts';
import { makeFolder } from '../../../support/test-run.ts';

const writer = join(import.meta.dirname, 'write-until-killed.ts');

describe.runIf(testDatabaseKind() === 'embedded')('The embedded database', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  function startWriter(dataDir: string): { child: ChildProcess; lines: AsyncIterator<string> } {
    const child = spawn(process.execPath, ['--import', 'tsx', writer, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    if (!child.stdout) throw new Error('no output');
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  }

  test('loses nothing it has acknowledged when its process is killed while writing', async () => {
    const { dataDir } = await ownSettings('bare');
    let acknowledged = 0;
    for (const rows of [1, 25, 60]) {
      const { child, lines } = startWriter(dataDir);
      const enough = acknowledged + rows;
      while (acknowledged < enough) acknowledged = Number((await lines.next()).value);
      child.kill('SIGKILL');
      await once(child, 'exit');
      for (let line = await lines.next(); !line.done; line = await lines.next()) acknowledged = Number(line.value);
    }
    const database = await createDatabase({ ...readEnv({}), dataDir });
    const query =
      'select count(*) as count, max(n) as last, count(*) filter (where length(filler) > 0) as whole from kept';
    const [kept] = (await database.dataSource.query(query)) as [{ count: number; last: number; whole: number }];
    await database.close();
    expect(kept.count).toBe(kept.last);
    expect(kept.whole).toBe(kept.count);
    // The statement that was running may have been kept without having been acknowledged, never the reverse.
    expect(kept.count).toBeGreaterThanOrEqual(acknowledged);
    expect(kept.count).toBeLessThanOrEqual(acknowledged + 1);
  });

  test('refuses a second process, naming the first and what to do', async () => {
    const { dataDir } = await ownSettings('bare');
    const database = await createDatabase({ ...readEnv({}), dataDir });
    try {
      const { child, lines } = startWriter(dataDir);
      const { value } = await lines.next();
      expect(value).toContain(`refused: The data folder ${dataDir} is in use by process ${process.pid}`);
      expect(value).toContain('DATA_DIR');
      if (child.exitCode === null) await once(child, 'exit');
      expect(child.exitCode).toBe(3);
      await expect(createDatabase({ ...readEnv({}), dataDir })).rejects.toThrow('in use by process');
    } finally {
      await database.close();
    }
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
  });

  test('speaks UTF-8, sorts by code point and sets little memory aside', async () => {
    const { dataDir } = await ownSettings('bare');
    const database = await createDatabase({ ...readEnv({}), dataDir });
    const query = `select pg_encoding_to_char(encoding) as encoding, datcollate as sorting, current_setting('shared_buffers') as set_aside
      from pg_database where datname = current_database()`;
    expect(await database.dataSource.query(query)).toEqual([{ encoding: 'UTF8', sorting: 'C', set_aside: '32MB' }]);
    await database.close();
  });

  test('projects as PostGIS does anywhere, with the tables of PROJ left on the disk', async () => {
    const { dataDir } = await ownSettings('bare');
    const database = await createDatabase({ ...readEnv({}), dataDir });
    const query = `select round(st_x(p)) as x, round(st_y(p)) as y
      from st_transform(st_setsrid(st_makepoint(120, 36), 4490), 4549) p`;
    expect(await database.dataSource.query(query)).toEqual([{ x: 500000, y: 3985543 }]);
    // As many reference systems as the script of PostGIS holds, though it is not run in one piece.
    const systems = 'select count(*) from spatial_ref_sys';
    expect(await database.dataSource.query(systems)).toEqual([{ count: 8500 }]);
    await database.close();
  });

  test('begins again when its creation was cut short', async () => {
    const dataDir = makeFolder(inject('testRun'), 'cut-short');
    await mkdir(join(dataDir, 'database'), { recursive: true });
    await writeFile(join(dataDir, 'database', 'PG_VERSION'), '18\n');
    await writeFile(join(dataDir, 'unfinished'), '');
    const database = await createDatabase({ ...readEnv({}), dataDir });
    expect(await database.dataSource.query(`select postgis_lib_version() > '3' as has`)).toEqual([{ has: true }]);
    await database.close();
  });
});

describe('The lock of a data folder', () => {
  const folder = async (): Promise<string> => {
    const made = makeFolder(inject('testRun'), 'lock');
    await mkdir(made, { recursive: true });
    return made;
  };
  const owned = async (path: string): Promise<number> =>
    JSON.parse(await readFile(join(path, 'lock'), 'utf8')).pid as number;

  test('is taken over from a process that is no more', async () => {
    const path = await folder();
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const mine = await FolderLock.take(path);
    const owner = JSON.parse(await readFile(join(path, 'lock'), 'utf8')) as object;
    await mine.release();
    await writeFile(join(path, 'lock'), JSON.stringify({ ...owner, pid: child.pid }));
    const lock = await FolderLock.take(path);
    expect(await owned(path)).toBe(process.pid);
    await lock.release();
  });

  test('is taken over from an earlier process that had the number of one that lives', async () => {
    const path = await folder();
    const mine = await FolderLock.take(path);
    const owner = JSON.parse(await readFile(join(path, 'lock'), 'utf8')) as { birth: string | null };
    await mine.release();
    if (owner.birth === null) return; // this system does not say when a process began
    await writeFile(join(path, 'lock'), JSON.stringify({ ...owner, pid: process.ppid, birth: 'long ago' }));
    await (await FolderLock.take(path)).release();
  });

  test('goes to one of many who want to take it over at once', async () => {
    const path = await folder();
    await writeFile(join(path, 'lock'), 'torn');
    const taken = await Promise.allSettled(Array.from({ length: 8 }, () => FolderLock.take(path)));
    const locks = taken.filter((result) => result.status === 'fulfilled');
    expect(locks).toHaveLength(1);
    await locks[0]?.value.release();
  });
});
