/**
 * The history of the schema: reviewed SQL files, applied in order, each in its own transaction. Two processes that migrate
 * at once do no harm: every step takes the same lock and looks again at what is already done.
 */
import type { DataSource, EntityManager } from 'typeorm';
import { errorCode, errorMessage } from './database-error.ts';
import { readMigrations, type Migration } from './migration-files.ts';
import { renewGrants } from './serving-role.ts';

export class MigrationError extends Error {
  override name = 'MigrationError';
}

export interface MigrateOptions {
  /** Stop after this migration (its name or number). */
  to?: string;
  folder?: string;
  onProgress?: (name: string, done: number, total: number) => void;
}

export interface RevertOptions {
  /** How many to take back, newest first; 1 unless told. */
  steps?: number | 'all';
  folder?: string;
}

export interface MigrationStatus {
  name: string;
  state: 'applied' | 'pending' | 'changed' | 'unknown';
  appliedAt: Date | null;
}

interface AppliedRow {
  name: string;
  checksum: string;
  applied_at: Date;
}

/** Applies what is missing and returns the names of what this call applied. */
export async function migrate(dataSource: DataSource, options: MigrateOptions = {}): Promise<string[]> {
  const files = await readMigrations(options.folder);
  const wanted = upTo(files, options.to);
  const pending = await locked(dataSource, async (manager) => {
    // Where it is there, nobody needs the right to make tables to learn that there is nothing to do.
    if (!(await hasTable(manager))) await manager.query(HISTORY);
    return pendingOf(files, wanted, await appliedRows(manager));
  });
  const done: string[] = [];
  for (const [index, migration] of pending.entries()) {
    options.onProgress?.(migration.name, index, pending.length);
    const wasPending = await locked(dataSource, async (manager) => {
      const rows = await appliedRows(manager);
      if (!pendingOf(files, wanted, rows).includes(migration)) return false;
      await run(manager, migration, 'up');
      await manager.query('insert into schema_migration (name, checksum) values ($1, $2)', [
        migration.name,
        migration.checksum,
      ]);
      return true;
    });
    if (wasPending) done.push(migration.name);
  }
  if (done.length > 0) await locked(dataSource, renewGrants);
  return done;
}

/** Rejects where migrations are missing that this checkout has: for those who may not apply them, or are not to. */
export async function requireSchema(dataSource: DataSource, options: { folder?: string } = {}): Promise<void> {
  const files = await readMigrations(options.folder);
  const rows = (await hasTable(dataSource.manager)) ? await appliedRows(dataSource.manager) : [];
  const pending = pendingOf(files, files, rows).map(({ name }) => name);
  if (pending.length === 0) return;
  throw new MigrationError(
    `The database lacks ${pending.length > 3 ? `${pending.length} migrations, the first is ${pending[0]}` : pending.join(', ')}. ` +
      'Run npm run db:migrate as the owner of the tables (MIGRATION_DATABASE_URL), then start again.',
  );
}

/** Takes the newest migrations back and returns their names. */
export async function revert(dataSource: DataSource, options: RevertOptions = {}): Promise<string[]> {
  const files = await readMigrations(options.folder);
  const steps = options.steps === 'all' ? files.length : (options.steps ?? 1);
  const done: string[] = [];
  while (done.length < steps) {
    const reverted = await locked(dataSource, async (manager) => {
      const newest = (await hasTable(manager)) ? (await appliedRows(manager)).at(-1) : undefined;
      if (!newest) return null;
      const migration = files.find(({ name }) => name === newest.name);
      if (!migration) throw unknownMigration(newest.name);
      await run(manager, migration, 'down');
      await manager.query('delete from schema_migration where name = $1', [newest.name]);
      return newest.name;
    });
    if (reverted === null) break;
    done.push(reverted);
  }
  return done;
}

export async function status(dataSource: DataSource, options: { folder?: string } = {}): Promise<MigrationStatus[]> {
  const files = await readMigrations(options.folder);
  const rows = (await hasTable(dataSource.manager)) ? await appliedRows(dataSource.manager) : [];
  const names = [...new Set([...files, ...rows].map(({ name }) => name))].sort();
  return names.map((name) => {
    const file = files.find((candidate) => candidate.name === name);
    const row = rows.find((candidate) => candidate.name === name);
    return { name, state: stateOf(file, row), appliedAt: row?.applied_at ?? null };
  });
}

