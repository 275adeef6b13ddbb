/**
 * `npm run bench`: what the product costs beside one statement written by hand, as ratios, in one run on one database:
 * that of DATABASE_URL, or the embedded one in a folder of its own. Takes about two minutes.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { childEnvironment, readEnv } from '../../server/env.ts';
import { AS_OF, DRILL_QUERY, GRIDS_QUERY, TILE } from './cases.ts';
import { fetchBytes, measure, processCpuMs, type CpuClock, type Figures, type Plan, type Target } from './measure.ts';
import { printResults, type Result } from './print-results.ts';
import type { Serving } from './serve.ts';

const PLAN: Plan = { warmUpMs: 2500, roundMs: 2500, rounds: 4 };
const DISTRICT = '370202';

const { databaseUrl } = readEnv();
const folder = mkdtempSync(join(tmpdir(), 'atlas-bench-'));
console.error(databaseUrl ? 'On the database of DATABASE_URL.' : 'On an embedded database of its own.');
const child = fork(join(import.meta.dirname, 'serve.ts'), {
  execArgv: ['--import', 'tsx'],
  env: childEnvironment({ DATA_DIR: folder }),
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
const ended = once(child, 'exit');
try {
  const serving = await answerOf<Serving>(child);
  const backends = databaseUrl && (await localBackends(databaseUrl));
  const clock = cpuClock(child, backends || []);
  const results = await runCases(serving, clock);
  const database =
    serving.kind === 'postgres'
      ? `PostgreSQL${backends ? '' : ' (elsewhere: its processor time is not counted)'}`
      : 'embedded';
  const machine = { date: new Date().toISOString(), cores: cpus().length, node: process.version, database };
  printResults(machine, results);
  mkdirSync('bench', { recursive: true });
  writeFileSync('bench/results.json', `${JSON.stringify({ ...machine, plan: PLAN, results }, null, 2)}\n`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  if (child.connected) child.send('close');
  const killed = setTimeout(() => child.kill(), 10_000);
  await ended;
  clearTimeout(killed);
  rmSync(folder, { recursive: true, force: true });
}

async function runCases({ product, bare, uncachedTiles }: Serving, clock: CpuClock): Promise<Result[]> {
  const ask = (query: string, variables: object) =>
    fetchBytes(`${product}/graphql`, JSON.stringify({ query, variables }));
  const askBare = (path: string, ...values: (string | number)[]) =>
    fetchBytes(`${bare}${path}?${values.map((value) => `v=${encodeURIComponent(value)}`).join('&')}`);

  const after = await endOfFirstPage(ask);
  const pages = [
    { product: { cursor: null as string | null }, bare: '' },
    { product: { cursor: after.cursor }, bare: after.code },
  ];
  const grid = await busiestGrid(ask);
  const { x, y } = tileAt(TILE.longitude, TILE.latitude, TILE.z);
  const tilePath = `/tiles/${TILE.layer}/${TILE.z}/${x}/${y}.mvt`;

  const cases: { name: string; product: () => Promise<Buffer[]>; bare: () => Promise<Buffer[]>; compare?: false }[] = [
    {
      name: 'grid, its yards, their open issues',
      product: async () => [await ask(DRILL_QUERY, { code: grid, asOf: AS_OF })],
      bare: async () => [await askBare('/drill', grid, AS_OF)],
    },
    {
      name: 'all grids with coverage and outline',
      product: () =>
        inTurn(pages, (page) => ask(GRIDS_QUERY, { within: DISTRICT, asOf: AS_OF, after: page.product.cursor })),
      bare: () => inTurn(pages, (page) => askBare('/grids', DISTRICT, AS_OF, page.bare)),
    },
    {
      name: `a tile of ${TILE.layer}, zoom ${TILE.z}, made anew`,
      product: async () => [await fetchBytes(uncachedTiles + tilePath)],
      bare: async () => [await askBare('/tile', TILE.z, x, y)],
    },
    {
      name: 'the same tile, kept',
      product: async () => [await fetchBytes(product + tilePath)],
      bare: async () => [await askBare('/tile', TILE.z, x, y)],
    },
  ];

  const results: Result[] = [];
  for (const { name, ...sides } of cases) {
    const same = sameAnswer(await sides.product(), await sides.bare());
    console.error(`Measuring: ${name}${same ? '' : ' (THE ANSWERS DIFFER)'}`);
    const targets: Target[] = [sides.product, sides.bare].map((send) => ({
      send: async () => (await send()).reduce((sum, bytes) => sum + bytes.length, 0),
    }));
    const [measured, limit] = (await measure(targets, clock, PLAN)) as [Figures, Figures];
    results.push({ name, same, product: measured, bare: limit, cpuRatio: measured.cpuMs / limit.cpuMs });
  }
  return results;
}

async function inTurn<T>(items: readonly T[], send: (item: T) => Promise<Buffer>): Promise<Buffer[]> {
  const answers: Buffer[] = [];
  for (const item of items) answers.push(await send(item));
  return answers;
}

function sameAnswer(product: Buffer[], bare: Buffer[]): boolean {
  return product.every((bytes, index) => {
    const other = bare[index] ?? Buffer.alloc(0);
    if (bytes.equals(other)) return true;
    if (bytes[0] !== '{'.charCodeAt(0)) return false;
    return isDeepStrictEqual(JSON.parse(bytes.toString()), JSON.parse(other.toString()));
  });
}

type Ask = (query: string, variables: object) => Promise<Buffer>;

async function endOfFirstPage(ask: Ask): Promise<{ cursor: string; code: string }> {
  const query = `query ($within: String!, $asOf: Date!) {
    grids(within: $within, asOf: $asOf, first: 200) { edges { node { code } } pageInfo { endCursor } } }`;
  const { data } = JSON.parse((await ask(query, { within: DISTRICT, asOf: AS_OF })).toString()) as {
    data: { grids: { edges: { node: { code: string } }[]; pageInfo: { endCursor: string } } };
  };
  return { cursor: data.grids.pageInfo.endCursor, code: data.grids.edges.at(-1)?.node.code ?? '' };
}

/** A grid with many open issues, always the same one. */
async function busiestGrid(ask: Ask): Promise<string> {
  const query = `query ($within: String!, $asOf: Date!) { areaStatuses(level: GRID, within: $within, asOf: $asOf) { codes openIssues } }`;
  const { data } = JSON.parse((await ask(query, { within: DISTRICT, asOf: AS_OF })).toString()) as {
    data: { areaStatuses: { codes: string[]; openIssues: number[] } };
  };
  const { codes, openIssues } = data.areaStatuses;
  return codes[openIssues.indexOf(Math.max(...openIssues))] ?? '';
}

async function answerOf<T>(from: ChildProcess): Promise<T> {
  const failed = ended.then(() => Promise.reject(new Error('The server to be measured ended before it was ready.')));
  const [message] = (await Promise.race([once(from, 'message'), failed])) as [T];
  return message;
}

function cpuClock(from: ChildProcess, backends: readonly number[]): CpuClock {
  return async () => {
    const answer = answerOf<{ cpuMs: number }>(from);
    from.send('cpu');
    return (await answer).cpuMs + (processCpuMs(backends) ?? 0);
  };
}

/** Numbers of the database's processes that serve us, when they run on this machine. */
async function localBackends(url: string): Promise<number[] | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
    const pids = rows.map(({ pid }) => pid);
    return pids.length > 0 && processCpuMs(pids) !== null ? pids : undefined;
  } finally {
    await client.end();
  }
}

function tileAt(longitude: number, latitude: number, z: number): { x: number; y: number } {
  const radians = (latitude * Math.PI) / 180;
  const down = (1 - Math.log(Math.tan(radians) + 1 / Math.cos(radians)) / Math.PI) / 2;
  return { x: Math.floor(((longitude + 180) / 360) * 2 ** z), y: Math.floor(down * 2 ** z) };
}
