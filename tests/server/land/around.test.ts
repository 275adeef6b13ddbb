import { expect, test } from 'vitest';
import { rootsOf } from '../../../server/land/around.ts';
import { ask } from '../../support/ask.ts';
import { aCommittee } from '../../support/care-factories.ts';
import { aGrid } from '../../support/factories.ts';
import { anIssue } from '../../support/issue-factories.ts';
import { inTransaction } from '../../support/test-database.ts';

test('the root of some areas is the lowest area above them all, of one area its own path', () => {
  expect(rootsOf(['1/11/111'])).toEqual(['1/11/111']);
  expect(rootsOf(['1/11/111', '1/11/112'])).toEqual(['1/11']);
  expect(rootsOf(['1/11', '1/11/112'])).toEqual(['1/11']);
  expect(rootsOf(['1/11/111', '1/12/111', '1/11'])).toEqual(['1']);
  expect(rootsOf(['1/11', '1/110'])).toEqual(['1']);
});

test('the roots of areas of several districts are the districts', () => {
  expect(rootsOf(['1/11/111', '2/21', '1/12'])).toEqual(['1', '2']);
});

test('areas of several districts are counted with one statement, each for itself', () =>
  inTransaction(async ({ manager, session }) => {
    const [here, there] = [await aGrid(manager), await aGrid(manager)];
    await aCommittee(manager, [there]);
    await anIssue(manager, here);
    const figures = '{ coverage(indicator: OWNERS_COMMITTEE) { covered unknown } issueCounts { open } }';
    const before = session.statementCount;
    const answer = await ask(
      session,
      `query ($here: String!, $there: String!) { here: area(code: $here) ${figures} there: area(code: $there) ${figures} }`,
      { here: here.code, there: there.code },
    );
    expect(answer).toEqual({
      here: { coverage: { covered: 0, unknown: 1 }, issueCounts: { open: 1 } },
      there: { coverage: { covered: 1, unknown: 0 }, issueCounts: { open: 0 } },
    });
    expect(session.statementCount - before).toBe(3);
  }));
