import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { ask } from '../../support/ask.ts';
import { inTransaction } from '../../support/test-database.ts';
import { build, randomTown, someDay } from './random-town.ts';

const RUNS = { numRuns: 6 };
const coverageCounts = '{ covered uncovered unknown denominator }';

/** Every figure an area is asked for, flattened to numbers that must add up. */
const figures = `
  oc: coverage(indicator: OWNERS_COMMITTEE) ${coverageCounts}
  ps: coverage(indicator: PROPERTY_SERVICE) ${coverageCounts}
  ocr: coverage(indicator: OWNERS_COMMITTEE, population: GRIDS_RENEWED_WITHIN_FIVE_YEARS) ${coverageCounts}
  psr: coverage(indicator: PROPERTY_SERVICE, population: GRIDS_RENEWED_WITHIN_FIVE_YEARS) ${coverageCounts}
  issues: issueCounts { open closed total openHere }
  major: issueCounts(category: "91") { open closed total openHere }`;

const lists = `
  all: grids(within: $within, asOf: $asOf) { totalCount }
  committeeCovered: grids(within: $within, asOf: $asOf, committee: COVERED) { totalCount }
  committeeUncovered: grids(within: $within, asOf: $asOf, committee: UNCOVERED) { totalCount }
  committeeUnknown: grids(within: $within, asOf: $asOf, committee: UNKNOWN) { totalCount }
  serviceCovered: grids(within: $within, asOf: $asOf, propertyService: COVERED) { totalCount }
  serviceUnknown: grids(within: $within, asOf: $asOf, propertyService: UNKNOWN) { totalCount }
  renewed: grids(within: $within, asOf: $asOf, population: GRIDS_RENEWED_WITHIN_FIVE_YEARS) { totalCount }
  renewedUncovered: grids(within: $within, asOf: $asOf, population: GRIDS_RENEWED_WITHIN_FIVE_YEARS, propertyService: UNCOVERED) { totalCount }
  active: grids(within: $within, asOf: $asOf, propertyStatus: ACTIVE) { totalCount }
  ended: grids(within: $within, asOf: $asOf, propertyStatus: ENDED) { totalCount }
  tryThenBuy: grids(within: $within, asOf: $asOf, propertyMode: "TRY_THEN_BUY") { totalCount }
  both: grids(within: $within, asOf: $asOf, committee: COVERED, propertyService: COVERED, hasOpenIssues: true) { totalCount }
  troubled: grids(within: $within, asOf: $asOf, hasOpenIssues: true) { totalCount }
  calm: grids(within: $within, asOf: $asOf, hasOpenIssues: false) { totalCount }
  sinceThen: grids(within: $within, asOf: $asOf, renewedSince: "2019-01-01") { totalCount }
  yards: yards(within: $within, asOf: $asOf) { totalCount }
  servedYards: yards(within: $within, asOf: $asOf, propertyService: COVERED) { totalCount }
  troubledBuildings: buildings(within: $within, asOf: $asOf, hasOpenIssues: true) { totalCount }
  open: issues(within: $within, asOf: $asOf, state: OPEN) { totalCount }
  closedMajor: issues(within: $within, asOf: $asOf, state: CLOSED, category: "91") { totalCount }`;

type Counts = Record<string, number>;
interface AreaFigures {
  code: string;
  parent: { code: string } | null;
  oc: Counts;
  ps: Counts;
  ocr: Counts;
  psr: Counts;
  issues: Counts;
  major: Counts;
}

