import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../../geodata/dates.ts';
import type { Database } from '../../../server/kernel/database/database.ts';
import type { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { lastDayAhead, today } from '../../../server/kernel/graph/as-of.ts';
import { ask, refusal } from '../../support/ask.ts';
import { aDistrict, aSubdistrict } from '../../support/factories.ts';
import { anIssue } from '../../support/issue-factories.ts';
import { inSession, ownDatabase } from '../../support/test-database.ts';
import { exported, exportsServer } from './exports/exports-server.ts';
import { ogcServer } from './ogc/ogc-server.ts';

const now = today();
const tomorrow = addDays(now, 1);
const farAway = addDays(lastDayAhead(now), 1);

interface Items {
  numberMatched: number;
  features: { id: string; properties: Record<string, unknown> }[];
}

describe('Whoever says no date', () => {
  let database: Database;
  let ogc: FastifyInstance;
  let exports: FastifyInstance;
  let reported: string[];
  beforeAll(async () => {
    database = await ownDatabase();
    const { manager } = database.dataSource;
    // The figures speak for the end of 2025, and the work goes on.
    const district = await aDistrict(manager, { code: '370297', from: '2010-01-01', figuresAsOf: '2025-12-31' });
    const ground = [120.1, 36.1, 120.2, 36.2] as const;
    const subdistrict = await aSubdistrict(manager, { in: district, code: '370297001', from: '2010-01-01', ground });
    await aSubdistrict(manager, { in: district, code: '370297002', from: tomorrow });
    reported = [];
    for (const day of ['2024-05-01', '2026-03-01', now])
      reported.push((await anIssue(manager, subdistrict, { reported: day, at: [120.15, 36.15] })).code);
    ogc = ogcServer(database);
    exports = await exportsServer(database);
  });
  afterAll(async () => {
    await ogc.close();
    await exports.close();
    await database.close();
  });

  /** A question to the graph, in a snapshot of its own. */
  const asking = <T>(work: (session: ReadSession) => Promise<T>): Promise<T> => inSession(database, work);
  const items = async (path: string): Promise<Items> =>
    (await ogc.inject(`/ogc/features/collections/${path}`)).json<Items>();
  const codes = ({ features }: Items): string[] => features.map(({ id }) => id);

  it('asks about today in China, behind every door, and finds what was reported today', async () => {
    const { issues } = await asking((session) =>
      ask<{ issues: { totalCount: number; edges: { node: { asOf: string } }[] } }>(
        session,
        '{ issues(first: 10) { totalCount edges { node { asOf } } } }',
      ),
    );
    expect(issues.totalCount).toBe(3);
    expect(issues.edges[0]?.node.asOf).toBe(now);
    const file = await exported(exports, 'issues');
    expect([file.notes.asOf, file.notes.count]).toEqual([now, 3]);
    const list = await items('issues/items');
    expect(codes(list)).toEqual([...reported].sort());
    expect(list.features[0]?.properties['asOf']).toBe(now);
    for (const code of reported)
      expect((await ogc.inject(`/ogc/features/collections/issues/items/${code}`)).statusCode).toBe(200);
    const { description } = (await ogc.inject('/ogc/features/collections/issues')).json<{ description: string }>();
    expect(description).toContain(now);
  });

  it('of an interval without an end gets all that is known to come', async () => {
    expect(codes(await items('issues/items?datetime=2026-01-01/..'))).toEqual([...reported].sort());
    for (const interval of ['2026-01-01/..', '../..', `2026-01-01/9999-12-31`])
      expect(codes(await items(`subdistricts/items?datetime=${interval}`)), interval).toEqual([
        '370297001',
        '370297002',
      ]);
    expect(codes(await items('subdistricts/items'))).toEqual(['370297001']);
    const planned = await items('subdistricts/items/370297002');
    expect((planned as unknown as Items['features'][0]).properties['asOf']).toBe(tomorrow);
  });

  it('and whoever says one too far ahead is refused behind every door', async () => {
    const argument = { code: 'BAD_USER_INPUT', argument: 'asOf' };
    const query = 'query ($asOf: Date) { issues(first: 1, asOf: $asOf) { totalCount } }';
    const refused = (text: string, variables = {}) => asking((session) => refusal(session, text, variables));
    expect(await refused(query, { asOf: farAway })).toMatchObject(argument);
    expect(await refused('{ area(code: "370297", asOf: "9999-12-31") { code } }')).toMatchObject(argument);
    expect(await refused('{ issuePoints(within: "370297", asOf: "9999-12-31") { ids } }')).toMatchObject(argument);
    const last = { asOf: lastDayAhead(now) };
    const { issues } = await asking((session) => ask<{ issues: { totalCount: number } }>(session, query, last));
    expect(issues.totalCount).toBe(3);
    expect((await exports.inject(`/exports/issues.geojson?asOf=${farAway}`)).statusCode).toBe(400);
    const instant = await ogc.inject(`/ogc/features/collections/issues/items?datetime=${farAway}`);
    expect([instant.statusCode, instant.json<{ description: string }>().description]).toEqual([
      400,
      `Nothing is known of ${farAway}: "datetime" takes a day up to ${lastDayAhead(now)}.`,
    ]);
  });
});
