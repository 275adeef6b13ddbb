/**
 * What the client is measured against, in a process of its own: the product on the configured database (or an embedded one
 * with the demo), and a page that only draws the same tiles with the map library as its package ships it.
 */
import { readFile } from 'node:fs/promises';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync } from 'node:zlib';
import 'reflect-metadata';
import { sourcesOf } from '../../client/map/sources.ts';
import { createApp } from '../../server/app.ts';
import { entities } from '../../server/entities.ts';
import { readEnv } from '../../server/env.ts';
import { createDatabase } from '../../server/kernel/database/database.ts';
import { migrate } from '../../server/kernel/database/migrations.ts';
import { buildClient, clientIsFresh } from '../../server/kernel/http/client-build.ts';
import { barePage } from './client-bare-page.ts';

export interface ClientServing {
  readonly product: string;
  readonly bare: string;
}

const say = (text: string): void => console.error(`  ${text}`);
const env = { ...readEnv(), host: '127.0.0.1', port: 0 };
const fresh = clientIsFresh().then((is) => (is ? undefined : buildClient()));
const database = await createDatabase(env, { entities, onProgress: say });
await migrate(database.dataSource);
const [district] = await database.dataSource.query<unknown[]>(`select 1 from area where level = 'DISTRICT' limit 1`);
if (!district) {
  say('loading the demo district');
  const { loadDemo } = await import('../../geodata/load-demo.ts');
  await loadDemo(database.dataSource, {});
}
await fresh;
const app = await createApp({ env, database });
const product = await app.fastify.listen({ host: '127.0.0.1', port: 0 });
const bare = await listen(await bareServer(product));
process.send?.({ product, bare: `http://127.0.0.1:${(bare.address() as AddressInfo).port}` } satisfies ClientServing);

process.on('message', (message) => {
  if (message === 'close') void close();
});

async function close(): Promise<void> {
  bare.closeAllConnections();
  bare.close();
  await app.close();
  await database.close().catch(() => undefined);
  process.exit(0);
}

/** The page, the library compressed ahead as the product's files are, and the product's own tiles passed through. */
async function bareServer(origin: string): Promise<Server> {
  const library = new Map<string, Buffer>();
  for (const name of ['maplibre-gl.mjs', 'maplibre-gl-worker.mjs']) {
    const bytes = await readFile(new URL(`../../node_modules/maplibre-gl/dist/${name}`, import.meta.url));
    library.set(`/${name}`, brotliCompressSync(bytes));
  }
  return createServer((asked, response) => {
    const { pathname, searchParams, host } = new URL(asked.url ?? '/', `http://${asked.headers.host}`);
    const script = library.get(pathname);
    if (script) {
      const headers = { 'content-type': 'text/javascript', 'content-encoding': 'br', 'cache-control': 'max-age=3600' };
      response.writeHead(200, headers).end(script);
    } else if (pathname.startsWith('/tiles')) passThrough(origin + (asked.url ?? ''), asked.headers, response);
    else {
      const page = barePage(sourcesOf(`http://${host}`), searchParams);
      response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    }
  });
}

function passThrough(url: string, headers: object, response: ServerResponse): void {
  request(url, { headers: { ...headers } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  }).end();
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
