import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { createDatabase } from '../../../server/kernel/database/database.ts';
import { LiveHub } from '../../../server/live/hub.ts';
import { testDatabaseKind } from '../../support/test-database.ts';
import {
  follow,
  ISSUES,
  liveApp,
  overEvents,
  overSocket,
  socketClient,
  type Following,
  type LiveApp,
} from './live-app.ts';
import { close, liveTown, report } from './live-town.ts';

const town = liveTown();
let live: LiveApp;
const after: (() => unknown)[] = [];

beforeAll(async () => {
  live = await liveApp(town.database);
});
afterEach(async () => {
  for (const end of after.splice(0).reverse()) await end();
});
afterAll(() => live?.close());
afterAll(() => taken.mockRestore());

function client(url = live.url, wishes: Parameters<typeof socketClient>[1] = {}) {
  const made = socketClient(url, wishes);
  after.push(() => made.dispose());
  return overSocket(made);
}

const taken = vi.spyOn(LiveHub.prototype, 'follow');
const takenSoFar = (): number => taken.mock.settledResults.filter(({ type }) => type === 'fulfilled').length;

/** Follows, and resolves when the server has taken the subscription. */
async function begin(...asked: Parameters<typeof follow>): Promise<Following> {
  const before = takenSoFar();
  const following = follow(...asked);
  after.push(() => following.stop());
  await vi.waitFor(() => expect(takenSoFar()).toBeGreaterThan(before), 20_000);
  return following;
}

const post = (query: string) =>
  fetch(`${live.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });

describe.each([
  ['a WebSocket', () => client()],
  ['server-sent events', () => overEvents(live.url)],
])('over %s', (_how, source) => {
  it('changes of an area are followed, with the issue as it is', async () => {
    const { manager, yards, district } = town;
    const following = await begin(source(), { within: district.code });
    const { code } = await report(manager, yards[0]);
    await close(manager, code);
    await following.until(2);
    expect(following.told.map(({ kind, issue }) => [kind, issue?.code])).toEqual([
      ['REPORTED', code],
      ['CHANGED', code],
    ]);
    expect(following.told[1]?.issue?.state).toBe('CLOSED');
  });

  it('what was missed comes first, from a cursor', async () => {
    const { manager, yards, grids } = town;
    const first = await begin(source(), { within: grids[0].code });
    await report(manager, yards[0]);
    const [{ cursor } = { cursor: '' }] = await first.until(1);
    first.stop();
    const codes = [];
    for (let n = 0; n < 3; n++) codes.push((await report(manager, yards[0])).code);
    const second = await begin(source(), { within: grids[0].code, after: cursor });
    codes.push((await report(manager, yards[0])).code);
    await second.until(4);
    expect(second.told.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    ['an area that is not', ISSUES, { within: '999999' }, /no area "999999"/],
    ['a cursor that is none', ISSUES, { within: '900001', after: 'x' }, /"after" is no cursor/],
    ['an area that is no text', ISSUES, { within: 5 }, /BAD_USER_INPUT.+within/],
    ['no area', ISSUES, {}, /BAD_USER_INPUT.+within/],
    ['null for one', ISSUES, { within: null }, /BAD_USER_INPUT.+within/],
    [
      'what would be kept at length',
      `${ISSUES} #${'long'.repeat(3_000)}`,
      { within: '900001' },
      /may have 10000 characters/,
    ],
    ['also in a variable', ISSUES, { within: '900001', unused: 'long'.repeat(3_000) }, /may have 10000 characters/],
    ['a query', '{ __typename }', {}, /Only subscriptions are followed here: send a query to POST/],
    ['an unknown field', 'subscription { nothing }', {}, /Cannot query field "nothing"/],
    ['no GraphQL', 'subscription {', {}, /Syntax Error/],
    [
      'what is nested too deep',
      `subscription { issueChanges(within: "900001") { issue { ${'area { parent { '.repeat(9)} code ${'} }'.repeat(9)} } } }`,
      {},
      /nests objects|Cannot query/,
    ],
  ])('%s is refused with a sentence', async (_what, query, variables, sentence) => {
    const following = follow(source(), variables, query);
    after.push(() => following.stop());
    expect(JSON.stringify(await following.ended)).toMatch(new RegExp(sentence.source.replaceAll('"', '\\\\"')));
  });
});

describe('a subscription', () => {
  it('says nothing of other areas', async () => {
    const { manager, yards, grids, elsewhere } = town;
    const following = await begin(client(), { within: grids[1].code });
    await report(manager, yards[0]);
    await report(manager, elsewhere);
    const { code } = await report(manager, yards[1]);
    await following.until(1);
    expect(following.told.map((one) => one.code)).toEqual([code]);
  });

  it('of coverage tells the areas', async () => {
    const { committee } = await import('./live-town.ts');
    const query = `subscription ($within: String!) {
      issueChanges: coverageChanges(within: $within) { cursor areaCodes resync } }`;
    const following = await begin(client(), { within: town.district.code }, query);
    await committee(town.manager, town.grids[0], 'OC-LIVE');
    const [told] = (await following.until(1)) as unknown as { areaCodes: string[]; resync: boolean }[];
    expect(told?.resync).toBe(false);
    expect(told?.areaCodes).toContain(town.grids[0].code);
  });

  it('is heard in every process of a database', async () => {
    const { manager, yards, district } = town;
    const own =
      testDatabaseKind() === 'postgres'
        ? await createDatabase(await settingsOf(), { entities: await entities() })
        : null;
    if (own) after.push(() => own.close());
    const second = await liveApp(own ?? town.database);
    after.push(() => second.close());
    const both = [
      await begin(client(), { within: district.code }),
      await begin(client(second.url), { within: district.code }),
    ];
    const { code } = await report(manager, yards[0]);
    for (const following of both) expect((await following.until(1))[0]?.code).toBe(code);
  });

  it('ends when the server does, with a word to come back', async () => {
    const second = await liveApp(town.database);
    const socket = await begin(client(second.url), { within: town.district.code });
    const events = await begin(overEvents(second.url), { within: town.district.code });
    await second.close();
    expect(await socket.ended).toMatchObject({ code: 1001 });
    expect(await events.ended).toBeNull();
  });
});

