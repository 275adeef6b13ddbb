/** Every door that costs the database something: its askers take turns, are told when there is none, and leave nothing behind. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { registerExports } from '../../../../server/exchange/exports/exports.routes.ts';
import { exchangeLayers } from '../../../../server/exchange/layers.ts';
import { registerOgcFeatures } from '../../../../server/exchange/ogc/ogc.routes.ts';
import type { FairUseLimits } from '../../../../server/kernel/access/fair-use.ts';
import { limitsOn, registerFairUse } from '../../../../server/kernel/access/visits.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { registerGraph } from '../../../../server/kernel/graph/apollo.ts';
import { registerHealth } from '../../../../server/kernel/http/health.ts';
import { FIRST_QUESTION } from '../../../../server/land/first-question.ts';
import { resolvers } from '../../../../server/resolvers.ts';
import { registerTiles } from '../../../../server/tiles/tiles.routes.ts';
import { demoDatabase } from '../../../support/test-database.ts';

let database: Database;
let server: FastifyInstance | null = null;

beforeAll(async () => {
  database = await demoDatabase();
});
afterEach(async () => {
  await server?.close();
  server = null;
});

async function serve({
  limits = {},
  requestsPerMinute = 1_000,
  reading = 'compiled',
}: {
  limits?: Partial<FairUseLimits>;
  requestsPerMinute?: number;
  reading?: 'compiled' | 'ordinary';
}): Promise<FastifyInstance> {
  const { dataSource, kind } = database;
  server = fastify({ logger: false });
  registerFairUse(server, { limits: { ...limitsOn(kind, 10), ...limits }, requestsPerMinute });
  registerHealth(server, database, FIRST_QUESTION);
  await registerGraph(server, { dataSource, resolvers, reading });
  registerTiles(server, { dataSource, kind, cacheBytes: 0 });
  registerExports(server, { dataSource, layers: exchangeLayers });
  registerOgcFeatures(server, { dataSource, layers: exchangeLayers });
  return server;
}

const graph = (query: string) =>
  ({ method: 'POST', url: '/graphql', headers: { 'content-type': 'application/json' }, payload: { query } }) as const;
const get = (url: string) => ({ method: 'GET', url }) as const;
const DOORS = [
  ['a question read in one statement', graph('{ districts { totalCount } }'), 'cheap'],
  ['a question answered field by field', graph('{ search(text: "路") { totalCount } }'), 'cheap'],
  ['a tile', get('/tiles/districts/8/213/100.mvt'), 'cheap'],
  ['an export', get('/exports/districts.csv'), 'dear'],
  ['features', get('/ogc/features/collections/districts/items'), 'cheap'],
] as const;

describe('where there is no room', () => {
  test.each(DOORS)('%s is refused with 503, a time and a sentence; health is told', async (_, request) => {
    const at = await serve({ limits: { atOnce: 0, waiting: 0 } });
    const answer = await at.inject(request);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.body).toContain('BUSY');
    expect(answer.body).toContain('Ask again in a few seconds.');
    expect(answer.body).not.toContain('http');
    expect((await at.inject('/health')).statusCode).toBe(200);
  });

  test('the short way says it as well', async () => {
    const limits = { ...limitsOn(database.kind, 10) };
    const at = await serve({ limits });
    await at.inject(graph('{ districts { totalCount } }'));
    const busy = await at.fairUse?.take('somebody', null);
    Object.assign(at.fairUse as object, { limits: { ...limits, atOnce: 0, waiting: 0 } });
    const answer = await at.inject(graph('{ districts { totalCount } }'));
    busy?.();
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.json()).toMatchObject({
      errors: [{ extensions: { code: 'BUSY', retryAfterSeconds: 5 } }],
      data: null,
    });
  });
});

test.each(DOORS)('%s takes a turn and gives it back', async (_, request, lane) => {
  const at = await serve({});
  const { fairUse } = at;
  const seen: string[] = [];
  const take = fairUse?.take.bind(fairUse);
  Object.assign(fairUse as object, {
    take: async (...asked: Parameters<NonNullable<typeof take>>) => {
      const giveBack = await take?.(...asked);
      seen.push(fairUse?.load.dear ? 'dear' : 'cheap');
      return giveBack;
    },
  });
  expect((await at.inject(request)).statusCode).toBeLessThan(300);
  expect(new Set(seen)).toEqual(new Set([lane]));
  await until(() => fairUse?.load.running === 0);
});

test.each(DOORS)('%s is refused with 429 where one address asks too often', async (_, request) => {
  const at = await serve({ requestsPerMinute: 2 });
  await at.inject(request);
  await at.inject(request);
  const answer = await at.inject(request);
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '30']);
  expect(answer.json()).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('2 times a minute') });
  expect((await at.inject({ ...request, remoteAddress: '203.0.113.9' })).statusCode).toBeLessThan(300);
  expect((await at.inject('/health')).statusCode).toBe(200);
});

test.each(['compiled', 'ordinary'] as const)('who leaves the line is not waited for (%s)', async (reading) => {
  const at = await serve({ limits: { atOnce: 1 }, reading });
  const giveBack = await at.fairUse?.take('somebody', null);
  const url = await at.listen({ host: '127.0.0.1', port: 0 });
  const leaving = new AbortController();
  const { method, payload, headers } = graph('{ districts { totalCount } }');
  const asked = fetch(`${url}/graphql`, { method, headers, body: JSON.stringify(payload), signal: leaving.signal });
  const left = expect(asked).rejects.toThrow();
  await until(() => at.fairUse?.load.waiting === 1);
  leaving.abort();
  await left;
  await until(() => at.fairUse?.load.waiting === 0);
  giveBack?.();
  expect(at.fairUse?.load.running).toBe(0);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

test('a door has one count, however its address is written', async () => {
  const at = await serve({ requestsPerMinute: 2 });
  const request = { ...graph('{ __typename }'), url: '/%67raphql' };
  await at.inject(request);
  await at.inject(graph('{ __typename }'));
  expect((await at.inject(request)).statusCode).toBe(429);
});
