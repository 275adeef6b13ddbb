import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApp, type App } from '../../../../server/app.ts';
import { readEnv } from '../../../../server/env.ts';
import { openSession } from '../../../../server/kernel/access/sessions.ts';
import type { Viewer } from '../../../../server/kernel/access/viewer.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import { aCaseTown, aKey, MIDDLE, MOVE, move, report, REPORT, type CaseTown } from '../../../support/case-factories.ts';
import { ownDatabase } from '../../../support/test-database.ts';

interface Said {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

/** What may go wrong between a commit and the answer, and just before it. */
describe('A change whose answer is lost', () => {
  let database: Database;
  let town: CaseTown;
  let app: App;
  beforeAll(async () => {
    database = await ownDatabase('empty');
    town = await database.dataSource.transaction((manager) => aCaseTown(manager));
    const env = { ...readEnv({}), logLevel: 'silent' as const };
    app = await createApp({ env, database, client: null, imports: true });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  const headersOf = async ({ postId, postCode }: Viewer): Promise<Record<string, string>> => {
    const { token } = await openSession(database.dataSource, postId);
    return { host: 'localhost', cookie: `atlas_session=${token}`, 'atlas-post': postCode };
  };
  const asked = async (viewer: Viewer, query: string, variables: object): Promise<Said> => {
    const [url, method, headers] = ['/graphql', 'POST', await headersOf(viewer)] as const;
    const answer = await app.fastify.inject({ method, url, headers, payload: { query, variables } });
    vi.restoreAllMocks();
    return answer.json<Said>();
  };
  const by = async <T>(viewer: Viewer, work: (session: ReadSession) => Promise<T>): Promise<T> => {
    const session = new ReadSession(database.dataSource, viewer);
    return work(session).finally(() => session.close());
  };
  const cases = async (): Promise<number> =>
    (await database.dataSource.query<unknown[]>('select from issue_case')).length;

  /** The connection dies: of the next transactions, those whose turn is named are lost, before or after they are committed. */
  function loseConnection(when: 'BEFORE_COMMIT' | 'AFTER_COMMIT' | 'READING_BACK'): void {
    const { dataSource } = database;
    const begun = dataSource.transaction.bind(dataSource) as (work: unknown) => Promise<unknown>;
    const lost = new Error('Connection terminated unexpectedly');
    vi.spyOn(dataSource, 'transaction').mockImplementationOnce((async (work: (manager: unknown) => unknown) => {
      const made = await begun(async (manager: unknown) => {
        const done = await work(manager);
        if (when === 'BEFORE_COMMIT') throw lost;
        return done;
      });
      if (when === 'AFTER_COMMIT') throw lost;
      // Until the answer has come, and not once: what runs beside may be the first to ask.
      vi.spyOn(dataSource, 'createQueryRunner').mockImplementation(() => {
        throw lost;
      });
      return made;
    }) as never);
  }
  const input = { ...MIDDLE, category: '9101', channel: 'PATROL', text: '楼前路灯不亮' };

  test('says that it was made, and how: a report', async () => {
    const [before, key] = [await cases(), aKey()];
    loseConnection('READING_BACK');
    const { data, errors } = await asked(town.grid, REPORT, { input, key });
    expect(data).toBeNull();
    const committed = errors?.[0]?.extensions['committed'] as { code: string };
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', committed: { code: /-IS-/ } });
    expect(await cases()).toBe(before + 1);
    const again = await asked(town.grid, REPORT, { input, key });
    expect(again).toMatchObject({ data: { reportIssue: { issue: { code: committed.code } } } });
    expect(await cases()).toBe(before + 1);
  });

  test('is answered with yes when only the answer to the commit was lost', async () => {
    const before = await cases();
    loseConnection('AFTER_COMMIT');
    const said = await asked(town.grid, REPORT, { input, key: aKey() });
    expect(said).toMatchObject({ data: { reportIssue: { version: 1 } } });
    expect(await cases()).toBe(before + 1);
  });

  test('says nothing of the kind when it was not made, and can be sent again', async () => {
    const [before, key] = [await cases(), aKey()];
    loseConnection('BEFORE_COMMIT');
    const { errors } = await asked(town.grid, REPORT, { input, key });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await cases()).toBe(before);
    expect(await asked(town.grid, REPORT, { input, key })).toMatchObject({ data: { reportIssue: { version: 1 } } });
    expect(await cases()).toBe(before + 1);
  });

  test('is said of the one of several that it is true of', async () => {
    const two = `mutation ($input: ReportIssueInput!, $bad: ReportIssueInput!, $key: ID!, $other: ID!) {
      first: reportIssue(input: $input, idempotencyKey: $key) { version events { post { code } } }
      second: reportIssue(input: $bad, idempotencyKey: $other) { version } }`;
    const bad = { ...input, category: 'no such' };
    const said = await asked(town.grid, two, { input, bad, key: aKey(), other: aKey() });
    expect(said.errors?.map(({ extensions }) => extensions['committed'])).toEqual([undefined]);
  });

  test('is done once and answered with yes, whatever the post may see and do by then', async () => {
    const before = await by(town.grid, (session) => report(session));
    const { code } = before.issue;
    const key = aKey();
    const variables = { code, action: 'FILE_AT_ONCE', version: before.version, key };
    const first = await asked(town.official, MOVE, variables);
    expect(first).toMatchObject({ data: { moveIssue: { version: 2 } } });
    // It has moved on in between, and the post has been taken away from it: for a second move there is no case any more.
    const handler = town.handler.postCode;
    await by(town.official, (session) => move(session, { ...before, version: 2 }, 'DISPATCH', { handler }));
    await database.dataSource.query(
      `update issue_case set path = '999999', involved_ids = '{}' where issue_id = (select id from issue where code = $1)`,
      [code],
    );
    const { errors } = await asked(town.official, MOVE, variables);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      expect.objectContaining({ committed: { version: 2 } }) as object,
    ]);
    const another = await asked(town.official, MOVE, { ...variables, key: aKey() });
    expect(another.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', argument: 'code' });
  });

  test('is no different for a file: its confirmation is answered with yes', async () => {
    const csv = `街道代码,街道名称\n${town.district.code}901,试验街道\n`;
    const url = `/imports?fileName=a.csv&layer=subdistricts&asOf=2025-01-01`;
    const headers = { ...(await headersOf(town.planner)), 'content-type': 'application/octet-stream' };
    const { key } = (await app.fastify.inject({ method: 'POST', url, headers, payload: csv })).json<{ key: string }>();
    loseConnection('AFTER_COMMIT');
    const own = await headersOf(town.planner);
    const confirmed = await app.fastify.inject({
      method: 'POST',
      url: `/imports/${key}/confirm`,
      headers: own,
      payload: {},
    });
    expect([confirmed.statusCode, confirmed.json<{ state: string }>().state]).toEqual([200, 'APPLIED']);
    loseConnection('AFTER_COMMIT');
    const undone = await app.fastify.inject({ method: 'POST', url: `/imports/${key}/undo`, headers: own, payload: {} });
    expect([undone.statusCode, undone.json<{ state: string }>().state]).toEqual([200, 'UNDONE']);
  });
});
