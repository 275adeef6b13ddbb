import { allOf, joined, name, property, sql, text, type Sql } from '../graph/sql.ts';
import type { Late } from './late.ts';
import { selectUsed, type RowKind } from './rows.ts';

/** Rows at one place of an operation, seen at one date, as a table of the statement. */
export class Stage {
  /** What is looked up row by row. Complete, like the joins, when all that is selected has been gone through. */
  readonly lookups: Sql[] = [];
  /** Tables that hold something of the rows, each with the condition that joins it. */
  readonly joins: { readonly table: string; readonly on: Sql }[] = [];
  private readonly used = new Set<string>();

  /**
   * `types` are the object types the rows can become here. `shown` limits the rows to those in the answer, where the table
   * holds one more to know whether there are more.
   */
  constructor(
    readonly table: string,
    readonly kind: RowKind,
    readonly asOf: Late<string>,
    readonly types: readonly string[],
    readonly shown: Sql | null = null,
  ) {}

  column(of: string): Sql {
    if (this.kind.columns.has(of)) this.used.add(of);
    else if (!of.startsWith('page_')) throw new Error(`Rows of ${this.table} have no ${of}`);
    return sql`${name(this.table)}.${property(of)}`;
  }

  /**
   * The rows with all that belongs to them. How many rows a table of the statement has is a guess, and where the guess is "a
   * few" the planner compares each row with each. A full join it can only hash or merge; the condition that keeps the rows
   * of the stage is one that it does not see through.
   */
  get from(): Sql {
    const joins = this.joins.map(({ table, on }) => sql`full join ${name(table)} on ${on}`);
    const kept = joins.length > 0 ? [sql`where coalesce(${this.key}::text, '') <> ''`] : [];
    return joined([name(this.table), ...this.lookups, ...joins, ...kept], sql` `);
  }

  get key(): Sql {
    return this.column(this.kind.key);
  }

  /** The columns that are looked at. Known when all that looks has been composed. */
  get select(): Sql {
    return selectUsed(this.kind, new Set([...this.used, this.kind.key]));
  }

  /** Condition: the row is of one of these types. Null when all are. */
  isOneOf(types: ReadonlySet<string>): Sql | null {
    const { types: of } = this.kind;
    if (!of || this.types.every((type) => types.has(type))) return null;
    const values = Object.keys(of.names).filter((value) => types.has(of.names[value] ?? ''));
    if (values.length === 0) return sql`false`;
    return sql`${this.column(of.property)} in (${joined(values.map(text), sql`, `)})`;
  }
}

/** The rows that a statement answers for. */
export interface AskedRows {
  /** The keys of the rows: an integer array. */
  readonly keys: Sql;
  /** The different values of a property, as an array. */
  all(of: string): Sql;
}

/** One row, for a statement that is asked for each row anew. */
export class EachRow implements AskedRows {
  constructor(private readonly stage: Stage) {}

  get keys(): Sql {
    return sql`array[${this.stage.key}]`;
  }

  all(of: string): Sql {
    return sql`array[${this.stage.column(of)}]`;
  }
}

/** The rows that a field is asked of, for statements that answer for all of them at once. */
export class RowSet implements AskedRows {
  constructor(
    private readonly stage: Stage,
    /** Types of row that somebody asks this of. They grow while the operation is gone through: looked at only afterwards. */
    private readonly askedOf: readonly ReadonlySet<string>[],
    private readonly wanted: (type: string) => boolean = () => true,
  ) {}

  /** Those of the rows whose object type is wanted; null when there can be none. */
  only(wanted: (type: string) => boolean): RowSet | null {
    return this.stage.types.some(wanted) ? new RowSet(this.stage, this.askedOf, wanted) : null;
  }

  get keys(): Sql {
    return this.all(this.stage.kind.key);
  }

  column(of: string): Sql {
    return this.stage.column(of);
  }

  /** Table: columns of the rows, each combination once. (One object may belong to several rows above.) */
  table(...columns: string[]): Sql {
    return sql`(select distinct ${joined(
      columns.map((of) => this.stage.column(of)),
      sql`, `,
    )} from ${this.fromWhere})`;
  }

  all(of: string): Sql {
    return this.select(sql`array_agg(distinct ${this.stage.column(of)})`);
  }

  /** An aggregate over the rows. */
  select(aggregate: Sql): Sql {
    return sql`(select ${aggregate} from ${this.fromWhere})`;
  }

  private get fromWhere(): Sql {
    const types = new Set(this.askedOf.flatMap((some) => [...some]).filter((type) => this.wanted(type)));
    const conditions = [this.stage.shown, this.stage.isOneOf(types)].filter((condition) => condition !== null);
    const where = conditions.length > 0 ? sql` where ${allOf(conditions)}` : sql``;
    return sql`${name(this.stage.table)}${where}`;
  }
}
