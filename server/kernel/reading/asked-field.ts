import { getNamedType, isObjectType, type FieldNode } from 'graphql';
import { allOf, name, property, sql, type Sql } from '../graph/sql.ts';
import type { ListRows, RowsBelow } from '../graph/page.ts';
import type { Compiler, Field } from './compiler.ts';
import { composePage, type PageArguments } from './compose-page.ts';
import { jsonList, jsonValue, orNull } from './json-sql.ts';
import { checkAsOf } from '../graph/as-of.ts';
import { Late, type Value } from './late.ts';
import type { RowKind } from './rows.ts';
import { setsOf } from './selections.ts';
import { EachRow, RowSet, Stage, type AskedRows } from './stage.ts';

interface Whereabouts {
  /** Null at the root of the operation. */
  readonly stage: Stage | null;
  /** Types of row the field is asked of here; they grow while the operation is gone through. */
  readonly types: ReadonlySet<string>;
  readonly typeName: string;
  readonly field: Field;
  readonly nodes: readonly FieldNode[];
}

/** A table with one row at most for each row the field is asked of, joined to them. */
export type Fact = (of: string) => Sql;

/** One field in an operation, seen from its reading: what it is asked of, with which arguments, and for which parts. */
export class AskedField<Args = object> {
  readonly args: Args;
  /** The date of the rows; at the root that of the argument "asOf". */
  readonly asOf: Late<string>;
  readonly typeName: string;

  constructor(
    private readonly compiler: Compiler,
    private readonly at: Whereabouts,
  ) {
    const [node] = at.nodes;
    if (!node) throw new Error('A field that nobody selects');
    const args = compiler.arguments.of(at.field, node);
    this.args = args as Args;
    this.typeName = at.typeName;
    const asked = args['asOf'] as Late<string> | null | undefined;
    if (asked) compiler.arguments.checked(new Late((binding) => checkAsOf(asked.read(binding), binding.today)));
    this.asOf = at.stage?.asOf ?? asked ?? compiler.today;
  }

  /** The rows the field is asked of. */
  get rows(): RowSet {
    return new RowSet(this.stage, [this.at.types]);
  }

  /** A column of the row. */
  row(of: string): Sql {
    return this.stage.column(of);
  }

  /** The number of the row. */
  get key(): Sql {
    return this.stage.key;
  }

  /** Answers a question about a value; the statement then serves only requests with the same answer. */
  decide<T, Answer = T>(value: Value<T>, question?: (value: T) => Answer): Answer {
    return this.compiler.arguments.decide(value, question);
  }

  /** A value whose reader refuses what is not acceptable. */
  checked<T>(value: Late<T>): Late<T> {
    return this.compiler.arguments.checked(value);
  }

  /** There is an answer only where this holds; where it does not, the ordinary path says what is wrong. */
  guard(condition: Sql): void {
    this.compiler.draft.guard(condition);
  }

  /** A table of the statement, by its name. */
  table(build: () => Sql): Sql {
    return name(this.compiler.draft.table('t', build));
  }

  /** The JSON of a scalar or enum, or a list of them. */
  value(expression: Sql): Sql {
    return jsonValue(this.at.field.type, expression);
  }

  /** The JSON of an object without rows of its own: what is selected of it, by the names of its fields. */
  object(parts: Readonly<Record<string, Sql | ((part: AskedField<never>) => Sql)>>): Sql {
    const type = getNamedType(this.at.field.type);
    if (!isObjectType(type)) throw new Error(`${type.name} is no object type`);
    return this.compiler.object(type, setsOf(this.at.nodes), (field, nodes) => {
      const part = parts[field.name];
      if (part === undefined) throw new Error(`${type.name}.${field.name} is not given`);
      if (typeof part !== 'function') return jsonValue(field.type, part);
      return part(new AskedField<never>(this.compiler, { ...this.at, typeName: type.name, field, nodes }));
    });
  }

  /** As `object`, null where the condition does not hold. */
  objectWhere(condition: Sql, parts: Readonly<Record<string, Sql>>): Sql {
    return sql`(case when ${condition} then ${this.object(parts)} else 'null' end)`;
  }

  /**
   * What a statement says of each row, once for all fields of these rows that name the same `question`; the name holds
   * everything `build` depends on. `column` is where the statement says which row it is about, `of` the row's own property.
   */
  fact(question: string, build: (rows: RowSet) => Sql, column = 'areaId'): Fact {
    return this.shared(question, (askedOf) => {
      const { stage } = this;
      const table = this.compiler.draft.table('f', () => build(new RowSet(stage, askedOf)));
      this.join(table, sql`${name(table)}.${property(column)}`, stage.kind.key);
      return table;
    });
  }

  /**
   * As `fact`, for what is found by a key at once and costs no more row by row; there is one row of it for each at most.
   */
  lookup(question: string, build: (row: AskedRows) => Sql): Fact {
    return this.shared(question, () => {
      const table = this.compiler.draft.name('l');
      const found = build(new EachRow(this.stage));
      this.stage.lookups.push(sql`left join lateral (${found}) ${name(table)} on true`);
      return table;
    });
  }

