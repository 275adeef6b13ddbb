import type { EntityManager } from 'typeorm';
import { describe, expect, test } from 'vitest';
import type { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { ask, readInOneStatement } from '../../support/ask.ts';
import { aCommittee, aRenewal, aService, aSurvey } from '../../support/care-factories.ts';
import { aCommunity, aGrid, aSource, aYard, type TestArea } from '../../support/factories.ts';
import { anIssue } from '../../support/issue-factories.ts';
import { aPartyCommittee, aTower } from '../../support/office-factories.ts';
import { inDemoSession, inTransaction } from '../../support/test-database.ts';

const AS_OF = '2025-06-30';

/** From now on the row comes from a source of that provenance. */
async function says(manager: EntityManager, table: string, id: number, provenance: string): Promise<void> {
  await manager.query(`update ${table} set source_id = $1 where id = $2`, [await aSource(manager, provenance), id]);
}

async function surveyed(manager: EntityManager, grid: TestArea, indicator: 'OWNERS_COMMITTEE', provenance: string) {
  await aSurvey(manager, grid, indicator);
  await manager.query('update coverage_survey set source_id = $1 where area_id = $2', [
    await aSource(manager, provenance),
    grid.id,
  ]);
}

interface Based {
  provenances: string[] | null;
}

async function coverageOf(session: ReadSession, code: string, indicator: string, population = 'ALL_GRIDS') {
  const { area } = await ask<{ area: { coverage: Based } }>(
    session,
    `query ($code: String!, $indicator: CoverageIndicator!, $population: CoveragePopulation!) { area(code: $code, asOf: "${AS_OF}") {
      coverage(indicator: $indicator, population: $population) { provenances denominator } } }`,
    { code, indicator, population },
  );
  return area.coverage.provenances;
}

describe('the provenances of a coverage', () => {
  test('are those of its grids and of what decides about them, and no others', () =>
    inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager);
      const [covered, empty] = [await aGrid(manager, { in: community }), await aGrid(manager, { in: community })];
      const of = (code: string) => coverageOf(session, code, 'OWNERS_COMMITTEE');
      expect(await of(community.code)).toEqual(['SURVEYED']);
      const committee = await aCommittee(manager, [covered]);
      await says(manager, 'owners_committee', committee.id, 'IMPORTED');
      expect(await of(community.code)).toEqual(['IMPORTED', 'SURVEYED']);
      expect(await of(empty.code)).toEqual(['SURVEYED']);
      // A survey decides only where nothing covers the grid.
      await surveyed(manager, covered, 'OWNERS_COMMITTEE', 'SYNTHETIC');
      expect(await of(community.code)).toEqual(['IMPORTED', 'SURVEYED']);
      await surveyed(manager, empty, 'OWNERS_COMMITTEE', 'SYNTHETIC');
      expect(await of(community.districtCode)).toEqual(['IMPORTED', 'SURVEYED', 'SYNTHETIC']);
      expect(await coverageOf(session, community.code, 'PROPERTY_SERVICE')).toEqual(['SURVEYED']);
      await manager.query('select refresh_summary(kind, district_code) from summary_mark');
      expect(await of(community.districtCode), 'summarised').toEqual(['IMPORTED', 'SURVEYED', 'SYNTHETIC']);
    }));

  test('take in the yards that a grid is covered by and the renewals that make it one of the population', () =>
    inTransaction(async ({ manager, session }) => {
      const grid = await aGrid(manager);
      const [yard, other] = [await aYard(manager, { in: grid }), await aYard(manager, { in: grid })];
      await says(manager, 'area', yard.id, 'SYNTHETIC');
      const service = await aService(manager, [yard]);
      await says(manager, 'property_service', service.id, 'IMPORTED');
      const of = (population?: string) => coverageOf(session, grid.code, 'PROPERTY_SERVICE', population);
      // One yard of two: the service covers no grid.
      expect(await of()).toEqual(['SURVEYED']);
      await aService(manager, [other]);
      expect(await of()).toEqual(['IMPORTED', 'SURVEYED', 'SYNTHETIC']);
      const renewed = (indicator: string) =>
        coverageOf(session, grid.code, indicator, 'GRIDS_RENEWED_WITHIN_FIVE_YEARS');
      expect(await renewed('OWNERS_COMMITTEE')).toEqual([]);
      const project = await aRenewal(manager, [other], { completed: '2024-05-01' });
      await says(manager, 'renewal_project', project.id, 'IMPORTED');
      expect(await renewed('OWNERS_COMMITTEE')).toEqual(['IMPORTED', 'SURVEYED']);
      expect(await coverageOf(session, yard.code, 'OWNERS_COMMITTEE'), 'below the grid').toEqual([]);
    }));
});

