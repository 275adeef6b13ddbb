import { ArgsType, Field, Int, ObjectType, type ClassType } from 'type-graphql';
import type { GraphContext } from './context.ts';
import { badInput } from './errors.ts';
import type { Value } from '../reading/late.ts';
import { allOf, sql, type Sql } from './sql.ts';

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 200;

/** A forward page of a list. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `How many at most: 1 to ${MAX_PAGE_SIZE}. Left out: ${DEFAULT_PAGE_SIZE}.`,
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor after which the page begins: "endCursor" of the page before. Left out: from the beginning.',
  })
  // Behind the field it is the key of a row: see cursors.ts.
  after?: string | null;
}

@ObjectType('PageInfo', { simpleResolvers: true, description: 'Where a page stands in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow; ask again with "after" set to "endCursor".' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether the page began after a cursor.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge; null when the page is empty.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge; null when the page is empty.' })
  endCursor!: string | null;
}

export interface Edge<T> {
  /** The key of the row; `markCursors` makes what clients see of it. */
  cursor: string;
  node: T;
}

/** A page whose parts are worked out when they are selected: a query for `totalCount` alone reads no rows. */
export interface Page<T> {
  edges(): Promise<Edge<T>[]>;
  pageInfo(): Promise<PageInfo>;
  totalCount(): Promise<number>;
}

@ObjectType()
class PlainEdge {}

/**
 * The object types of a list: `export const GridConnection = connectionOf('Grid', () => Grid);` What edges say beyond their
 * node are the fields of `edgeBase`.
 */
export function connectionOf<T extends object>(
  typeName: string,
  nodeType: () => ClassType<T> | (abstract new () => T) | object,
  of: string = typeName,
  edgeBase: ClassType = PlainEdge,
): ClassType<Page<T>> {
  @ObjectType(`${typeName}Edge`, { simpleResolvers: true, description: `One ${of} in a list, with its place in it.` })
  class ConnectionEdge extends edgeBase {
    @Field(() => String, { description: 'Opaque place in this list, for "after".' })
    cursor!: string;

    @Field(() => nodeType(), { description: `The ${of}.` })
    node!: T;
  }

  @ObjectType(`${typeName}Connection`, { simpleResolvers: true, description: `A page of a list of ${of}s.` })
  class Connection {
    @Field(() => [ConnectionEdge], { description: 'What is on this page.' })
    edges!: () => Promise<Edge<T>[]>;

    @Field(() => PageInfo, { description: 'Where this page stands in the list.' })
    pageInfo!: () => Promise<PageInfo>;

    @Field(() => Int, { description: 'How many the whole list holds, whatever page this is.' })
    totalCount!: () => Promise<number>;
  }
  return Connection as unknown as ClassType<Page<T>>;
}

/** The rows of a list in SQL. */
export interface ListRows {
  /** Tables with their joins. */
  readonly from: Sql;
  readonly where: readonly Sql[];
  /** A unique text (code, or rank and code) that sorts the list and becomes the cursor. */
  readonly key: Sql;
}

/** Rows of lists that hang below others. */
export interface RowsBelow extends ListRows {
  /** The number of what a row hangs below. */
  readonly parent: Sql;
}

/** The SQL of a list. */
export interface ListQuery extends ListRows {
  /** Columns of a row. */
  readonly select: Sql;
}

/** One page of a list that stands at the root of a query. `edgeFacts` are what edges say beyond their node. */
export function listPage<Row, T>(
  context: GraphContext,
  list: ListQuery,
  args: PageArgs,
  toNode: (row: Row) => T,
  edgeFacts: (row: Row) => object = () => ({}),
): Page<T> {
  const { first, after } = checkedPage(args);
  const read = {
    rows: () =>
      context.query<Row & Keyed>(sql`
        select ${list.select}, ${list.key} as page_key from ${list.from}
        where ${allOf(afterKey(list, after))} order by ${list.key} collate "C" limit ${first + 1}::int`),
    count: async () => {
      const [row] = await context.query<{ count: number }>(
        sql`select count(*)::int as count from ${list.from} where ${allOf(list.where)}`,
      );
      return row?.count ?? 0;
    },
  };
  return lazyPage(context, after !== null, first, toNode, read, edgeFacts);
}

/**
 * One page of a list that hangs below each of many parents: two statements at most for all parents of a request, however
 * many there are. `name` holds everything `build` depends on besides the parents; `parent` is the column with a row's parent.
 */
