import { getOperationAST, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import { ReadingPlans } from '../../../../server/kernel/reading/plans.ts';
import { graphSchema } from '../../../support/ask.ts';

const GRIDS = `query ($within: String, $state: CoverageState, $first: Int, $wanted: Boolean! = true) {
  grids(within: $within, committee: $state, first: $first) { totalCount edges { node { code name @include(if: $wanted) } } } }`;

/** Remembers the statements it is asked, and answers each with `{}`. */
function listening(maxEntries = 100) {
  const asked: { text: string; values: readonly unknown[] }[] = [];
  const plans = new ReadingPlans(graphSchema(), { maxEntries, maxBytes: 1000, maxCostByFields: 100 });
  const documents = new Map<string, ReturnType<typeof parse>>();
  const session = {
    queryAlone: async (text: string, values: readonly unknown[]) => {
      asked.push({ text, values });
      return [{ answer: '{}' }];
    },
  } as unknown as ReadSession;
  const answer = (query: string, variables: Record<string, unknown> = {}) => {
    const document = documents.get(query) ?? parse(query);
    documents.set(query, document);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('No operation');
    return plans.answer({ document, operation, variables, today: '2025-12-31', session });
  };
  return { asked, answer, texts: () => new Set(asked.map(({ text }) => text)).size };
}

describe('a statement', () => {
  test('serves all texts and numbers of its variables', async () => {
    const { asked, answer, texts } = listening();
    await answer(GRIDS, { within: '370202', first: 3 });
    await answer(GRIDS, { within: '370203', first: 200 });
    expect(texts()).toBe(1);
    expect(asked.map(({ values }) => values.includes('370202'))).toEqual([true, false]);
  });

  test('is composed anew where something is given that was not, for another enum, and under another condition', async () => {
    const { asked, answer, texts } = listening();
    await answer(GRIDS, { within: '370202' });
    await answer(GRIDS, {});
    await answer(GRIDS, { within: '370202', state: 'COVERED' });
    await answer(GRIDS, { within: '370202', wanted: false });
    expect(texts()).toBe(4);
    await answer(GRIDS, { within: '370299', state: 'UNKNOWN' });
    expect(texts()).toBe(4);
    expect(asked.at(-1)?.values).toContain('UNKNOWN');
    expect(asked.at(-1)?.values).not.toContain('COVERED');
  });

  test('holds values as parameters only, and the same value once', async () => {
    const { asked, answer } = listening();
    await answer(`{ issues(within: "370202'--", category: "0101", first: 7) { edges { node { code } } } }`).catch(
      () => null,
    );
    await answer(
      `query ($d: Date!) { area(code: "370202", asOf: $d) { code children(first: 2) { edges { node { code } } } } }`,
      {
        d: '2024-06-30',
      },
    );
    for (const { text } of asked) expect(text).not.toMatch(/'--|2024-06-30|0101/);
    expect(asked.at(-1)?.values.filter((value) => value === '2024-06-30')).toHaveLength(1);
  });
});

describe('the ordinary way is taken', () => {
  test.each([
    ['for what has no reading', '{ search(text: "香") { totalCount } }', {}],
    ['for questions about the schema', '{ __schema { queryType { name } } }', {}],
    ['for nothing to read', '{ __typename }', {}],
    ['for a page of a size that is refused', GRIDS, { first: 0 }],
    ['for a code that is none', GRIDS, { within: 'not a code' }],
    ['for variables that do not fit', GRIDS, { within: 7 }],
    [
      'for a refused value that nothing depends on',
      '{ grids(first: 201) { __typename } districts { totalCount } }',
      {},
    ],
  ])('%s, without asking the database', async (_why, query, variables) => {
    const { asked, answer } = listening();
    expect(await answer(query, variables)).toBe(null);
    expect(asked).toEqual([]);
  });

  test('for one refused value, and not for the next that is accepted', async () => {
    const { asked, answer } = listening();
    expect(await answer(GRIDS, { first: 0 })).toBe(null);
    expect(await answer(GRIDS, { first: 5 })).toBe('{}');
    expect(await answer(GRIDS, { first: 1000 })).toBe(null);
    expect(asked).toHaveLength(1);
  });

  test('beyond so many ways to compose one operation', async () => {
    const { answer, texts } = listening();
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const query = `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) {
      districts { totalCount ${names.map((name) => `${name}: totalCount @include(if: $${name})`).join(' ')} } }`;
    for (let bits = 0; bits < 128; bits += 1) {
      const variables = Object.fromEntries(names.map((name, i) => [name, (bits & (1 << i)) !== 0]));
      await answer(query, variables);
    }
    expect(texts()).toBe(64);
  });
});
