/**
 * The side that is measured, in a process of its own so that its processor time is its own: the product, its tiles without
 * the cache, and a bare server that passes on what a statement written by hand returns. All on one database.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type pg from 'pg';
import 'reflect-metadata';
import { createApp } from '../../server/app.ts';
import { readEnv } from '../../server/env.ts';
import { entities } from '../../server/entities.ts';
import { createDatabase, type Database } from '../../server/kernel/database/database.ts';
import { migrate } from '../../server/kernel/database/migrations.ts';
import { tileStatement } from '../../server/tiles/database-tile-encoder.ts';
import { findLayer, type TileLayer } from '../../server/tiles/layers.ts';
import { encodeRows, shapeStatement, type ShapeRow } from '../../server/tiles/node-tile-encoder.ts';
import type { Statement } from '../../server/tiles/prepared-queries.ts';
import { registerTiles } from '../../server/tiles/tiles.routes.ts';
import { DRILL_STATEMENT, GRIDS_STATEMENT, TILE } from './cases.ts';

export interface Serving {
  readonly kind: Database['kind'];
  readonly product: string;
  readonly uncachedTiles: string;
  readonly bare: string;
}

const say = (text: string): void => console.error(`  ${text}`);

const env = { ...readEnv(), host: '127.0.0.1', port: 0 };
const database = await createDatabase(env, { entities, onProgress: say });
await migrate(database.dataSource);
const districts = await database.dataSource.query<unknown[]>(`select 1 from area where level = 'DISTRICT' limit 1`);
if (districts.length === 0) {
  say('loading the demo district');
  const { loadDemo } = await import('../../geodata/load-demo.ts');
  await loadDemo(database.dataSource, {});
}
await database.dataSource.query('analyze');

const app = await createApp({ env, database });
const tiles = Fastify();
registerTiles(tiles, { dataSource: database.dataSource, kind: database.kind, cacheBytes: 0 });
const bare = await listen(createBareServer());
const serving: Serving = {
  kind: database.kind,
  product: await app.fastify.listen({ host: '127.0.0.1', port: 0 }),
  uncachedTiles: await tiles.listen({ host: '127.0.0.1', port: 0 }),
  bare: `http://127.0.0.1:${(bare.address() as AddressInfo).port}`,
};

process.on('message', (message) => {
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMs: (user + system) / 1000 });
  }
  if (message === 'close') void close();
});
process.send?.(serving);

async function close(): Promise<void> {
  bare.closeAllConnections();
  bare.close();
  await tiles.close();
  await app.close();
  await database.close().catch(() => undefined);
  process.exit(0);
}

/** The pool of the same driver, with statements prepared once: as little as can stand between a socket and a statement. */
function pool(): pg.Pool {
  return (database.dataSource.driver as unknown as { master: pg.Pool }).master;
}

function createBareServer(): Server {
  const layer = findLayer(TILE.layer);
  if (!layer) throw new Error(`There is no layer ${TILE.layer}`);
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bare');
    const values = searchParams.getAll('v');
    const answer = pathname === '/tile' ? bareTile(layer, values) : bareJson(pathname, values);
    answer.then(
      ([type, body]) => response.writeHead(200, { 'content-type': type }).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
}

async function bareJson(path: string, values: string[]): Promise<[string, string]> {
  const text = path === '/drill' ? DRILL_STATEMENT : GRIDS_STATEMENT;
  const { rows } = await pool().query<{ answer: string }>({ name: path, text, values });
  return ['application/json', rows[0]?.answer ?? ''];
}

async function bareTile(layer: TileLayer, values: string[]): Promise<[string, Buffer]> {
  const at = { z: Number(values[0]), x: Number(values[1]), y: Number(values[2]) };
  const type = 'application/vnd.mapbox-vector-tile';
  if (database.kind === 'postgres') {
    const { rows } = await pool().query<{ tile: Buffer }>(named(tileStatement(layer, at)));
    return [type, rows[0]?.tile ?? Buffer.alloc(0)];
  }
  const { rows } = await pool().query<ShapeRow>(named(shapeStatement(layer, at)));
  return [type, encodeRows(layer, at, rows)];
}

function named({ text, values }: Statement): { name: string; text: string; values: unknown[] } {
  return { name: 'bare-tile', text, values: [...values] };
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
