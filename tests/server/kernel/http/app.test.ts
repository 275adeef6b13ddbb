import { mkdir, writeFile } from 'node:fs/promises';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createApp } from '../../../../server/app.ts';
import { readEnv } from '../../../../server/env.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { emptyDatabase, ownDatabase } from '../../../support/test-database.ts';
import { makeFolder } from '../../../support/test-run.ts';

const html = '<!doctype html><title>Atlas</title>';
const script = 'export const words = "楼院图谱";\n'.repeat(200);
const env = readEnv({ LOG_LEVEL: 'silent', BODY_LIMIT_KB: '64' });

let database: Database;
let app: FastifyInstance;

async function appWith(corsOrigins: typeof env.corsOrigins, shown = database): Promise<FastifyInstance> {
  const client = makeFolder(inject('testRun'), 'client');
  await mkdir(join(client, 'assets'), { recursive: true });
  await writeFile(join(client, 'index.html'), html);
  await writeFile(join(client, 'assets', 'main-a1b2c3.js'), script);
  return (await createApp({ env: { ...env, corsOrigins }, database: shown, client })).fastify;
}

beforeAll(async () => {
  database = await emptyDatabase();
  app = await appWith('*');
});
afterAll(() => app.close());

describe('The web server', () => {
  test('says that it is well, on which database and schema', async () => {
    const answer = await app.inject('/health');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      status: 'ok',
      database: database.kind,
      schemaVersion: expect.stringMatching(/^\d{4}-/) as string,
    });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('says apart whether it serves and whether it can answer', async () => {
    expect((await app.inject('/health/live')).json()).toEqual({ status: 'ok' });
    const ready = await app.inject('/health/ready');
    expect([ready.statusCode, ready.json()]).toMatchObject([200, { status: 'ok', database: database.kind }]);
  });

  test('is not ready while nobody may see anything', async () => {
    const own = await ownDatabase('empty');
    const lame = await appWith('*', own);
    await own.dataSource.query('revoke select on area_path from atlas_viewer');
    const answer = await lame.inject('/health/ready');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
    expect((await lame.inject('/health')).statusCode).toBe(200);
    await own.dataSource.query('grant select on area_path to atlas_viewer');
    // What failed has left no connection in its transaction.
    for (let n = 0; n < 3; n++) expect((await lame.inject('/health/ready')).statusCode).toBe(200);
    await lame.close();
    await own.close();
  });

  test('says 503 when the database is away', async () => {
    const away = {
      kind: database.kind,
      dataSource: {
        query: () => Promise.reject(new Error('gone')),
        driver: { master: { options: { host: '127.0.0.1', port: 1 } } },
      },
    } as unknown as Database;
    const sick = await appWith('*', away);
    const answer = await sick.inject('/health');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ status: 'database unavailable', schemaVersion: null });
    expect(answer.body).not.toContain('gone');
    await sick.close();
  });

  test('answers the graph', async () => {
    const answer = await app.inject({ method: 'POST', url: '/graphql', payload: { query: '{ __typename }' } });
    expect(answer.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test('sends the client for its own addresses, and only there', async () => {
    for (const url of ['/', '/?level=GRID&date=2025-12-31']) {
      const answer = await app.inject({ url, headers: { accept: 'text/html' } });
      expect([url, answer.statusCode, answer.body]).toEqual([url, 200, html]);
      expect(answer.headers['cache-control']).toBe('no-cache');
    }
    for (const url of [
      '/assets/gone.js',
      '/robots.txt',
      '/metrics',
      '/issues/370202-2025-000001',
      '/ogc',
      '/ogc/features/nothing',
      '/exports/none/x',
      '/imports/x/y',
      '/map/370202001',
      '/sign-in/nowhere',
      '/tiles/none/0/0/0.mvt',
      '/graphql/x',
      '/../../package.json',
      '/.env',
    ]) {
      const answer = await app.inject({ url, headers: { accept: 'text/html' } });
      expect([url, answer.statusCode]).toEqual([url, 404]);
      expect(answer.headers['content-type']).toContain('json');
    }
    expect((await app.inject({ method: 'POST', url: '/map' })).statusCode).toBe(404);
  });

  test('lets browsers keep files that carry a hash for ever, and compresses them', async () => {
    const answer = await app.inject({ url: '/assets/main-a1b2c3.js', headers: { 'accept-encoding': 'br, gzip' } });
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(answer.rawPayload).toString()).toBe(script);
  });

  test('allows scripts of its own only, and inline ones on the page of the graph alone', async () => {
    const policyOf = async (url: string): Promise<string> =>
      String((await app.inject({ url, headers: { accept: 'text/html' } })).headers['content-security-policy']);
    expect(await policyOf('/')).toContain(`script-src 'self';`);
    expect(await policyOf('/')).toContain(`worker-src 'self' blob:`);
    expect(await policyOf('/graphql')).toMatch(/script-src[^;]* 'unsafe-inline'/);
    expect(await policyOf('/graphql')).toContain(`default-src 'none'`);
    expect((await app.inject('/')).headers['x-content-type-options']).toBe('nosniff');
  });

  test('refuses bodies beyond the limit, and broken ones, with a code and a sentence', async () => {
    const post = (payload: string, type = 'application/json') =>
      app.inject({ method: 'POST', url: '/graphql', payload, headers: { 'content-type': type } });
    const refusals = [
      [await post(JSON.stringify({ query: 'x'.repeat(70_000) })), 413, 'PAYLOAD_TOO_LARGE'],
      [await post('{'), 400, 'BAD_REQUEST'],
      [await post('{ __typename }', 'application/graphql'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [await app.inject('/tiles/%/0/0/0.mvt'), 400, 'BAD_REQUEST'],
    ] as const;
    for (const [answer, status, code] of refusals) {
      expect(answer.statusCode).toBe(status);
      expect(answer.json()).toEqual({
        code,
        message: expect.any(String) as string,
        messageZh: expect.any(String) as string,
      });
    }
  });

  test('finishes what it has begun to answer before it closes', async () => {
    const closing = await appWith('*');
    const address = await closing.listen({ host: '127.0.0.1', port: 0 });
    const idle = connect((closing.server.address() as AddressInfo).port, '127.0.0.1');
    const answer = fetch(`${address}/health`);
    const status = answer.then((response) => response.status);
    await new Promise((resolve) => closing.server.once('request', resolve));
    await closing.close();
    expect(await status).toBe(200);
    await expect(fetch(`${address}/health`)).rejects.toThrow();
    idle.destroy();
  });
});

describe('Links that leave the house', () => {
  test('begin with PUBLIC_URL', async () => {
    const publicUrl = 'https://atlas.example/city';
    const known = await createApp({ env: { ...env, publicUrl }, database, client: null });
    const links = async (url: string): Promise<string[]> =>
      (await known.fastify.inject(url)).body.match(/https?:\/\/[^"{]*/g)?.filter((link) => !link.includes('opengis')) ??
      [];
    for (const url of [
      '/ogc/features',
      '/ogc/features/collections',
      '/ogc/features/api',
      '/tiles/atlas.json',
      '/tiles/style.json',
    ]) {
      const found = await links(url);
      expect(found.length, url).toBeGreaterThan(0);
      for (const link of found) expect(link).toMatch(/^https:\/\/atlas\.example\/city\/(ogc|tiles|exports)\//);
    }
    await known.close();
  });
});

describe('Pages of other origins', () => {
  const from = (origin: string) => ({ origin, 'access-control-request-method': 'POST' });

  test('may read the graph without credentials, unless told otherwise', async () => {
    const asked = await app.inject({ method: 'OPTIONS', url: '/graphql', headers: from('https://dashboard.example') });
    expect(asked.statusCode).toBe(204);
    expect(asked.headers['access-control-allow-origin']).toBe('*');
    expect(asked.headers['access-control-allow-headers']).toContain('content-type');
    expect(asked.headers).not.toHaveProperty('access-control-allow-credentials');
    expect((await app.inject('/')).headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('may send what clients send, and read all that we say', async () => {
    const named = 'apollographql-client-name, apollographql-client-version';
    const headers = { ...from('https://dashboard.example'), 'access-control-request-headers': named };
    const preflight = await app.inject({ method: 'OPTIONS', url: '/graphql', headers });
    const allowed = String(preflight.headers['access-control-allow-headers']).split(', ');
    expect(allowed).toEqual(expect.arrayContaining(['*', 'authorization', ...named.split(', ')]));
    const answer = await app.inject({ url: '/health', headers: { origin: 'https://dashboard.example' } });
    const exposed = String(answer.headers['access-control-expose-headers']).split(', ');
    expect(exposed).toEqual(expect.arrayContaining(['*', 'live-cursor', 'link', 'content-disposition', 'etag']));
  });

  test('may read it when they are on the list, if there is one', async () => {
    const choosy = await appWith(['https://map.example']);
    const origin = async (from: string) =>
      (await choosy.inject({ url: '/health', headers: { origin: from } })).headers['access-control-allow-origin'];
    expect(await origin('https://map.example')).toBe('https://map.example');
    expect(await origin('https://other.example')).toBeUndefined();
    await choosy.close();
  });
});
