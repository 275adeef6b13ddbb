import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp, listensHereOnly, offersDemoPosts, type AppOptions } from '../../../../server/app.ts';
import { EnvError, readEnv } from '../../../../server/env.ts';
import { OwnNames, TrustedProxies } from '../../../../server/kernel/http/reach.ts';
import { createWebServer } from '../../../../server/kernel/http/web-server.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { aDistrict } from '../../../support/factories.ts';
import { aPost } from '../../../support/post-factories.ts';
import { ownDatabase } from '../../../support/test-database.ts';

const settings = (given: Record<string, string> = {}): AppOptions['env'] => readEnv({ LOG_LEVEL: 'silent', ...given });

describe('The names of this server', () => {
  const names = new OwnNames({
    host: '0.0.0.0',
    publicUrl: 'https://atlas.example/map',
    allowedHosts: ['Atlas.lan'],
  });
  test.each([
    ['localhost', true],
    ['atlas.localhost', true],
    ['127.0.0.1', true],
    ['192.168.1.5', true],
    ['[2001:db8::1]', true],
    ['atlas.example', true],
    ['ATLAS.LAN', true],
    ['rebound.example', false],
    ['atlas.example.evil.example', false],
    ['127.0.0.1.nip.example', false],
    ['', false],
  ])('%s: %s', (name, own) => expect(names.has(name)).toBe(own));

  test('a page of PUBLIC_URL is ours, whatever a proxy calls us', () => {
    expect(names.isOrigin('https://atlas.example', { host: 'backend:4000' })).toBe(true);
    expect(names.isOrigin('http://atlas.example', { host: 'backend:4000' })).toBe(false);
    expect(names.isOrigin('null', { host: 'null' })).toBe(false);
  });
});