/** The name of the newest applied migration, null for a database without a schema. */
export async function schemaVersion(dataSource: DataSource): Promise<string | null> {
  const rows = await dataSource.query<{ name: string }[]>(
    'select name from schema_migration order by name desc limit 1',
  );
  return rows[0]?.name ?? null;
}

function stateOf(file: Migration | undefined, row: AppliedRow | undefined): MigrationStatus['state'] {
  if (!file) return 'unknown';
  if (!row) return 'pending';
  return isOf(row, file) ? 'applied' : 'changed';
}

function isOf({ checksum }: AppliedRow, file: Migration): boolean {
  return checksum === file.checksum || file.amends.includes(checksum);
}

function upTo(files: readonly Migration[], to: string | undefined): Migration[] {
  if (to === undefined) return [...files];
  const last = files.findIndex(({ name }) => name === to || name.startsWith(`${to}-`));
  if (last < 0) throw new MigrationError(`There is no migration "${to}" in migrations/.`);
  return files.slice(0, last + 1);
}

function pendingOf(
  files: readonly Migration[],
  wanted: readonly Migration[],
  rows: readonly AppliedRow[],
): Migration[] {
  for (const row of rows) {
    const file = files.find(({ name }) => name === row.name);
    if (!file) throw unknownMigration(row.name);
    if (isOf(row, file)) continue;
    throw new MigrationError(
      `Migration ${row.name} was changed after it was applied to this database. ` +
        'Put the file back as it was and write the change as a new migration; a database that may be lost can also be made anew.',
    );
  }
  const pending = wanted.filter(({ name }) => !rows.some((row) => row.name === name));
  const newest = rows.at(-1)?.name;
  const late = pending.find(({ name }) => newest !== undefined && name < newest);
  if (late)
    throw new MigrationError(
      `Migration ${late.name} comes before ${newest}, which is already applied: give it a later number.`,
    );
  return pending;
}

function unknownMigration(name: string): MigrationError {
  return new MigrationError(
    `The database holds migration ${name}, which this checkout does not have: it was made by a newer version. Update the checkout.`,
  );
}

const HISTORY = `create table schema_migration (
  name text primary key, checksum text not null, applied_at timestamptz not null default now())`;

/** Any number would do, as long as nobody else uses it: "ATLA" in ASCII. */
const lockNumber = 0x41544c41;

function locked<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return dataSource.transaction(async (manager) => {
    await manager.query('select pg_advisory_xact_lock($1)', [lockNumber]);
    return work(manager);
  });
}

async function hasTable(manager: EntityManager): Promise<boolean> {
  const rows = await manager.query<{ exists: boolean }[]>(
    `select to_regclass('schema_migration') is not null as exists`,
  );
  return rows[0]?.exists === true;
}

async function appliedRows(manager: EntityManager): Promise<AppliedRow[]> {
  try {
    return await manager.query<AppliedRow[]>(
      'select name, checksum, applied_at from schema_migration order by name collate "C"',
    );
  } catch (error) {
    if (errorCode(error) !== '42501') throw error;
    throw new MigrationError(
      `${errorMessage(error)}: this user has been granted nothing. Let the owner of the tables run npm run db:grant -- USER`,
      { cause: error },
    );
  }
}

async function run(manager: EntityManager, migration: Migration, direction: 'up' | 'down'): Promise<void> {
  try {
    await manager.query(migration[direction]);
  } catch (error) {
    const file = `migrations/${migration.name}.${direction}.sql`;
    const advice =
      errorCode(error) === '42501' && !/atlas_viewer/.test(errorMessage(error))
        ? '. Migrations are for the owner of the tables: run npm run db:migrate with MIGRATION_DATABASE_URL, and serve with MIGRATE=never.'
        : '';
    const message = `${file}${lineOf(error, migration[direction])}: ${errorMessage(error)}${advice}`;
    throw new MigrationError(message, { cause: error });
  }
}

function lineOf(error: unknown, sql: string): string {
  const driverError = error instanceof Error && 'driverError' in error ? error.driverError : error;
  if (!(driverError instanceof Error) || !('position' in driverError)) return '';
  const position = Number(driverError.position);
  return position > 0 ? `:${sql.slice(0, position).split('\n').length}` : '';
}
