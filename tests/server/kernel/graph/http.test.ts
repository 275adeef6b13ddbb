import { answerPool } from '../../../../server/kernel/database/answer-pool.ts';
import fastify, { type FastifyInstance } from 'fastify';
import { auditServer } from 'graphql-http';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { registerGraph } from '../../../../server/kernel/graph/apollo.ts';
import { resolvers } from '../../../../server/resolvers.ts';
import { emptyDatabase } from '../../../support/test-database.ts';
import { chineseFaults } from '../../../support/chinese.ts';

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: Record<string, unknown> }[];
}

let dataSource: DataSource;
let server: FastifyInstance;

beforeAll(async () => {
  ({ dataSource } = await emptyDatabase());
  server = fastify({ logger: false });
  await registerGraph(server, { dataSource, resolvers });
  await server.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(() => server.close());

async function post(
  body: unknown,
  accept = 'application/json',
): Promise<{ status: number; answer: Answer; text: string }> {
  const response = await server.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', accept },
    payload: JSON.stringify(body),
  });
  return { status: response.statusCode, answer: response.json<Answer>(), text: response.body };
}

async function extensionsOf(query: string, variables?: Record<string, unknown>): Promise<unknown> {
  const { answer } = await post({ query, variables });
  return answer.errors?.map(({ extensions: { messageZh, ...extensions } }) => {
    // Every error says what it says in Chinese as well.
    expect(chineseFaults(String(messageZh))).toEqual([]);
    return extensions;
  });
}

describe('errors have a code and the path of the argument', () => {
  const cases: [what: string, query: string, extensions: object, variables?: Record<string, unknown>][] = [
    [
      'a value in the query',
      '{ area(code: "370202", asOf: "2025-02-30") { id } }',
      { code: 'BAD_USER_INPUT', argument: 'asOf' },
    ],
    [
      'a value inside an input',
      '{ areas(level: GRID, bounds: { west: "x", south: 0, east: 1, north: 1 }) { totalCount } }',
      { code: 'BAD_USER_INPUT', argument: 'bounds.west' },
    ],
    [
      'a variable, by the argument it is used for',
      'query ($d: Date!) { areas(level: GRID, asOf: $d) { totalCount } }',
      { code: 'BAD_USER_INPUT', argument: 'asOf' },
      { d: 'yesterday' },
    ],
    [
      'a part of a variable',
      'query ($b: BoundsInput) { areas(level: GRID, bounds: $b) { totalCount } }',
      { code: 'BAD_USER_INPUT', argument: 'bounds.south' },
      { b: { west: 0, south: [], east: 1, north: 1 } },
    ],
    [
      'a variable left out',
      'query ($d: Date!) { areas(level: GRID, asOf: $d) { totalCount } }',
      { code: 'BAD_USER_INPUT', argument: 'asOf' },
    ],
    ['an unknown level', '{ areas(level: PROVINCE) { totalCount } }', { code: 'BAD_USER_INPUT', argument: 'level' }],
    [
      'a rule of ours',
      '{ areas(level: GRID, bounds: { west: 2, south: 0, east: 1, north: 1 }) { totalCount } }',
      { code: 'BAD_USER_INPUT', argument: 'bounds.west' },
    ],
    [
      'an area that does not exist',
      '{ areas(level: GRID, within: "999999") { totalCount } }',
      { code: 'NOT_FOUND', argument: 'within' },
    ],
    ['a page too large', '{ districts(first: 201) { totalCount } }', { code: 'BAD_USER_INPUT', argument: 'first' }],
    ['an argument left out', '{ area { id } }', { code: 'GRAPHQL_VALIDATION_FAILED', argument: 'code' }],
    ['an unknown field', '{ streets }', { code: 'GRAPHQL_VALIDATION_FAILED' }],
    ['a mutation', 'mutation { close }', { code: 'GRAPHQL_VALIDATION_FAILED' }],
    ['a subscription', 'subscription { news }', { code: 'GRAPHQL_VALIDATION_FAILED' }],
    ['no GraphQL at all', '{', { code: 'GRAPHQL_PARSE_FAILED' }],
  ];
  for (const [what, query, extensions, variables] of cases) {
    test(what, async () => {
      expect(await extensionsOf(query, variables)).toEqual([extensions]);
    });
  }
});

describe('limits', () => {
  test('a query that may yield too much is refused before anything is read', async () => {
    const runners = vi.spyOn(dataSource, 'createQueryRunner');
    const children = 'children(first: 200) { edges { node {';
    const query = `{ areas(level: GRID, first: 200) { edges { node { ${children} ${children} id ${'} '.repeat(10)}`;
    expect(await extensionsOf(query)).toEqual([{ code: 'LIMIT_EXCEEDED' }]);
    expect(runners).not.toHaveBeenCalled();
    runners.mockRestore();
  });

  test('depth, other names, fields at the root and words are limited', async () => {
    const deep = `{ area(code: "1") ${'{ parent '.repeat(16)} { id } ${'}'.repeat(16)} }`;
    const aliases = `{ area(code: "1") { ${Array.from({ length: 101 }, (_, i) => `n${i}: name`).join(' ')} } }`;
    const roots = `{ ${Array.from({ length: 51 }, (_, i) => `a${i}: area(code: "1") { id }`).join(' ')} }`;
    for (const query of [deep, aliases, roots]) expect(await extensionsOf(query)).toEqual([{ code: 'LIMIT_EXCEEDED' }]);
    const wordy = `{ ${'__typename '.repeat(6000)} }`;
    expect(await extensionsOf(wordy)).toEqual([{ code: 'GRAPHQL_PARSE_FAILED' }]);
  });

  test('the schema can be asked for', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const { answer } = await post({ query: getIntrospectionQuery() });
    expect(answer.errors).toBeUndefined();
  });
});

