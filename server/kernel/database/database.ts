import type pg from 'pg';
import type { DataSource, DataSourceOptions } from 'typeorm';
import type { Env } from '../../env.ts';
import { VIEWER_ROLE } from '../access/as-viewer.ts';
import { openAnswerPool } from './answer-pool.ts';
import { keepClean, poolOf } from './pools.ts';
import { STATEMENT_LIMIT_MS } from './read-session.ts';
import { addressOf } from './server-address.ts';

export type DatabaseKind = 'embedded' | 'postgres';

export interface Database {
  dataSource: DataSource;
  kind: DatabaseKind;
  /** Finishes what runs, then closes. */
  close(): Promise<void>;
}

export type DatabaseSettings = Pick<
  Env,
  'databaseUrl' | 'dataDir' | 'databasePoolSize' | 'databaseWaitSeconds' | 'embeddedWaitSeconds'
>;

export type Entities = NonNullable<DataSourceOptions['entities']>;

export interface DatabaseOptions {
  /** A function is called while the database opens, so that importing entities costs no time of its own. */
  entities?: Entities | (() => Promise<Entities>);
  onProgress?: (message: string) => void;
  /** The embedded database has ended by itself. (A PostgreSQL server may come back; this one does not.) */
  onLost?: (error: Error) => void;
}

/** Opens the PostgreSQL of DATABASE_URL, or the embedded database in DATA_DIR. The schema is the migrations' business. */
export async function createDatabase(env: DatabaseSettings, options: DatabaseOptions = {}): Promise<Database> {
  return env.databaseUrl === null ? openEmbedded(env, options) : openPostgres(env, env.databaseUrl, options);
}

async function openPostgres(env: DatabaseSettings, url: string, options: DatabaseOptions): Promise<Database> {
  const [{ reachPostgres }, { ServerClient }] = await Promise.all([
    import('./postgres.ts'),
    import('./server-client.ts'),
  ]);
  const reached = reachPostgres(url, {
    waitSeconds: env.databaseWaitSeconds,
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
  const [libraries] = await Promise.all([loadLibraries(options), reached]);
  const extra = { Client: ServerClient, address: addressOf(url), keepAliveInitialDelayMillis: KEEP_ALIVE_MS };
  const { dataSource, close } = await connect(env, libraries, { extra, answers: answerSetup });
  return { dataSource, kind: 'postgres', close };
}

async function openEmbedded(env: DatabaseSettings, options: DatabaseOptions): Promise<Database> {
  const { EmbeddedDatabase } = await import('./embedded/embedded-database.ts');
  const embedded = await EmbeddedDatabase.start(env.dataDir, {
    waitSeconds: env.embeddedWaitSeconds,
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.onLost && { onLost: options.onLost }),
  });
  try {
    const [libraries] = await Promise.all([loadLibraries(options), embedded.ready]);
    // Its sessions share one backend: what one is told all would heed.
    const place = { extra: { stream: () => embedded.connect() }, answers: null };
    const { dataSource, close } = await connect(env, libraries, place);
    return { dataSource, kind: 'embedded', close: () => close().then(() => embedded.close()) };
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

/** A plan costs more than most answers, and theirs do not depend on the values; nor does compiling a statement ever pay. */
const answerSetup = `set role ${VIEWER_ROLE}; set default_transaction_read_only = on; set statement_timeout = ${STATEMENT_LIMIT_MS};
  set plan_cache_mode = force_generic_plan; set jit = off`;

/** A machine that is no more does not say so: the system asks it now and then. */
const KEEP_ALIVE_MS = 10_000;

interface Libraries {
  typeorm: typeof import('typeorm');
  types: pg.CustomTypesConfig;
  entities: Entities;
}

/** What takes long to import, imported while the database opens. */
async function loadLibraries({ entities = [] }: DatabaseOptions): Promise<Libraries> {
  const { typeParsers } = await import('./type-parsers.ts');
  return {
    typeorm: await import('typeorm'),
    types: typeParsers(),
    entities: typeof entities === 'function' ? await entities() : entities,
  };
}

async function connect(
  env: DatabaseSettings,
  { typeorm, types, entities }: Libraries,
  place: { extra: Record<string, unknown>; answers: string | null },
): Promise<{ dataSource: DataSource; close(): Promise<void> }> {
  const dataSource = new typeorm.DataSource({
    type: 'postgres',
    entities,
    poolSize: env.databasePoolSize,
    connectTimeoutMS: 10_000,
    applicationName: 'louyuan-atlas',
    installExtensions: false,
    synchronize: false,
    migrationsRun: false,
    logging: false,
    extra: { types, keepAlive: true, ...place.extra },
  });
  await dataSource.initialize();
  keepClean(poolOf(dataSource));
  const answers = place.answers === null ? null : openAnswerPool(dataSource, place.answers);
  const close = async (): Promise<void> => {
    await answers?.close();
    await dataSource.destroy();
  };
  return { dataSource, close };
}