describe('counts of issues', () => {
  test('carry the provenances of the issues counted at the date, of the category, and their definition', () =>
    inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager, { name: '团岛社区' });
      const [here, there] = [await aGrid(manager, { in: community }), await aGrid(manager, { in: community })];
      const issues = [
        await anIssue(manager, here, { reported: '2025-01-01', category: '9101' }),
        await anIssue(manager, there, { reported: '2025-02-01', closed: '2025-03-01', category: '9201' }),
        await anIssue(manager, there, { reported: '2025-07-01' }),
      ];
      for (const [i, provenance] of ['SYNTHETIC', 'IMPORTED', 'SURVEYED'].entries())
        await says(manager, 'issue', issues[i]?.id ?? 0, provenance);
      const counted = `provenances zh: definition en: definition(language: EN)`;
      const answer = await ask<
        Record<string, { all: Based & { zh: string; en: string }; some: Based & { zh: string } }>
      >(
        session,
        `query ($community: String!, $there: String!, $category: String!) {
          community: area(code: $community, asOf: "${AS_OF}") { all: issueCounts { ${counted} } some: issueCounts(category: $category) { ${counted} } }
          there: area(code: $there, asOf: "${AS_OF}") { all: issueCounts { ${counted} } some: issueCounts(category: $category) { ${counted} } } }`,
        { community: community.code, there: there.code, category: '91' },
      );
      expect(answer['community']?.all.provenances).toEqual(['IMPORTED', 'SYNTHETIC']);
      expect(answer['community']?.some.provenances).toEqual(['SYNTHETIC']);
      expect(answer['there']?.all.provenances).toEqual(['IMPORTED']);
      expect(answer['there']?.some.provenances).toEqual([]);
      expect(answer['community']?.all.zh).toMatch(
        /^团岛社区问题数，截至2025-06-30日终.*未上报的情况不明，0不表示没有问题。$/,
      );
      expect(answer['community']?.all.zh).not.toContain('类别');
      expect(answer['community']?.some.zh).toContain('仅计类别91及其小类。');
      expect(answer['community']?.all.en).toContain('what was not is unknown');
    }));
});

const BASES = `openIssuesBasis { ...Basis } partyCommitteesBasis { ...Basis } committee { basis { ...Basis } } propertyService { basis { ...Basis } }`;
const FRAGMENT = 'fragment Basis on FigureBasis { provenances definition en: definition(language: EN) }';

interface Basis extends Based {
  definition: string;
  en: string;
}
interface Bases {
  openIssuesBasis: Basis;
  partyCommitteesBasis: Basis;
  committee: { basis: Basis };
  propertyService: { basis: Basis };
}

async function basesOf(session: ReadSession, level: string, within?: string): Promise<Bases> {
  const { areaStatuses } = await ask<{ areaStatuses: Bases }>(
    session,
    `query ($level: AreaLevel!, $within: String) { areaStatuses(level: $level, within: $within, asOf: "${AS_OF}") { ${BASES} } } ${FRAGMENT}`,
    { level, ...(within !== undefined && { within }) },
  );
  return areaStatuses;
}

describe('the columns of a map', () => {
  test('carry what each of them rests on, what lies in none of the areas included', () =>
    inTransaction(async ({ manager, session }) => {
      const community = await aCommunity(manager);
      const grid = await aGrid(manager, { in: community });
      await aYard(manager, { in: grid });
      const issue = await anIssue(manager, community, { reported: '2025-01-01' });
      await says(manager, 'issue', issue.id, 'IMPORTED');
      const closed = await anIssue(manager, community, { reported: '2025-01-01', closed: '2025-01-02' });
      await says(manager, 'issue', closed.id, 'SYNTHETIC');
      const party = await aPartyCommittee(manager, community, [await aTower(manager, community)]);
      await says(manager, 'building_party_committee', party.id, 'SYNTHETIC');
      await says(manager, 'area', grid.id, 'IMPORTED');
      const expected = {
        openIssuesBasis: { provenances: ['IMPORTED'] },
        partyCommitteesBasis: { provenances: ['SYNTHETIC'] },
        committee: { basis: { provenances: ['IMPORTED'] } },
      };
      expect(await basesOf(session, 'GRID', community.districtCode)).toMatchObject(expected);
      expect(await basesOf(session, 'DISTRICT', community.districtCode)).toMatchObject(expected);
      // No grid lies in a yard: the column is nought and rests on nothing.
      const yards = await basesOf(session, 'YARD', community.districtCode);
      expect(yards.committee.basis.provenances).toEqual([]);
      expect(yards.openIssuesBasis.provenances).toEqual(['IMPORTED']);
      const country = await basesOf(session, 'DISTRICT');
      expect([country.openIssuesBasis.provenances, country.committee.basis.provenances]).toEqual([null, null]);
    }));

  test('say in words what they count, at which date, and what is not known', () =>
    inDemoSession(async (session) => {
      const bases = await basesOf(session, 'GRID', '370202005');
      const all = [
        bases.openIssuesBasis,
        bases.partyCommitteesBasis,
        bases.committee.basis,
        bases.propertyService.basis,
      ];
      for (const { provenances, definition, en } of all) {
        expect(provenances).toEqual(['SYNTHETIC']);
        expect(definition).toContain(AS_OF);
        expect(definition).toContain('不明');
        expect(en).toMatch(new RegExp(`at the end of ${AS_OF}.*unknown`));
      }
      expect(bases.committee.basis.definition).toContain('分母：区域内全部网格');
    }));
});

test('what a figure rests on is looked for only where it is selected', () =>
  inDemoSession(async (session) => {
    const count = async (selected: string): Promise<number> => {
      const before = session.statementCount;
      await ask(session, `{ areaStatuses(level: GRID, within: "370202005") { openIssues ${selected} } }`);
      return session.statementCount - before;
    };
    const plain = await count('');
    expect(await count('openIssuesBasis { definition }')).toBe(plain);
    expect(await count('openIssuesBasis { provenances }')).toBe(plain + 1);
  }));

test('what areas rest on is read in one statement', () =>
  inDemoSession(async (session) => {
    const query = `{ area(code: "370202005") { issueCounts(category: "01") { provenances definition }
      coverage(indicator: PROPERTY_SERVICE, population: GRIDS_RENEWED_WITHIN_FIVE_YEARS) { provenances } } }`;
    expect(await readInOneStatement(session, query, {}, '2025-12-31')).toContain('"provenances":["SYNTHETIC"]');
  }));
