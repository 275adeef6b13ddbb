import type { Browser } from 'playwright-core';
import { createApp } from '../../server/app.ts';
import { readEnv } from '../../server/env.ts';
import type { Database } from '../../server/kernel/database/database.ts';
import { buildClient, clientIsFresh } from '../../server/kernel/http/client-build.ts';
import { launchBrowser } from './browser.ts';
import { ownDatabase } from './test-database.ts';

export interface OwnDemo {
  /** http://127.0.0.1:PORT, without a slash at the end. */
  readonly base: string;
  readonly database: Database;
  readonly browser: Browser;
  close(): Promise<void>;
}

/**
 * The demo over a database of the test's own, which it may change, and a browser, which draws no map unless it is asked to. With
 * `imports` files come in from whoever asks.
 */
export async function ownDemo({ webgl = false, imports = false } = {}): Promise<OwnDemo> {
  if (!(await clientIsFresh())) await buildClient();
  const [database, browser] = await Promise.all([ownDatabase('demo'), launchBrowser({ webgl })]);
  const app = await createApp({ env: { ...readEnv(), logLevel: 'error' }, database, demoPosts: true, imports });
  const base = await app.fastify.listen({ host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    await browser.close();
    await app.close();
    await database.close();
  };
  return { base, database, browser, close };
}
