/**
 * `npm run bench:scale [-- --steps 1,10,30] [--minutes 15] [--gigabytes 25]`: whether one district costs as much among many as
 * alone. Fills the empty PostgreSQL database of DATABASE_URL step by step, measures the same questions about the same district
 * at each, and stops before a step that would go beyond the limits. Prints a table and writes bench/scale.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import 'reflect-metadata';
import { addDistricts, loadDemo } from '../../geodata/load-demo.ts';
import { createApp } from '../../server/app.ts';
import { entities } from '../../server/entities.ts';
import { readEnv } from '../../server/env.ts';
import { createDatabase } from '../../server/kernel/database/database.ts';
import { migrate } from '../../server/kernel/database/migrations.ts';
import { createWebServer } from '../../server/kernel/http/web-server.ts';
import { refreshSummaries } from '../../server/overview/summary.service.ts';
import { registerTiles } from '../../server/tiles/tiles.routes.ts';
import { BackendClock } from './clock.ts';
import { ScaleMeasurer, type Asked } from './scale-measure.ts';
import { extrapolate, printScale, type Step } from './scale-table.ts';

const LANES = Math.min(8, cpus().length);
const NATION = 3000;

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1,10,30,100,300' },
    minutes: { type: 'string', default: '15' },
    gigabytes: { type: 'string', default: '25' },
  },
});
const steps = values.steps.split(',').map(Number);
const limits = { seconds: Number(values.minutes) * 60, bytes: Number(values.gigabytes) * 1e9 };
const say = (text: string): void => console.error(text);
const { databaseUrl } = readEnv();
if (databaseUrl === null) {
  throw new Error('Name an empty PostgreSQL database in DATABASE_URL: thirty districts do not fit the embedded one.');
}

const env = { ...readEnv(), host: '127.0.0.1', port: 0, databasePoolSize: LANES };
const database = await createDatabase(env, { entities, onProgress: say });
const { dataSource, kind } = database;
// A connection that ends takes the account of its processor time with it.
(dataSource.driver as unknown as { master: pg.Pool }).master.options.idleTimeoutMillis = 0;
const one = async <T>(sql: string): Promise<T> => {
  const [row] = await dataSource.query<{ value: T }[]>(sql);
  if (!row) throw new Error(`No row: ${sql}`);
  return row.value;
};
const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

const migrating = await seconds(() => migrate(dataSource));
if (await one<boolean>('select exists (select from district_setting) as value')) {
  throw new Error('The database of DATABASE_URL holds data already. Name an empty one: this bench fills it.');
}
const app = await createApp({ env, database });
const uncached = await createWebServer(env);
registerTiles(uncached, { dataSource, kind, cacheBytes: 0 });
const clock = await BackendClock.start(databaseUrl);
if (!clock) say('The database runs elsewhere: its processor time is not counted.');
const measurer = new ScaleMeasurer({ app: app.fastify, tiles: uncached, clock, dataSource });

const done: Step[] = [];
const started = performance.now();
let loaded = 0;
for (const districts of steps) {
  const before = done.at(-1);
  if (before && isBeyond(before, districts)) {
    say(`Stopping before ${districts} districts: it would go beyond the limits.`);
    break;
  }
  say(`Loading up to ${districts} districts`);
  const load = await seconds(async () => {
    if (loaded === 0) await loadDemo(dataSource);
    await addDistricts(dataSource, { from: Math.max(2, loaded + 1), to: districts }, { lanes: LANES });
  });
  const added = districts - loaded;
  loaded = districts;
  const summarise = await seconds(() => Promise.all(Array.from({ length: LANES }, () => refreshSummaries(dataSource))));
  const analyze = await seconds(() => dataSource.query('vacuum analyze'));
  const reindex = await seconds(() => dataSource.query('reindex table area_path'));
  say('Measuring');
  const asked: Asked[] = await measurer.measureAll();
  const bytes = Number(await one<string>('select pg_database_size(current_database()) as value'));
  const [loadSeconds, summariseSeconds] = [load / added, summarise / added];
  done.push({
    districts,
    added,
    loadSeconds,
    summariseSeconds,
    analyzeSeconds: analyze,
    reindexSeconds: reindex,
    bytes,
    asked,
  });
}
const machine = {
  date: new Date().toISOString(),
  cores: cpus().length,
  node: process.version,
  migratingSeconds: migrating,
};
printScale(machine, done, NATION);
mkdirSync('bench', { recursive: true });
writeFileSync(
  'bench/scale.json',
  `${JSON.stringify({ ...machine, steps: done, nation: extrapolate(done, NATION) }, null, 2)}\n`,
);
await clock?.close();
await uncached.close();
await app.close();
await database.close();

/** A step costs about what the one before it cost for each district. */
function isBeyond(before: Step, districts: number): boolean {
  const spent = (performance.now() - started) / 1000;
  const more = districts - before.districts;
  const perDistrict = before.loadSeconds + before.summariseSeconds;
  return spent + more * perDistrict > limits.seconds || (before.bytes / before.districts) * districts > limits.bytes;
}
