/** Clients of others, which keep objects by their ids, ask at two dates and today, and by node(id). */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createClient, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { introspectionFromSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, askAnyway, graphSchema } from '../../../support/ask.ts';
import { startApp, type RunningApp } from '../../../support/start-app.ts';
import { inDemoSession } from '../../../support/test-database.ts';

const QUESTION = `query Figures($asOf: Date) {
  area(code: "370202", asOf: $asOf) {
    __typename id asOf
    coverage(indicator: OWNERS_COMMITTEE) { __typename covered denominator asOf }
    children(first: 2) { __typename edges { __typename node { __typename id asOf name } } }
  }
}`;
const DATES = ['2019-12-31', '2024-12-31', null, '2025-12-31'];
interface Figures {
  area: { id: string; asOf: string };
}

let app: RunningApp;
/** What the server says at each date, without anybody in between. */
const told = new Map<string | null, Figures>();

beforeAll(async () => {
  app = await startApp({ client: false });
  for (const asOf of DATES) told.set(asOf, await inDemoSession((session) => ask<Figures>(session, QUESTION, { asOf })));
});
afterAll(() => app.close());

/** Asks at each date, and then again from what was kept. */
async function walk(read: (asOf: string | null) => Promise<unknown>): Promise<void> {
  for (const asOf of [...DATES, ...DATES]) expect(await read(asOf), String(asOf)).toEqual(told.get(asOf));
}

describe('An outside client asked about two dates', () => {
  test('gets ids that differ by date, and the same id again at the same', () => {
    const ids = DATES.map((asOf) => told.get(asOf)?.area.id);
    expect(new Set(ids).size).toBe(DATES.length);
    expect(told.get(null)?.area.asOf).not.toBe(told.get('2024-12-31')?.area.asOf);
  });

  test('Apollo Client', async () => {
    const client = new ApolloClient({ link: new HttpLink({ uri: `${app.url}/graphql` }), cache: new InMemoryCache() });
    const query = gql(QUESTION);
    await walk(async (asOf) => (await client.query({ query, variables: { asOf } })).data);
    for (const asOf of DATES)
      expect(client.readQuery({ query, variables: { asOf } }), String(asOf)).toEqual(told.get(asOf));
  });

  test('urql with graphcache', async () => {
    const keyless = { keys: { Coverage: () => null } };
    const schema = introspectionFromSchema(graphSchema()) as never;
    const client = createClient({
      url: `${app.url}/graphql`,
      preferGetMethod: false,
      exchanges: [cacheExchange({ schema, ...keyless }), fetchExchange],
    });
    await walk(async (asOf) => (await client.query<Figures>(QUESTION, { asOf })).data);
    for (const asOf of DATES)
      expect(client.readQuery<Figures>(QUESTION, { asOf })?.data, String(asOf)).toEqual(told.get(asOf));
  });

  test('asks again by node(id), and gets the object of the date that its id holds', async () => {
    for (const asOf of DATES) {
      const area = told.get(asOf)?.area;
      const again = `query ($id: ID!) { node(id: $id) { __typename id ... on District { asOf coverage(indicator: OWNERS_COMMITTEE) { __typename covered denominator asOf }
        children(first: 2) { __typename edges { __typename node { __typename id asOf name } } } } } }`;
      expect(await inDemoSession((session) => ask(session, again, { id: area?.id }))).toEqual({ node: area });
    }
  });

  test('asked at today by name, the object is that of the day, and stays it tomorrow', async () => {
    const today = told.get(null)?.area;
    const { area } = await inDemoSession((session) => ask<Figures>(session, QUESTION, { asOf: today?.asOf }));
    expect(area.asOf).toBe(today?.asOf);
    expect(area.id).not.toBe(today?.id);
    const both =
      '{ now: area(code: "370202") { id } then: area(code: "370202", asOf: "2025-12-31") { id parent { id } } }';
    expect(await inDemoSession((session) => ask(session, both))).toMatchObject({
      now: { id: today?.id },
      then: { id: told.get('2025-12-31')?.area.id },
    });
  });

  test('with an id of a day that no calendar has, is told that it is none', async () => {
    for (const text of ['District:1@2025-02-30', 'District:1@', 'District:0', 'District:1@2025-12-31x']) {
      const id = Buffer.from(text).toString('base64url');
      const { errors } = await inDemoSession((session) => askAnyway(session, `{ node(id: "${id}") { id } }`));
      expect(errors, text).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'id' }]);
    }
  });

  test('the Relay compiler takes the schema: fragments that are fetched again, and pages', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'relay-'));
    try {
      const root = path.resolve(import.meta.dirname, '../../../..');
      await copyFile(path.join(root, 'server/schema.graphql'), path.join(folder, 'schema.graphql'));
      await mkdir(path.join(folder, 'src'));
      await writeFile(
        path.join(folder, 'relay.config.json'),
        JSON.stringify({
          src: './src',
          schema: './schema.graphql',
          language: 'typescript',
          customScalarTypes: { Date: 'string', DateTime: 'string', GeoJSON: 'unknown' },
        }),
      );
      await writeFile(path.join(folder, 'package.json'), '{}');
      await writeFile(
        path.join(folder, 'src/area.ts'),
        `import { graphql } from 'relay-runtime';
graphql\`fragment area_grid on Grid @refetchable(queryName: "areaGridAgainQuery") { id asOf name coverage(indicator: OWNERS_COMMITTEE) { covered } }\`;
graphql\`fragment area_yards on Grid @refetchable(queryName: "areaYardsQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 10 }, after: { type: "String" }) {
  yards(first: $first, after: $after) @connection(key: "area_yards") { edges { node { id name } } } }\`;
graphql\`query areaThenQuery { area(code: "370202001001001", asOf: "2024-12-31") { ... on Grid { ...area_grid @alias ...area_yards @alias } } }\`;
graphql\`query areaNowQuery { area(code: "370202001001001") { ... on Grid { ...area_grid @alias } } }\`;
`,
      );
      const cli = path.join(root, 'node_modules/relay-compiler/cli.js');
      const outcome = await promisify(execFile)(process.execPath, [cli], { cwd: folder }).catch(
        (error: { stdout: string; stderr: string }) => error,
      );
      expect(outcome instanceof Error ? outcome.stdout + outcome.stderr : '').toBe('');
      expect(outcome.stdout + outcome.stderr).toMatch(/areaGridAgainQuery|compiled|Compilation completed/i);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
