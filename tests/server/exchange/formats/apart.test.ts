import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sqlite from 'node-sqlite3-wasm';
import { describe, expect, it } from 'vitest';
import { openApart, type ApartOptions } from '../../../../server/exchange/formats/apart/open-apart.ts';
import { openSource } from '../../../../server/exchange/formats/open-source.ts';
import type { SourceFile } from '../../../../server/exchange/formats/source-file.ts';
import { readSources } from '../../../architecture/source-files.ts';
import { putEndlessGeoPackage } from './endless-geopackage.ts';
import { collection, feature, packaged, POLYGON, put, putGeoPackage, readAll, zipOf } from './made-files.ts';
import { shpOf } from './made-shapefile.ts';

const ENDLESS = 'with recursive n(i) as (select 1 union all select i + 1 from n)';
const yard = { code: '1', name: '云霄路', geometry: packaged(POLYGON) };

/** A GeoPackage after somebody has been at it. */
async function tampered(sql: string): Promise<string> {
  const path = await putGeoPackage([yard]);
  const database = new sqlite.Database(path);
  database.exec(sql);
  database.close();
  return path;
}

async function rowsOf(file: SourceFile): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of file.layers[0]?.rows() ?? []) rows.push(row);
  return rows;
}

/** Processes that this one has started and not ended; none where the system does not tell. */
async function children(): Promise<number[]> {
  if (!existsSync('/proc/self/task')) return [];
  const text = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

/** How a file is refused, and that nothing of it is left. */
async function refusalOf(path: string, limits: ApartOptions['limits'] = {}): Promise<unknown> {
  const temporaryFolder = dirname(path);
  const options: ApartOptions = { temporaryFolder, limits };
  const refusal = await openApart(path, options).then(
    async (file) => {
      try {
        return await rowsOf(file).then(String, (error: unknown) => error);
      } finally {
        await file.close();
      }
    },
    (error: unknown) => error,
  );
  expect((await readdir(temporaryFolder)).filter((each) => each.startsWith('exchange-'))).toEqual([]);
  return refusal;
}

describe('a file read in a process of its own', () => {
  it('has the same rows as one read here', async () => {
    const odd = JSON.parse('{"__proto__": "a", "b": 1.5, "编码": "007"}') as object;
    const paths = [
      await put('a.geojson', collection([feature(odd, POLYGON), feature({ b: null }, null), 5, feature(odd, null)])),
      await put('a.csv', 'code,name,经度,纬度\n007,"云,霄",120.38,36.06\n008,"二\n三",x,2\n'),
      await put('a.zip', await zipOf({ 'a.shp': shpOf([null]), 'b/b.shp': shpOf([null, null]) })),
      await putGeoPackage([yard, { ...yard, code: '2' }]),
    ];
    for (const path of paths) expect(await readAll(path, {}, openApart)).toEqual(await readAll(path, {}, openSource));
  });

  it('is read from its beginning each time, and may be left in the middle', async () => {
    const path = await put('a.csv', `code\n${Array.from({ length: 5_000 }, (_, at) => `${at}\n`).join('')}`);
    const file = await openApart(path);
    for await (const { row } of file.layers[0]?.rows() ?? []) if (row === 3) break;
    expect(await rowsOf(file)).toHaveLength(5_000);
    expect(file.layers[0]?.progress()).toBe(1);
    await file.close();
  });

  it('may have numbers without an end', async () => {
    const path = await tampered('alter table yards add column a real; update yards set a = 9e999');
    expect((await readAll(path, {}, openApart)).layers[0]?.rows[0]).toMatchObject({ attributes: { a: 'Infinity' } });
  });

  it('is refused in words when it is no file that is read', async () => {
    expect(await refusalOf(await put('a.bin', 'a\0b'))).toMatchObject({ reason: 'FORMAT_UNKNOWN' });
    expect(await refusalOf('/nowhere/a.csv'.replace('/nowhere', dirname(await put('b', ''))))).toMatchObject({
      reason: 'FILE_NOT_FOUND',
    });
  });

  it('is given up when it takes too long, while everything else goes on', async () => {
    const path = await putEndlessGeoPackage();
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    const refusal = await refusalOf(path, { secondsForAnswer: 3 });
    clearInterval(timer);
    expect(refusal).toMatchObject({
      reason: 'READING_TOO_LONG',
      message: expect.stringMatching(/^endless\.gpkg took more than 3 s to read/),
    });
    expect(turns).toBeGreaterThan(50);
  });

  it.skipIf(!existsSync('/proc/self/task'))('is not given up for a machine that is busy with others', async () => {
    const before = await children();
    const opened = openApart(await put('a.csv', 'a\n1\n'), { limits: { secondsForAnswer: 2 } });
    const started = async (): Promise<number | undefined> => (await children()).find((pid) => !before.includes(pid));
    await expect.poll(started, { timeout: 30_000, interval: 5 }).toBeDefined();
    const pid = (await started()) ?? Number.NaN;
    process.kill(pid, 'SIGSTOP');
    await sleep(2_500);
    process.kill(pid, 'SIGCONT');
    const file = await opened;
    expect(await rowsOf(file)).toHaveLength(1);
    await file.close();
  });

  it('is given up when it takes too much memory, in the heap or beside it', async () => {
    // Without an end, so that it is still being read when its memory is looked at.
    const path = await putEndlessGeoPackage();
    const memory = await refusalOf(path, { memoryBytes: 30 * 1024 * 1024 });
    expect(memory).toMatchObject({
      reason: 'READING_TOO_LARGE',
      message: expect.stringContaining('30 MB of memory'),
    });
    const heavy = await put('a.kml', `<kml>${'<Placemark><name>a</name></Placemark>'.repeat(400_000)}</kml>`);
    expect(await refusalOf(heavy, { heapBytes: 60 * 1024 * 1024 })).toMatchObject({ reason: 'READING_TOO_LARGE' });
  });

  it('hands over no more rows and bytes than were asked for', async () => {
    const path = await put('a.csv', `code\n${'1\n'.repeat(3_000)}`);
    expect(await refusalOf(path, { rows: 2_999 })).toMatchObject({ reason: 'TOO_MANY_ROWS' });
    expect(await refusalOf(path, { bytes: 10_000 })).toMatchObject({ reason: 'READING_TOO_MUCH' });
  });

  it('is left when whoever asked is stopped', async () => {
    const path = await putEndlessGeoPackage();
    const stopped = new AbortController();
    const opening = openApart(path, { signal: stopped.signal });
    stopped.abort();
    await expect(opening).rejects.toMatchObject({ reason: 'READING_STOPPED' });
  });

  it('leaves no process behind', async () => {
    const file = await openApart(await put('a.csv', 'a\n1\n'));
    const before = await children();
    await file.close();
    for (let turn = 0; before.length > 0 && (await children()).length === before.length && turn < 100; turn++)
      await sleep(20);
    expect((await children()).length).toBeLessThan(Math.max(before.length, 1));
    await expect(rowsOf(file)).rejects.toThrow();
  });

  it('is read nowhere else', () => {
    const others = readSources(['server', 'geodata'], ['.ts', '.mjs']).filter(
      ({ path }) => !/^server\/exchange\/(formats|writers)\//.test(path),
    );
    const readers = /from '[^']*\/formats\/(?!apart\/open-apart|source-file|wkb|limits|reasons)[^']*'/;
    expect(others.filter(({ text }) => readers.test(text)).map(({ path }) => path)).toEqual([]);
    const parsers = /from '(yauzl|node-sqlite3-wasm|read-excel-file|saxen|csv-parse|papaparse)[^']*'/;
    // A backup is of our own making.
    const foreign = others.filter(({ path }) => !path.startsWith('server/kernel/database/backup/'));
    expect(foreign.filter(({ text }) => parsers.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe('a GeoPackage', () => {
  const asView = (table: string, columns: string): string =>
    `drop table ${table}; create view ${table} as ${ENDLESS} select ${columns} from n`;

  it.each([
    ['gpkg_contents', asView('gpkg_contents', `'yards' || i as table_name, 'tiles' as data_type`)],
    [
      'gpkg_geometry_columns',
      asView('gpkg_geometry_columns', `i || '' as table_name, 'geom' as column_name, i as srs_id`),
    ],
    [
      'gpkg_spatial_ref_sys',
      asView(
        'gpkg_spatial_ref_sys',
        `-i as srs_id, 'a' as srs_name, 'b' as organization, i as organization_coordsys_id`,
      ),
    ],
    ['yards', asView('yards', `i as fid, null as geom, 'a' as code, 'b' as name`)],
    [
      'yards, hidden behind a table of the name of what tells',
      `${asView('yards', `i as fid, null as geom, 'a' as code, 'b' as name`)};
       create table pragma_table_list (schema, name, type); insert into pragma_table_list values ('main', 'yards', 'table');
       create table pragma_table_xinfo (arg hidden, name, type, hidden); insert into pragma_table_xinfo values ('yards', 'code', 'text', 0)`,
    ],
    ['yards, virtual with a word between', `drop table yards; create/**/virtual table yards using fts5(code)`],
    [
      'gpkg_contents, computed',
      `drop table gpkg_contents; create table gpkg_contents (a, table_name generated always as (hex(zeroblob(a))), data_type);
       insert into gpkg_contents (a, data_type) values (100000000, 'features')`,
    ],
  ])('is refused when it runs something where rows should be kept: %s', async (_what, sql) => {
    expect(await refusalOf(await tampered(sql), { secondsForAnswer: 30 })).toMatchObject({
      reason: 'NOT_A_GEOPACKAGE',
    });
  });
});