describe('A session', () => {
  let database: Database;
  let app: FastifyInstance;
  let post: string;
  beforeAll(async () => {
    database = await ownDatabase('empty');
    const { manager } = database.dataSource;
    const of = await aDistrict(manager);
    post = (await aPost(manager, 'DISTRICT_PLANNER', { of, provenance: 'SYNTHETIC' })).code;
    app = (await createApp({ env: settings(), database, client: null, imports: true, demoPosts: true })).fastify;
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  const signIn = (headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
    app.inject({
      method: 'POST',
      url: '/sign-in/demo',
      payload: { post },
      headers: { host: 'localhost:4000', ...headers },
    });
  const cookieOf = (answer: LightMyRequestResponse): string =>
    answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const whoIs = async (headers: Record<string, string>): Promise<unknown> => {
    const query = '{ viewer { post { code } } }';
    const answer = await app.inject({ method: 'POST', url: '/graphql', payload: { query }, headers });
    return answer.json<{ data: { viewer: unknown } }>().data.viewer;
  };

  test('is not opened under a name that somebody has made to stand for our address', async () => {
    const refused = await signIn({ host: 'rebound.example:4000', origin: 'http://rebound.example:4000' });
    expect(refused.statusCode).toBe(403);
    expect(refused.json<{ message: string }>().message).toMatch(/rebound\.example.*ALLOWED_HOSTS/);
    expect(refused.cookies).toEqual([]);
  });

  test('does not count there either', async () => {
    const cookie = cookieOf(await signIn());
    expect(await whoIs({ cookie, host: 'localhost:4000' })).toEqual({ post: { code: post } });
    expect(await whoIs({ cookie, host: 'rebound.example:4000' })).toBeNull();
    for (const url of ['/imports', '/sign-in', '/issues/X/images'])
      expect(
        (
          await app.inject({
            url,
            method: url.startsWith('/issues') ? 'POST' : 'GET',
            headers: { cookie, host: 'rebound.example' },
          })
        ).statusCode,
      ).toBe(403);
  });

  test('what everyone may read is read under any name', async () => {
    const answer = await app.inject({ url: '/ogc/features/conformance', headers: { host: 'map.lan' } });
    expect(answer.statusCode).toBe(200);
  });

  test('of the demo is not opened through a proxy that nobody has named', async () => {
    for (const headers of [{ 'x-forwarded-for': '203.0.113.9' }, { forwarded: 'for=203.0.113.9' }, { via: '1.1 a' }])
      expect((await signIn(headers as unknown as Record<string, string>)).statusCode).toBe(403);
    const far = await app.inject({
      ...{ method: 'POST', url: '/sign-in/demo', payload: { post }, remoteAddress: '203.0.113.9' },
      headers: { host: 'localhost' },
    });
    expect(far.statusCode).toBe(403);
  });

  test('ends when its browser signs in again', async () => {
    const first = cookieOf(await signIn());
    const second = cookieOf(await signIn({ cookie: first }));
    expect(await whoIs({ cookie: second, host: 'localhost' })).toEqual({ post: { code: post } });
    expect(await whoIs({ cookie: first, host: 'localhost' })).toBeNull();
  });
});

describe('Posts of the demo', () => {
  test.each([
    [{}, 'embedded', true],
    [{ HOST: '127.0.0.1' }, 'embedded', true],
    [{}, 'postgres', false],
    [{ HOST: '0.0.0.0' }, 'embedded', false],
    [{ HOST: '::' }, 'embedded', false],
    [{ PUBLIC_URL: 'https://atlas.example' }, 'embedded', false],
    [{ TRUSTED_PROXIES: '127.0.0.1' }, 'embedded', false],
    [{ HOST: '0.0.0.0', DEMO_POSTS: 'on' }, 'embedded', true],
    [{ DEMO_POSTS: 'off' }, 'embedded', false],
    [{ DEMO_POSTS: 'on', OIDC_ISSUER: 'https://a.example', OIDC_CLIENT_ID: 'a' }, 'embedded', false],
  ] as const)('%j on %s: %s', (given, kind, offered) => expect(offersDemoPosts(settings(given), kind)).toBe(offered));

  test('and files come in from nobody in particular only where the settings name no proxy', () => {
    expect(listensHereOnly(settings())).toBe(true);
    expect(listensHereOnly(settings({ TRUSTED_PROXIES: '10.0.0.0/8' }))).toBe(false);
  });
});

describe('Proxies', () => {
  test('that are named are believed, and others are not', async () => {
    const lines: string[] = [];
    const env = readEnv({ TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::1' });
    const server = await createWebServer(env, { write: (line) => lines.push(line) });
    server.get('/', async ({ ip, host, protocol }) => ({ ip, host, protocol }));
    const headers = {
      ...{ host: 'backend', 'x-forwarded-for': '198.51.100.1, 203.0.113.9', 'x-forwarded-host': 'atlas.example' },
      'x-forwarded-proto': 'https',
    };
    const ask = async (remoteAddress: string) =>
      (await server.inject({ url: '/', headers, remoteAddress })).json<unknown>();
    const client = { ip: '203.0.113.9', host: 'atlas.example', protocol: 'https' };
    expect(await ask('10.1.2.3')).toEqual(client);
    expect(await ask('::ffff:10.1.2.3')).toEqual(client);
    expect(await ask('2001:db8::1')).toEqual(client);
    expect(lines).toEqual([]);
    expect(await ask('192.0.2.1')).toEqual({ ip: '192.0.2.1', host: 'backend', protocol: 'http' });
    await ask('192.0.2.2');
    expect(lines, 'said once').toHaveLength(1);
    expect(lines[0]).toContain('TRUSTED_PROXIES');
    await server.close();
  });

  test('are addresses and networks', () => {
    expect(new TrustedProxies(['127.0.0.1']).trusts('::ffff:127.0.0.1')).toBe(true);
    expect(new TrustedProxies(['127.0.0.1']).trusts('not an address')).toBe(false);
    for (const wrong of ['proxy.lan', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0'])
      expect(() => readEnv({ TRUSTED_PROXIES: wrong }), wrong).toThrow(EnvError);
    for (const wrong of ['http://atlas.lan', 'atlas.lan:4000', '-a'])
      expect(() => readEnv({ ALLOWED_HOSTS: wrong })).toThrow(/ALLOWED_HOSTS/);
    expect(() => readEnv({ DEMO_POSTS: 'yes' })).toThrow(/DEMO_POSTS/);
  });
});
