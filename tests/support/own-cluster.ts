/** A PostgreSQL server of a test's own, of the newest version on this machine: new, with nothing in it and no role made. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort, unprivileged } from './pgbouncer.ts';

const VERSIONS = '/usr/lib/postgresql';

function newestVersion(): number | null {
  if (!existsSync(VERSIONS)) return null;
  const made = readdirSync(VERSIONS).filter(
    (version) =>
      existsSync(`${VERSIONS}/${version}/bin/initdb`) &&
      existsSync(`/usr/share/postgresql/${version}/extension/postgis.control`),
  );
  return made.length > 0 ? Math.max(...made.map(Number)) : null;
}

export const clusterVersion = newestVersion();

export interface OwnCluster {
  /** The address of a new, empty database of its superuser. */
  newDatabase(): Promise<string>;
  stop(): Promise<void>;
}

export async function startCluster(folder: string): Promise<OwnCluster> {
  const bin = `${VERSIONS}/${clusterVersion}/bin`;
  await mkdir(folder, { recursive: true });
  const user = await unprivileged(folder);
  const data = join(folder, 'data');
  const words = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
  await promisify(execFile)(`${bin}/initdb`, words, { ...user, cwd: '/' });
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', `port=${port}`];
  const child = spawn(`${bin}/postgres`, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...user,
    cwd: '/',
    stdio: 'ignore',
  });
  const urlOf = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`;
  const query = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: urlOf('postgres') });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(sql);
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  for (let tries = 0; ; tries++) {
    const failure = await query('select 1').catch((error: unknown) => error);
    if (failure === undefined) break;
    if (tries > 200 || child.exitCode !== null) throw new Error('The server does not start.', { cause: failure });
    await sleep(100);
  }
  let made = 0;
  return {
    async newDatabase() {
      const name = `fresh_${(made += 1)}`;
      await query(`create database ${name}`);
      return urlOf(name);
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGQUIT');
      await once(child, 'exit');
    },
  };
}
