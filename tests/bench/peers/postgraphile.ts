/** PostGraphile 5 beside the product: installed once in .build/, never among our packages, and left out where it cannot be had. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startMeasured, type Measured } from '../processes.ts';

const run = promisify(execFile);
const NPM_LIMIT_MS = 180_000;
const folder = join(import.meta.dirname, '..', '..', '..', '.build', 'bench-peers');

/** The binary of Node 24, fetched by npm when it is not there; a sentence when it cannot be had. */
export async function findNode24(): Promise<{ path: string; version: string } | string> {
  if (process.version.startsWith('v24.')) return { path: process.execPath, version: process.version };
  try {
    const asked = [
      '-y',
      '-p',
      'node@24',
      'node',
      '-p',
      'JSON.stringify({path:process.execPath,version:process.version})',
    ];
    const { stdout } = await run('npx', asked, { timeout: NPM_LIMIT_MS });
    return JSON.parse(stdout) as { path: string; version: string };
  } catch (error) {
    return `Node 24 cannot be had (npx -p node@24: ${firstLine(error)})`;
  }
}

export interface Peer {
  readonly measured: Measured;
  readonly version: string;
}

/** Starts it on a schema of its own in the same database; a sentence when that is not possible. */
export async function startPostgraphile(
  databaseUrl: string,
  poolSize: number,
  node: string,
  env: Readonly<Record<string, string>>,
): Promise<Peer | string> {
  try {
    const version = await install();
    await withClient(databaseUrl, readFileSync(join(import.meta.dirname, 'postgraphile.sql'), 'utf8'));
    const measured = await startMeasured('peers/serve-postgraphile.ts', {
      node,
      args: [folder, databaseUrl, String(poolSize)],
      env: { ...env, NODE_ENV: 'production', GRAPHILE_ENV: 'production' },
    });
    return { measured, version };
  } catch (error) {
    return `PostGraphile cannot be had or started (${firstLine(error)})`;
  }
}

/** Takes away what startPostgraphile has put into the database. */
export async function dropPeerSchema(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, 'drop schema if exists bench cascade');
}

async function install(): Promise<string> {
  const manifest = join(folder, 'node_modules', 'postgraphile', 'package.json');
  if (!existsSync(manifest)) {
    console.error('Installing PostGraphile 5 in .build/bench-peers.');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    await run('npm', ['install', '--no-audit', '--no-fund', 'postgraphile@5'], { cwd: folder, timeout: NPM_LIMIT_MS });
  }
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

async function withClient(connectionString: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    // Dropping what was there before is not news.
    await client.query(`set client_min_messages = warning; ${statements}`);
  } finally {
    await client.end();
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').find((line) => line.trim() !== '') ?? 'no reason given';
}
