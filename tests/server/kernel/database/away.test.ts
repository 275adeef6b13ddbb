import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp, type App } from '../../../../server/app.ts';
import { readEnv, type Env } from '../../../../server/env.ts';
import { isAway } from '../../../../server/kernel/database/database-error.ts';
import { createDatabase, type Database } from '../../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import { addressOf, parseAddress, partsOf } from '../../../../server/kernel/database/server-address.ts';
import { ServerClient } from '../../../../server/kernel/database/server-client.ts';
import { CODE_SENTENCES } from '../../../../server/kernel/graph/errors-in-chinese.ts';
import { startProxy, type FrozenProxy } from '../../../support/frozen-proxy.ts';
import { ownSettings, testDatabaseKind } from '../../../support/test-database.ts';

describe('An address of several servers', () => {
  test('becomes one of each, and asks for the one that can be written to', () => {
    expect(parseAddress('postgres://a:s%40x@h1,h2:5433/atlas?sslmode=disable&target_session_attrs=any')).toEqual({
      hosts: ['postgres://a:s%40x@h1/atlas?sslmode=disable', 'postgres://a:s%40x@h2:5433/atlas?sslmode=disable'],
      wanted: 'any',
    });
    expect(parseAddress('postgres://h1:1,[::1]:2/atlas')).toEqual({
      hosts: ['postgres://h1:1/atlas', 'postgres://[::1]:2/atlas'],
      wanted: 'read-write',
    });
    expect(parseAddress('postgres://h1/atlas')).toEqual({ hosts: ['postgres://h1/atlas'], wanted: 'any' });
    expect(partsOf('postgres://atlas:secret@h1,h2:5433/atlas')).toEqual({
      user: 'atlas',
      place: 'PostgreSQL at h1, h2:5433',
      database: 'atlas',
    });
  });

  test('that asks for a server that cannot be written to is refused with what to write', () => {
    for (const wrong of ['postgres://h1,,h2/x', 'postgres://h1,h2/x?target_session_attrs=standby', 'mysql://h1/x'])
      expect(() => addressOf(wrong), wrong).toThrow(/target_session_attrs.*read-write/);
    expect(readEnv({ DATABASE_URL: 'postgres://u:p@h1:1,h2:2/x' }).databaseUrl).toBe('postgres://u:p@h1:1,h2:2/x');
  });
});

