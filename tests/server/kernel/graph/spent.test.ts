/** Limits count what is really spent: parsing, validating, describing the schema, the bytes of an answer. */
import fastify, { type FastifyInstance } from 'fastify';
import { getIntrospectionQuery, parse, type OperationDefinitionNode } from 'graphql';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { registerGraph } from '../../../../server/kernel/graph/apollo.ts';
import { defaultLimits, measure, refusalOf } from '../../../../server/kernel/graph/limits.ts';
import { resolvers } from '../../../../server/resolvers.ts';
import { LiveDocuments } from '../../../../server/live/subscription.ts';
import { graphSchema } from '../../../support/ask.ts';
import { demoDatabase } from '../../../support/test-database.ts';

const parsing = vi.hoisted(() => ({ count: 0, refusals: 0 }));
vi.mock('graphql', async (original) => {
  const graphql = await original<typeof import('graphql')>();
  const counted: typeof graphql.parse = (...asked) => {
    parsing.count += 1;
    return graphql.parse(...asked);
  };
  const getVariableValues: typeof graphql.getVariableValues = (...asked) => {
    const read = graphql.getVariableValues(...asked);
    parsing.refusals += read.errors?.length ?? 0;
    return read;
  };
  return { ...graphql, parse: counted, getVariableValues };
});

const MAX_BYTES = 5_000;
let dataSource: DataSource;
let compiled: FastifyInstance;
let ordinary: FastifyInstance;

beforeAll(async () => {
  ({ dataSource } = await demoDatabase());
  compiled = fastify({ logger: false });
  ordinary = fastify({ logger: false });
  const options = { dataSource, resolvers, limits: { maxBytes: MAX_BYTES } };
  await registerGraph(compiled, options);
  await registerGraph(ordinary, { ...options, reading: 'ordinary' });
});
afterAll(() => Promise.all([compiled.close(), ordinary.close()]));
beforeEach(() => void Object.assign(parsing, { count: 0, refusals: 0 }));

async function post(at: FastifyInstance, query: string, variables: object = {}, accept = 'application/json') {
  const headers = { 'content-type': 'application/json', accept };
  const payload = JSON.stringify({ query, variables });
  const { statusCode, headers: head, body } = await at.inject({ method: 'POST', url: '/graphql', headers, payload });
  const answer = JSON.parse(body) as {
    data?: unknown;
    errors?: { message: string; extensions: { code: string; argument?: string } }[];
  };
  const codes = answer.errors?.map(({ extensions }) => extensions.code) ?? [];
  return { statusCode, head, body, answer, codes };
}

const times = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ');

describe('a wrong document', () => {
  test('is not parsed again to say which arguments its errors are about', async () => {
    const { answer } = await post(compiled, `{ ${times(5, (i) => `a${i}: area(code: ${i}) { id }`)} }`);
    expect(answer.errors?.map(({ extensions }) => extensions.argument)).toEqual(times(5, () => 'code').split(' '));
    expect(parsing.count).toBe(0);
  });

  test('nor for values of variables that do not fit', async () => {
    const query = `query (${times(5, (i) => `$v${i}: Date!`)}) { ${times(5, (i) => `a${i}: areas(level: GRID, asOf: $v${i}) { totalCount }`)} }`;
    const { answer } = await post(compiled, query, { v0: 1, v1: 2, v2: 3, v3: 4, v4: 5 });
    expect(answer.errors?.map(({ extensions }) => extensions.argument)).toEqual(times(5, () => 'asOf').split(' '));
    expect(parsing.count).toBe(0);
  });

  test('is told its first ten errors, and validating ends there', async () => {
    const { answer } = await post(compiled, `{ ${times(50, (i) => `f${i}`)} }`);
    expect(answer.errors).toHaveLength(defaultLimits.maxErrors + 1);
    expect(answer.errors?.at(-1)?.message).toContain('Too many validation errors');
    const variables = times(50, (i) => `$v${i}: Int!`);
    const used = times(50, (i) => `a${i}: areas(level: GRID, first: $v${i}) { totalCount }`);
    const { answer: coerced } = await post(compiled, `query (${variables}) { ${used} }`);
    expect(coerced.errors).toHaveLength(defaultLimits.maxErrors + 1);
  });
});