const levels = ['DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'YARD', 'BUILDING'];

async function allFigures(session: ReadSession, within: string, asOf: string): Promise<AreaFigures[]> {
  const found: AreaFigures[] = [];
  for (const level of levels) {
    const { areas } = await ask<{ areas: { edges: { node: AreaFigures }[] } }>(
      session,
      `query ($within: String!, $asOf: Date!, $level: AreaLevel!) { areas(level: $level, within: $within, asOf: $asOf, first: 200) {
        edges { node { code parent { code } ${figures} } } } }`,
      { within, asOf, level },
    );
    found.push(...areas.edges.map(({ node }) => node));
  }
  return found;
}

function sum(counts: readonly Counts[]): Counts {
  const total: Counts = {};
  for (const each of counts) for (const [name, count] of Object.entries(each)) total[name] = (total[name] ?? 0) + count;
  return total;
}

async function listCounts(session: ReadSession, within: string, asOf: string): Promise<Counts> {
  const answer = await ask<Record<string, { totalCount: number }>>(
    session,
    `query ($within: String!, $asOf: Date!) { ${lists} }`,
    { within, asOf },
  );
  return Object.fromEntries(Object.entries(answer).map(([name, { totalCount }]) => [name, totalCount]));
}

const inRandomTown = (check: (session: ReadSession, district: string, asOf: string) => Promise<void>) => () =>
  fc.assert(
    fc.asyncProperty(randomTown, fc.array(someDay, { minLength: 2, maxLength: 2 }), (plan, dates) =>
      inTransaction(async ({ manager, session }) => {
        const { district } = await build(manager, plan);
        for (const asOf of dates) await check(session, district.code, asOf);
      }),
    ),
    RUNS,
  );

test(
  "children's figures add up to their parent's at every level and date",
  inRandomTown(async (session, district, asOf) => {
    const areas = await allFigures(session, district, asOf);
    for (const parent of areas) {
      const children = areas.filter((area) => area.parent?.code === parent.code);
      if (children.length === 0) continue;
      const grids = parent.code.length < 15 && /^\d+$/.test(parent.code);
      for (const figure of ['oc', 'ps', 'ocr', 'psr'] as const) {
        if (grids)
          expect(sum(children.map((child) => child[figure])), `${figure} of ${parent.code}`).toEqual(parent[figure]);
      }
      for (const figure of ['issues', 'major'] as const) {
        const { open = 0 } = sum(children.map((child) => child[figure]));
        expect(open + (parent[figure]['openHere'] ?? 0), `${figure} of ${parent.code}`).toBe(parent[figure]['open']);
      }
    }
  }),
  120_000,
);

test(
  "children's lists under every filter add up to their parent's, and lists agree with coverage",
  inRandomTown(async (session, district, asOf) => {
    const areas = (await allFigures(session, district, asOf)).filter(({ code }) => /^\d{6,15}$/.test(code));
    const counts = new Map<string, Counts>();
    for (const { code } of areas) counts.set(code, await listCounts(session, code, asOf));
    for (const area of areas) {
      const own = counts.get(area.code) ?? {};
      expect(own).toMatchObject({
        all: area.oc['denominator'],
        committeeCovered: area.oc['covered'],
        committeeUncovered: area.oc['uncovered'],
        committeeUnknown: area.oc['unknown'],
        serviceCovered: area.ps['covered'],
        serviceUnknown: area.ps['unknown'],
        renewed: area.ocr['denominator'],
        renewedUncovered: area.psr['uncovered'],
        open: area.issues['open'],
        closedMajor: area.major['closed'],
      });
      expect((own['troubled'] ?? 0) + (own['calm'] ?? 0)).toBe(own['all']);
      const children = areas.filter(({ parent }) => parent?.code === area.code);
      if (children.length === 0) continue;
      const { yards, servedYards, troubledBuildings, open, closedMajor, ...grids } = own;
      const childSum = sum(children.map(({ code }) => counts.get(code) ?? {}));
      expect(childSum, `lists of ${area.code}`).toMatchObject(grids);
      // Yards, buildings and issues may hang on the community itself, in no grid.
      if (area.code.length < 12)
        expect(childSum).toMatchObject({ yards, servedYards, troubledBuildings, open, closedMajor });
    }
  }),
  240_000,
);

test(
  'the columns of a map are the figures of the areas, and of the level above when added up',
  inRandomTown(async (session, district, asOf) => {
    const areas = await allFigures(session, district, asOf);
    const { root } = await ask<{ root: { partyCommitteeCount: number } }>(
      session,
      'query ($code: String!, $asOf: Date!) { root: area(code: $code, asOf: $asOf) { ... on District { partyCommitteeCount } } }',
      { code: district, asOf },
    );
    for (const level of levels) {
      for (const [population, oc, ps] of [
        ['ALL_GRIDS', 'oc', 'ps'],
        ['GRIDS_RENEWED_WITHIN_FIVE_YEARS', 'ocr', 'psr'],
      ] as const) {
        const { areaStatuses: columns } = await ask<{
          areaStatuses: {
            codes: string[];
            committee: Record<string, number[]>;
            propertyService: Record<string, number[]>;
            openIssues: number[];
            openIssuesElsewhere: number;
            partyCommittees: number[];
            partyCommitteesElsewhere: number;
            propertyModes: (string | null)[] | null;
            propertyStatuses: (string | null)[] | null;
          };
        }>(
          session,
          `query ($level: AreaLevel!, $within: String!, $population: CoveragePopulation!, $asOf: Date!) {
            areaStatuses(level: $level, within: $within, population: $population, asOf: $asOf) { codes
              committee { covered uncovered unknown } propertyService { covered uncovered unknown }
              openIssues openIssuesElsewhere partyCommittees partyCommitteesElsewhere propertyModes propertyStatuses } }`,
          { level, within: district, population, asOf },
        );
        for (const [i, code] of columns.codes.entries()) {
          const area = areas.find((each) => each.code === code);
          const row = (counts: Record<string, number[]>) =>
            Object.fromEntries(Object.entries(counts).map(([name, column]) => [name, column[i]]));
          expect(area?.[oc]).toMatchObject(row(columns.committee));
          expect(area?.[ps]).toMatchObject(row(columns.propertyService));
          expect(area?.issues['open']).toBe(columns.openIssues[i]);
        }
        const seats = columns.partyCommittees.reduce((a, b) => a + b, 0);
        expect(seats).toBe(['DISTRICT', 'SUBDISTRICT', 'COMMUNITY'].includes(level) ? root.partyCommitteeCount : 0);
        expect(seats + columns.partyCommitteesElsewhere).toBe(root.partyCommitteeCount);
        if (level !== 'GRID' && level !== 'YARD') expect(columns.propertyModes).toBeNull();
        if (level === 'GRID' && population === 'ALL_GRIDS') {
          const lists = await listCounts(session, district, asOf);
          expect(columns.propertyModes?.filter((mode) => mode === 'TRY_THEN_BUY')).toHaveLength(
            lists['tryThenBuy'] ?? 0,
          );
          expect(columns.propertyStatuses?.filter((status) => status === 'ENDED')).toHaveLength(lists['ended'] ?? 0);
        }
      }
    }
  }),
  240_000,
);

test(
  'every open issue is in one area of each level or told to be in none, whatever it was reported at and whoever counts',
  inRandomTown(async (session, district, asOf) => {
    const areas = await allFigures(session, district, asOf);
    interface Listed {
      issues: { edges: { node: { code: string; area: { code: string } } }[] };
      issuePoints: { ids: string[]; areaCodes: string[] };
    }
    for (const within of areas.filter((_, i) => i % 5 === 0)) {
      const { issues, issuePoints } = await ask<Listed>(
        session,
        `query ($within: String!, $asOf: Date!) {
           issues(within: $within, asOf: $asOf, state: OPEN, first: 200) { edges { node { code area { code } } } }
           issuePoints(within: $within, asOf: $asOf) { ids areaCodes } }`,
        { within: within.code, asOf },
      );
      const at = issues.edges.map(({ node }) => node.area.code);
      expect([...issuePoints.areaCodes].sort()).toEqual([...at].sort());
      expect(within.issues['open']).toBe(at.length);
      const parents = new Map(areas.map(({ code, parent }) => [code, parent?.code]));
      const above = (code: string): string[] => [code, ...(parents.get(code) ? above(parents.get(code) ?? '') : [])];
      for (const level of levels) {
        const { areaStatuses: told } = await ask<{
          areaStatuses: { codes: string[]; openIssues: number[]; openIssuesElsewhere: number };
        }>(
          session,
          `query ($level: AreaLevel!, $within: String!, $asOf: Date!) {
             areaStatuses(level: $level, within: $within, asOf: $asOf) { codes openIssues openIssuesElsewhere } }`,
          { level, within: within.code, asOf },
        );
        const plain = told.codes.map((code) => at.filter((each) => above(each).includes(code)).length);
        expect(told.openIssues, `${level} within ${within.code}`).toEqual(plain);
        const nowhere = at.filter((each) => !above(each).some((code) => told.codes.includes(code)));
        expect(told.openIssuesElsewhere, `${level} within ${within.code}`).toBe(nowhere.length);
      }
    }
  }),
  240_000,
);
