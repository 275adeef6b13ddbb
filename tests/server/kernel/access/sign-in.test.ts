import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApp, type App } from '../../../../server/app.ts';
import { readEnv, type Env } from '../../../../server/env.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { aDistrict } from '../../../support/factories.ts';
import { TestProvider } from '../../../support/oidc.ts';
import { aPost } from '../../../support/post-factories.ts';
import { ownDatabase } from '../../../support/test-database.ts';
import { Wanderer } from '../../../support/web-browser.ts';

const VIEWER = JSON.stringify({ query: '{ viewer { via post { code } } }' });
const json = { 'content-type': 'application/json' };

let database: Database;
let planner: string;
let ended: string;
let surveyed: string;

beforeAll(async () => {
  database = await ownDatabase('empty');
  const { manager } = database.dataSource;
  const district = await aDistrict(manager);
  planner = (await aPost(manager, 'DISTRICT_PLANNER', { of: district, provenance: 'SYNTHETIC' })).code;
  surveyed = (await aPost(manager, 'DISTRICT_PLANNER', { of: district })).code;
  ended = (await aPost(manager, 'DISTRICT_PLANNER', { of: district, to: '2022-01-01', provenance: 'SYNTHETIC' })).code;
});
afterAll(() => database.close());

async function start(changes: Partial<Env>, demoPosts = true): Promise<{ app: App; url: string }> {
  const env = { ...readEnv({}), logLevel: 'silent' as const, ...changes };
  const app = await createApp({ env, database, client: null, demoPosts });
  return { app, url: await app.fastify.listen({ host: '127.0.0.1', port: 0 }) };
}

async function whoIs(browser: Wanderer, url: string, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await browser.go(`${url}/graphql`, { method: 'POST', headers: { ...json, ...headers }, body: VIEWER });
  return ((await answer.json()) as { data: { viewer: unknown } }).data.viewer;
}