describe.runIf(testDatabaseKind() === 'postgres')('With several servers', () => {
  let settings: Env;
  let proxy: FrozenProxy;
  const several = (...hosts: string[]): string =>
    (settings.databaseUrl ?? '').replace(/@[^/]+\//, `@${hosts.join(',')}/`);
  beforeAll(async () => {
    settings = await ownSettings('empty');
    proxy = await startProxy(settings.databaseUrl ?? '');
  });
  afterAll(() => proxy.stop());

  test('one that is down, one that is silent and one that can only be read from are passed over', async () => {
    const { host } = new URL(settings.databaseUrl ?? '');
    const silent = await startProxy(settings.databaseUrl ?? '');
    silent.freeze();
    const database = await createDatabase({ ...settings, databaseUrl: several('127.0.0.1:1', silent.host, host) });
    const session = new ReadSession(database.dataSource);
    expect(await session.queryAlone('select 1 as one', [])).toEqual([{ one: 1 }]);
    await session.close();
    await database.close();
    await silent.stop();

    const name = new URL(settings.databaseUrl ?? '').pathname.slice(1);
    const admin = new pg.Client({ connectionString: settings.databaseUrl ?? '' });
    await admin.connect();
    await admin.query(`alter database ${name} set default_transaction_read_only = on`);
    const client = new ServerClient({ address: addressOf(several('127.0.0.1:1', host)) });
    const refused = await client.connect().catch((error: unknown) => error);
    expect(isAway(refused)).toBe(true);
    expect(String(refused)).toMatch(/ECONNREFUSED.*it can only be read from/);
    const any = new ServerClient({ address: addressOf(`${several('127.0.0.1:1', host)}?target_session_attrs=any`) });
    await any.connect();
    await any.end();
    await admin.query(`begin read write; alter database ${name} reset default_transaction_read_only; commit`);
    await admin.end();
  });

  test('a statement on a server that falls silent fails, and a slow one goes on', async () => {
    const client = new ServerClient({ address: addressOf(several(proxy.host)), silenceMs: 300 });
    client.on('error', () => undefined);
    await client.connect();
    expect((await client.query('select pg_sleep(1.5), 1 as one')).rows).toMatchObject([{ one: 1 }]);
    proxy.freeze();
    const failed = await client.query('select 1').catch((error: unknown) => error);
    expect(isAway(failed)).toBe(true);
    proxy.thaw();
    await client.end().catch(() => undefined);
  });
});

describe.runIf(testDatabaseKind() === 'postgres')('While the server of the database is silent or gone', () => {
  let settings: Env;
  let proxy: FrozenProxy;
  let database: Database;
  let app: App;
  let base: string;
  let cookie: string;
  beforeAll(async () => {
    settings = await ownSettings('demo');
    proxy = await startProxy(settings.databaseUrl ?? '');
    database = await createDatabase(
      { ...settings, databaseUrl: proxy.urlOf(settings.databaseUrl ?? '') },
      { entities: async () => (await import('../../../../server/entities.ts')).entities },
    );
    const env = readEnv({ LOG_LEVEL: 'silent' });
    app = await createApp({ env, database, client: null, demoPosts: true, imports: true });
    base = await app.fastify.listen({ host: '127.0.0.1', port: 0 });
    const signedIn = await post('/sign-in/demo', { post: '370202-PLANNER-01' });
    cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    await post('/graphql', { query: KNOWN });
  });
  afterAll(async () => {
    await app.close();
    await database.close();
    await proxy.stop().catch(() => undefined);
  });

  const KNOWN = '{ area(code: "370202") { name } }';
  const post = (path: string, body: object, headers = {}): Promise<Response> =>
    fetch(`${base}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const doors: Record<string, () => Promise<Response>> = {
    'the graph': () => post('/graphql', { query: KNOWN }),
    'the graph, a question that is new': () => post('/graphql', { query: '{ area(code: "370202") { code name } }' }),
    'the graph, field by field': () => post('/graphql', { query: '{ search(text: "江苏路") { totalCount } }' }),
    'the graph, as a post': () => post('/graphql', { query: '{ viewer { post { code } } }' }, { cookie }),
    'a subscription': () =>
      post('/graphql/stream', { query: 'subscription { issueChanged(within: "370202") { __typename } }' }),
    'a socket': () => upgrade(`${base}/graphql`),
    tiles: () => fetch(`${base}/tiles/grids/13/6832/3199.mvt`),
    'the description of tiles': () => fetch(`${base}/tiles/atlas.json`),
    exports: () => fetch(`${base}/exports/grids.geojson?within=370202`),
    'OGC features': () => fetch(`${base}/ogc/features/collections/grids/items?limit=1`),
    imports: () => fetch(`${base}/imports`),
    'signing in': () => post('/sign-in/demo', { post: '370202-PLANNER-01' }),
    images: () => fetch(`${base}/issues/X/images/1`, { headers: { cookie } }),
    health: () => fetch(`${base}/health`),
    'health, ready': () => fetch(`${base}/health/ready`),
  };
  const answers = async (): Promise<Record<string, unknown>> =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(doors).map(async ([door, ask]) => {
          const answer = await ask();
          await answer.text();
          return [door, `${answer.status} ${answer.headers.get('retry-after')}`];
        }),
      ),
    );
  const everywhere = Object.fromEntries(Object.keys(doors).map((door) => [door, '503 5']));

  test('every door says so and when to come again, and all answer when it is back', async () => {
    proxy.freeze();
    // The feed finds out when it looks; nobody needs to follow for that.
    await expect.poll(answers, { timeout: 60_000, interval: 500 }).toEqual(everywhere);
    expect((await fetch(`${base}/health/live`)).status).toBe(200);
    proxy.thaw();
    await expect.poll(async () => (await fetch(`${base}/health/ready`)).status, { timeout: 60_000 }).toBe(200);
    expect(await (await post('/graphql', { query: KNOWN })).json()).toEqual({ data: { area: { name: '市南区' } } });
    await proxy.stop();
    await expect.poll(answers, { timeout: 60_000, interval: 500 }).toEqual(everywhere);
    const told = (await (await post('/graphql', { query: KNOWN })).json()) as { errors: { extensions: object }[] };
    expect(told.errors[0]?.extensions).toEqual({ code: 'UNAVAILABLE', messageZh: CODE_SENTENCES.UNAVAILABLE });
  });
});

/** What a request that wants to be a socket is answered. */
async function upgrade(url: string): Promise<Response> {
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
      'sec-websocket-protocol': 'graphql-transport-ws',
    };
    const request = get(url, { headers });
    request.on('error', reject);
    request.on('upgrade', (_answer, socket) => {
      socket.destroy();
      resolve(new Response(null, { status: 204 }));
    });
    request.on('response', (answer) => {
      answer.resume();
      const retryAfter = answer.headers['retry-after'];
      resolve(
        new Response('', { status: answer.statusCode ?? 0, headers: retryAfter ? { 'retry-after': retryAfter } : {} }),
      );
    });
  });
}
