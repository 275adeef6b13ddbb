/** The numbers of files and of the features of OGC API are those of the graph, in towns left to chance and on any day. */
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { expect, test } from 'vitest';
import type { Database } from '../../../server/kernel/database/database.ts';
import { ask } from '../../support/ask.ts';
import { inSession, ownDatabase } from '../../support/test-database.ts';
import { build, randomTown, someDay, type Town } from '../overview/random-town.ts';
import { exported, exportsServer, type ExportedFeature, type Parameters } from './exports/exports-server.ts';
import { ogcServer } from './ogc/ogc-server.ts';

const LEVELS = {
  subdistricts: 'SUBDISTRICT',
  communities: 'COMMUNITY',
  grids: 'GRID',
  yards: 'YARD',
  buildings: 'BUILDING',
};
const LAYERS = Object.keys(LEVELS) as Layer[];
const POPULATIONS = ['ALL_GRIDS', 'GRIDS_RENEWED_WITHIN_FIVE_YEARS'] as const;

interface Coverage {
  covered: number;
  uncovered: number;
  unknown: number;
  denominator: number;
}
type Population = (typeof POPULATIONS)[number];
type Layer = keyof typeof LEVELS;

interface Figures {
  readonly coverage: Readonly<Record<Population, { committee: Coverage; service: Coverage }>>;
  /** Areas of each level. */
  readonly areas: Readonly<Record<Layer, number>>;
  readonly issues: { readonly open: number; readonly total: number };
  /** Open issues as their list has them. */
  readonly listed: number;
}
type Answer = Record<Population, Figures['coverage'][Population]> &
  Record<Layer | 'listed', { totalCount: number }> & { area: { issueCounts: Figures['issues'] } };

const coverages = POPULATIONS.map(
  (population) => `${population}: area(code: $within, asOf: $asOf) {
    committee: coverage(indicator: OWNERS_COMMITTEE, population: ${population}) { covered uncovered unknown denominator }
    service: coverage(indicator: PROPERTY_SERVICE, population: ${population}) { covered uncovered unknown denominator } }`,
);
const lists = Object.entries(LEVELS).map(
  ([layer, level]) => `${layer}: areas(level: ${level}, within: $within, asOf: $asOf) { totalCount }`,
);
const QUESTION = `query ($within: String!, $asOf: Date!) {
  ${[...coverages, ...lists].join('\n')}
  area(code: $within, asOf: $asOf) { issueCounts { open total } }
  listed: issues(within: $within, asOf: $asOf, state: OPEN) { totalCount } }`;

type Counts = Readonly<Record<string, number>>;
const countBy = (features: readonly ExportedFeature[], name: string): Counts =>
  Object.fromEntries(
    ['COVERED', 'UNCOVERED', 'UNKNOWN'].map((state) => [
      state,
      features.filter(({ properties }) => properties[name] === state).length,
    ]),
  );
const stated = ({ covered, uncovered, unknown }: Coverage): Counts => ({
  COVERED: covered,
  UNCOVERED: uncovered,
  UNKNOWN: unknown,
});

type Check = (towns: readonly Town[], dates: readonly string[], database: Database) => Promise<void>;

async function inTowns(check: Check): Promise<void> {
  const towns = fc.tuple(randomTown, randomTown);
  const days = fc.uniqueArray(someDay, { minLength: 2, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(towns, days, async (plans, dates) => {
      const database = await ownDatabase();
      try {
        const built: Town[] = [];
        for (const plan of plans) built.push(await build(database.dataSource.manager, plan));
        await check(built, dates, database);
      } finally {
        await database.close();
      }
    }),
    // A town is a database: one that fails is told as it is.
    { numRuns: 2, endOnFailure: true },
  );
}

async function graphFigures(database: Database, within: string, asOf: string): Promise<Figures> {
  const answer = await inSession(database, (session) => ask<Answer>(session, QUESTION, { within, asOf }));
  const areas = Object.fromEntries(LAYERS.map((layer) => [layer, answer[layer].totalCount])) as Figures['areas'];
  return { coverage: answer, areas, issues: answer.area.issueCounts, listed: answer.listed.totalCount };
}

async function compareFiles(fastify: FastifyInstance, within: string, asOf: string, figures: Figures): Promise<void> {
  const rows = async (layer: string, more: Parameters = {}) => {
    const { features, notes } = await exported(fastify, layer, { within, asOf, geometry: false, ...more });
    expect(notes.count, `${layer} of ${within}`).toBe(features.length);
    return features;
  };
  const said = `${within} on ${asOf}`;
  for (const layer of LAYERS) expect((await rows(layer)).length, `${layer} of ${said}`).toBe(figures.areas[layer]);
  for (const population of POPULATIONS) {
    const { committee, service } = figures.coverage[population];
    const grids = await rows('grids', { population });
    expect(grids.length, `${population} of ${said}`).toBe(committee.denominator);
    expect(countBy(grids, 'committeeState'), `${population} of ${said}`).toEqual(stated(committee));
    expect(countBy(grids, 'propertyServiceState'), `${population} of ${said}`).toEqual(stated(service));
    for (const state of ['COVERED', 'UNCOVERED', 'UNKNOWN'])
      expect((await rows('grids', { population, committee: state })).length).toBe(stated(committee)[state]);
  }
  const { open, total } = figures.issues;
  expect((await rows('issues', { state: 'OPEN' })).length, `open issues of ${said}`).toBe(open);
  expect((await rows('issues')).length, `issues of ${said}`).toBe(total);
  expect(figures.listed).toBe(open);
}

test('a file holds what the graph counts, within every area, whatever an issue was reported at', () =>
  inTowns(async (towns, dates, database) => {
    const fastify = await exportsServer(database);
    try {
      for (const asOf of dates)
        for (const { areas } of towns)
          for (const { code } of areas.filter((_, i) => i % 6 === 0))
            await compareFiles(fastify, code, asOf, await graphFigures(database, code, asOf));
    } finally {
      await fastify.close();
    }
  }));

test('a collection has as many features on a day as the graph has in all towns together', () =>
  inTowns(async (towns, dates, database) => {
    const fastify = await exportsServer(database);
    const ogc = ogcServer(database);
    try {
      for (const asOf of dates) {
        const all = await Promise.all(towns.map(({ district }) => graphFigures(database, district.code, asOf)));
        for (const layer of [...LAYERS, 'issues'] as const) {
          const answer = await ogc.inject(`/ogc/features/collections/${layer}/items?datetime=${asOf}&limit=1000`);
          const { numberMatched, features } = answer.json<{ numberMatched: number; features: ExportedFeature[] }>();
          const counted = all.map(({ issues, areas }) => (layer === 'issues' ? issues.total : areas[layer]));
          const said = `${layer} on ${asOf}`;
          expect(numberMatched, said).toBe(counted.reduce((sum, one) => sum + one, 0));
          expect(features.length, said).toBe(numberMatched);
          const files = await exported(fastify, layer, { asOf, geometry: false });
          expect(
            features.map(({ id }) => id),
            said,
          ).toEqual(files.features.map(({ id }) => id));
          if (layer !== 'grids') continue;
          const covered = (name: string) => countBy(features, name)['COVERED'];
          const sums = all.map(({ coverage }) => coverage.ALL_GRIDS);
          expect(covered('committeeState')).toBe(sums.reduce((sum, { committee }) => sum + committee.covered, 0));
          expect(covered('propertyServiceState')).toBe(sums.reduce((sum, { service }) => sum + service.covered, 0));
        }
      }
    } finally {
      await Promise.all([fastify.close(), ogc.close()]);
    }
  }));
