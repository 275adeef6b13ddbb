import { connect } from 'node:net';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../../../server/app.ts';
import { readEnv } from '../../../../server/env.ts';
import { isLoopback } from '../../../../server/kernel/http/reach.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { putEndlessGeoPackage } from '../formats/endless-geopackage.ts';
import { chineseFaults } from '../../../support/chinese.ts';
import { ownDatabase } from '../../../support/test-database.ts';

let database: Database;
let open: FastifyInstance;
let closed: FastifyInstance;

beforeAll(async () => {
  database = await ownDatabase('empty');
  const env = { ...readEnv(), logLevel: 'silent' as const };
  open = (await createApp({ env, database, client: null, imports: true })).fastify;
  closed = (await createApp({ env, database, client: null })).fastify;
});
afterAll(async () => {
  await Promise.all([open.close(), closed.close()]);
  await database.close();
});

const NO_KEY = '00000000-0000-4000-8000-000000000000';
const DISTRICT = '区代码,区名称\n370299,试验区\n';
const upload = (query: string, wishes: InjectOptions = {}): InjectOptions => ({
  method: 'POST',
  url: `/imports?fileName=districts.csv&${query}`,
  payload: DISTRICT,
  ...wishes,
  headers: { host: 'localhost:4000', 'content-type': 'application/octet-stream', ...wishes.headers },
});

describe('Files come in over the web', () => {
  test('in a preview, a confirmation and, if wanted, an undoing', async () => {
    const preview = await open.inject(upload('asOf=2025-01-01'));
    expect(preview.statusCode).toBe(201);
    const { key, ...report } = preview.json<{ key: string }>();
    expect(report).toMatchObject({
      layer: 'districts',
      state: 'CHECKED',
      added: 1,
      mapping: { code: '区代码', name: '区名称' },
    });
    const tell = (path: string, method: 'GET' | 'POST' | 'DELETE' = 'GET') =>
      open.inject({ method, url: `/imports/${key}${path}`, headers: { host: 'localhost:4000' } });
    expect((await tell('/rows')).json()).toMatchObject([{ row: 2, code: '370299', action: 'ADDED' }]);
    expect((await tell('/confirm', 'POST')).json()).toMatchObject({ state: 'APPLIED', added: 1 });
    const [twice, away] = [await tell('/confirm', 'POST'), await tell('', 'DELETE')];
    expect([twice, away].map(({ statusCode }) => statusCode)).toEqual([409, 409]);
    expect(twice.json()).toMatchObject({
      code: 'NOT_CONFIRMABLE',
      message: 'This import is APPLIED: only one that is CHECKED can be confirmed.',
      messageZh: '这次导入的状态是“已写入”：待确认的才能确认。',
    });
    expect(away.json()).toMatchObject({
      messageZh: '这次导入的状态是“已写入”：须留作记录，不能放弃，但可以撤销。',
    });
    expect((await tell('/undo', 'POST')).json()).toMatchObject({ state: 'UNDONE' });
    const again = await tell('/undo', 'POST');
    expect(again.json()).toMatchObject({ messageZh: '这次导入的状态是“已撤销”：已写入的才能撤销。' });
    const none = await open.inject({ url: `/imports/${NO_KEY}`, headers: { host: 'localhost:4000' } });
    expect(none.json()).toMatchObject({
      code: 'NOT_FOUND',
      messageZh: expect.stringContaining('没有这次导入') as unknown,
    });
    expect(await database.dataSource.query('select from area')).toEqual([]);
  });

  test('one after the other; what comes slowly takes the turn of nobody', async () => {
    const { port } = new URL(await open.listen({ host: '127.0.0.1', port: 0 }));
    const slow = connect(Number(port), '127.0.0.1');
    const head = [
      'POST /imports?fileName=slow.csv HTTP/1.1',
      'host: localhost',
      'content-type: application/octet-stream',
    ];
    slow.write(`${head.join('\r\n')}\r\ncontent-length: 1000\r\n\r\nx`);
    await new Promise((resolve) => open.server.once('request', resolve));
    const others = await Promise.all(['2025-01-01', '2025-01-02'].map((day) => open.inject(upload(`asOf=${day}`))));
    expect(others.map(({ statusCode }) => statusCode).sort()).toEqual([201, 429]);
    slow.destroy();
    for (const { key } of others.map((each) => each.json<{ key?: string }>()))
      if (key) await open.inject({ method: 'DELETE', url: `/imports/${key}`, headers: { host: 'localhost' } });
  });

  test('only where the server listens on this machine alone', async () => {
    const answer = await closed.inject(upload(''));
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('HOST=localhost') as unknown,
    });
    expect((await closed.inject({ url: '/imports', headers: { host: 'localhost:4000' } })).statusCode).toBe(403);
  });

  test.each([
    ['a page of another origin', { origin: 'https://elsewhere.example' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a name that is not this machine', { host: 'rebound.example:4000' }],
    ['an address that is not this machine', { host: '192.0.2.1:4000' }],
    ['behind a proxy that rewrites the name', { 'x-forwarded-for': '203.0.113.9' }],
    ['behind a proxy that says so in the standard way', { forwarded: 'for=203.0.113.9' }],
    ['behind one that says no more than that it is there', { via: '1.1 proxy' }],
  ])('not from %s', async (_, headers) => {
    expect((await open.inject(upload('', { headers }))).statusCode).toBe(403);
  });

  test.each([
    ['layer=houses', 'There is no layer "houses"'],
    ['crs=EPSG:2154', 'Say EPSG:4490'],
    ['asOf=yesterday', 'takes a date'],
    ['asOf=2026-02-30', 'takes a date'],
    ['asOf=9999-12-31', 'speaks of a day up to'],
    ['asOf=0000-01-01', 'takes a date'],
    ['within=3702%25', 'takes codes of areas'],
    ['within=370_02', 'takes codes of areas'],
    ['attribution=%01', 'no text is made of'],
    ['table=%01', 'no text is made of'],
    ['table=%00', 'what no text does'],
    ['complete=maybe', 'takes true or false'],
    ['mapping=%7B', 'is not JSON'],
    ['colour=red', 'There is no parameter "colour"'],
  ])('not with %s, which is refused in a sentence, in Chinese as well', async (query, sentence) => {
    const answer = await open.inject(upload(query));
    expect(answer.statusCode).toBe(400);
    const { message, messageZh } = answer.json<{ message: string; messageZh: string }>();
    expect(message).toContain(sentence);
    expect(chineseFaults(messageZh)).toEqual([]);
  });

  test('not when they cannot be read, and leave nothing', async () => {
    const answer = await open.inject(upload('layer=districts', { payload: Buffer.from([0, 1, 2, 3, 255]) }));
    const { state } = answer.json<{ state?: string }>();
    expect(answer.statusCode === 422 || state === 'REFUSED').toBe(true);
    expect(await database.dataSource.query('select from import_row')).toEqual([]);
  });

  test('while the server answers others, and can be stopped in the middle of a file that has no end', async () => {
    const payload = await readFile(await putEndlessGeoPackage());
    const endless = open.inject(upload('layer=yards', { payload })).then((answer) => answer.json<object>());
    await vi.waitFor(
      async () =>
        expect(await database.dataSource.query(`select from import_run where state = 'READING'`)).toEqual([{}]),
      30_000,
    );
    expect((await open.inject('/health')).statusCode).toBe(200);
    await open.close();
    expect(await endless).toMatchObject({ state: 'REFUSED', refusal: { reason: 'READING_STOPPED' } });
  });
});

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['192.168.1.5', false],
  ['127.0.0.1.example.com', false],
])('%s is this machine alone: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
