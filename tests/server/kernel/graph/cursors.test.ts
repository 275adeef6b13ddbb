import { isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { isList } from '../../../../server/kernel/graph/cursors.ts';
import { ask, askAnyway, graphSchema, refusal } from '../../../support/ask.ts';
import { inDemoSession } from '../../../support/test-database.ts';

const PAGE = '{ edges { cursor node { __typename } } pageInfo { startCursor endCursor hasNextPage } totalCount }';

interface Listed {
  list: {
    edges: { cursor: string }[];
    pageInfo: { startCursor: string; endCursor: string; hasNextPage: boolean };
    totalCount: number;
  };
}

/** Lists that everyone may ask, of every kind of order. */
const LISTS = [
  'districts',
  'areas(level: COMMUNITY)',
  'areas(level: GRID)',
  'areas(level: GRID, within: "370202005")',
  'areas(level: GRID, asOf: "2025-12-31")',
  'grids(within: "370202005")',
  'issues',
  'issues(state: OPEN)',
  'search(text: "路")',
  'search(text: "中山")',
  'officeBuildings',
  'propertyServices',
  'ownersCommittees',
];

const withPage = (list: string, page: string): string =>
  list.includes('(') ? list.replace(')', `, ${page})`) : `${list}(${page})`;
const asking = (list: string, page: string): string => `{ list: ${withPage(list, page)} ${PAGE} }`;

describe('Cursors', () => {
  test('of one list are refused by every other, in words, and taken by their own', async () => {
    const ends = new Map<string, string>();
    for (const list of LISTS) {
      const { list: page } = await inDemoSession((session) => ask<Listed>(session, asking(list, 'first: 1')));
      expect(page.edges.length, list).toBe(1);
      expect([page.pageInfo.startCursor, page.pageInfo.endCursor]).toEqual([
        page.edges[0]?.cursor,
        page.edges[0]?.cursor,
      ]);
      ends.set(list, page.pageInfo.endCursor);
    }
    for (const [from, cursor] of ends) {
      for (const list of LISTS) {
        const question = asking(list, `first: 1, after: "${cursor}"`);
        const { data, errors } = await inDemoSession((session) => askAnyway<Listed>(session, question));
        if (from === list)
          expect({ list, errors, is: data?.list.edges[0]?.cursor === cursor }).toEqual({ list, errors: [], is: false });
        else
          expect({ from, list, errors }).toMatchObject({
            errors: [
              { code: 'BAD_USER_INPUT', argument: 'after', message: expect.stringMatching(/another list/) as string },
            ],
          });
      }
    }
  });

  test('go on from page to page, whatever the pages hold, in variables and in the document alike', async () => {
    const query = `query ($after: String, $within: String) {
      list: grids(first: 7, within: $within, after: $after) ${PAGE}
    }`;
    const seen = new Set<string>();
    let after: string | null = null;
    for (let more = true; more;) {
      const variables: Record<string, unknown> = { after, within: '370202005' };
      const { list }: Listed = await inDemoSession((session) => ask<Listed>(session, query, variables));
      for (const { cursor } of list.edges) seen.add(cursor);
      ({ endCursor: after, hasNextPage: more } = list.pageInfo);
      if (!more) expect(seen.size).toBe(list.totalCount);
    }
    const [first] = seen;
    const literal = asking('grids(within: "370202005")', `first: 7, after: "${first}"`);
    expect((await inDemoSession((session) => ask<Listed>(session, literal))).list.edges.length).toBe(7);
  });

  test.each(['', 'x', 'PmE=', '长', 'a'.repeat(50_000), Buffer.from('abcdef>a\0').toString('base64url')])(
    '%j is none',
    async (after) => {
      const question = 'query ($after: String) { grids(after: $after) { totalCount } }';
      expect(await inDemoSession((session) => refusal(session, question, { after }))).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'after',
        message: expect.stringMatching(/not a cursor/) as string,
      });
    },
  );

  test('are marked by every field that gives pages', () => {
    const lists = Object.values(graphSchema().getTypeMap())
      .filter(isObjectType)
      .flatMap((type) => Object.values(type.getFields()))
      .filter((field) => String(field.type).includes('Connection'));
    expect(lists.length).toBeGreaterThan(20);
    expect(lists.filter((field) => !isList(field) || !field.resolve).map(({ name }) => name)).toEqual([]);
  });
});
