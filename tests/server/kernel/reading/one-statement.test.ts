import fc from 'fast-check';
import { graphql } from 'graphql';
import { expect, test } from 'vitest';
import { RequestContext } from '../../../../server/kernel/graph/context.ts';
import { printAnswer } from '../../../../server/kernel/graph/json-text.ts';
import type { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import { graphSchema, readInOneStatement } from '../../../support/ask.ts';
import { inDemoSession } from '../../../support/test-database.ts';
import { randomQueries, type RandomQuery } from './random-query.ts';

const ROOTS = [
  ...['area', 'areas', 'areaAt', 'districts', 'grids', 'yards', 'buildings', 'issues', 'issueCategories'],
  ...['ownersCommittees', 'propertyServices', 'propertyServiceModes', 'renewalProjects', 'officeBuildings'],
  'buildingPartyCommittees',
];

const COMMUNITY = '370202001001';
const GRID = `${COMMUNITY}001`;
const YARD = `${COMMUNITY}Y0001`;

/** Mostly what is accepted, now and then what is not. */
const VALUES = {
  code: ['370202', '370202005', COMMUNITY, GRID, YARD, `${YARD}B001`, '999999', 'x y'],
  within: ['370202', '370202', '370202005', COMMUNITY, GRID, YARD, '370299'],
  asOf: ['2017-06-01', '2021-03-31', '2023-12-31', '2025-12-31'],
  first: [1, 2, 2, 3, 3, 4, 4, 5, 7, 0],
  /** Keys of rows, of which cursors are made. */
  after: [COMMUNITY, '370202005', '0', '9'],
  category: ['01', '01', '0101', '99'],
  mode: ['TRY_THEN_BUY', 'TRY_THEN_BUY', 'NO_MODE'],
  propertyMode: ['TRY_THEN_BUY'],
  reportedFrom: ['2023-01-01', '2023-06-01', '2025-06-01'],
  reportedTo: ['2024-12-31', '2025-12-31'],
  renewedSince: ['2022-01-01'],
  year: [2023, 2024, 2025, 2025, 1800],
  toleranceM: [0, 0, 0.5, 25, 25, -1],
  longitude: [120.385, 120.3, 120.32, 12],
  latitude: [36.068, 36.06, 36.07, 91],
  west: [120.3, 120.31],
  east: [120.32, 120.39],
  south: [36.05, 36.055],
  north: [36.06, 36.07],
};

/** With one of these in it a query is read field by field: they are drawn now and then only. */
const READ_FIELD_BY_FIELD = ['predecessors', 'successors', 'formerNames', 'file'];

/** Queries to try. */
const RUNS = 60;

test('whatever can be read in one statement has, to the letter, the answer that executing field by field gives', async () => {
  let readAtOnce = 0;
  await fc.assert(
    fc.asyncProperty(randomQueries(graphSchema(), ROOTS, VALUES, { seldom: READ_FIELD_BY_FIELD }), async (asked) => {
      const { answer, today } = await inDemoSession((session) => fieldByField(session, asked));
      const read = await inDemoSession((session) => readInOneStatement(session, asked.query, asked.variables, today));
      // Errors are told by the ordinary path alone.
      if (answer === null || read !== null) expect(read).toBe(answer);
      if (read !== null) readAtOnce += 1;
    }),
    { numRuns: RUNS },
  );
  // About a third of them, by experience: fewer than a tenth is no chance any more.
  expect(readAtOnce).toBeGreaterThan(RUNS / 10);
}, 240_000);

/** The data of the answer, null where there is an error in it. */
async function fieldByField(session: ReadSession, { query, variables }: RandomQuery) {
  const contextValue = new RequestContext(session);
  const result = await graphql({ schema: graphSchema(), source: query, variableValues: variables, contextValue });
  return { answer: result.errors ? null : printAnswer(result.data ?? {}), today: contextValue.today };
}