describe('a socket', () => {
  const opened = (headers: Record<string, string>, url = live.url) =>
    new Promise<number | string>((resolve) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
      after.push(() => socket.terminate());
      socket.on('open', () => resolve('open'));
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('error', (error) => resolve(error.message));
    });

  it('is not opened for a page of another origin that shows a cookie', async () => {
    expect(await opened({ origin: 'https://elsewhere.example', cookie: 'atlas_session=x' })).toBe(403);
    expect(await opened({ origin: 'https://elsewhere.example' })).toBe('open');
    expect(await opened({ origin: live.url, cookie: 'atlas_session=x' })).toBe('open');
  });

  it('and events are not opened without end from one address', async () => {
    const { url, close: stop } = await liveApp(town.database, { liveConnectionsPerAddress: 20 });
    after.push(stop);
    const answers = [];
    for (let n = 0; n < 22; n++) answers.push(await opened({}, url));
    expect(answers.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 'open'));
    expect(answers.slice(20)).toEqual([503, 503]);
    const events = await fetch(`${url}/graphql/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(events.status).toBe(503);
  });

  it('and events are followed by an address alone, as a browser does (EventSource)', async () => {
    const query = 'subscription ($within: String!) { issueChanges(within: $within) { cursor } }';
    const asked = (variables: string) =>
      fetch(`${live.url}/graphql/stream?${new URLSearchParams({ query, variables }).toString()}`, {
        headers: { accept: 'text/event-stream' },
        signal: AbortSignal.timeout(20_000),
      });
    const events = await asked(JSON.stringify({ within: town.district.code }));
    expect([events.status, events.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/event-stream'),
    ]);
    await events.body?.cancel();
    expect((await asked('{')).status).toBe(400);
  });

  it('is closed when it shows a token that does not hold', async () => {
    const following = follow(client(live.url, { params: { authorization: 'Bearer lyk_nothing' } }), {
      within: town.district.code,
    });
    expect(await following.ended).toMatchObject({ code: 4403 });
  });

  it.each([
    ['no JSON', 'hello', 4400],
    [
      'a subscription before it has said who it is',
      '{"id":"1","type":"subscribe","payload":{"query":"subscription{a}"}}',
      4401,
    ],
    ["a message that is the server's", '{"type":"connection_ack"}', 4400],
  ])('that sends %s is closed', async (_what, text, code) => {
    const socket = new WebSocket(`${live.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('open', () => socket.send(text));
    expect(await closed).toBe(code);
  });
});

describe('POST /graphql', () => {
  it('refuses subscriptions and says where they are followed', async () => {
    const answer = await (await post(`subscription { issueChanges(within: "900001") { cursor } }`)).text();
    expect(answer).toContain('WebSocket at /graphql');
  });

  it('comes with a cursor from which nothing is missed', async () => {
    const { manager, yards, district } = town;
    await report(manager, yards[0]);
    const cursor = (await post('{ __typename }')).headers.get('live-cursor');
    expect(cursor).not.toBeNull();
    const { code } = await report(manager, yards[0]);
    const following = await begin(client(), { within: district.code, after: cursor });
    await following.until(1);
    expect(following.told.at(-1)?.code).toBe(code);
  });

  it('tells changes by pages to those who ask now and then', async () => {
    const { manager, yards, district } = town;
    interface Page {
      cursor: string;
      hasMore: boolean;
      resync: boolean;
      issues: { code: string }[];
    }
    const page = async (given: string | null, first = 2): Promise<Page> => {
      const argument = given === null ? '' : `, after: "${given}"`;
      const answer = await post(`{ changes(within: "${district.code}"${argument}, first: ${first}) {
        cursor hasMore resync issues { code } coverage { cursor } } }`);
      return ((await answer.json()) as { data: { changes: Page } }).data.changes;
    };
    let { cursor } = await page(null);
    const codes: string[] = [];
    for (let n = 0; n < 5; n++) codes.push((await report(manager, yards[n % 2] ?? yards[0])).code);
    const told: string[] = [];
    for (let more = true; more;) {
      const next = await page(cursor);
      ({ cursor, hasMore: more } = next);
      told.push(...next.issues.map(({ code }) => code));
      expect(next.issues.length).toBeLessThanOrEqual(2);
    }
    expect(told).toEqual(codes);
    const other = Buffer.from(`${'0'.repeat(32)}:1`).toString('base64url');
    expect(await page(other)).toMatchObject({ resync: true, issues: [] });
  });
});

async function settingsOf() {
  const { readEnv } = await import('../../../server/env.ts');
  const [row] = await town.dataSource.query<{ name: string }[]>('select current_database() as name');
  const { databaseUrl } = await import('../../support/test-run.ts');
  const env = readEnv();
  return { ...env, databaseUrl: databaseUrl(env.testDatabaseUrl ?? '', row?.name ?? '') };
}

async function entities() {
  return (await import('../../../server/entities.ts')).entities;
}
