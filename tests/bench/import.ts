/**
 * `DATABASE_URL=postgres://… npm run bench:import [-- --rows 100000,1000000]`: yards from a GeoJSON file into PostgreSQL, previewed and
 * written, with every check, beside `ogr2ogr` loading the same file into a table of its own. In databases made for it and dropped.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { childEnvironment, readEnv } from '../../server/env.ts';
import { memoryOf } from './start-server.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'atlas-import-'));
const AS_OF = '2025-01-01';
/** Cells of a community side by side, and one below the other: as many yards as its codes can number. */
const [ACROSS, DOWN] = [100, 90] as const;
const DEGREES = 0.0004;
const [WEST, SOUTH] = [100, 20] as const;
const COMMUNITIES_ACROSS = 12;

interface Run {
  readonly seconds: number;
  readonly peakMb: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000,1000000' } } });
  const sizes = values.rows.split(',').map(Number);
  const { databaseUrl } = readEnv();
  if (databaseUrl === null) throw new Error('Say on which PostgreSQL server: DATABASE_URL=postgres://…');
  console.log('rows        what                    seconds   features/s   peak memory   × ogr2ogr (goal ≤ 1)');
  for (const rows of sizes) {
    const files = await makeFiles(rows);
    const ogr = await inDatabase(databaseUrl, (url) => ogr2ogr(files.yards, url));
    if (ogr) line(rows, `ogr2ogr`, ogr, null);
    else console.log(`${String(rows).padEnd(11)} ogr2ogr is not on the PATH`);
    await inDatabase(databaseUrl, async (url) => {
      for (const [layer, path] of files.land) await importFile(layer, path, url, '--yes');
      line(rows, 'preview, nothing written', await importFile('yards', files.yards, url, '--dry-run'), ogr);
      line(rows, 'preview and writing', await importFile('yards', files.yards, url, '--yes'), ogr);
      line(rows, 'again: nothing changes', await importFile('yards', files.yards, url, '--yes'), ogr);
    });
  }
  console.log(
    `\n${(statSync(join(home, 'yards.geojson')).size / 1e6).toFixed(0)} MB the last file; load ${loadavg()[0]?.toFixed(1) ?? ''} at the end. Seconds of ours include the start of Node.`,
  );
}

function line(rows: number, what: string, { seconds, peakMb }: Run, ogr: Run | null): void {
  const ratio = ogr ? `${(seconds / ogr.seconds).toFixed(2)}` : '';
  console.log(
    [
      String(rows).padEnd(9),
      what.padEnd(24),
      seconds.toFixed(1).padStart(7),
      Math.round(rows / seconds)
        .toString()
        .padStart(10),
      `${peakMb.toFixed(0)} MB`.padStart(11),
      ratio.padStart(9),
    ].join('   '),
  );
}

async function inDatabase<T>(server: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `atlas_import_${process.pid}`;
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(`create database ${name}`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    return await work(url.href);
  } finally {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
  }
}

function importFile(layer: string, path: string, url: string, mode: string): Promise<Run> {
  const words = [
    '--import',
    'tsx',
    'geodata/import.ts',
    path,
    '--layer',
    layer,
    '--as-of',
    AS_OF,
    '--crs',
    'EPSG:4490',
    '--provenance',
    'SYNTHETIC',
  ];
  return timed(process.execPath, [...words, '--accept', 'OVERLAP,OUTSIDE_PARENT,GAP', mode], { DATABASE_URL: url });
}

