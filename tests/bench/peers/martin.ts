/** Martin, the tile server in Rust, beside the product when its binary is on the PATH. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { processCpuMs } from '../clock.ts';
import { send } from '../http.ts';
import type { Measured } from '../processes.ts';

const START_LIMIT_MS = 20_000;

export interface Martin {
  readonly measured: Measured;
  readonly version: string;
}

/**
 * Starts it without its cache on functions that run the given statements ($1, $2, $3 being z, x, y), the same as the bare server
 * runs; a sentence when it is not there.
 */
export async function startMartin(
  databaseUrl: string,
  poolSize: number,
  statements: Readonly<Record<string, string>>,
): Promise<Martin | string> {
  const version = await promisify(execFile)('martin', ['--version']).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
  if (version === null) return 'Martin is not on the PATH';
  await createFunctions(databaseUrl, statements);
  const folder = mkdtempSync(join(tmpdir(), 'atlas-martin-'));
  const port = await freePort();
  const functions = Object.fromEntries(
    Object.keys(statements).map((name) => [name, { schema: 'bench_tiles', function: name }]),
  );
  // JSON is YAML, too.
  writeFileSync(
    join(folder, 'martin.yaml'),
    JSON.stringify({ postgres: { connection_string: databaseUrl, pool_size: poolSize, functions } }),
  );
  const settings = [
    '--config',
    join(folder, 'martin.yaml'),
    '--cache-size',
    '0',
    '--listen-addresses',
    `127.0.0.1:${port}`,
  ];
  const child = spawn('martin', settings, { stdio: ['ignore', 2, 2] });
  const close = async (): Promise<void> => {
    const ended = child.exitCode === null ? once(child, 'exit') : null;
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
    await query(databaseUrl, 'drop schema if exists bench_tiles cascade');
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await listening(`${url}/health`);
  } catch (error) {
    await close();
    return `Martin did not start (${String(error)})`;
  }
  const pid = child.pid ?? 0;
  return { version, measured: { urls: { martin: url }, pid, cpuMs: async () => processCpuMs(pid) ?? NaN, close } };
}

async function createFunctions(databaseUrl: string, statements: Readonly<Record<string, string>>): Promise<void> {
  const made = Object.entries(statements).map(
    ([name, text]) =>
      `create function bench_tiles.${name}(z integer, x integer, y integer) returns bytea language sql stable as $body$ ${text} $body$;`,
  );
  await query(databaseUrl, `drop schema if exists bench_tiles cascade; create schema bench_tiles; ${made.join('\n')}`);
}

async function query(connectionString: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(`set client_min_messages = warning; ${text}`);
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

async function listening(url: string): Promise<void> {
  for (const end = performance.now() + START_LIMIT_MS; ; await sleep(100)) {
    try {
      await send({ url });
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
}
