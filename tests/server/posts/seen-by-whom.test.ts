import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../../server/app.ts';
import { readEnv } from '../../../server/env.ts';
import { exchangeLayers } from '../../../server/exchange/layers.ts';
import { openSession } from '../../../server/kernel/access/sessions.ts';
import type { Viewer } from '../../../server/kernel/access/viewer.ts';
import type { Database } from '../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { ask } from '../../support/ask.ts';
import { aCaseTown, report, type CaseTown } from '../../support/case-factories.ts';
import { ownDatabase } from '../../support/test-database.ts';

/** Words that stand in the protected parts of the case and nowhere else. */
const SECRET_TEXT = '锅炉房后门夜里有异响';
const SECRET_ADDRESS = '三单元东侧锅炉房';
const EXACT = { longitude: 120.3007123, latitude: 36.0606321 };
const secrets = [SECRET_TEXT, SECRET_ADDRESS, '异响', '120.3007123', '36.0606321'];

type Sees = 'NOTHING' | 'FIGURES' | 'ALL';

describe('A case', () => {
  let database: Database;
  let fastify: FastifyInstance;
  let town: CaseTown;
  let elsewhere: CaseTown;
  let code: string;

  beforeAll(async () => {
    database = await ownDatabase('empty');
    const { manager } = database.dataSource;
    town = await aCaseTown(manager);
    elsewhere = await aCaseTown(manager);
    const env = { ...readEnv({}), logLevel: 'silent' as const };
    ({ fastify } = await createApp({ env, database, client: null }));
    const wishes = { ...EXACT, text: SECRET_TEXT, address: SECRET_ADDRESS };
    ({ code } = (await by(town.grid, (session) => report(session, wishes))).issue);
    await database.dataSource.query(
      `update issue_case set involved_ids = involved_ids || $1::int[] where issue_id = (select id from issue where code = $2)`,
      [[town.handler.postId, town.handlerColleague.postId], code],
    );
  });
  afterAll(async () => {
    await fastify.close();
    await database.close();
  });

  async function by<T>(viewer: Viewer | null, work: (session: ReadSession) => Promise<T>): Promise<T> {
    const session = new ReadSession(database.dataSource, viewer);
    return work(session).finally(() => session.close());
  }

  async function headersOf(viewer: Viewer | null): Promise<Record<string, string>> {
    const session = viewer && (await openSession(database.dataSource, viewer.postId));
    return {
      host: 'atlas.localhost',
      ...(session && { cookie: `atlas_session=${session.token}`, 'atlas-post': viewer.postCode }),
    };
  }

  async function askedOverHttp(viewer: Viewer | null, query: string): Promise<LightMyRequestResponse> {
    return fastify.inject({ method: 'POST', url: '/graphql', headers: await headersOf(viewer), payload: { query } });
  }

  /** Posts × places: those of this town, of another part of it, and of another district. */
  const posts = (): [string, Viewer | null, Sees][] => [
    ['nobody', null, 'NOTHING'],
    ['the planner', town.planner, 'ALL'],
    ['an official of the subdistrict', town.official, 'ALL'],
    ['a colleague', town.colleague, 'ALL'],
    ['an official of another subdistrict', town.stranger, 'NOTHING'],
    ['the community', town.community, 'ALL'],
    ['the grid', town.grid, 'ALL'],
    ['a department that has had it', town.handler, 'ALL'],
    ['another post of that department', town.handlerColleague, 'ALL'],
    ['another department', town.otherDepartment, 'NOTHING'],
    ['the dashboard', town.dashboard, 'FIGURES'],
    ['the administrator', town.administrator, 'NOTHING'],
    ['the planner of another district', elsewhere.planner, 'NOTHING'],
    ['an official of another district', elsewhere.official, 'NOTHING'],
    ['a community of another district', elsewhere.community, 'NOTHING'],
    ['a grid of another district', elsewhere.grid, 'NOTHING'],
    ['a department of another district', elsewhere.handler, 'NOTHING'],
    ['the dashboard of another district', elsewhere.dashboard, 'NOTHING'],
    ['the administrator of another district', elsewhere.administrator, 'NOTHING'],
  ];

  test('is seen in the tables by whom it concerns, and by dashboards without its text', async () => {
    for (const [name, viewer, sees] of posts()) {
      const [counts] = await by(viewer, (session) =>
        session.query<Record<string, number>>(`
          select (select count(*)::int from issue_case) as cases, (select count(*)::int from issue_report) as texts,
            (select count(*)::int from issue_event) as events, (select count(*)::int from issue_image) as images`),
      );
      const cases = sees === 'NOTHING' ? 0 : 1;
      const inner = sees === 'ALL' ? 1 : 0;
      expect({ name, ...counts }).toEqual({ name, cases, texts: inner, events: inner, images: 0 });
    }
  });

  test('is answered by the graph to the same posts: for others there is an issue and no case', async () => {
    for (const [name, viewer, sees] of posts()) {
      if (viewer === null || viewer.kind === 'ADMINISTRATOR') continue; // they may not even ask: see who-may-ask.txt
      const question = `{ issueByCode(code: "${code}") { code case { version } } issueCases(within: "${viewer.districtCode}") { totalCount } }`;
      const cases = sees === 'NOTHING' ? 0 : 1;
      expect({ name, ...(await by(viewer, (session) => ask<object>(session, question))) }).toEqual({
        name,
        issueByCode: { code, case: cases === 1 ? { version: 1 } : null },
        issueCases: { totalCount: cases },
      });
    }
  });

  test('shows its text nowhere to whom it does not concern: graph, files, features, search, tiles, changes, refusals', async () => {
    const words = JSON.stringify(SECRET_TEXT);
    const queries = [
      `query ($w: String = ${words}) { search(text: $w) { __typename } }`,
      `{ issues(within: "${town.district.code}") { edges { node { id code state place { longitude latitude } } } } }`,
      `{ issueByCode(code: "${code}") { code reportedOn place { longitude latitude } } }`,
      `{ issueByCode(code: "${code}") { case { text address exactPlace { longitude latitude } events { reason } } } }`,
      `{ issueCases(within: "${town.district.code}") { edges { node { text address issue { code } } } } }`,
      `{ similarIssues(longitude: ${EXACT.longitude + 1e-4}, latitude: ${EXACT.latitude}, category: "9101") { issue { code place { longitude latitude } } distanceMetres } }`,
      `{ changes(within: "${town.district.code}") { __typename } }`,
      `{ node(id: "SXNzdWU6MQ") { id ... on Issue { code case { text } } } }`,
      `mutation { moveIssue(code: "${code}", action: "FILE", expectedVersion: 1, idempotencyKey: "a-key-of-the-test") { text } }`,
    ];
    const addresses = [
      ...exchangeLayers.flatMap(({ key }) => [
        `/exports/${key}.csv`,
        `/exports/${key}.geojson`,
        `/ogc/features/collections/${key}/items`,
      ]),
      `/exports/issues.csv?within=${town.district.code}`,
      `/ogc/features/collections/issues/items/${code}`,
      `/issues/${code}/images/1`,
      '/imports',
      '/tiles/premises.json',
    ];
    // The questions are such that they tell whom it does concern.
    const told = await inTurn(queries.slice(3, 5), async (query) => (await askedOverHttp(town.planner, query)).body);
    expect(told.map((body) => secrets.filter((secret) => body.includes(secret)))).toEqual([
      secrets,
      [SECRET_TEXT, SECRET_ADDRESS, '异响'],
    ]);
    const askedBy: [string, Viewer | null][] = posts()
      .filter(([, viewer, sees]) => sees !== 'ALL' && (viewer === null || viewer.kind !== 'GRID'))
      .map(([name, viewer]) => [name, viewer]);
    for (const [name, viewer] of askedBy) {
      const headers = await headersOf(viewer);
      const answers = [
        ...(await inTurn(queries, async (query) => ({ asked: query, answer: await askedOverHttp(viewer, query) }))),
        ...(viewer === null || viewer === town.administrator || viewer === town.dashboard
          ? await inTurn(addresses, async (url) => ({ asked: url, answer: await fastify.inject({ url, headers }) }))
          : []),
      ];
      for (const { asked, answer } of answers) {
        expect({ asked, status: answer.statusCode }, answer.body.slice(0, 300)).not.toMatchObject({ status: 500 });
        expect(answer.body).not.toMatch(/GRAPHQL_(VALIDATION|PARSE)_FAILED/);
        const leaked = secrets.filter((secret) => answer.body.includes(secret));
        expect({ name, asked, leaked }).toEqual({ name, asked, leaked: [] });
      }
    }
  });

  test('that a post takes out in a file is written down', async () => {
    const taken = await fastify.inject({ url: '/exports/issues.csv', headers: await headersOf(town.dashboard) });
    expect(taken.statusCode).toBe(200);
    const noted = await database.dataSource.query(
      `select post_code, subject from audit_entry where action = 'EXPORTED' order by id desc limit 1`,
    );
    expect(noted).toEqual([{ post_code: town.dashboard.postCode, subject: 'issues' }]);
  });

  test('is refused to whom it does not concern in the words for what does not exist', async () => {
    const move = (which: string): string =>
      `mutation { moveIssue(code: "${which}", action: "FILE", expectedVersion: 1, idempotencyKey: "a-key-of-the-test") { version } }`;
    const missing = `${code.slice(0, -3)}999`;
    const said = async (viewer: Viewer, which: string): Promise<string> => {
      const answer = await askedOverHttp(viewer, move(which));
      const { errors } = answer.json<{ errors: { message: string; extensions: object }[] }>();
      return JSON.stringify([errors[0]?.message.replace(which, 'CODE'), errors[0]?.extensions]);
    };
    for (const viewer of [town.stranger, town.otherDepartment, elsewhere.planner])
      expect(await said(viewer, code)).toBe(await said(viewer, missing));
  });
});

/** One after the other: only so many files are made at a time. */
async function inTurn<T, R>(list: readonly T[], each: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const one of list) done.push(await each(one));
  return done;
}
