/** A pooler for tests: Debian's pgbouncer between the server under test and the PostgreSQL of TEST_DATABASE_URL. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const PROGRAM = '/usr/sbin/pgbouncer';

export const hasPgbouncer = existsSync(PROGRAM);

export interface Pooler {
  /** The address of a database behind the pooler. */
  urlOf(serverUrl: string): string;
  stop(): Promise<void>;
}

/** Lends so many connections of the server out by the transaction, to however many clients. */
export async function startPgbouncer(serverUrl: string, folder: string, connections = 2): Promise<Pooler> {
  const { hostname, port: serverPort, username } = new URL(serverUrl);
  const port = await freePort();
  const config = join(folder, 'pgbouncer.ini');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'users.txt'), `"${username}" ""\n`);
  await writeFile(
    config,
    `[databases]
* = host=${hostname} port=${serverPort || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = ${connections}
max_client_conn = 200
`,
  );
  const user = await unprivileged(folder);
  const child = spawn(PROGRAM, ['-q', config], { stdio: 'ignore', cwd: '/', ...user });
  const urlOf = (url: string): string =>
    Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href;
  for (let tries = 0; !(await isThere(urlOf(serverUrl))); tries++) {
    if (tries > 100 || child.exitCode !== null) throw new Error('pgbouncer does not start.');
    await sleep(50);
  }
  return {
    urlOf,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** pgbouncer and PostgreSQL refuse to run as root: root lets nobody in particular run them. */
export async function unprivileged(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const nobody = { uid: 65534, gid: 65534 };
  await chown(folder, nobody.uid, nobody.gid);
  await chmod(folder, 0o755);
  return nobody;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isThere(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
