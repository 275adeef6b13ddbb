/**
 * `DATABASE_URL=postgres://… npm run bench:transitions [-- --moves 2000 --together 16]`: transitions of cases a second through the
 * graph over HTTP, so many asking at a time, beside the same writes as bare SQL through `pg` on as many connections. In a database
 * made for it and dropped.
 */
import 'reflect-metadata';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { loadRules, shippedRules } from '../../geodata/load-rules.ts';
import { createApp } from '../../server/app.ts';
import { entities } from '../../server/entities.ts';
import { readEnv, type Env } from '../../server/env.ts';
import { newApiKey } from '../../server/kernel/access/api-keys.ts';
import { createDatabase, type Database } from '../../server/kernel/database/database.ts';
import { migrate } from '../../server/kernel/database/migrations.ts';
import { aBuilding, aDistrict, aSubdistrict, aCommunity, aGrid, aYard } from '../support/factories.ts';
import { someCategories } from '../support/issue-factories.ts';
import { aPost } from '../support/post-factories.ts';

const ANSWER = 'version issue { code } actions { code needs }';
const REPORT = `mutation ($input: ReportIssueInput!, $key: ID!) { done: reportIssue(input: $input, idempotencyKey: $key) { ${ANSWER} } }`;
const MOVE = `mutation ($code: String!, $action: String!, $version: Int!, $key: ID!) {
  done: moveIssue(code: $code, action: $action, expectedVersion: $version, idempotencyKey: $key, input: { reason: "测试" }) { ${ANSWER} } }`;

interface Done {
  readonly version: number;
  readonly issue: { readonly code: string };
  readonly actions: readonly { readonly code: string; readonly needs: readonly string[] }[];
}

interface Bench {
  readonly database: Database;
  readonly url: string;
  readonly secret: string;
  readonly building: string;
  readonly planner: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { moves: { type: 'string', default: '2000' }, together: { type: 'string', default: '16' } },
  });
  const [moves, together] = [Number(values.moves), Number(values.together)];
  const env = readEnv();
  if (env.databaseUrl === null) throw new Error('Say on which PostgreSQL server: DATABASE_URL=postgres://…');
  const name = `atlas_bench_transitions_${process.pid}`;
  const url = new URL(env.databaseUrl);
  await onServer(env.databaseUrl, `create database ${name}`);
  url.pathname = `/${name}`;
  try {
    await run({ ...env, databaseUrl: url.href }, moves, together);
  } finally {
    await onServer(env.databaseUrl, `drop database if exists ${name} with (force)`);
  }
}

async function run(env: Env & { databaseUrl: string }, moves: number, together: number): Promise<void> {
  const database = await createDatabase(
    { ...env, databasePoolSize: Math.max(env.databasePoolSize, together) },
    { entities },
  );
  await migrate(database.dataSource);
  const town = await database.dataSource.transaction(async (manager) => {
    await someCategories(manager);
    const rules = await shippedRules();
    await loadRules(
      manager,
      rules.filter(({ name }) => ['calendar.csv', 'workflow-shinan.json'].includes(name)),
    );
    await manager.query(
      `insert into deadline_rule (stage, amount, unit, valid_from) values ('HANDLE', 3, 'WORKDAY', '2020-01-01'), ('OVERALL', 7, 'WORKDAY', '2020-01-01')`,
    );
    const district = await aDistrict(manager, { ground: [120.3, 36, 120.4, 36.1] });
    const ground = [120.33, 36.03, 120.331, 36.031] as const;
    const community = await aCommunity(manager, { in: await aSubdistrict(manager, { in: district, ground }), ground });
    const yard = await aYard(manager, { in: await aGrid(manager, { in: community, ground }), ground });
    const building = await aBuilding(manager, { in: yard, ground });
    const { id } = await aPost(manager, 'DISTRICT_PLANNER', { of: district });
    const { prefix, secret, secretHash } = newApiKey();
    await manager.query(
      `insert into api_key (prefix, secret_hash, title, post_id, scopes, requests_per_minute, created_by, expires_at)
       values ($1, $2, 'bench', $3, '{READ_ISSUES,CHANGE_ISSUES}', 100000, $3, now() + interval '1 day')`,
      [prefix, secretHash, id],
    );
    return { secret, building: building.code, planner: id };
  });
  await database.dataSource.query('analyze');
  const app = await createApp({ env: { ...env, logLevel: 'error' }, database, client: null });
  try {
    const address = await app.fastify.listen({ host: '127.0.0.1', port: 0 });
    const bench: Bench = { database, url: address, ...town };
    await throughTheGraph(bench, 50, together);
    console.log(`${moves} transitions, ${together} at a time; load ${loadavg()[0]?.toFixed(1)}`);
    const graph = await throughTheGraph(bench, moves, together);
    const bare = await bareSql(env.databaseUrl, bench.planner, moves, together);
    line('through the graph (HTTP)', graph);
    line('the same writes, bare SQL (pg)', bare);
    console.log(`the graph is ${(graph.perSecond / bare.perSecond).toFixed(2)} × as fast`);
  } finally {
    await app.close();
    await database.close();
  }
}