  private shared(question: string, make: (askedOf: readonly ReadonlySet<string>[]) => string): Fact {
    const { facts } = this.compiler;
    const key = `${this.stage.table}:${question}`;
    const known = facts.get(key);
    if (known) {
      known.askedOf.push(this.at.types);
      return known.fact;
    }
    const askedOf = [this.at.types];
    const table = make(askedOf);
    const fact: Fact = (wanted) => sql`${name(table)}.${property(wanted)}`;
    facts.set(key, { fact, askedOf });
    return fact;
  }

  /** The name of a question that also depends on a value: only fields with the very same value share it. */
  questionOf(question: string, value: Value<unknown>): string {
    return `${question}:${value instanceof Late ? `late ${this.compiler.numberOf(value)}` : String(value)}`;
  }

  /** The one object that belongs to each row by a property of it; null where there is none. */
  one(kind: RowKind, of: string, build: (rows: RowSet) => RowsBelow): Sql {
    const stage = this.below(kind, build);
    const item = this.compiler.row(stage, this.at.nodes);
    const parent = stage.column('page_parent');
    const table = this.compiler.draft.table(
      'o',
      () => sql`select ${parent} as parent, ${item} as item from ${stage.from}`,
    );
    this.join(table, sql`${name(table)}.parent`, of);
    return orNull(sql`${name(table)}.item`);
  }

  /** The one object among these rows whose key each row holds in a property of that name; null where there is none. */
  oneByKey(kind: RowKind, of: string, { from, key }: { from: Sql; key: Sql }): Sql {
    return this.one(kind, of, (rows) => ({
      from,
      where: [sql`${key} = any (coalesce(${rows.all(of)}, '{}'))`],
      key: sql`${key}::text`,
      parent: key,
    }));
  }

  /** The objects that belong to each row, as a list without pages in the order of `key`. */
  many(kind: RowKind, build: (rows: RowSet) => RowsBelow): Sql {
    const stage = this.below(kind, build);
    const items = itemsOf(stage, this.compiler.row(stage, this.at.nodes));
    const parent = stage.column('page_parent');
    const table = this.compiler.draft.table(
      'm',
      () => sql`select ${parent} as parent, ${items} as items from ${stage.from} group by 1`,
    );
    this.join(table, sql`${name(table)}.parent`, this.stage.kind.key);
    return jsonList(sql`${name(table)}.items`);
  }

  /** The object at the root that these rows, one at most, hold; null when there is none. */
  rootOne(kind: RowKind, build: () => ListRows): Sql {
    const stage = this.stageOf(kind, (rows) => {
      const { from, where, key } = build();
      return sql`select ${rows.select} from ${from} where ${allOf(where)} order by ${key} collate "C" limit 1`;
    });
    const item = this.compiler.row(stage, this.at.nodes);
    const table = this.compiler.draft.table('o', () => sql`select ${item} as item from ${stage.from}`);
    return orNull(sql`(select item from ${name(table)})`);
  }

  /** A list without pages at the root. */
  rootMany(kind: RowKind, build: () => ListRows): Sql {
    const stage = this.stageOf(kind, (rows) => {
      const { from, where, key } = build();
      return sql`select ${rows.select}, ${key} as page_key from ${from} where ${allOf(where)}`;
    });
    const items = itemsOf(stage, this.compiler.row(stage, this.at.nodes));
    const table = this.compiler.draft.table('m', () => sql`select ${items} as items from ${stage.from}`);
    return jsonList(sql`(select items from ${name(table)})`);
  }

  /** A page of a list at the root. */
  rootPage(kind: RowKind, build: () => ListRows): Sql {
    return composePage({ ...this.pageOf(kind), build, hang: null });
  }

  /** A page of the list that hangs below each row. */
  page(kind: RowKind, build: (rows: RowSet) => RowsBelow): Sql {
    const { rows } = this;
    const hang = (table: string) => this.join(table, sql`${name(table)}.parent`, this.stage.kind.key);
    return composePage({ ...this.pageOf(kind), build: () => build(rows), hang });
  }

  private pageOf(kind: RowKind) {
    const { field, nodes } = this.at;
    return { compiler: this.compiler, asOf: this.asOf, kind, field, nodes, args: this.args as PageArguments };
  }

  private below(kind: RowKind, build: (rows: RowSet) => RowsBelow): Stage {
    const above = this.rows;
    return this.stageOf(kind, (rows) => {
      const { from, where, key, parent } = build(above);
      return sql`select ${rows.select}, ${key} as page_key, ${parent} as page_parent from ${from} where ${allOf(where)}`;
    });
  }

  private stageOf(kind: RowKind, build: (rows: Stage) => Sql): Stage {
    const { draft } = this.compiler;
    const types = this.compiler.typesOf(this.at.field.type, kind);
    const stage = new Stage(draft.name('s'), kind, this.asOf, types);
    draft.define(stage.table, () => build(stage));
    return stage;
  }

  private join(table: string, on: Sql, of: string): void {
    this.stage.joins.push({ table, on: sql`${on} = ${this.stage.column(of)}` });
  }

  private get stage(): Stage {
    if (!this.at.stage) throw new Error(`${this.at.field.name} is asked at the root, of no row`);
    return this.at.stage;
  }
}

/** The items of the rows in their order. */
function itemsOf(stage: Stage, item: Sql): Sql {
  return sql`string_agg(${item}, ',' order by ${stage.column('page_key')} collate "C")`;
}
