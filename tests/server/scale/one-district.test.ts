/**
 * A question about one district reads rows of one district, however many share the tables: seen in the plans of the very
 * statements that the product sends.
 */
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkWithin } from '../../../geodata/check-land.ts';
import { copyDistrict, loadDemoRows } from '../../../geodata/load-demo.ts';
import type { Database } from '../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { refreshSummaries } from '../../../server/overview/summary.service.ts';
import { ask } from '../../support/ask.ts';
import { ownDatabase } from '../../support/test-database.ts';
import { DISTRICT, smallDistrict, SUBDISTRICT } from './small-district.ts';

const DISTRICTS = 24;
const AS_OF = '2025-12-31';
let database: Database;
let dataSource: DataSource;

beforeAll(async () => {
  database = await ownDatabase('empty');
  ({ dataSource } = database);
  await loadDemoRows(dataSource, smallDistrict());
  for (let number = 2; number <= DISTRICTS; number += 1) {
    await copyDistrict(dataSource, {
      from: DISTRICT,
      to: `99${String(number).padStart(4, '0')}`,
      name: `副本${number}`,
      nameEn: `Copy ${number}`,
      longitude: 0.2 * (number % 6),
      latitude: 0.1 * Math.floor(number / 6),
    });
  }
  await refreshSummaries(dataSource);
  await dataSource.query('analyze');
}, 300_000);
afterAll(() => database.close());

/** Keeps what is asked of the database, with its parameters. */
class ListeningSession extends ReadSession {
  readonly heard: { sql: string; params: readonly unknown[] }[] = [];

  override query<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    this.heard.push({ sql, params });
    return super.query<Row>(sql, params);
  }

  override queryPrepared<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    this.heard.push({ sql, params });
    return super.queryPrepared<Row>(sql, params);
  }

  override queryAlone<Row>(sql: string, params: readonly unknown[]): Promise<Row[]> {
    this.heard.push({ sql, params });
    return super.queryAlone<Row>(sql, params);
  }
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Rows of a table that belong to one district; 0 for what does not grow with districts. */
const OF_ONE_DISTRICT: Readonly<Record<string, string>> = {
  area: 'district_code = $1',
  area_path: `path >= $1 and path < $1 || '0'`,
  boundary: 'area_id in (select id from area where district_code = $1)',
  boundary_extent_yard:
    'boundary_id in (select b.id from boundary b join area a on a.id = b.area_id where a.district_code = $1)',
  grid_state: 'district_code = $1',
  area_membership: 'child_id in (select id from area where district_code = $1)',
  ...Object.fromEntries(
    [
      'issue',
      'owners_committee',
      'owners_committee_area',
      'property_service',
      'property_service_area',
      'renewal_project',
      'renewal_project_yard',
      'coverage_survey',
      'office_building',
      'building_party_committee',
    ].map((table) => [table, 'district_code = $1']),
  ),
};

async function sizesOfOneDistrict(): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const [table, condition] of Object.entries(OF_ONE_DISTRICT)) {
    const [row] = await dataSource.query<{ count: number }[]>(
      `select count(*)::int as count from ${table} where ${condition}`,
      [DISTRICT],
    );
    sizes.set(table, row?.count ?? 0);
  }
  return sizes;
}

/** What a statement reads of each table at a time: rows that a scan gives or sees in vain. */
async function reads(sql: string, params: readonly unknown[]): Promise<{ table: string; rows: number; by: string }[]> {
  return dataSource.transaction(async (manager) => {
    // A small table is read whole because that is cheaper: whether its keys would do is seen without this way out.
    await manager.query('set local enable_seqscan = off');
    const [row] = await manager.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(
      `explain (analyze, timing off, format json) ${sql}`,
      [...params],
    );
    return nodesOf(
      row?.['QUERY PLAN'][0]?.Plan ?? { 'Node Type': 'none', 'Actual Rows': 0, 'Actual Loops': 0 },
    ).flatMap((node) => {
      const table = node['Relation Name'];
      if (table === undefined || node['Actual Loops'] === 0) return [];
      const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
      return [{ table, rows: node['Actual Rows'] + removed, by: node['Node Type'] }];
    });
  });
}

const QUESTIONS: Readonly<Record<string, string>> = {
  'all grids with coverage and outline': `{ grids(within: "${DISTRICT}", asOf: "${AS_OF}", first: 200) {
    edges { node { code committeeState propertyServiceState boundary } } } }`,
  'the yards in a box': `{ yards(asOf: "${AS_OF}", bounds: { west: 120.30, south: 36.05, east: 120.33, north: 36.08 }, first: 200) {
    edges { node { code boundary propertyServiceState } } } }`,
  'a page of open issues': `{ issues(within: "${DISTRICT}", asOf: "${AS_OF}", state: OPEN, first: 50) {
    edges { node { code place { longitude latitude } area { code name } } } } }`,
  'the way down from a grid': `{ area(code: "${SUBDISTRICT}001001", asOf: "${AS_OF}") { code
    ... on Grid { issueCounts { open } yards(first: 200) { edges { node { code propertyServiceState
      issues(state: OPEN, first: 200) { edges { node { code reportedOn } } }
      buildings(first: 200) { edges { node { code issueCounts { open } } } } } } } } } }`,
  'the coverage of a subdistrict': `{ area(code: "${SUBDISTRICT}", asOf: "${AS_OF}") {
    coverage(indicator: PROPERTY_SERVICE) { covered uncovered unknown } } }`,
  'the map of the grids': `{ areaStatuses(level: GRID, within: "${DISTRICT}", asOf: "${AS_OF}") { codes openIssues partyCommittees
    propertyModes propertyServiceStates committee { covered } propertyService { covered } } }`,
  'the map of the yards': `{ areaStatuses(level: YARD, within: "${DISTRICT}", asOf: "${AS_OF}") { codes openIssues
    propertyModes propertyServiceStates } }`,
};

describe('among many districts, a question about one reads no more at a time than that one has', () => {
  test.each(Object.entries(QUESTIONS))('%s', async (_, query) => {
    const sizes = await sizesOfOneDistrict();
    const session = new ListeningSession(dataSource);
    // Closed before the plans are asked for: the embedded database takes one transaction at a time.
    await ask(session, query).finally(() => session.close());
    expect(session.heard.length).toBeGreaterThan(0);
    const scans = [];
    for (const { sql, params } of session.heard) scans.push(...(await reads(sql, params)));
    const known = scans.filter(({ table }) => sizes.has(table));
    expect(known.length).toBeGreaterThan(3);
    expect(known.filter(({ table, rows }) => rows > (sizes.get(table) ?? 0))).toEqual([]);
  });
});

describe('a copied district', () => {
  test('keeps every rule that geodata:check knows', async () => {
    const { rules } = await dataSource.transaction((manager) => checkWithin(manager, AS_OF));
    // One subdistrict does not fill a district, and is not all of it.
    const asked = rules.filter(({ name }) => !['filled', 'published area', 'published figures'].includes(name));
    expect(asked.length).toBe(12);
    expect(asked.flatMap(({ faults }) => faults)).toEqual([]);
  });

  test('is summarised like the one it was made of', async () => {
    const kinds = await dataSource.query<unknown[]>(
      `select count(distinct summary)::int as kinds, count(*)::int as districts from (
         select s.district_code, array_agg((s.valid_from, s.grids)::text order by right(a.code, -6), s.valid_from) as summary
         from coverage_summary s join area a on a.id = s.area_id group by 1) s`,
    );
    expect(kinds).toEqual([{ kinds: 1, districts: DISTRICTS }]);
  });
});
