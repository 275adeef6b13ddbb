/**
 * What is measured, in a process of its own so that its processor time is its own: `serve.ts <role> …`, one role in each process
 * on PostgreSQL, all in one on the embedded database, which only one process may use.
 *
 * product, ordinary: the app, reading by compiled statements or by its ordinary resolvers
 * tiles: the tiles of the app without its cache
 * bare: what stands least between a socket and a statement written by hand
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import staticFiles from '@fastify/static';
import type pg from 'pg';
import 'reflect-metadata';
import { createApp } from '../../server/app.ts';
import { readEnv } from '../../server/env.ts';
import { entities } from '../../server/entities.ts';
import { answerPool } from '../../server/kernel/database/answer-pool.ts';
import { createDatabase } from '../../server/kernel/database/database.ts';
import { migrate } from '../../server/kernel/database/migrations.ts';
import { createWebServer } from '../../server/kernel/http/web-server.ts';
import { refreshSummaries } from '../../server/overview/summary.service.ts';
import { registerTiles } from '../../server/tiles/tiles.routes.ts';
import { createBareServer } from './bare-server.ts';
import { beMeasured } from './processes.ts';

const [staticFolder = '', ...roles] = process.argv.slice(2);
const say = (text: string): void => console.error(`  ${text}`);
// All who are measured ask from one address.
const env = { ...readEnv(), host: '127.0.0.1', port: 0, requestsPerMinute: 100_000_000 };
const at = { host: '127.0.0.1', port: 0 };

const database = await createDatabase(env, { entities, onProgress: say });
const { dataSource, kind } = database;
const { master: pool } = dataSource.driver as unknown as { master: pg.Pool };
// A connection that ends takes the account of its processor time with it.
for (const each of [pool, answerPool(dataSource)]) if (each) each.options.idleTimeoutMillis = 0;
await migrate(dataSource);
const districts = await dataSource.query<unknown[]>(`select 1 from area where level = 'DISTRICT' limit 1`);
if (districts.length === 0) {
  say('loading the demo district');
  const { loadDemo } = await import('../../geodata/load-demo.ts');
  await loadDemo(dataSource, {});
}
if (roles.includes('bare')) {
  // A server does this within seconds; whoever is measured first should not be measured before.
  await refreshSummaries(dataSource);
  await dataSource.query('analyze');
}

const urls: Record<string, string> = {};
const closing: (() => Promise<unknown>)[] = [];
for (const role of roles) {
  if (role === 'product' || role === 'ordinary') {
    const app = await createApp({ env, database, reading: role === 'product' ? 'compiled' : 'ordinary' });
    // Files of the same bytes as a tile, through the same server.
    await app.fastify.register(staticFiles, {
      root: staticFolder,
      prefix: '/static/',
      preCompressed: true,
      decorateReply: false,
      immutable: true,
      maxAge: '1y',
    });
    urls[role] = await app.fastify.listen(at);
    closing.push(() => app.close());
  } else if (role === 'tiles') {
    const tiles = await createWebServer(env);
    registerTiles(tiles, { dataSource, kind, cacheBytes: 0 });
    urls[role] = await tiles.listen(at);
    closing.push(() => tiles.close());
  } else if (role === 'bare') {
    const server = createBareServer(pool, kind);
    urls[role] = await listen(server);
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
    });
  } else throw new Error(`There is no role ${role}.`);
}

beMeasured({ ...urls, kind }, async () => {
  for (const close of closing) await close();
  await database.close().catch(() => undefined);
});

function listen(server: Server): Promise<string> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
}
