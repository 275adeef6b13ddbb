/** npm start: opens the database, brings it to its schema, loads the demo district if there is nothing, and serves. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import type { DemoRows } from '../geodata/rows.ts';
import type { App } from './app.ts';
import { EnvError, isNpmScript, readEnv, type Env } from './env.ts';
import { createDatabase, type Database } from './kernel/database/database.ts';
import { DatabaseUnusable, errorCode } from './kernel/database/database-error.ts';
import { isMade } from './kernel/database/embedded/data-folder.ts';
import { migrate, MigrationError, requireSchema } from './kernel/database/migrations.ts';
import { checkServing } from './kernel/database/serving-role.ts';
import { buildClient, clientIsFresh } from './kernel/http/client-build.ts';
import { Steps } from './kernel/http/steps.ts';
import { FIRST_QUESTION } from './land/first-question.ts';

// An answer leaves much behind that is dead at once. Left to itself V8 lets that grow to four times what is alive before it
// looks, and never gives it back; looking sooner costs little.
setFlagsFromString('--heap-growing-percent=50');

const steps = new Steps();
/** What has been opened so far is closed by this. */
let stop: () => Promise<void> = async () => undefined;

async function main(): Promise<void> {
  const env = readEnv();
  await checkPort(env);
  const isFirst = env.databaseUrl === null && !isMade(env.dataDir);
  // While a database is made two cores are busy; while it is filled, one has nothing to do.
  const early = isFirst ? null : prepareClient();
  const database = await createDatabase(env, {
    entities: async () => {
      // What takes long to import or to draw is imported and drawn while the database opens.
      void import('./app.ts').catch(() => undefined);
      const { entities } = await import('./entities.ts');
      if (isFirst) demoRows().catch(() => undefined);
      return entities;
    },
    onProgress: (message) => steps.say(message),
    onLost: (error) => {
      steps.warn(`The embedded database has stopped (${error.message}); nothing acknowledged is lost. Start again.`);
      process.exit(1);
    },
  });
  steps.say(database.kind === 'embedded' ? `the embedded database in ${env.dataDir} is open` : 'PostgreSQL is reached');
  stop = () => database.close();
  const client = early ?? prepareClient();
  await fillDatabase(database, env);
  const { createApp, listensHereOnly, offersDemoPosts } = await import('./app.ts');
  await client;
  const app = await createApp({ env, database, imports: listensHereOnly(env) });
  stop = async () => {
    await app.close();
    await database.close();
  };
  const address = await listen(app, env);
  if (env.demoPosts && offersDemoPosts(env, database.kind))
    steps.warn(
      'DEMO_POSTS=on: whoever reaches this server may sign in as any post of the demo, the administrator among them.',
    );
  else if (env.oidc === null && !offersDemoPosts(env, database.kind))
    steps.say(
      'posts do not sign in: set OIDC_ISSUER, or DEMO_POSTS=on to open those of the demo to whoever reaches this server',
    );
  steps.done(`Louyuan Atlas 楼院图谱 is at ${address} (the graph at ${address}/graphql); Ctrl-C stops it`);
}

async function fillDatabase({ dataSource, kind }: Database, env: Env): Promise<void> {
  if (env.migrate === 'never') await requireSchema(dataSource);
  else {
    await migrate(dataSource, {
      onProgress: (name, done, total) => steps.say(`migration ${done + 1} of ${total}: ${name}`),
    });
  }
  await checkServing(dataSource, FIRST_QUESTION);
  if (env.migrate === 'never') return;
  const areas = await dataSource.query<unknown[]>('select from area limit 1');
  if (areas.length > 0) return;
  steps.say('the database is empty: loading the demo district');
  const { loadDemoRows } = await import('../geodata/load-demo.ts');
  await loadDemoRows(dataSource, await demoRows(), {
    onProgress: (message, done, total) => steps.progress(message, done, total),
  });
  drawing = null; // tens of megabytes
  // The embedded database has no checkpointer of its own.
  if (kind === 'embedded') await dataSource.query('checkpoint');
}

let drawing: Promise<DemoRows> | null = null;

/** The demo district, drawn once, whoever needs it first. */
function demoRows(): Promise<DemoRows> {
  drawing ??= import('../geodata/rows.ts').then(({ makeDemoRows }) => makeDemoRows());
  return drawing;
}

async function prepareClient(): Promise<void> {
  if (process.argv.includes('--without-client') || (await clientIsFresh())) return;
  steps.say('building the client beside the rest');
  try {
    await buildClient();
    steps.say('the client is built');
  } catch (error) {
    // The graph and the tiles are of use without the map.
    steps.warn(error instanceof Error ? error.message : String(error));
  }
}

/** Before anything long is begun: a port that is taken is said at once. */
async function checkPort(env: Env): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(env.port, env.host);
    await once(probe, 'listening');
  } catch (error) {
    throw listenError(error, env);
  } finally {
    probe.close();
  }
}

async function listen(app: App, env: Env): Promise<string> {
  try {
    await app.fastify.listen({ host: env.host, port: env.port });
  } catch (error) {
    throw listenError(error, env);
  }
  const bound = app.fastify.server.address();
  const port = typeof bound === 'object' && bound ? bound.port : env.port;
  return `http://${['0.0.0.0', '::'].includes(env.host) ? 'localhost' : env.host}:${port}`;
}

function listenError(error: unknown, { host, port }: Env): unknown {
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${port} is in use by another program. Stop it, or choose another port: PORT=${port + 1} npm start`,
      );
    case 'EACCES':
      return new StartError(`Port ${port} may not be opened by this user. Choose one above 1023 with PORT.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(`This machine has no address "${host}". Correct HOST, or leave it out.`);
    default:
      return error;
  }
}

class StartError extends Error {}

function isPlain(error: unknown): error is Error {
  return [EnvError, DatabaseUnusable, MigrationError, StartError].some((kind) => error instanceof kind);
}

let stopping = false;

async function onSignal(): Promise<void> {
  if (stopping) process.exit(1);
  stopping = true;
  steps.say('stopping; once more to stop at once');
  await stop();
  steps.say('stopped');
  process.exit(0);
}

// npm that is told to end ends its shell, and not what the shell has started.
const parent = process.ppid;
if (isNpmScript()) setInterval(() => process.ppid === parent || stopping || void onSignal(), 1000).unref();

process.on('SIGINT', () => void onSignal());
process.on('SIGTERM', () => void onSignal());

main().catch(async (error: unknown) => {
  steps.warn(isPlain(error) ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error));
  await stop().catch(() => undefined);
  process.exit(1);
});
