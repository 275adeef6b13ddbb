import { describe, expect, test } from 'vitest';
import { ask } from '../../support/ask.ts';
import { aBuilding, aCommunity, aGrid, aYard } from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

const everyField = `
  code name level levelTitle provenance source { code } parent { code } ancestors { code } childCounts { level count }
  bounds { west } centre { longitude } areaM2 perimeterM boundary(toleranceM: 5)`;

const drillDown = `query ($within: String!) {
  areas(level: GRID, within: $within) { totalCount edges { node { ${everyField}
    ... on Grid { system householdCount community { ${everyField} }
      yards { totalCount edges { node { ${everyField} grid { code } community { code }
        buildings { totalCount edges { node { ${everyField} yard { code } grid { code } } } } } } } }
    children(first: 1) { totalCount edges { node { code } } }
    children2: children(level: BUILDING) { totalCount edges { node { code } } } } } } }`;

/** How many statements the drill-down takes in a community of so many grids, with so many yards each, with so many buildings. */
async function statementsFor(size: number): Promise<number> {
  return inTransaction(async ({ manager, session }) => {
    const community = await aCommunity(manager, { ground: [120.3, 36.06, 120.31, 36.07] });
    for (let g = 0; g < size; g += 1) {
      const grid = await aGrid(manager, { in: community, ground: [120.3, 36.06, 120.31, 36.07] });
      for (let y = 0; y < size; y += 1) {
        const yard = await aYard(manager, { in: grid, households: 20, ground: [120.3, 36.06, 120.31, 36.07] });
        for (let b = 0; b < size; b += 1) await aBuilding(manager, { in: yard });
      }
    }
    const before = session.statementCount;
    const { areas } = await ask<{ areas: { totalCount: number } }>(session, drillDown, { within: community.code });
    expect(areas.totalCount).toBe(size);
    return session.statementCount - before;
  });
}

describe('the number of statements', () => {
  test('does not grow with the rows of an answer', async () => {
    const few = await statementsFor(2);
    expect(few).toBeLessThan(40);
    expect(await statementsFor(4)).toBe(few);
  });

  test('of a bare list with its count is one', async () => {
    await inTransaction(async ({ manager, session }) => {
      await aGrid(manager);
      const before = session.statementCount;
      await ask(session, '{ areas(level: GRID, first: 200) { totalCount edges { node { code name } } } }');
      expect(session.statementCount - before).toBe(1);
    });
  });
});
