/** A PostgreSQL database as one file of pg_dump's own format, and back into another server, of the same version or newer. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { VIEWER_ROLE } from '../../access/as-viewer.ts';
import { DatabaseUnusable, errorCode, errorMessage } from '../database-error.ts';
import { reachPostgres } from '../postgres.ts';
import { addressOf, partsOf } from '../server-address.ts';
import { ServerClient } from '../server-client.ts';
import { writeBackup } from './backup-file.ts';
import { checkProgram, runProgram, type ProgramOptions } from './postgres-programs.ts';

export interface BackupOptions extends ProgramOptions {
  say?: (message: string) => void;
  waitSeconds?: number;
}

export async function backUpPostgres(url: string, file: string, options: BackupOptions = {}): Promise<void> {
  await withClient(url, async (client) => checkProgram('pg_dump', await majorOf(client), options));
  await writeBackup(file, async (part) => {
    await runProgram('pg_dump', ['--format=custom', '--no-owner', `--file=${part}`], { ...options, url });
  });
}

/**
 * Brings a backup into an empty database, all of it or nothing: first the roles that it speaks of, then what it holds, then
 * the statistics, without which the database plans in the dark. Tables belong to the user of the address.
 */
export async function restorePostgres(url: string, file: string, options: BackupOptions = {}): Promise<void> {
  const { say = () => undefined, waitSeconds = 0 } = options;
  const contents = await listOf(file, options);
  await reachPostgres(url, { waitSeconds, onProgress: say });
  await withClient(url, async (client) => {
    await refuseUnlessEmpty(client, url);
    const sql = await runProgram(
      'pg_restore',
      ['--section=pre-data', '--section=post-data', '--file=-', file],
      options,
    );
    for (const role of rolesIn(sql)) await makeRole(client, role, say);
  });
  say('restoring');
  const folder = await mkdtemp(join(tmpdir(), 'louyuan-atlas-'));
  try {
    const list = join(folder, 'contents');
    await writeFile(list, contents);
    const whole = ['--no-owner', '--single-transaction', '--exit-on-error', `--use-list=${list}`];
    await runProgram('pg_restore', [...whole, file], { ...options, url });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  say('gathering statistics');
  await withClient(url, (client) => client.query('analyze'));
}

/** What is restored. The extension is there before, and belongs to whoever made it. */
async function listOf(file: string, options: ProgramOptions): Promise<string> {
  const list = await runProgram('pg_restore', ['--list', file], options).catch((error: unknown) => {
    if (!/unsupported version/.test(errorMessage(error))) throw error;
    throw new DatabaseUnusable(
      `${file} was written by a newer pg_dump than the pg_restore on this machine (${errorMessage(error)}). Install the newer one.`,
    );
  });
  return list
    .split('\n')
    .filter((line) => !/ (EXTENSION - |COMMENT - EXTENSION |SCHEMA - public |COMMENT - SCHEMA public)/.test(line))
    .join('\n');
}

/** Roles belong to a server and are not in a backup; grants and policies name them. */
export function rolesIn(sql: string): string[] {
  const names = new Set<string>();
  for (const [, grantee = ''] of sql.matchAll(/^GRANT .* TO (.+?)( WITH GRANT OPTION)?;$/gm)) names.add(grantee);
  for (const [, grantees = ''] of sql.matchAll(/^CREATE POLICY .*? TO (.+?)(?: USING| WITH CHECK|;$)/gm)) {
    for (const grantee of grantees.split(', ')) names.add(grantee);
  }
  names.delete('PUBLIC');
  return [...names].map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name)).sort();
}

async function makeRole(client: pg.Client, role: string, say: (message: string) => void): Promise<void> {
  const name = pg.escapeIdentifier(role);
  const { rows } = await client.query<{ made: boolean; ours: boolean }>(
    `select count(*) > 0 as made, coalesce(bool_or(pg_has_role(oid, 'member')), false) as ours from pg_roles where rolname = $1`,
    [role],
  );
  const [known = { made: false, ours: false }] = rows;
  try {
    if (!known.made) {
      await client.query(`create role ${name} nologin`);
      say(`made the role ${role}${role === VIEWER_ROLE ? '' : ', which cannot log in: alter role … login password …'}`);
    }
    if (role === VIEWER_ROLE && !known.ours) await client.query(`grant ${name} to current_user`);
  } catch (error) {
    if (errorCode(error) !== '42501') throw error;
    const user = await client.query<{ name: string }>('select quote_ident(current_user) as name');
    throw new DatabaseUnusable(
      `The role ${role}, of which the backup speaks, is missing, or this user may not take it. Let an administrator of the ` +
        `server say: ${known.made ? '' : `create role ${name} nologin; `}grant ${name} to ${user.rows[0]?.name}`,
    );
  }
}

async function refuseUnlessEmpty(client: pg.Client, url: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = to_regnamespace(current_schema()) and c.relkind in ('r', 'p', 'v', 'm', 'S')
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
     order by c.relname limit 3`,
  );
  if (rows.length === 0) return;
  const { database, place } = partsOf(url);
  throw new DatabaseUnusable(
    `The database "${database}" of ${place} is not empty (${rows.map(({ name }) => name).join(', ')} …), and a backup is ` +
      'never written over anything. Make a new one (createdb NAME) and name it in DATABASE_URL.',
  );
}

async function majorOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`);
  return Math.floor(Number(rows[0]?.version) / 10_000);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new ServerClient({ address: addressOf(url), connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect().catch((error: unknown) => {
      throw new DatabaseUnusable(`${partsOf(url).place} cannot be used: ${errorMessage(error)}`);
    });
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
