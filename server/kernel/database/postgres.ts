/** A PostgreSQL server with PostGIS: waits for it, checks it, and says plainly what is missing. */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { DatabaseUnusable, errorCode, errorMessage, isAway } from './database-error.ts';
import { addressOf, partsOf } from './server-address.ts';
import { ServerClient } from './server-client.ts';

const oldestPostgres = 15;
const oldestPostgis = [3, 3] as const;

export interface ReachOptions {
  waitSeconds: number;
  onProgress?: (message: string) => void;
}

/** Resolves when the database can be used as it is; otherwise rejects with a DatabaseUnusable. */
export async function reachPostgres(url: string, options: ReachOptions): Promise<void> {
  const client = await connectWithRetry(url, options);
  try {
    await checkVersion(client);
    await ensurePostgis(client, options);
    await checkRights(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function connectWithRetry(url: string, { waitSeconds, onProgress }: ReachOptions): Promise<pg.Client> {
  const started = Date.now();
  for (let pause = 250; ; pause = Math.min(pause * 2, 5000)) {
    const client = new ServerClient({ address: addressOf(url), connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const left = waitSeconds * 1000 - (Date.now() - started);
      if (!isAway(error) || left <= 0) throw unusable(url, error, waitSeconds);
      onProgress?.(
        `${partsOf(url).place} does not answer (${reason(error)}); waiting up to ${Math.ceil(left / 1000)} s more`,
      );
      await sleep(Math.min(pause, left));
    }
  }
}

function reason(error: unknown): string {
  return errorCode(error) ?? errorMessage(error);
}

function unusable(url: string, error: unknown, waitSeconds: number): DatabaseUnusable {
  const { user, database, place } = partsOf(url);
  switch (errorCode(error)) {
    case '28P01':
      return new DatabaseUnusable(`${place} refuses the password of user "${user}". Correct it in DATABASE_URL.`);
    case '28000':
      return new DatabaseUnusable(
        `${place} does not let user "${user}" in: ${errorMessage(error)}. Create the role or allow it in pg_hba.conf.`,
      );
    case '3D000':
      return new DatabaseUnusable(
        `There is no database "${database}" on ${place}. Create it (createdb ${database}) or correct DATABASE_URL.`,
      );
    case '42501':
      return new DatabaseUnusable(`User "${user}" may not connect to database "${database}". Grant it CONNECT.`);
  }
  if (isAway(error)) {
    return new DatabaseUnusable(
      `${place} did not answer within ${waitSeconds} s (${reason(error)}). Start it, or correct DATABASE_URL, ` +
        'or leave DATABASE_URL out to use the embedded database.',
    );
  }
  return new DatabaseUnusable(`${place} cannot be used: ${errorMessage(error)}`);
}

async function checkVersion(client: pg.Client): Promise<void> {
  const number = Number(await one(client, `select current_setting('server_version_num')`));
  if (number >= oldestPostgres * 10000) return;
  const version = await one(client, `select current_setting('server_version')`);
  throw new DatabaseUnusable(`The server is PostgreSQL ${version}; ${oldestPostgres} or newer is needed.`);
}

async function ensurePostgis(client: pg.Client, { onProgress }: ReachOptions): Promise<void> {
  const installed = await one(client, `select extversion from pg_extension where extname = 'postgis'`);
  if (installed === null) await createPostgis(client, onProgress);
  const version = await one(client, `select extversion from pg_extension where extname = 'postgis'`);
  const [major = 0, minor = 0] = String(version).split('.').map(Number);
  if (major > oldestPostgis[0] || (major === oldestPostgis[0] && minor >= oldestPostgis[1])) return;
  throw new DatabaseUnusable(
    `The database has PostGIS ${version}; ${oldestPostgis.join('.')} or newer is needed. ` +
      'Install the newer package on the server, then run: alter extension postgis update',
  );
}

async function createPostgis(client: pg.Client, onProgress?: (message: string) => void): Promise<void> {
  const available = await one(client, `select default_version from pg_available_extensions where name = 'postgis'`);
  if (available === null) {
    throw new DatabaseUnusable(
      'The PostgreSQL server has no PostGIS. Install it there (on Debian: the package postgresql-<version>-postgis-3).',
    );
  }
  onProgress?.(`creating the extension postgis ${available}`);
  try {
    await client.query('create extension if not exists postgis');
  } catch (error) {
    if (errorCode(error) === '23505' || errorCode(error) === '42710') return; // another process was first
    const user = await one(client, 'select current_user');
    const database = await one(client, 'select current_database()');
    throw new DatabaseUnusable(
      `User "${user}" may not create the extension PostGIS (${errorMessage(error)}). ` +
        `Let a superuser run this once in database "${database}": create extension postgis`,
    );
  }
}

async function checkRights(client: pg.Client): Promise<void> {
  const schema = await one(client, 'select current_schema()');
  const user = await one(client, 'select current_user');
  const may = schema !== null && (await one(client, `select has_schema_privilege(current_schema(), 'create')::text`));
  const made = await one(client, `select to_regclass('schema_migration')::text`);
  if (may === 'true' || made !== null) return;
  throw new DatabaseUnusable(
    `User "${user}" may not create tables in schema "${schema ?? 'public'}". ` +
      `Let its owner run: grant create on schema ${schema ?? 'public'} to "${user}"`,
  );
}

async function one(client: pg.Client, sql: string): Promise<string | null> {
  const result = await client.query<Record<string, string | null>>(sql);
  const row = result.rows[0];
  return row ? (Object.values(row)[0] ?? null) : null;
}
