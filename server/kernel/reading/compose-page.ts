import { getNamedType, isObjectType, type FieldNode, type GraphQLObjectType } from 'graphql';
import { fromCursor, listMark } from '../graph/cursors.ts';
import { afterKey, checkedFirst, DEFAULT_PAGE_SIZE, type ListRows, type RowsBelow } from '../graph/page.ts';
import { allOf, joined, name, sql, type Sql } from '../graph/sql.ts';
import type { Compiler, Field } from './compiler.ts';
import { jsonList, jsonValue } from './json-sql.ts';
import { Late, type Binding } from './late.ts';
import type { RowKind } from './rows.ts';
import { setsOf } from './selections.ts';
import { Stage } from './stage.ts';

export interface PageArguments {
  readonly first?: Late<number> | null;
  readonly after?: Late<string> | null;
}

interface PageOf {
  readonly compiler: Compiler;
  readonly asOf: Late<string>;
  readonly kind: RowKind;
  /** The field whose type is the connection. */
  readonly field: Field;
  readonly nodes: readonly FieldNode[];
  readonly args: PageArguments;
  readonly build: () => ListRows | RowsBelow;
  /** Joins the finished pages to the rows they hang below; null at the root. */
  readonly hang: ((table: string) => void) | null;
}

/** The JSON of a connection: its rows, what is around them, and its count, each made only when it is selected. */
export function composePage(page: PageOf): Sql {
  return new PageComposition(page).compose();
}

class PageComposition {
  private readonly first: Late<number>;
  /** What the cursors of this list carry. */
  private readonly mark: Late<string>;
  private readonly after: Late<string> | null;
  /** The rows, once something of them is selected. */
  private stage: Stage | null = null;
  /** The finished pages, a row each, and their columns: known when all that is selected has been gone through. */
  private readonly pages: string;
  private readonly columns: Sql[] = [];
  private counted: string | null = null;

  constructor(private readonly page: PageOf) {
    const { first, after } = page.args;
    const { arguments: given } = page.compiler;
    this.first = first ? given.checked(first.map(checkedFirst)) : new Late(() => DEFAULT_PAGE_SIZE);
    this.mark = new Late((binding) => listMark(page.field, sentNow(page.args, binding)));
    const key = after && new Late((binding) => fromCursor(this.mark.read(binding), after.read(binding)));
    this.after = key ? given.checked(key) : null;
    this.pages = page.compiler.draft.name('p');
  }

  compose(): Sql {
    const { compiler, field, nodes, hang } = this.page;
    const json = compiler.object(objectTypeOf(field), setsOf(nodes), (part, selected) => {
      if (part.name === 'totalCount') return jsonValue(part.type, this.count());
      return part.name === 'edges' ? this.edges(part, selected) : this.pageInfo(part, selected);
    });
    const { stage, columns } = this;
    if (stage && columns.length > 0) {
      const parent = hang ? sql`${stage.column('page_parent')} as parent, ` : sql``;
      compiler.draft.define(
        this.pages,
        () => sql`select ${parent}${joined(columns, sql`, `)} from ${stage.from} ${hang ? sql`group by 1` : sql``}`,
      );
      hang?.(this.pages);
    }
    if (this.counted) hang?.(this.counted);
    return json;
  }

  private edges(part: Field, nodes: readonly FieldNode[]): Sql {
    const { compiler } = this.page;
    const stage = this.rows();
    const edge = compiler.object(objectTypeOf(part), setsOf(nodes), (of, selected) =>
      of.name === 'cursor'
        ? jsonValue(of.type, this.cursorOf(stage.column('page_key')))
        : compiler.row(stage, selected),
    );
    const items = sql`string_agg(${edge}, ',' order by ${stage.column('page_row')}) filter (where ${shown(stage)})`;
    return jsonList(this.of(items));
  }