export function pageBelow<Row, T>(
  context: GraphContext,
  name: string,
  parentKey: number,
  args: PageArgs,
  build: (parents: readonly number[]) => ListQuery & RowsBelow,
  toNode: (row: Row) => T,
): Page<T> {
  const { first, after } = checkedPage(args);
  const rows = context.loader<number, (Row & Keyed)[]>(`${name}:${first}:${after ?? ''}`, async (parents) => {
    const list = build(parents);
    const found = await context.query<Row & Keyed & Below>(sql`
      select * from (
        select ${list.select}, ${list.key} as page_key, ${list.parent} as page_parent,
          row_number() over (partition by ${list.parent} order by ${list.key} collate "C") as page_row
        from ${list.from} where ${allOf(afterKey(list, after))}
      ) page where page_row <= ${first + 1}::int order by page_parent, page_row`);
    const byParent = new Map<number, (Row & Keyed)[]>(parents.map((parent) => [parent, []]));
    for (const row of found) byParent.get(row.page_parent)?.push(row);
    return parents.map((parent) => byParent.get(parent) ?? []);
  });
  const counts = context.loader<number, number>(`${name}:count`, async (parents) => {
    const list = build(parents);
    const found = await context.query<Below & { count: number }>(sql`
      select ${list.parent} as page_parent, count(*)::int as count
      from ${list.from} where ${allOf(list.where)} group by ${list.parent}`);
    const byParent = new Map(found.map((row) => [row.page_parent, row.count]));
    return parents.map((parent) => byParent.get(parent) ?? 0);
  });
  return lazyPage(context, after !== null, first, toNode, {
    rows: () => rows.load(parentKey),
    count: () => counts.load(parentKey),
  });
}

/** A page of a list that is already at hand (a code book, a handful of parts). */
export function pageOf<T>(nodes: readonly T[], args: PageArgs, keyOf: (node: T) => string): Page<T> {
  const { first, after } = checkedPage(args);
  const rest = nodes.filter((node) => after === null || keyOf(node) > after);
  return lazyPage<{ node: T }, T>(null, after !== null, first, (row) => row.node, {
    rows: async () => rest.slice(0, first + 1).map((node) => ({ node, page_key: keyOf(node) })),
    count: async () => nodes.length,
  });
}

interface Keyed {
  page_key: string;
}
interface Below {
  page_parent: number;
}

function lazyPage<Row, T>(
  context: GraphContext | null,
  begun: boolean,
  first: number,
  toNode: (row: Row) => T,
  read: { rows: () => Promise<(Row & Keyed)[]>; count: () => Promise<number> },
  edgeFacts: (row: Row) => object = () => ({}),
): Page<T> {
  let rows: Promise<(Row & Keyed)[]> | undefined;
  let shown: Promise<Edge<T>[]> | undefined;
  const rowsOnce = () => (rows ??= read.rows());
  const edgesOnce = () =>
    (shown ??= rowsOnce().then((found) => {
      const rowsShown = found.slice(0, first);
      context?.deliver(rowsShown.length);
      return rowsShown.map((row) => ({ ...edgeFacts(row), cursor: row.page_key, node: toNode(row) }));
    }));
  return {
    edges: edgesOnce,
    pageInfo: async () => {
      const [found, edges] = await Promise.all([rowsOnce(), edgesOnce()]);
      return {
        hasNextPage: found.length > first,
        hasPreviousPage: begun,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      };
    },
    totalCount: async () => {
      await Promise.resolve(); // lets fields selected beside this one ask for the rows first
      if (rows && !begun) {
        const found = await rows;
        if (found.length <= first) return found.length;
      }
      return read.count();
    },
  };
}

function checkedPage(args: PageArgs): { first: number; after: string | null } {
  return {
    first: checkedFirst(args.first ?? DEFAULT_PAGE_SIZE),
    after: args.after ?? null,
  };
}

/** Refuses a size that no page has. */
export function checkedFirst(first: number): number {
  if (first >= 1 && first <= MAX_PAGE_SIZE) return first;
  throw badInput('first', `"first" is ${first}; a page has 1 to ${MAX_PAGE_SIZE} entries.`);
}

/** Conditions of a page: those of its list, and behind the key. */
export function afterKey(list: ListRows, after: Value<string> | null): Sql[] {
  return after === null ? [...list.where] : [...list.where, sql`${list.key} collate "C" > ${after}::text`];
}