test('a value with many things wrong is told its first things, and no more is looked at', async () => {
  const box = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`w${i}`, 1]));
  const query = 'query ($box: BoundsInput) { areas(level: GRID, bounds: $box) { totalCount } }';
  for (const at of [compiled, ordinary]) {
    const { codes } = await post(at, query, { box: box(12) });
    expect(codes).toEqual(Array.from({ length: defaultLimits.maxErrors + 1 }, () => 'BAD_USER_INPUT'));
    await post(at, query, { box: box(500) });
    expect(parsing.refusals).toBeLessThanOrEqual(2 * (defaultLimits.maxErrors + 1));
  }
});

test('values that come in their thousands are not looked at', async () => {
  const query = 'query ($first: Int) { areas(level: GRID, first: $first) { totalCount } }';
  const within = { first: 1, unused: Array.from({ length: 1_000 }, (_, i) => ({ i })) };
  expect((await post(compiled, query, { first: 1 })).codes).toEqual([]);
  for (const variables of [within, { first: { within } }])
    for (const at of [compiled, ordinary]) expect((await post(at, query, variables)).codes).toEqual(['LIMIT_EXCEEDED']);
});

test('nor is a word that is not known repeated at length', async () => {
  const { body } = await post(compiled, `{ ${'long'.repeat(10_000)} }`);
  expect(body.length).toBeLessThan(2_000);
});

describe('what would cost too much to validate', () => {
  const documents: [what: string, query: string][] = [
    ['directives', `{ districts ${times(101, (i) => `@d${i}`)} { totalCount } }`],
    ['variables', `query (${times(101, (i) => `$v${i}: Int`)}) { districts { totalCount } }`],
    [
      'fragments',
      `{ ${times(201, (i) => `...F${i}`)} } ${times(201, (i) => `fragment F${i} on Query { a${i}: __typename }`)}`,
    ],
    ['operations', times(51, (i) => `query Q${i} { districts { totalCount } }`)],
    ['fields', `{ districts { ${times(2001, (i) => `a${i}`)} } }`],
    ['pairs', `{ ${times(300, () => 'districts { totalCount }')} }`],
  ];
  test.each(documents)('is refused before that: %s', async (what, query) => {
    const { codes, answer, statusCode, head } = await post(compiled, query);
    expect(codes).toEqual(['LIMIT_EXCEEDED']);
    expect(answer.errors?.[0]?.message).toMatch(
      new RegExp(`${what}.*; the limit is [\\d ]+\\. Ask in several queries\\.$`),
    );
    expect([statusCode, head['cache-control']]).toEqual([200, 'no-store']);
    expect((await post(compiled, query, {}, 'application/graphql-response+json')).statusCode).toBe(400);
  });

  test('over a socket as well', () => {
    const read = new LiveDocuments(graphSchema(), defaultLimits).read({
      query: `subscription { issueChanges(within: "370202") ${times(101, (i) => `@d${i}`)} { code } }`,
    });
    expect(read).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
  });
});

