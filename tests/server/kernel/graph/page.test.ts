import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RequestContext } from '../../../../server/kernel/graph/context.ts';
import { listPage, MAX_PAGE_SIZE, pageBelow, pageOf, type Page } from '../../../../server/kernel/graph/page.ts';
import { sql } from '../../../../server/kernel/graph/sql.ts';
import { inTransaction } from '../../../support/test-database.ts';

interface Row {
  code: string;
}

const codes = fc.uniqueArray(fc.stringMatching(/^[0-9A-Zaz街道/]{1,6}$/), { maxLength: 25 });
const pageSize = fc.integer({ min: 1, max: 9 });

function codesPage(
  context: RequestContext,
  all: readonly string[],
  first?: number | null,
  after?: string | null,
): Page<string> {
  const from = sql`unnest(${all}::text[]) as t(code)`;
  const args = { first: first ?? null, after: after ?? null };
  return listPage<Row, string>(
    context,
    { select: sql`t.code`, from, where: [], key: sql`t.code` },
    args,
    (row) => row.code,
  );
}

/** Everything a list holds, page by page. */
async function walk(page: (after: string | null) => Page<string>): Promise<string[]> {
  const seen: string[] = [];
  for (let after: string | null = null; ;) {
    const one = page(after);
    seen.push(...(await one.edges()).map((edge) => edge.node));
    const { hasNextPage, endCursor } = await one.pageInfo();
    if (!hasNextPage) return seen;
    after = endCursor;
  }
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('pages', () => {
  test('walking a list in pages of any size shows everything exactly once, in order', async () => {
    await inTransaction(async ({ session }) => {
      await fc.assert(
        fc.asyncProperty(codes, pageSize, async (all, first) => {
          const context = new RequestContext(session);
          expect(await walk((after) => codesPage(context, all, first, after))).toEqual([...all].sort(byBytes));
        }),
        { numRuns: 25 },
      );
    });
  });

  test('walking the lists below many parents shows each parent what is its own', async () => {
    const children = fc.uniqueArray(
      fc.record({ parent: fc.integer({ min: 1, max: 4 }), code: fc.stringMatching(/^[a-z0-9]{1,3}$/) }),
      {
        selector: ({ code }) => code,
        maxLength: 30,
      },
    );
    await inTransaction(async ({ session }) => {
      await fc.assert(
        fc.asyncProperty(children, pageSize, async (all, first) => {
          const context = new RequestContext(session);
          const below = (parent: number, after: string | null): Page<string> =>
            pageBelow<Row, string>(
              context,
              'codes',
              parent,
              { first, after },
              (parents) => ({
                select: sql`t.code`,
                from: sql`unnest(${all.map((child) => child.parent)}::int[], ${all.map((child) => child.code)}::text[]) as t(parent, code)`,
                where: [sql`t.parent = any (${parents}::int[])`],
                key: sql`t.code`,
                parent: sql`t.parent`,
              }),
              (row) => row.code,
            );
          const own = (parent: number): string[] =>
            all
              .filter((child) => child.parent === parent)
              .map(({ code }) => code)
              .sort(byBytes);
          const walked = await Promise.all([1, 2, 3, 4].map((parent) => walk((after) => below(parent, after))));
          expect(walked).toEqual([1, 2, 3, 4].map(own));
          const counted = await Promise.all([1, 2, 3, 4].map((parent) => below(parent, null).totalCount()));
          expect(counted).toEqual([1, 2, 3, 4].map((parent) => own(parent).length));
        }),
        { numRuns: 25 },
      );
    });
  });

  test('a page reads only what is selected of it', async () => {
    await inTransaction(async ({ session }) => {
      const context = new RequestContext(session);
      const all = ['a', 'b', 'c'];
      const statements = async (ask: (page: Page<string>) => Promise<unknown>, first = 2): Promise<number> => {
        const before = session.statementCount;
        await ask(codesPage(context, all, first));
        return session.statementCount - before;
      };
      expect(await statements(async () => undefined)).toBe(0);
      expect(await statements((page) => page.totalCount())).toBe(1);
      expect(await statements((page) => Promise.all([page.edges(), page.pageInfo()]))).toBe(1);
      expect(await statements((page) => Promise.all([page.totalCount(), page.edges()]))).toBe(2);
      expect(await statements((page) => Promise.all([page.totalCount(), page.edges()]), 3), 'a list of one page').toBe(
        1,
      );
    });
  });

  test('the count is that of the whole list on every page', async () => {
    await inTransaction(async ({ session }) => {
      const context = new RequestContext(session);
      const { endCursor } = await codesPage(context, ['a', 'b', 'c'], 2).pageInfo();
      const last = codesPage(context, ['a', 'b', 'c'], 2, endCursor);
      const [edges, total, info] = await Promise.all([last.edges(), last.totalCount(), last.pageInfo()]);
      expect(edges.map((edge) => edge.node)).toEqual(['c']);
      expect(total).toBe(3);
      expect(info).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    });
  });

  test('an answer does not hold more entries than its request may', async () => {
    await inTransaction(async ({ session }) => {
      const context = new RequestContext(session, 5);
      const three = (): Promise<unknown> => codesPage(context, ['a', 'b', 'c']).edges();
      await three();
      await expect(three()).rejects.toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED' } });
    });
  });

  test('a list at hand is paged the same way', async () => {
    const all = ['a', 'b', 'c', 'd', 'e'];
    expect(await walk((after) => pageOf(all, { first: 2, after }, (code) => code))).toEqual(all);
  });

  test('a page size that is none is refused by name', async () => {
    await inTransaction(async ({ session }) => {
      const context = new RequestContext(session);
      const refusal = (first: number): unknown => {
        try {
          codesPage(context, [], first);
          return null;
        } catch (error) {
          return (error as { extensions: unknown }).extensions;
        }
      };
      for (const first of [0, -1, MAX_PAGE_SIZE + 1]) {
        expect(refusal(first)).toEqual({ code: 'BAD_USER_INPUT', argument: 'first' });
      }
    });
  });
});
