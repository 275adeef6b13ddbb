import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../../support/ask.ts';
import { inDemoSession } from '../../../support/test-database.ts';
import { exported, exportsServer, queryOf } from './exports-server.ts';

/** Notes tell the number of rows without sending them; some files are counted row by row all the same. */
const ROWS_OF_EVERY = 4;
const FIRST = 50;

interface Answer {
  list: { totalCount: number; edges: { node: { code: string } }[] };
}

let fastify: FastifyInstance;

beforeAll(async () => {
  fastify = await exportsServer();
});
afterAll(() => fastify.close());

/** Codes of the demo district at every level that a list can be limited to. */
const DISTRICT = '370202';
const SUBDISTRICT = '370202007';
const COMMUNITY = '370202001001';
const GRID = '370202001001001';
const BOX = '120.33,36.055,120.37,36.07';
const WITHIN = [undefined, DISTRICT, SUBDISTRICT, COMMUNITY, GRID];
const DATES = ['2025-12-31', '2024-06-30', '2019-01-01'];

/** Every filter of a layer with values that divide it; texts of the graph are quoted, its words are not. */
const STATES = ['COVERED', 'UNCOVERED', 'UNKNOWN'];
const OF_SERVICE = {
  propertyService: STATES,
  propertyMode: ['"TRY_THEN_BUY"', '"BUNDLED_MULTI_GRID"'],
  propertyStatus: ['ACTIVE', 'TRIAL', 'PLANNED', 'ENDED'],
  renewedSince: ['"2023-01-01"'],
  hasOpenIssues: ['true', 'false'],
};
const LAYERS: Record<string, { list: string; inBox: boolean; filters: Record<string, string[]> }> = {
  subdistricts: { list: 'areas(level: SUBDISTRICT', inBox: true, filters: {} },
  communities: { list: 'areas(level: COMMUNITY', inBox: true, filters: {} },
  grids: {
    list: 'grids(',
    inBox: true,
    filters: {
      ...{ committee: STATES, population: ['ALL_GRIDS', 'GRIDS_RENEWED_WITHIN_FIVE_YEARS'] },
      ...{ system: ['GOVERNANCE', 'UNIT'], ...OF_SERVICE },
    },
  },
  yards: { list: 'yards(', inBox: true, filters: OF_SERVICE },
  buildings: { list: 'buildings(', inBox: true, filters: { hasOpenIssues: ['true', 'false'] } },
  issues: {
    list: 'issues(',
    inBox: true,
    filters: {
      ...{ state: ['OPEN', 'CLOSED'], category: ['"01"', '"0101"'] },
      ...{ reportedFrom: ['"2024-01-01"'], reportedTo: ['"2024-12-31"'] },
    },
  },
  'office-buildings': { list: 'officeBuildings(', inBox: true, filters: { hasPartyCommittee: ['true', 'false'] } },
  'building-party-committees': {
    list: 'buildingPartyCommittees(',
    inBox: false,
    filters: { kind: ['BUILDING', 'COMPREHENSIVE', 'PARK'] },
  },
  'owners-committees': { list: 'ownersCommittees(', inBox: false, filters: { kind: ['OWNERS', 'SELF_MANAGEMENT'] } },
  'property-services': {
    list: 'propertyServices(',
    inBox: false,
    filters: { mode: ['"TRY_THEN_BUY"'], status: ['ACTIVE', 'TRIAL', 'PLANNED', 'ENDED'] },
  },
  'renewal-projects': { list: 'renewalProjects(', inBox: false, filters: { year: ['2023', '2025'] } },
};

/**
 * Questions about a layer: without filters everywhere and at every date, each value of each filter by itself, and filters taken
 * together, a few for each.
 */
function questions({
  inBox,
  filters,
}: {
  inBox: boolean;
  filters: Record<string, string[]>;
}): Record<string, string>[] {
  const plain = DATES.flatMap((asOf, i) =>
    (i === 0 ? WITHIN : [undefined, SUBDISTRICT]).map((within) => ({
      asOf: `"${asOf}"`,
      ...(within !== undefined && { within: `"${within}"` }),
    })),
  );
  const asOf = `"${DATES[0]}"`;
  const single = Object.entries(filters).flatMap(([name, values]) => values.map((value) => ({ asOf, [name]: value })));
  const names = Object.keys(filters);
  const together = names.flatMap((name, i) => {
    const other = names[(i + 1) % names.length] ?? name;
    const pick = (of: string, at: number) => filters[of]?.[at % (filters[of]?.length ?? 1)] ?? '';
    return [
      { asOf, within: `"${SUBDISTRICT}"`, [name]: pick(name, 0), [other]: pick(other, 1) },
      { asOf: `"${DATES[1]}"`, ...(inBox && { bbox: BOX }), [name]: pick(name, 1), [other]: pick(other, 0) },
    ];
  });
  return [
    ...plain,
    ...(inBox
      ? [
          { asOf, bbox: BOX },
          { asOf, bbox: BOX, within: `"${SUBDISTRICT}"` },
        ]
      : []),
    ...single,
    ...together,
  ];
}

/** The same question to the graph. */
function graphQuery(list: string, { bbox, ...filters }: Record<string, string>): string {
  const [west, south, east, north] = (bbox ?? '').split(',');
  const bounds = bbox === undefined ? [] : [`bounds: {west: ${west}, south: ${south}, east: ${east}, north: ${north}}`];
  const given = [...Object.entries(filters).map(([name, value]) => `${name}: ${value}`), ...bounds].join(', ');
  return `{ list: ${list}${list.endsWith('(') ? '' : ', '}${given}, first: ${FIRST}) { totalCount edges { node { code } } } }`;
}

describe('an export holds as many rows as the list of the graph under the same filters', () => {
  for (const [layer, about] of Object.entries(LAYERS)) {
    it(`of ${layer}`, async () => {
      const counts = new Set<number>();
      for (const [i, question] of questions(about).entries()) {
        const parameters = Object.fromEntries(
          Object.entries(question).map(([name, value]) => [name, value.replaceAll('"', '')]),
        );
        const said = JSON.stringify(parameters);
        const { list } = await inDemoSession((session) => ask<Answer>(session, graphQuery(about.list, question)));
        const shapes = about.inBox ? { geometry: false } : {};
        const answer = await fastify.inject(`/exports/${layer}.notes.json?${queryOf({ ...parameters, ...shapes })}`);
        expect(answer.json<{ count: number }>().count, said).toBe(list.totalCount);
        counts.add(list.totalCount);
        if (i % ROWS_OF_EVERY > 0) continue;
        const { features } = await exported(fastify, layer, { ...parameters, ...shapes });
        expect(features.length, said).toBe(list.totalCount);
        // The first page of the list is the beginning of the file.
        expect(
          features.slice(0, FIRST).map(({ id }) => id),
          said,
        ).toEqual(list.edges.map(({ node }) => node.code));
      }
      // The filters do divide the layer: the question is not asked in vain.
      expect(counts.size).toBeGreaterThan(2);
    });
  }
});