describe('the cost of a question', () => {
  const costOf = (query: string): number => {
    const document = parse(query);
    return measure(graphSchema(), document, document.definitions[0] as OperationDefinitionNode, {}).cost;
  };

  test('counts what is asked about the schema by what there is to tell', () => {
    const types = Object.keys(graphSchema().getTypeMap()).length;
    expect(costOf('{ __schema { types { name } } }')).toBe(100 + (100 + types * 100));
    expect(costOf('{ __type(name: "Grid") { name } }')).toBe(200);
  });

  test('lets tools ask for the whole schema, and not twenty times in one', async () => {
    expect(costOf(getIntrospectionQuery())).toBeLessThan(defaultLimits.maxCost);
    const { codes } = await post(
      compiled,
      `{ ${times(20, (i) => `s${i}: __schema { types { fields { name args { name description type { name } } } } }`)} }`,
    );
    expect(codes).toEqual(['LIMIT_EXCEEDED']);
  });

  test('counts an outline as 250 values', () => {
    expect(costOf('{ area(code: "1") { boundary } }')).toBe(251);
  });

  test('may be less where values are made one by one, by the process that serves everyone', async () => {
    const many = `grids(within: "370202", first: 200) { edges { node { yards(first: 60) { edges { node { ${times(20, () => 'code')} } } } } } }`;
    const search = 'search(text: "路", first: 1) { totalCount }';
    expect((await post(compiled, `{ ${search} ${many} }`)).answer.errors?.[0]?.message).toMatch(
      /not read in one statement.*the limit is 200 000/,
    );
    expect((await post(compiled, `{ ${search} }`)).codes).toEqual([]);
  });

  test.each([
    ['asked for the first time', '{ districts { totalCount } }'],
    ['and again', '{ districts { totalCount } }'],
    ['field by field', '{ search(text: "x") { totalCount } }'],
    [
      'more than allowed',
      `{ areas(level: GRID, first: 200) { edges { node { ${times(99, (i) => `b${i}: boundary`)} c: boundary boundary children(first: 20) { edges { node { boundary } } } } } } }`,
    ],
  ])('is told with every answer, beside what is allowed: %s', async (_, query) => {
    const { head } = await post(compiled, query);
    expect(head['graphql-cost']).toBe(String(costOf(query)));
    expect(head['graphql-cost-limit']).toBe(String(defaultLimits.maxCost));
    expect((await post(ordinary, query)).head['graphql-cost']).toBe(String(costOf(query)));
  });

  test('and what is allowed is told of what cannot be measured', async () => {
    for (const query of ['{', '{ nothing }']) {
      const { head } = await post(compiled, query);
      expect([head['graphql-cost'], head['graphql-cost-limit']]).toEqual([undefined, String(defaultLimits.maxCost)]);
    }
  });
});

describe('an answer of more bytes than are written', () => {
  const query = `{ grids(within: "370202", first: 50) { edges { node { code boundary } } } }`;
  const small = `{ grids(within: "370202", first: 2) { edges { node { code boundary } } } }`;

  test('is refused with the same words, however it is read, and does not leave the database', async () => {
    const [first, again, byFields] = [
      await post(compiled, query),
      await post(compiled, query),
      await post(ordinary, query),
    ];
    expect(first.codes).toEqual(['LIMIT_EXCEEDED']);
    expect(first.answer.errors?.[0]?.message).toContain('more than 5 000 bytes');
    expect(first.answer.data).toBeNull();
    expect([again.body, byFields.body]).toEqual([first.body, first.body]);
    expect([again.statusCode, byFields.statusCode]).toEqual([200, 200]);
  });

  test('also where an operation is known by a smaller one', async () => {
    const asked = `query ($first: Int) { grids(within: "370202", first: $first) { edges { node { code boundary } } } }`;
    expect((await post(compiled, asked, { first: 2 })).codes).toEqual([]);
    expect((await post(compiled, asked, { first: 50 })).codes).toEqual(['LIMIT_EXCEEDED']);
    expect((await post(compiled, asked, { first: 2 })).codes).toEqual([]);
  });

  test('and one that is smaller is answered', async () => {
    const answer = await post(compiled, small);
    expect(answer.codes).toEqual([]);
    expect((await post(ordinary, small)).body).toBe(answer.body);
  });
});

test('a document is checked by what it holds, fragments not written out', () => {
  const check = (query: string) => refusalOf(defaultLimits, parse(query))?.message;
  expect(check(getIntrospectionQuery())).toBeUndefined();
  expect(check(`{ ${times(200, (i) => `a${i}: area(code: "1") { id }`)} }`)).toContain('another name');
  expect(check(`{ ${times(100, (i) => `a${i}: area(code: "1") { id code name }`)} }`)).toBeUndefined();
});
