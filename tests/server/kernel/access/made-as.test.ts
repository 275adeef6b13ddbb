import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp, type App } from '../../../../server/app.ts';
import { readEnv } from '../../../../server/env.ts';
import { newApiKey } from '../../../../server/kernel/access/api-keys.ts';
import { openSession } from '../../../../server/kernel/access/sessions.ts';
import type { Viewer } from '../../../../server/kernel/access/viewer.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { aCaseTown, aKey, MIDDLE, REPORT, type CaseTown } from '../../../support/case-factories.ts';
import { ownDatabase } from '../../../support/test-database.ts';

interface Answer {
  readonly status: number;
  readonly code: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

type Headers = Record<string, string>;

const json = { 'content-type': 'application/json' };

type Door = readonly [name: string, method: 'POST' | 'DELETE', path: string, headers: Headers, body?: string];

function aReport(): Door {
  const input = { ...MIDDLE, category: '9101', channel: 'PATROL', text: '楼前路灯不亮' };
  return ['a mutation', 'POST', '/graphql', json, JSON.stringify({ query: REPORT, variables: { input, key: aKey() } })];
}

/** Every way in which our pages change something. */
const DOORS: readonly Door[] = [
  aReport(),
  [
    'an image',
    'POST',
    '/issues/370202-IS-2026-00001/images',
    { 'content-type': 'image/jpeg', 'idempotency-key': aKey() },
    'x',
  ],
  [
    'a file',
    'POST',
    '/imports?fileName=a.csv&layer=subdistricts&asOf=2025-01-01',
    { 'content-type': 'application/octet-stream' },
    'x',
  ],
  ['the confirmation of a file', 'POST', '/imports/0-0/confirm', json, '{}'],
  ['taking a file back', 'POST', '/imports/0-0/undo', json, '{}'],
  ['throwing a preview away', 'DELETE', '/imports/0-0', {}],
  ['signing out', 'POST', '/sign-out', {}],
  ['a route that nobody has thought of yet', 'POST', '/some-day', json, '{}'],
];

const EACH = DOORS.map((door) => [door[0], door] as const);

describe('A change that comes with the cookie of all pages', () => {
  let database: Database;
  let town: CaseTown;
  let app: App;
  let cookie: string;
  beforeAll(async () => {
    database = await ownDatabase('empty');
    town = await database.dataSource.transaction((manager) => aCaseTown(manager));
    const env = { ...readEnv({}), logLevel: 'silent' as const };
    app = await createApp({ env, database, client: null, imports: true, demoPosts: true });
    app.fastify.post('/some-day', async () => ({ done: true }));
    cookie = await cookieOf(town.planner);
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  const cookieOf = async ({ postId }: Viewer): Promise<string> =>
    `atlas_session=${(await openSession(database.dataSource, postId)).token}`;

  async function send([, method, url, own, payload]: Door, headers: Headers): Promise<Answer> {
    const answer = await app.fastify.inject({
      ...{ method, url },
      headers: { host: 'localhost', ...own, ...headers },
      ...(payload !== undefined && { payload }),
    });
    const said = answer.body ? answer.json<{ code?: unknown; errors?: { extensions?: { code?: unknown } }[] }>() : {};
    const code = said.errors?.[0]?.extensions?.code ?? said.code;
    return { status: answer.statusCode, code, headers: answer.headers, body: answer.body };
  }
  const reported = async (): Promise<number> =>
    (await database.dataSource.query<unknown[]>('select from issue_case')).length;

  test.each(EACH)('is refused as another post’s: %s', async (_name, door) => {
    const before = await reported();
    const { status, code, body } = await send(door, { cookie, 'atlas-post': town.grid.postCode });
    expect([status, code]).toEqual([door[2] === '/graphql' ? 200 : 409, 'POST_CHANGED']);
    expect(body).toContain(`as ${town.grid.postCode}, and ${town.planner.postCode} is signed in by now`);
    expect((await send(door, { cookie, 'atlas-post': 'nobody' })).code).toBe('POST_CHANGED');
    expect(await reported()).toBe(before);
  });

  test.each(EACH)('is refused when it does not say its post: %s', async (_name, door) => {
    const before = await reported();
    const { status, code, body } = await send(door, { cookie });
    expect([status, code]).toEqual([door[2] === '/graphql' ? 200 : 403, 'FORBIDDEN']);
    expect(body).toContain('send a header \\"atlas-post\\"');
    expect(await reported()).toBe(before);
  });

  test.each(EACH)('is nobody’s when it was made as a post whose session has ended: %s', async (_name, door) => {
    const { code } = await send(door, { cookie: 'atlas_session=none', 'atlas-post': town.grid.postCode });
    expect(code).toBe('UNAUTHENTICATED');
  });

  test.each(EACH)('goes on as its own post’s: %s', async (_name, door) => {
    // Each of them anew: the last of them signs out.
    const own = { cookie: await cookieOf(town.planner), 'atlas-post': town.planner.postCode };
    const { code, body } = await send(door, own);
    expect({ code, body }).not.toMatchObject({ code: 'POST_CHANGED' });
    expect(body).not.toContain('atlas-post');
  });

  test('is a report under the post that wrote it, or none', async () => {
    const before = await reported();
    const answer = await send(aReport(), {
      cookie: await cookieOf(town.official),
      'atlas-post': town.official.postCode,
    });
    expect(answer.body).toContain('"reportIssue":{"version":1');
    expect(await reported()).toBe(before + 1);
  });

  test('need not say it with a key, which is always the same post; what it says must be true', async () => {
    const { prefix, secret, secretHash } = newApiKey();
    await database.dataSource.query(
      `insert into api_key (prefix, secret_hash, title, post_id, scopes, requests_per_minute, created_by, expires_at)
       values ($1, $2, 'a test', $3, '{READ_ISSUES,CHANGE_ISSUES}', 1000, $4, now() + interval '1 day')`,
      [prefix, secretHash, town.grid.postId, town.administrator.postId],
    );
    const authorization = `Bearer ${secret}`;
    expect((await send(aReport(), { authorization })).code).toBeUndefined();
    expect((await send(aReport(), { authorization, 'atlas-post': town.grid.postCode })).code).toBeUndefined();
    expect((await send(aReport(), { authorization, 'atlas-post': town.planner.postCode })).code).toBe('POST_CHANGED');
  });

  test('may be asked about by any page, and the answer says whom it was given to', async () => {
    const query = (headers: Headers): Promise<Answer> =>
      send(
        ['', 'POST', '/graphql', json, JSON.stringify({ query: '{ districts(first: 1) { totalCount } }' })],
        headers,
      );
    const [first, again] = [await query({ cookie }), await query({ cookie })];
    expect([first.status, first.headers['atlas-post']]).toEqual([200, town.planner.postCode]);
    expect([again.body, again.headers['atlas-post']]).toEqual([first.body, town.planner.postCode]);
    expect((await query({})).headers['atlas-post']).toBeUndefined();
  });
});
