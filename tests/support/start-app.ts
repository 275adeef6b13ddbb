import { createApp } from '../../server/app.ts';
import { readEnv } from '../../server/env.ts';
import { buildClient, clientIsFresh } from '../../server/kernel/http/client-build.ts';
import { demoDatabase, emptyDatabase } from './test-database.ts';

export interface RunningApp {
  /** http://127.0.0.1:PORT, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

export interface StartOptions {
  /** With the demo district; otherwise with an empty database. */
  demo?: boolean;
  /** With the built client, built now if it is not fresh. */
  client?: boolean;
  /** Whether posts of the demo may sign in by being chosen, on either database. */
  demoPosts?: boolean;
}

/** The whole application on a free port of this machine, over a database of the test run. */
export async function startApp({
  demo = true,
  client = true,
  demoPosts = true,
}: StartOptions = {}): Promise<RunningApp> {
  const [database] = await Promise.all([demo ? demoDatabase() : emptyDatabase(), client ? freshClient() : null]);
  const env = { ...readEnv(), logLevel: 'error' as const };
  const app = await createApp({ env, database, demoPosts, ...(client ? {} : { client: null }) });
  const url = await app.fastify.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
}

async function freshClient(): Promise<void> {
  if (!(await clientIsFresh())) await buildClient();
}
