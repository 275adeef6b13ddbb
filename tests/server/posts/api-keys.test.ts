import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../../server/app.ts';
import { readEnv } from '../../../server/env.ts';
import type { Viewer } from '../../../server/kernel/access/viewer.ts';
import type { Database } from '../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { ask, refusal } from '../../support/ask.ts';
import { aDistrict, type TestArea } from '../../support/factories.ts';
import { aPost, viewerOf } from '../../support/post-factories.ts';
import { ownDatabase } from '../../support/test-database.ts';

const CREATE = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret apiKey { id prefix title scopes requestsPerMinute revokedAt post { code } createdBy { code } } } }`;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

interface Created {
  createApiKey: { secret: string; apiKey: { id: string; prefix: string } };
}

describe('API keys', () => {
  let database: Database;
  let fastify: FastifyInstance;
  let district: TestArea;
  let administrator: Viewer;
  let stranger: Viewer;
  let dashboard: string;

  beforeAll(async () => {
    database = await ownDatabase('empty');
    const { manager } = database.dataSource;
    district = await aDistrict(manager);
    administrator = await viewerOf(manager, 'ADMINISTRATOR', { of: district });
    stranger = await viewerOf(manager, 'ADMINISTRATOR');
    dashboard = (await aPost(manager, 'DASHBOARD', { of: district })).code;
    const env = { ...readEnv({}), logLevel: 'silent' as const };
    ({ fastify } = await createApp({ env, database, client: null }));
  });
  afterAll(async () => {
    await fastify.close();
    await database.close();
  });

  async function by<T>(viewer: Viewer | null, work: (session: ReadSession) => Promise<T>): Promise<T> {
    const session = new ReadSession(database.dataSource, viewer);
    return work(session).finally(() => session.close());
  }
  const wish = (changes: object = {}): { input: object } => ({
    input: { title: '指挥大厅大屏', post: dashboard, scopes: ['READ_FIGURES'], expiresAt: inDays(30), ...changes },
  });
  const create = async (changes: object = {}): Promise<Created['createApiKey']> =>
    (await by(administrator, (session) => ask<Created>(session, CREATE, wish(changes)))).createApiKey;
  const asks = (secret: string, query = '{ viewer { via post { code } } }') =>
    fastify.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${secret}` },
      payload: { query },
    });

  test('are made by an administrator, told once, and kept by their hash', async () => {
    const { secret, apiKey } = await create();
    expect(secret).toMatch(new RegExp(`^lyk_${apiKey.prefix}_[\\w-]{43}$`));
    expect(apiKey).toMatchObject({
      scopes: ['READ_FIGURES'],
      requestsPerMinute: 60,
      revokedAt: null,
      post: { code: dashboard },
    });
    const rows = await database.dataSource.query<unknown[]>('select k::text as row from api_key k');
    expect(JSON.stringify(rows)).not.toContain(secret.slice(-43));
    const answer = await asks(secret);
    expect(answer.json()).toEqual({ data: { viewer: { via: 'API_KEY', post: { code: dashboard } } } });
  });

  test('are refused with what is wrong with the wish', async () => {
    const other = (await aPost(database.dataSource.manager, 'DASHBOARD')).code;
    const wrong: [object, string, string | undefined][] = [
      [{ title: ' ' }, 'BAD_USER_INPUT', 'input.title'],
      [{ title: '联系 13812345678' }, 'PERSONAL_DATA', 'input.title'],
      [{ post: 'NO-SUCH' }, 'NOT_FOUND', 'input.post'],
      [{ post: other }, 'NOT_FOUND', 'input.post'],
      [{ post: administrator.postCode }, 'BAD_USER_INPUT', 'input.post'],
      [{ scopes: [] }, 'BAD_USER_INPUT', 'input.scopes'],
      [{ requestsPerMinute: 0 }, 'BAD_USER_INPUT', 'input.requestsPerMinute'],
      [{ expiresAt: inDays(-1) }, 'BAD_USER_INPUT', 'input.expiresAt'],
      [{ expiresAt: inDays(800) }, 'BAD_USER_INPUT', 'input.expiresAt'],
    ];
    for (const [changes, code, argument] of wrong) {
      const said = await by(administrator, (session) => refusal(session, CREATE, wish(changes)));
      expect(said, JSON.stringify(changes)).toMatchObject({ code, argument });
    }
  });

  test('end when they are revoked, when their time is over and when their post ends', async () => {
    const post = await aPost(database.dataSource.manager, 'DASHBOARD', { of: district });
    const { secret, apiKey } = await create({ post: post.code });
    const status = async (): Promise<number> => (await asks(secret)).statusCode;
    const set = (sql: string): Promise<unknown> => database.dataSource.query(sql);
    expect(await status()).toBe(200);
    await set(`update post set valid_to = '2022-01-01' where id = ${post.id}`);
    expect(await status()).toBe(401);
    await set(`update post set valid_to = 'infinity' where id = ${post.id}`);
    await set(
      `update api_key set created_at = now() - interval '2 days', expires_at = now() - interval '1 second' where prefix = '${apiKey.prefix}'`,
    );
    expect(await status()).toBe(401);
    await set(`update api_key set expires_at = now() + interval '1 day' where prefix = '${apiKey.prefix}'`);
    expect(await status()).toBe(200);
    const revoke = `mutation { revokeApiKey(id: "${apiKey.id}") { revokedAt } }`;
    expect(await by(stranger, (session) => refusal(session, revoke))).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'id',
    });
    expect(await status()).toBe(200);
    const first = await by(administrator, (session) => ask(session, revoke));
    expect(await status()).toBe(401);
    expect(await by(administrator, (session) => ask(session, revoke))).toEqual(first);
  });

  test('that are changed in one sign are none', async () => {
    const { secret } = await create();
    for (const at of [4, 8, 13, 20, secret.length - 1]) {
      const changed = `${secret.slice(0, at)}${secret[at] === '0' ? '1' : '0'}${secret.slice(at + 1)}`;
      expect((await asks(changed)).statusCode, changed).toBe(401);
    }
  });

  test('ask no more often than they may, and are told when to come again', async () => {
    const { secret } = await create({ requestsPerMinute: 3 });
    const answers = [];
    for (let i = 0; i < 5; i += 1) answers.push(await asks(secret));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429, 429]);
    expect(Number(answers[4]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(answers[4]?.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
  });

  test('make no keys and revoke none', async () => {
    const viewer: Viewer = { ...administrator, via: 'API_KEY', scopes: ['CHANGE_ISSUES'], apiKeyId: 1 };
    expect(await by(viewer, (session) => refusal(session, CREATE, wish()))).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('are listed to administrators of their district, and to nobody else', async () => {
    const list = '{ apiKeys { prefix post { code } } }';
    const { apiKeys } = await by(administrator, (session) => ask<{ apiKeys: unknown[] }>(session, list));
    expect(apiKeys.length).toBeGreaterThan(2);
    expect(await by(stranger, (session) => ask(session, list))).toEqual({ apiKeys: [] });
    expect(await by(null, (session) => refusal(session, list))).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('are written down when they are made and revoked, for administrators of the district', async () => {
    const { apiKey } = await create();
    const log = `{ auditEntries(first: 3, subject: "${apiKey.prefix}") { totalCount edges { node { action postCode subject detail } } } }`;
    const seen = await by(administrator, (session) =>
      ask<{ auditEntries: { edges: { node: { detail: string } }[] } }>(session, log),
    );
    expect(seen.auditEntries).toMatchObject({
      totalCount: 1,
      edges: [{ node: { action: 'API_KEY_MADE', postCode: administrator.postCode, subject: apiKey.prefix } }],
    });
    expect(JSON.parse(seen.auditEntries.edges[0]?.node.detail ?? '')).toMatchObject({ post: dashboard });
    expect(await by(stranger, (session) => ask(session, log))).toMatchObject({ auditEntries: { totalCount: 0 } });
  });
});
