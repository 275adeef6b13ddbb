/** Files into databases made for it and dropped: by the command line of the product, and by `ogr2ogr`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { childEnvironment } from '../../server/env.ts';
import { memoryOf } from './start-server.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const AS_OF = '2025-01-01';

export interface Run {
  readonly seconds: number;
  readonly peakMb: number;
}

/** Works with the address of a new database on the server. */
export async function inDatabase<T>(server: string, work: (url: string) => Promise<T>): Promise<T> {
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

export function importFile(
  layer: string,
  path: string,
  url: string,
  mode: '--yes' | '--dry-run',
  asOf = AS_OF,
): Promise<Run> {
  const words = [
    '--import',
    'tsx',
    'geodata/import.ts',
    path,
    '--layer',
    layer,
    '--as-of',
    asOf,
    '--crs',
    'EPSG:4490',
    '--provenance',
    'SYNTHETIC',
  ];
  return timed(process.execPath, [...words, '--accept', 'OVERLAP,OUTSIDE_PARENT,GAP', mode], { DATABASE_URL: url });
}

/** Null where there is no `ogr2ogr` on the PATH. */
export async function ogr2ogr(path: string, url: string): Promise<Run | null> {
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
      ['-f', 'PostgreSQL', to, path, '-nln', 'loaded', '-a_srs', 'EPSG:4490', '-lco', 'GEOMETRY_NAME=geom'],
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