interface Measured {
  readonly perSecond: number;
  readonly delays: readonly number[];
}

function line(what: string, { perSecond, delays }: Measured): void {
  const at = (share: number): string => `${delays[Math.floor((delays.length - 1) * share)]?.toFixed(1)} ms`;
  console.log(`${what.padEnd(32)} ${perSecond.toFixed(0).padStart(6)} /s   p50 ${at(0.5)}   p99 ${at(0.99)}`);
}

/** `work` gives how many transitions it made, until there are enough of them. */
async function measured(count: number, together: number, work: (lane: number) => Promise<unknown>): Promise<Measured> {
  const delays: number[] = [];
  let begun = 0;
  const start = performance.now();
  const lane = async (number: number): Promise<void> => {
    while (begun < count) {
      begun += 1;
      const before = performance.now();
      await work(number);
      delays.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: together }, (_, number) => lane(number)));
  const seconds = (performance.now() - start) / 1000;
  return { perSecond: delays.length / seconds, delays: delays.sort((a, b) => a - b) };
}

let keys = 0;

/** Each lane reports a case and moves it on for as long as that needs no more than a reason, then takes another one. */
function throughTheGraph({ url, secret, building }: Bench, count: number, together: number): Promise<Measured> {
  const lanes = new Map<number, Done>();
  return measured(count, together, async (number) => {
    const known = lanes.get(number);
    const action = known?.actions.find(
      ({ code, needs }) => code !== 'PROMOTE' && needs.every((need) => need === 'REASON'),
    );
    const key = `bench-${process.pid}-${(keys += 1)}`;
    const input = { areaCode: building, category: '9101', channel: 'PATROL', text: '路灯不亮' };
    const query = known && action ? MOVE : REPORT;
    const variables =
      known && action ? { code: known.issue.code, action: action.code, version: known.version, key } : { input, key };
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: { done: Done } | null; errors?: unknown };
    if (!data) throw new Error(JSON.stringify(errors));
    lanes.set(number, data.done);
  });
}

/** What one transition writes: a receipt, an event, the case and an audit entry, under a lock. */
async function bareSql(url: string, post: number, count: number, together: number): Promise<Measured> {
  const pool = new pg.Pool({ connectionString: url, max: together });
  // The database is dropped while the last of them may still be closing.
  pool.on('error', () => undefined);
  const { rows } = await pool.query<{ issue_id: number }>('select issue_id from issue_case order by 1 limit $1', [
    together,
  ]);
  try {
    return await measured(count, together, async (lane) => {
      const issue = rows[lane % rows.length]?.issue_id;
      const client = await pool.connect();
      try {
        await client.query(`begin; set local atlas.post = '${post}'`);
        await client.query(
          `insert into mutation_receipt (post_id, key, operation, arguments_hash, result) values ($1, $2::text, 'bare', sha256(convert_to($2::text, 'UTF8')), '{}')`,
          [post, `bare-key-${(keys += 1)}`],
        );
        await client.query('select from issue_case where issue_id = $1 for update', [issue]);
        await client.query(
          `insert into issue_event (issue_id, number, at, post_id, action, from_state, to_state, reason)
           select issue_id, version + 1, greatest(now(), changed_at), $2, 'BENCH', state, state, '测试' from issue_case where issue_id = $1`,
          [issue, post],
        );
        await client.query(
          'update issue_case set version = version + 1, changed_at = greatest(now(), changed_at) where issue_id = $1',
          [issue],
        );
        await client.query(
          `insert into audit_entry (district_code, post_code, action, subject) select district_code, code, 'CASE_MOVED', 'bench' from post where id = $1`,
          [post],
        );
        await client.query('commit');
      } finally {
        client.release();
      }
    });
  } finally {
    await pool.end();
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

await main();