  private pageInfo(part: Field, nodes: readonly FieldNode[]): Sql {
    const stage = this.rows();
    const row = stage.column('page_row');
    const end = (which: Sql) =>
      this.cursorOf(
        this.of(
          sql`(array_agg(${stage.column('page_key')} order by ${row} ${which}) filter (where ${shown(stage)}))[1]`,
        ),
      );
    const parts: Readonly<Record<string, () => Sql>> = {
      hasNextPage: () => sql`coalesce(${this.of(sql`max(${row}) > ${this.first}::int`)}, false)`,
      hasPreviousPage: () => (this.after ? sql`true` : sql`false`),
      startCursor: () => end(sql`asc`),
      endCursor: () => end(sql`desc`),
    };
    return this.page.compiler.object(objectTypeOf(part), setsOf(nodes), (of) => {
      const value = parts[of.name];
      if (!value) throw new Error(`PageInfo.${of.name} is not given`);
      return jsonValue(of.type, value());
    });
  }

  /** A column of the finished page. */
  private of(aggregate: Sql): Sql {
    const column = name(`c${this.columns.length + 1}`);
    this.columns.push(sql`${aggregate} as ${column}`);
    return this.page.hang ? sql`${name(this.pages)}.${column}` : sql`(select ${column} from ${name(this.pages)})`;
  }

  /** One row more than the page shows, so that it is known whether more follow. */
  private rows(): Stage {
    if (this.stage) return this.stage;
    const { compiler, kind, asOf, hang } = this.page;
    const table = compiler.draft.name('s');
    const shownHere = sql`${name(table)}.page_row <= ${this.first}::int`;
    const nodeType = objectTypeOf(objectTypeOf(this.page.field).getFields()['edges']).getFields()['node']?.type;
    if (!nodeType) throw new Error(`${this.page.field.name} is no list of nodes`);
    const stage = new Stage(table, kind, asOf, compiler.typesOf(nodeType, kind), shownHere);
    compiler.draft.define(table, () => (hang ? this.rowsBelow(stage) : this.rowsAtRoot(stage)));
    compiler.draft.deliver(sql`(select count(*) from ${name(table)} where ${shownHere})`);
    this.stage = stage;
    return stage;
  }

  private rowsAtRoot(stage: Stage): Sql {
    const list = this.page.build();
    return sql`select row_number() over (order by page.page_key collate "C") as page_row, page.* from (
      select ${stage.select}, ${list.key} as page_key from ${list.from}
      where ${allOf(afterKey(list, this.after))} order by ${list.key} collate "C" limit ${this.first}::int + 1) page`;
  }

  private rowsBelow(stage: Stage): Sql {
    const list = this.page.build() as RowsBelow;
    return sql`select page.* from (
      select ${stage.select}, ${list.key} as page_key, ${list.parent} as page_parent,
        row_number() over (partition by ${list.parent} order by ${list.key} collate "C") as page_row
      from ${list.from} where ${allOf(afterKey(list, this.after))}) page where page.page_row <= ${this.first}::int + 1`;
  }

  /** As `toCursor`, in the database; null for null. */
  private cursorOf(key: Sql): Sql {
    return sql`base64url(${this.mark}::text || '>' || ${key})`;
  }

  private count(): Sql {
    const { compiler, build, hang } = this.page;
    this.counted ??= compiler.draft.table('c', () => {
      const list = build();
      const parent = hang ? sql`${(list as RowsBelow).parent} as parent, ` : sql``;
      return sql`select ${parent}count(*)::int as count from ${list.from} where ${allOf(list.where)}
        ${hang ? sql`group by 1` : sql``}`;
    });
    const count = sql`${name(this.counted)}.count`;
    return hang ? sql`coalesce(${count}, 0)` : sql`(select ${count} from ${name(this.counted)})`;
  }
}

function shown(stage: Stage): Sql {
  return stage.shown ?? sql`true`;
}

/** Arguments as the ordinary way has them. */
function sentNow(value: object, binding: Binding): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => {
      if (each instanceof Late) return [name, each.read(binding) as unknown];
      const isInput = typeof each === 'object' && each !== null && !Array.isArray(each) && !(each instanceof Date);
      return [name, isInput ? sentNow(each, binding) : each];
    }),
  );
}

function objectTypeOf(field: Field | undefined): GraphQLObjectType {
  const type = field && getNamedType(field.type);
  if (!isObjectType(type)) throw new Error(`${field?.name} gives no object`);
  return type;
}