describe('what goes wrong on our side', () => {
  test('is told under an id, without SQL, paths or reasons', async () => {
    const fail = () => {
      throw new Error('password authentication failed for select * from /srv/secret');
    };
    const answers = answerPool(dataSource); // the embedded database has none
    const failing = [
      vi.spyOn(dataSource, 'createQueryRunner').mockImplementation(fail),
      ...(answers ? [vi.spyOn(answers, 'connect').mockImplementation(fail)] : []),
    ];
    const { status, answer, text } = await post({ query: '{ area(code: "370202") { id } }' });
    for (const each of failing) each.mockRestore();
    expect(status).toBe(200);
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      ...{ code: 'INTERNAL_SERVER_ERROR', errorId: expect.any(String) as unknown },
      messageZh: '服务器出错：请稍后再试。',
    });
    expect(text).not.toMatch(/select|secret|password|node_modules|\.ts\b/);
  });
});

/** A question that is not read in one statement, and so has a transaction. */
const FIELD_BY_FIELD = '{ search(text: "x") { totalCount } }';

describe('the snapshot of a request ends with it', () => {
  async function openAfter(query: string): Promise<number> {
    let open = 0;
    const make = dataSource.createQueryRunner.bind(dataSource);
    const spy = vi.spyOn(dataSource, 'createQueryRunner').mockImplementation((mode) => {
      const runner = make(mode);
      const release = runner.release.bind(runner);
      open += 1;
      return Object.assign(runner, {
        release: () => {
          open -= 1;
          return release();
        },
      });
    });
    await post({ query });
    spy.mockRestore();
    // What runs beside opens some as well, and ends them in its own time.
    await vi.waitFor(() => expect(open).toBe(0), { timeout: 20_000 });
    return open;
  }

  test('after an answer and after an error', async () => {
    expect(await openAfter(FIELD_BY_FIELD)).toBe(0);
    expect(
      await openAfter('{ search(text: "x") { totalCount } areas(level: GRID, within: "999999") { totalCount } }'),
    ).toBe(0);
    expect(await openAfter('{ districts(first: 500) { totalCount } }')).toBe(0);
  });

  test('after a client that went away while it was being read', async () => {
    const address = server.server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port');
    const gone = new AbortController();
    let releases = 0;
    const make = dataSource.createQueryRunner.bind(dataSource);
    const spy = vi.spyOn(dataSource, 'createQueryRunner').mockImplementation((mode) => {
      const runner = make(mode);
      const release = runner.release.bind(runner);
      const query = runner.query.bind(runner);
      return Object.assign(runner, {
        query: async (...statement: Parameters<typeof query>) => {
          if (!gone.signal.aborted) gone.abort();
          await new Promise((resolve) => setTimeout(resolve, 50));
          return query(...statement);
        },
        release: () => {
          releases += 1;
          return release();
        },
      });
    });
    const request = fetch(`http://127.0.0.1:${address.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: FIELD_BY_FIELD }),
      signal: gone.signal,
    });
    await expect(request).rejects.toThrow();
    await vi.waitFor(() => expect(releases).toBe(1), 2000);
    spy.mockRestore();
  });

  test('many requests at once leave nothing behind', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => post({ query: FIELD_BY_FIELD })));
    expect(answers.every(({ answer }) => answer.errors === undefined)).toBe(true);
    expect(await openAfter(FIELD_BY_FIELD)).toBe(0);
  });
});

describe('over HTTP', () => {
  test('a form on another page cannot ask', async () => {
    const response = await server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'text/plain' },
      payload: '{"query":"{ districts { totalCount } }"}',
    });
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    const link = await server.inject({ method: 'GET', url: '/graphql?query={__typename}', headers: { accept: '*/*' } });
    expect(link.statusCode).toBe(400);
  });

  test('several operations in one request are refused', async () => {
    expect((await post([{ query: '{ __typename }' }, { query: '{ __typename }' }])).status).toBe(400);
  });

  test('a faulty query is answered 400 to those who take the GraphQL media type and 200 to those who take JSON', async () => {
    expect((await post({ query: '{ streets }' }, 'application/graphql-response+json')).status).toBe(400);
    expect((await post({ query: '{ streets }' }, 'application/json')).status).toBe(200);
    expect((await post({ query: '{ __typename }' }, 'application/graphql-response+json')).status).toBe(200);
  });

  test('the audits of GraphQL over HTTP pass but for three that csrfPrevention forbids', async () => {
    const address = server.server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port');
    const results = await auditServer({ url: `http://127.0.0.1:${address.port}/graphql` });
    const failed = results.filter((result) => result.status !== 'ok');
    expect(failed.map(({ id, status }) => `${status} ${id}`).sort()).toEqual([
      'notice 5A70',
      'notice 6A70',
      'notice D6D5',
    ]);
    expect(results).toHaveLength(61);
  });

  test('a browser gets the GraphiQL workbench, which may load nothing from elsewhere', async () => {
    const response = await server.inject({
      method: 'GET',
      url: '/graphql',
      headers: { accept: 'text/html,*/*;q=0.8' },
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toContain('text/html');
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
    expect(response.body).not.toMatch(/<(script|link|img)[^>]+(src|href)="https?:/);
    const again = await server.inject({
      method: 'GET',
      url: '/graphql',
      headers: { accept: 'text/html', 'if-none-match': String(response.headers['etag']) },
    });
    expect(again.statusCode).toBe(304);
  });
});
