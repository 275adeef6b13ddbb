/** A question that has been answered before takes a shorter way. */
import fastify, { type FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { registerGraph } from '../../../../server/kernel/graph/apollo.ts';
import { ShortWay } from '../../../../server/kernel/graph/short-way.ts';
import { resolvers } from '../../../../server/resolvers.ts';
import { emptyDatabase } from '../../../support/test-database.ts';

let dataSource: DataSource;
let server: FastifyInstance;
let ordinary: FastifyInstance;

beforeAll(async () => {
  ({ dataSource } = await emptyDatabase());
  server = fastify({ logger: false });
  ordinary = fastify({ logger: false });
  await registerGraph(server, { dataSource, resolvers });
  await registerGraph(ordinary, { dataSource, resolvers, reading: 'ordinary' });
});
afterAll(() => Promise.all([server.close(), ordinary.close()]));

function post(at: FastifyInstance, body: object, headers: Record<string, string> = {}) {
  const payload = JSON.stringify(body);
  return at.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  });
}

const QUESTION = `query Some($first: Int, $code: String = "370202") { areas(level: GRID, first: $first) { totalCount edges { node { code } } }
  area(code: $code) { code } } query Other { districts { totalCount } }`;
const DEEP = `query ($first: Int) { areas(level: GRID, first: $first) { edges { node { children(first: $first) { edges { node {
  children(first: $first) { edges { node { code } } } } } } } } } }`;
const MEDIA = 'application/graphql-response+json,application/json;q=0.9';
const known = { query: QUESTION, operationName: 'Some', variables: { first: 3 } };
const CASES: [what: string, body: object, shorter: boolean, headers?: Record<string, string>][] = [
  ['as it came', known, true],
  ['with other values', { ...known, variables: { first: 200, code: '1' } }, true],
  ['another operation of the document', { query: QUESTION, operationName: 'Other' }, true],
  ['with what clients say of themselves', { ...known, extensions: { clientLibrary: { name: 'x' } } }, true],
  ['by a client of ours', known, true, { accept: MEDIA }],
  ['by whoever takes anything', known, true, { accept: '*/*' }],
  ['by whoever would rather have something else', known, false, { accept: 'text/plain, application/json;q=0.5' }],
  ['by whoever takes nothing of ours', known, false, { accept: 'image/png' }],
  ['without saying which operation', { query: QUESTION }, false],
  ['for an operation that is not there', { query: QUESTION, operationName: 'None' }, false],
  ['for an operation without a name', { query: QUESTION, operationName: '' }, false],
  ['with a value that does not fit', { ...known, variables: { first: 'three' } }, false],
  ['with a value that is refused', { ...known, variables: { first: 201 } }, false],
  ['with variables that are none', { ...known, variables: [1] }, false],
  ['with variables in a text', { ...known, variables: '{}' }, false],
  ['with a hash instead', { ...known, extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }, false],
  ['for a little', { query: DEEP, variables: { first: 1 } }, true],
  ['for more than may be asked', { query: DEEP, variables: { first: 200 } }, false],
];

test.each(CASES)('to the same answer, asked again %s', async (_, body, shorter, headers) => {
  const expected = await post(ordinary, body, headers);
  for (const asked of [known, { query: QUESTION, operationName: 'Other' }, { query: DEEP, variables: { first: 1 } }]) {
    await post(server, asked);
  }
  const taken = vi.spyOn(ShortWay.prototype, 'answer');
  const { statusCode, headers: head, body: text } = await post(server, body, headers);
  const short: unknown = await taken.mock.results[0]?.value;
  taken.mockRestore();
  expect(short !== null).toBe(shorter);
  expect(text).toBe(expected.body);
  expect([statusCode, { ...head, date: '' }]).toEqual([expected.statusCode, { ...expected.headers, date: '' }]);
});

test.each([
  '{ areas(level: GRID, within: "999999") { totalCount } }',
  '{ search(text: "x") { totalCount } }',
  '{ nothing }',
])('but not to an answer that could not be given, nor one that takes several statements: %s', async (query) => {
  const first = await post(server, { query });
  const taken = vi.spyOn(ShortWay.prototype, 'answer');
  expect((await post(server, { query })).body).toBe(first.body);
  expect(await taken.mock.results[0]?.value).toBeNull();
  taken.mockRestore();
});
