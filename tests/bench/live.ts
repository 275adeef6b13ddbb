/**
 * `DATABASE_URL=postgres://… npm run bench:live [-- --subscribers 1000 --writes 200 --rate 10]`: how long after its commit a
 * change is heard by every subscriber, and what the feed costs those who write. In a database made for it and dropped.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { childEnvironment, readEnv } from '../../server/env.ts';
import { startMeasured } from './processes.ts';

const PROCESSES = 2;
const WRITERS = 8;
const WRITING_MS = 4000;
const LOADED = 100_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      subscribers: { type: 'string', default: '1000' },
      writes: { type: 'string', default: '200' },
      rate: { type: 'string', default: '10' },
    },
  });
  const [subscribers, writes, rate] = [values.subscribers, values.writes, values.rate].map(Number) as [
    number,
    number,
    number,
  ];
  const { databaseUrl } = readEnv();
  if (databaseUrl === null) throw new Error('Say on which PostgreSQL server: DATABASE_URL=postgres://…');
  await inDatabase(databaseUrl, async (url) => {
    const folder = mkdtempSync(join(tmpdir(), 'atlas-live-'));
    const env = { DATABASE_URL: url, LIVE_CONNECTIONS: '100000', LIVE_CONNECTIONS_PER_ADDRESS: '100000' };
    const server = await startMeasured('serve.ts', { args: [folder, 'product'], env });
    try {
      console.log(
        'what is followed                              p50 ms   p99 ms   max ms   heard         server CPU ms per change',
      );
      for (const [name, selection] of [
        ['columns of the feed, all the district', ''],
        ['the issue beside it, read anew', 'issue { code state closedOn category { code } }'],
      ] as const) {
        const app = server.urls['product'] ?? '';
        const before = await server.cpuMs();
        const delays = await deliver(app, url, { subscribers, writes, rate, selection });
        const cpu = ((await server.cpuMs()) - before) / writes;
        const at = (share: number) =>
          (delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? NaN).toFixed(0);
        console.log(
          `${name.padEnd(44)} ${at(0.5).padStart(7)} ${at(0.99).padStart(8)} ${at(1).padStart(8)}   ${delays.length}/${subscribers * writes}   ${cpu.toFixed(1)}`,
        );
      }
    } finally {
      await server.close();
      rmSync(folder, { recursive: true });
    }
    await costOfWriting(url);
  });
  console.log(`load ${loadavg()[0]?.toFixed(1) ?? ''} at the end`);
}

interface Wishes {
  readonly subscribers: number;
  readonly writes: number;
  readonly rate: number;
  readonly selection: string;
}

/** All delays in ms, rising: from before the statement that changes an issue to a subscriber's ear. */
async function deliver(app: string, url: string, { subscribers, writes, rate, selection }: Wishes): Promise<number[]> {
  const script = join(import.meta.dirname, 'live-clients.ts');
  const clients: ChildProcess[] = [];
  for (let i = 0; i < PROCESSES; i++) {
    const args = [app, String(subscribers / PROCESSES), selection];
    clients.push(fork(script, args, { execArgv: ['--import', 'tsx'], env: childEnvironment({}) }));
  }
  await Promise.all(clients.map((client) => once(client, 'message')));
  const writer = new pg.Client({ connectionString: url });
  await writer.connect();
  const { rows } = await writer.query<{ code: string }>(
    `select code from issue where closed_on = 'infinity' order by random() limit $1`,
    [writes],
  );
  const sent: Record<string, number> = {};
  for (const { code } of rows) {
    sent[code] = performance.timeOrigin + performance.now();
    await writer.query('update issue set closed_on = reported_on where code = $1', [code]);
    await sleep(1000 / rate);
  }
  await sleep(3000);
  await writer.query(`update issue set closed_on = 'infinity' where code = any ($1)`, [rows.map(({ code }) => code)]);
  await writer.end();
  const answers = await Promise.all(
    clients.map(async (client) => {
      const answer = once(client, 'message') as Promise<[{ delays: number[] }]>;
      client.send(sent);
      return (await answer)[0].delays;
    }),
  );
  for (const client of clients) client.send('close');
  return answers.flat().sort((a, b) => a - b);
}

/** The same writes with the feed and without it, in turns. */
async function costOfWriting(url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const feed = async (on: boolean): Promise<void> => {
    for (const event of ['insert', 'update', 'delete', 'truncate']) {
      await admin.query(`alter table issue ${on ? 'enable' : 'disable'} trigger issue_live_after_${event}`);
    }
  };
  console.log('\nwriting through pg                             with the feed   without   ×');
  const rows: [string, (on: boolean) => Promise<number>][] = [
    [`single issues a second, ${WRITERS} connections`, async () => single(url)],
    [`${LOADED} issues in one statement, ms`, async () => load(admin)],
  ];
  for (const [name, measure] of rows) {
    const results: Record<'on' | 'off', number[]> = { on: [], off: [] };
    for (let round = 0; round < 5; round++) {
      for (const on of round % 2 === 0 ? [true, false] : [false, true]) {
        await feed(on);
        results[on ? 'on' : 'off'].push(await measure(on));
      }
    }
    const [on, off] = [median(results.on), median(results.off)];
    console.log(
      `${name.padEnd(46)} ${on.toFixed(0).padStart(13)} ${off.toFixed(0).padStart(9)}   ${(on / off).toFixed(2)}`,
    );
  }
  await admin.end();
}

async function single(url: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: WRITERS });
  const { rows } = await pool.query<{ id: number }>('select id from issue order by random() limit 4000');
  const end = performance.now() + WRITING_MS;
  let written = 0;
  const write = async (): Promise<void> => {
    while (performance.now() < end) {
      const id = rows[written++ % rows.length]?.id;
      await pool.query(
        `update issue set closed_on = case when closed_on = 'infinity' then reported_on else 'infinity' end where id = $1`,
        [id],
      );
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  await pool.end();
  return written / (WRITING_MS / 1000);
}

async function load(admin: pg.Client): Promise<number> {
  await admin.query('begin');
  const began = performance.now();
  await admin.query(
    `insert into issue (district_code, code, category_code, area_id, place, reported_on, source_id)
     select i.district_code, 'LOAD-' || n, i.category_code, i.area_id, i.place, i.reported_on, i.source_id
     from (select * from issue order by id limit 1) i, generate_series(1, $1::int) n`,
    [LOADED],
  );
  await admin.query('set constraints all immediate');
  const took = performance.now() - began;
  await admin.query('rollback');
  return took;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

async function inDatabase(server: string, work: (url: string) => Promise<void>): Promise<void> {
  const name = `atlas_live_${process.pid}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name}`);
  try {
    await work(url.href);
  } finally {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  }
}

await main();
