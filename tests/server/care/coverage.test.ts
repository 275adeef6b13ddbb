import { expect, test } from 'vitest';
import { ask, askAnyway } from '../../support/ask.ts';
import { aCommittee, aService, aSurvey } from '../../support/care-factories.ts';
import { aCommunity, aGrid, aSubdistrict, aYard } from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

const coverage = `coverage(indicator: PROPERTY_SERVICE) { covered uncovered unknown denominator rate }`;

test('the denominator is the whole population, and the rate leaves out what is not known', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager);
    const [first, second, third] = [
      await aGrid(manager, { in: community }),
      await aGrid(manager, { in: community }),
      await aGrid(manager, { in: community }),
    ];
    await aGrid(manager, { in: community });
    await aService(manager, [first, second]);
    await aSurvey(manager, third, 'PROPERTY_SERVICE');
    const { area } = await ask<{ area: unknown }>(
      session,
      `query ($code: String!) { area(code: $code) { ${coverage} } }`,
      {
        code: community.code,
      },
    );
    expect(area).toEqual({ coverage: { covered: 2, uncovered: 1, unknown: 1, denominator: 4, rate: 2 / 3 } });
  }));

test('the rate is null when nothing is known, and when there are no grids', () =>
  inTransaction(async ({ manager, session }) => {
    const grid = await aGrid(manager);
    const yard = await aYard(manager, { in: grid });
    const empty = await aSubdistrict(manager);
    const answer = await ask(
      session,
      `query ($grid: String!, $yard: String!, $empty: String!) {
        grid: area(code: $grid) { ${coverage} } yard: area(code: $yard) { ${coverage} } empty: area(code: $empty) { ${coverage} } }`,
      { grid: grid.code, yard: yard.code, empty: empty.code },
    );
    const none = { covered: 0, uncovered: 0, unknown: 0, denominator: 0, rate: null };
    expect(answer).toEqual({
      grid: { coverage: { ...none, unknown: 1, denominator: 1 } },
      yard: { coverage: none },
      empty: { coverage: none },
    });
  }));

test('a rate of nought is nought, not null', () =>
  inTransaction(async ({ manager, session }) => {
    const grid = await aGrid(manager);
    await aSurvey(manager, grid, 'PROPERTY_SERVICE');
    const { area } = await ask<{ area: unknown }>(
      session,
      `query ($code: String!) { area(code: $code) { ${coverage} } }`,
      {
        code: grid.code,
      },
    );
    expect(area).toMatchObject({ coverage: { rate: 0 } });
  }));

test('the definition names numerator, denominator and the unknown with their numbers, in both languages', () =>
  inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager, { name: '团岛社区' });
    await aCommittee(manager, [await aGrid(manager, { in: community })]);
    await aGrid(manager, { in: community });
    const { area } = await ask<{ area: { coverage: Record<string, string> } }>(
      session,
      `query ($code: String!) { area(code: $code, asOf: "2025-12-31") {
        coverage(indicator: OWNERS_COMMITTEE) { default: definition zh: definition(language: ZH) en: definition(language: EN) } } }`,
      { code: community.code },
    );
    const { zh, en } = area.coverage;
    expect(area.coverage['default']).toBe(zh);
    for (const words of ['团岛社区', '2025-12-31', '分母：全部网格，共2个', '分子', '1个', '情况不明的1个'])
      expect(zh).toContain(words);
    for (const words of ['团岛社区', '2025-12-31', 'Denominator: all grids, 2', 'Numerator', 'Unknown: 1'])
      expect(en).toContain(words);
  }));

test('all coverages of a page take one statement, and all states of grids another, however many there are', () =>
  inTransaction(async ({ manager, session }) => {
    const subdistrict = await aSubdistrict(manager);
    const query = `query ($within: String!) { areas(level: GRID, within: $within) { edges { node {
      ... on Grid { committeeState propertyServiceState }
      a: coverage(indicator: OWNERS_COMMITTEE) { covered rate definition }
      b: coverage(indicator: PROPERTY_SERVICE, population: GRIDS_RENEWED_WITHIN_FIVE_YEARS) { covered rate definition } } } } }`;
    const statementsFor = async (grids: number) => {
      const community = await aCommunity(manager, { in: subdistrict });
      for (let i = 0; i < grids; i += 1) await aGrid(manager, { in: community });
      const before = session.statementCount;
      await ask(session, query, { within: community.code });
      return session.statementCount - before;
    };
    expect(await statementsFor(1)).toBe(4);
    expect(await statementsFor(12)).toBe(4);
  }));

test('an indicator or population that does not exist is refused', () =>
  inTransaction(async ({ session }) => {
    const { errors } = await askAnyway(session, '{ area(code: "370202") { coverage(indicator: LIFTS) { rate } } }');
    expect(errors[0]?.message).toContain('LIFTS');
  }));