describe('Posts of the demo', () => {
  let app: App;
  let url: string;
  let browser: Wanderer;
  beforeAll(async () => {
    ({ app, url } = await start({}));
  });
  afterAll(() => app.close());
  beforeEach(() => {
    browser = new Wanderer();
  });
  const choose = (post: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    browser.go(`${url}/sign-in/demo`, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: JSON.stringify({ post }),
    });

  test('sign in by being chosen, and out again; both are written down', async () => {
    expect(await whoIs(browser, url)).toBeNull();
    const answer = await choose(planner);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^atlas_session=[\w-]{43}; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
    );
    expect(await whoIs(browser, url)).toEqual({ via: 'SESSION', post: { code: planner } });
    const token = browser.cookie(url, 'atlas_session') ?? '';
    expect((await browser.go(`${url}/sign-out`, { method: 'POST' })).status).toBe(204);
    expect(browser.cookie(url, 'atlas_session')).toBeUndefined();
    browser.set(url, 'atlas_session', token);
    expect(await whoIs(browser, url)).toBeNull();
    const noted = await database.dataSource.query(
      'select action, post_code, subject from audit_entry order by id desc limit 2',
    );
    expect(noted).toEqual([
      { action: 'SIGNED_OUT', post_code: planner, subject: planner },
      { action: 'SIGNED_IN', post_code: planner, subject: planner },
    ]);
  });

  test('are kept by the hash of what the browser holds, and nothing else', async () => {
    await choose(planner);
    const token = browser.cookie(url, 'atlas_session') ?? '';
    const rows = await database.dataSource.query<{ row: string }[]>('select s::text as row from post_session s');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test('are refused when they are no such post, with what is wrong', async () => {
    for (const [post, status] of [
      ['NO-SUCH', 404],
      [ended, 404],
      [surveyed, 404],
      [7, 400],
      [null, 400],
    ] as const) {
      expect({ post, status: (await choose(post)).status }).toEqual({ post, status });
    }
  });

  test('do not sign in where that is off', async () => {
    const closed = await start({}, false);
    const answer = await fetch(`${closed.url}/sign-in/demo`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ post: planner }),
    });
    await closed.app.close();
    expect(answer.status).toBe(403);
  });

  test('are nobody when a page of another site asks in their name', async () => {
    await choose(planner);
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
    ]) {
      expect(await whoIs(browser, url, headers as never), JSON.stringify(headers)).toBeNull();
      expect((await choose(planner, headers as never)).status).toBe(403);
      const out = await browser.go(`${url}/sign-out`, { method: 'POST', headers: headers as never });
      expect(out.status).toBe(403);
    }
    expect(await whoIs(browser, url, { 'sec-fetch-site': 'same-origin', origin: url })).not.toBeNull();
  });

  test('are nobody with a cookie that was changed, or when their session or their post has ended', async () => {
    await choose(planner);
    const token = browser.cookie(url, 'atlas_session') ?? '';
    for (const wrong of [`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, '', 'x', `${token}x`]) {
      browser.set(url, 'atlas_session', wrong);
      expect(await whoIs(browser, url)).toBeNull();
    }
    browser.set(url, 'atlas_session', token);
    expect(await whoIs(browser, url)).not.toBeNull();
    await database.dataSource.query(`update post set valid_to = '2022-01-01' where code = $1`, [planner]);
    expect(await whoIs(browser, url)).toBeNull();
    await database.dataSource.query(`update post set valid_to = 'infinity' where code = $1`, [planner]);
    await database.dataSource.query(
      `update post_session set opened_at = now() - interval '2 days', expires_at = now() - interval '1 second'`,
    );
    expect(await whoIs(browser, url)).toBeNull();
    await choose(planner);
    expect(await database.dataSource.query('select count(*)::int as count from post_session')).toEqual([{ count: 1 }]);
  });

  test('may not be tried without end', async () => {
    const busy = await start({});
    const statuses: number[] = [];
    for (let i = 0; i < 35; i += 1)
      statuses.push((await fetch(`${busy.url}/sign-in/demo`, { method: 'POST', headers: json, body: '{}' })).status);
    await busy.app.close();
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(4);
    expect(statuses[0]).toBe(400);
  });
});

describe('Signing in at the provider', () => {
  let provider: TestProvider;
  let app: App;
  let url = '';
  let account: string | null;
  let browser: Wanderer;
  beforeAll(async () => {
    // The provider must know the way back before there is a server; so the port is found first.
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    url = `http://127.0.0.1:${(probe.address() as AddressInfo).port}`;
    probe.close();
    provider = await TestProvider.start(
      () => `${url}/sign-in/callback`,
      () => account,
    );
    const env = { ...readEnv({}), logLevel: 'silent' as const, oidc: provider.settings };
    app = await createApp({ env, database, client: null, demoPosts: true });
    await app.fastify.listen({ host: '127.0.0.1', port: Number(new URL(url).port) });
  });
  afterAll(async () => {
    await app.close();
    await provider.close();
  });
  beforeEach(() => {
    browser = new Wanderer();
    account = planner;
  });
  const isCallback = (address: string): boolean => address.startsWith(`${url}/sign-in/callback`);

  test('leads there, back, and to where one was, as the post it names', async () => {
    const { at } = await browser.follow(`${url}/sign-in?return=/?place=370202%23x`, (next) =>
      next.startsWith(`${url}/?`),
    );
    expect(at).toBe(`${url}/?place=370202#x`);
    expect(await whoIs(browser, url)).toEqual({ via: 'SESSION', post: { code: planner } });
    expect(browser.cookie(url, 'atlas_sign_in')).toBeUndefined();
  });

  test('turns the posts of the demo off', async () => {
    const asked = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ query: '{ signInOptions { issuer demoPosts { code } } }' }),
    });
    expect(await asked.json()).toEqual({ data: { signInOptions: { issuer: provider.issuer, demoPosts: [] } } });
    const answer = await fetch(`${url}/sign-in/demo`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ post: planner }),
    });
    expect(answer.status).toBe(403);
  });

  test('never leads on to another server', async () => {
    const wrong = encodeURIComponent('//elsewhere.example');
    const { at } = await browser.follow(`${url}/sign-in?return=${wrong}`, (next) => next === `${url}/`);
    expect(at).toBe(`${url}/`);
  });

  test('is refused for a post that is not, or not in service, and for an account without one', async () => {
    for (const wrong of ['NO-SUCH-POST', ended, 'nobody-in-particular']) {
      account = wrong;
      const fresh = new Wanderer();
      const { answer } = await fresh.follow(`${url}/sign-in`);
      expect({ wrong, status: answer.status }).toEqual({ wrong, status: 401 });
      expect(await whoIs(fresh, url)).toBeNull();
    }
  });

  test('is refused when the provider refuses it', async () => {
    account = null;
    const { at, answer } = await browser.follow(`${url}/sign-in`);
    expect(isCallback(at)).toBe(true);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain('has not let this sign-in through');
  });

  test('comes back once: a way back that is used again, or by another browser, leads nowhere', async () => {
    const { at } = await browser.follow(`${url}/sign-in`, isCallback);
    const secret = browser.cookie(url, 'atlas_sign_in') ?? '';
    expect((await new Wanderer().go(at)).status).toBe(401);
    const other = new Wanderer();
    await other.go(`${url}/sign-in`);
    expect((await other.go(at)).status).toBe(401);
    expect(await whoIs(other, url)).toBeNull();
    expect((await browser.go(at)).status).toBe(302);
    expect(await whoIs(browser, url)).not.toBeNull();
    const again = new Wanderer();
    again.set(url, 'atlas_sign_in', secret, '/sign-in');
    expect((await again.go(at)).status).toBe(401);
    expect(await whoIs(again, url)).toBeNull();
  });

  test('is refused when what comes back was changed on the way', async () => {
    for (const part of ['state', 'code', 'iss']) {
      const fresh = new Wanderer();
      const { at } = await fresh.follow(`${url}/sign-in`, isCallback);
      const changed = new URL(at);
      changed.searchParams.set(part, `${changed.searchParams.get(part) ?? ''}x`);
      expect({ part, status: (await fresh.go(changed.href)).status }).toEqual({ part, status: 401 });
      expect(await whoIs(fresh, url)).toBeNull();
    }
  });
});