async function ogr2ogr(path: string, url: string): Promise<Run | null> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('create extension postgis');
  await client.end();
  const { hostname, port, username, password, pathname } = new URL(url);
  const words = Object.entries({ host: hostname, port, user: username, password, dbname: pathname.slice(1) });
  const to = `PG:${words
    .filter(([, word]) => word !== '')
    .map(([name, word]) => `${name}=${word}`)
    .join(' ')}`;
  try {
    return await timed(
      'ogr2ogr',
      ['-f', 'PostgreSQL', to, path, '-nln', 'yards', '-a_srs', 'EPSG:4490', '-lco', 'GEOMETRY_NAME=geom'],
      {},
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function timed(command: string, args: string[], env: Record<string, string>): Promise<Run> {
  const started = performance.now();
  const child = spawn(command, args, { cwd: checkout, env: childEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-2000)));
  let peakMb = 0;
  const look = setInterval(() => {
    try {
      const { peakMb: now } = memoryOf(child.pid ?? 0);
      // A process that is ending has no memory any more.
      if (now > peakMb) peakMb = now;
    } catch {
      // It has ended.
    }
  }, 100);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`${command} ended with ${code}:\n${said}`);
  } finally {
    clearInterval(look);
  }
  return { seconds: (performance.now() - started) / 1000, peakMb };
}

async function makeFiles(rows: number): Promise<{ yards: string; land: readonly (readonly [string, string])[] }> {
  const communities = Math.ceil(rows / (ACROSS * DOWN));
  const corner = (n: number): [number, number] => [
    WEST + (n % COMMUNITIES_ACROSS) * ACROSS * DEGREES,
    SOUTH + Math.floor(n / COMMUNITIES_ACROSS) * DOWN * DEGREES,
  ];
  const box = ([west, south]: [number, number], width: number, height: number): string => {
    const [east, north] = [(west + width).toFixed(7), (south + height).toFixed(7)];
    const [w, s] = [west.toFixed(7), south.toFixed(7)];
    return `{"type":"Polygon","coordinates":[[[${w},${s}],[${east},${s}],[${east},${north}],[${w},${north}],[${w},${s}]]]}`;
  };
  const feature = (properties: object, shape: string): string =>
    `{"type":"Feature","properties":${JSON.stringify(properties)},"geometry":${shape}}`;
  const whole = box(
    [WEST, SOUTH],
    COMMUNITIES_ACROSS * ACROSS * DEGREES,
    Math.ceil(communities / COMMUNITIES_ACROSS) * DOWN * DEGREES,
  );
  const community = (n: number): string => `990001001${String(n + 1).padStart(3, '0')}`;
  const write = (name: string, features: string[]): string => {
    const path = join(home, `${name}.geojson`);
    writeFileSync(path, `{"type":"FeatureCollection","features":[${features.join(',\n')}]}`);
    return path;
  };
  const land = [
    ['districts', write('districts', [feature({ code: '990001', name: '测试区' }, whole)])],
    ['subdistricts', write('subdistricts', [feature({ code: '990001001', name: '测试街道' }, whole)])],
    [
      'communities',
      write(
        'communities',
        Array.from({ length: communities }, (_, n) =>
          feature({ code: community(n), name: `第${n + 1}社区` }, box(corner(n), ACROSS * DEGREES, DOWN * DEGREES)),
        ),
      ),
    ],
  ] as const;
  const yards = join(home, 'yards.geojson');
  const out = createWriteStream(yards);
  out.write('{"type":"FeatureCollection","features":[\n');
  for (let row = 0; row < rows; row += 1) {
    const place = row % (ACROSS * DOWN);
    const n = Math.floor(row / (ACROSS * DOWN));
    const [west, south] = corner(n);
    // A tenth of a cell lies between neighbours.
    const shape = box(
      [west + (place % ACROSS) * DEGREES, south + Math.floor(place / ACROSS) * DEGREES],
      DEGREES * 0.9,
      DEGREES * 0.9,
    );
    const number = String(place + 1).padStart(4, '0');
    const properties = {
      楼院代码: `${community(n)}Y${number}`,
      楼院名称: `${number}号院`,
      户数: 30 + (row % 90),
      建成年代: 1960 + (row % 60),
      地址: `测试路${row}号`,
    };
    if (!out.write(`${row === 0 ? '' : ',\n'}${feature(properties, shape)}`)) await once(out, 'drain');
  }
  out.end(']}');
  await once(out, 'finish');
  return { yards, land };
}

try {
  await main();
} finally {
  rmSync(home, { recursive: true, force: true });
}
