/**
 * Databases for tests: the embedded one, or with TEST_DATABASE_URL private ones on that PostgreSQL server. Each is opened at
 * its first use and serves all test files of the run.
 */
import pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { inject } from 'vitest';
import { readEnv, type Env } from '../../server/env.ts';
import { createDatabase, type Database } from '../../server/kernel/database/database.ts';
import { migrate } from '../../server/kernel/database/migrations.ts';
import { postSetting, viewerSettings } from '../../server/kernel/access/as-viewer.ts';
import type { Viewer } from '../../server/kernel/access/viewer.ts';
import { ReadSession } from '../../server/kernel/database/read-session.ts';
import { copyPreparedFolder, type Contents } from './prepared-folder.ts';
import { databaseUrl, makeFolder } from './test-run.ts';

export type { Contents };

/** A migrated database without a row of our own. Only for `inTransaction` and for reading the catalogue. */
export function emptyDatabase(): Promise<Database> {
  return shared('empty');
}

/** The demo district, loaded once. For reading only. */
export function demoDatabase(): Promise<Database> {
  return shared('demo');
}

/** A database of one's own, to be closed by whoever asked: without a schema, migrated, or with the demo district. */
export async function ownDatabase(contents: Contents = 'empty'): Promise<Database> {
  return createDatabase(await ownSettings(contents), contents === 'bare' ? {} : { entities });
}

export interface TestTransaction {
  manager: EntityManager;
  /** Reads inside the transaction, so it sees what the test has written. Counts statements like any other. */
  session: ReadSession;
  /** Such a session of a post: it sees what the post may see, and changes things in its name. */
  as(viewer: Viewer | null): ReadSession;
  dataSource: DataSource;
}

/** Runs a test in a transaction of the empty database and rolls back, however it ends. */
export async function inTransaction<T>(test: (transaction: TestTransaction) => Promise<T>): Promise<T> {
  const { dataSource } = await emptyDatabase();
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    const { manager } = runner;
    const as = (viewer: Viewer | null): ReadSession => new TransactionSession(manager, viewer);
    return await test({ manager, session: as(null), as, dataSource });
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

/** Runs a test with a read session of the demo district and closes it. */
export async function inDemoSession<T>(
  test: (session: ReadSession) => Promise<T>,
  viewer: Viewer | null = null,
): Promise<T> {
  return inSession(await demoDatabase(), test, viewer);
}

/** The same of a database of one's own. */
export async function inSession<T>(
  { dataSource }: Pick<Database, 'dataSource'>,
  test: (session: ReadSession) => Promise<T>,
  viewer: Viewer | null = null,
): Promise<T> {
  const session = new ReadSession(dataSource, viewer);
  try {
    return await test(session);
  } finally {
    await session.close();
  }
}

/** The settings under which a fresh database with these contents can be opened, by this process or by another. */
export async function ownSettings(contents: Contents): Promise<Env> {
  const env = readEnv();
  const run = inject('testRun');
  if (env.testDatabaseUrl === null) {
    const dataDir = makeFolder(run, contents);
    await copyPreparedFolder(contents, dataDir, (folder, filling) =>
      fill({ ...env, databaseUrl: null, dataDir: folder }, filling),
    );
    return { ...env, databaseUrl: null, dataDir };
  }
  const name = `atlas_test_${run.name}_${contents}_${process.pid}_${(made += 1)}`;
  await onServer(env.testDatabaseUrl, `create database ${name}`);
  const settings = { ...env, databaseUrl: databaseUrl(env.testDatabaseUrl, name) };
  await fill(settings, contents);
  return settings;
}

/** Which of the two databases the suite runs on. */
export function testDatabaseKind(): Database['kind'] {
  return readEnv().testDatabaseUrl === null ? 'embedded' : 'postgres';
}

/** Turns of everyone who asks inside one transaction: its settings are those of whoever is asking. */
const turns = new WeakMap<EntityManager, Promise<unknown>>();

class TransactionSession extends ReadSession {
  constructor(
    private readonly transaction: EntityManager,
    viewer: Viewer | null,
  ) {
    super(transaction.dataSource, viewer);
  }

  override query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]> {
    this.statementCount += 1;
    return this.inTurnOfAll(async () => {
      await this.transaction.query(viewerSettings(this.viewer));
      const rows = await this.transaction.query<Row[]>(sql, params && [...params]);
      await this.transaction.query(`reset role; ${postSetting(null)}`);
      return rows;
    });
  }

  /** Without a name: tests change the schema, and a transaction must not find the plans of another. */
  override queryPrepared<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]> {
    return this.query<Row>(sql, params);
  }

  /** Inside the transaction too, to see what the test has written. */
  override queryAlone<Row>(sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.query<Row>(sql, params);
  }

  override async manager(): Promise<EntityManager> {
    return this.transaction;
  }

  /** All of it or nothing, inside the transaction. */
  override change<T>(viewer: Viewer, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.inTurnOfAll(() =>
      this.transaction.transaction(async (manager) => {
        await manager.query(postSetting(viewer));
        const result = await work(manager);
        await manager.query(postSetting(null));
        return result;
      }),
    );
  }

  override async close(): Promise<void> {
    // The transaction belongs to the test.
  }

  private inTurnOfAll<T>(work: () => Promise<T>): Promise<T> {
    const result = (turns.get(this.transaction) ?? Promise.resolve()).then(work);
    turns.set(
      this.transaction,
      result.catch(() => undefined),
    );
    return result;
  }
}

let made = 0;

declare global {
  var testDatabases: Map<Contents, Promise<Database>> | undefined;
}

/** Test files share one worker but not its modules, so what they share hangs on the global object. */
function shared(contents: Contents): Promise<Database> {
  globalThis.testDatabases ??= new Map();
  const known = globalThis.testDatabases.get(contents) ?? ownDatabase(contents);
  globalThis.testDatabases.set(contents, known);
  return known;
}

async function fill(settings: Env, contents: Contents): Promise<void> {
  const database = await createDatabase(settings, contents === 'demo' ? { entities } : {});
  try {
    if (contents !== 'bare') await migrate(database.dataSource);
    if (contents === 'demo') {
      const { loadDemo } = await import('../../geodata/load-demo.ts');
      await loadDemo(database.dataSource, {});
    }
  } finally {
    await database.close();
  }
}

async function entities() {
  return (await import('../../server/entities.ts')).entities;
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
