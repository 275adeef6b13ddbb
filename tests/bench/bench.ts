/**
 * `npm run bench [-- --quick] [--only q2,tiles]`: what the product costs beside what could be done, as ratios in one run on one
 * database: that of DATABASE_URL, or an embedded one in a folder of its own. server/docs/performance.md explains the table.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnv } from '../../server/env.ts';
import { tileStatement } from '../../server/tiles/tile-statement.ts';
import { readBenchArguments } from './arguments.ts';
import { layersOf } from './bare-server.ts';
import { tileAt, TILES } from './cases.ts';
import { BackendClock } from './clock.ts';
import { FULL, QUICK, type Instruments } from './measure.ts';
import { startMartin } from './peers/martin.ts';
import { dropPeerSchema, findNode24, startPostgraphile } from './peers/postgraphile.ts';
import { startMeasured, startSender, type Measured, type StartOptions } from './processes.ts';
import { benchQueries, QUERY_KEYS, type Stand } from './query-bench.ts';
import { printTable, type Block } from './table.ts';
import { benchTiles, martinName, type TileStand } from './tile-bench.ts';

const loadBefore = loadavg()[0] ?? NaN;
const { quick, wanted } = readBenchArguments(process.argv.slice(2));
const plan = quick ? QUICK : FULL;
const { databaseUrl, databasePoolSize } = readEnv();
const folder = mkdtempSync(join(tmpdir(), 'atlas-bench-'));
const staticFolder = join(folder, 'static');
mkdirSync(staticFolder);
const notes: string[] = [];
const cleaning: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })];

/** What is opened first is closed last. */
function opened<T extends { close(): Promise<unknown> }>(thing: T): T {
  cleaning.unshift(() => thing.close());
  return thing;
}

async function serve(roles: readonly string[], { env = {}, node }: StartOptions = {}): Promise<Measured> {
  const args = [staticFolder, ...roles];
  return opened(await startMeasured('serve.ts', { args, env, ...(node !== undefined && { node }) }));
}

try {
  const blocks = databaseUrl === null ? await onEmbedded() : await onPostgres(databaseUrl);
  const { version } = process;
  const machine = {
    date: new Date().toISOString(),
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    loadBefore,
    node: version,
    database: databaseUrl === null ? 'embedded database' : 'PostgreSQL',
    quick,
  };
  printTable(machine, plan.clients, blocks, notes);
  mkdirSync('bench', { recursive: true });
  writeFileSync('bench/results.json', `${JSON.stringify({ ...machine, plan, blocks, notes }, null, 2)}\n`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const clean of cleaning) await clean().catch((error: unknown) => console.error(error));
}

async function onPostgres(url: string): Promise<Block[]> {
  console.error('On the database of DATABASE_URL.');
  // Workers of a parallel plan come and go: their processor time could not be counted.
  const env = { PGOPTIONS: '-c max_parallel_workers_per_gather=0' };
  // One that may have to load the demo goes ahead.
  const bare = await serve(['bare'], { env });
  const backends = await BackendClock.start(url);
  if (backends) opened(backends);
  else
    notes.push(
      'PostgreSQL runs elsewhere: its processor time is not counted, and the ratios are those of the server alone.',
    );
  const instruments = { sender: opened(startSender()), backends, plan };
  const own = `${process.versions.node.split('.')[0]}`;
  const [product, others, uncached] = await Promise.all([
    serve(['product'], { env }),
    asksQueries() ? otherStands(url, env, own) : [],
    wanted.has('tiles') ? serve(['tiles'], { env }) : null,
  ]);
  const blocks: Block[] = [];
  if (asksQueries()) {
    const stands = [stand('bare', own, bare), stand('product', own, product), ...others];
    blocks.push(...(await benchQueries(stands, instruments, wanted)));
  }
  if (uncached) blocks.push(...(await tilesOnPostgres(url, own, { bare, product, uncached }, instruments)));
  return blocks;
}

function asksQueries(): boolean {
  return QUERY_KEYS.some((key) => wanted.has(key));
}

/** The product's ordinary path, and on Node 24 the product, the limit and PostGraphile. */
async function otherStands(url: string, env: Record<string, string>, own: string): Promise<Stand[]> {
  const [ordinary, node] = await Promise.all([serve(['ordinary'], { env }), findNode24()]);
  const stands = [stand('ordinary', own, ordinary)];
  if (typeof node === 'string') {
    notes.push(`Left out: everything on Node 24, and PostGraphile: ${node}.`);
    return stands;
  }
  if (own !== '24') {
    const on24 = { env, node: node.path };
    const [bare, product] = await Promise.all([serve(['bare'], on24), serve(['product'], on24)]);
    stands.push(stand('bare', '24', bare), stand('product', '24', product));
  }
  cleaning.push(() => dropPeerSchema(url));
  const peer = await startPostgraphile(url, databasePoolSize, node.path, env);
  if (typeof peer === 'string') notes.push(`Left out: ${peer}.`);
  else {
    notes.push(`PostGraphile is ${peer.version}, on Node ${node.version}.`);
    stands.push(stand('postgraphile', '24', opened(peer.measured)));
  }
  return stands;
}

async function tilesOnPostgres(
  url: string,
  node: string,
  { bare, product, uncached }: Readonly<Record<'bare' | 'product' | 'uncached', Measured>>,
  instruments: Instruments,
): Promise<Block[]> {
  const statements = Object.fromEntries(
    TILES.map((tile) => [martinName(tile), tileStatement(layersOf(tile.name, tile.z), tileAt(tile)).text]),
  );
  const martin = await startMartin(url, databasePoolSize, statements);
  if (typeof martin === 'string') notes.push(`Left out: ${martin}.`);
  else notes.push(`Martin is ${martin.version}.`);
  const stands = {
    node,
    product: tileStand('product', product),
    uncached: tileStand('tiles', uncached),
    bare: tileStand('bare', bare),
    martin: typeof martin === 'string' ? null : tileStand('martin', opened(martin.measured)),
    staticFolder,
  };
  return benchTiles(stands, instruments);
}

async function onEmbedded(): Promise<Block[]> {
  console.error('On an embedded database of its own.');
  const all = await serve(['bare', 'product', 'ordinary', 'tiles'], { env: { DATA_DIR: join(folder, 'data') } });
  const instruments = { sender: opened(startSender()), backends: null, plan };
  const node = `${process.versions.node.split('.')[0]}`;
  notes.push(
    'Left out on the embedded database: PostGraphile, Martin and Node 24, which would need it at the same time, and the ' +
      'statement alone for tiles, which its PostGIS cannot encode. Server and database are one process here.',
  );
  const stands = [stand('bare', node, all), stand('product', node, all), stand('ordinary', node, all)];
  const blocks = await benchQueries(stands, instruments, wanted);
  if (!wanted.has('tiles')) return blocks;
  const [product, uncached] = [tileStand('product', all), tileStand('tiles', all)];
  return [
    ...blocks,
    ...(await benchTiles({ node, product, uncached, bare: null, martin: null, staticFolder }, instruments)),
  ];
}

function stand(who: Stand['who'], node: string, measured: Measured): Stand {
  const titles = {
    bare: 'bare statement (the limit)',
    product: 'product',
    ordinary: 'product, ordinary path',
    postgraphile: 'PostGraphile',
  };
  return { who, title: titles[who], node, url: measured.urls[who] ?? '', cpuMs: () => measured.cpuMs() };
}

function tileStand(role: string, measured: Measured): TileStand {
  return { url: measured.urls[role] ?? '', cpuMs: () => measured.cpuMs() };
}
