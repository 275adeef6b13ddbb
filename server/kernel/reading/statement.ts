import { joined, name, sql, type Sql } from '../graph/sql.ts';
import { NotReadable } from './not-readable.ts';

/** A table of the statement by its name, made when all who look at it are known. */
interface Table {
  readonly name: string;
  readonly build: () => Sql;
}

export interface AnswerLimits {
  /** List entries. */
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** With what an operation may cost that is not read in one statement. */
export interface ReadingLimits extends AnswerLimits {
  readonly maxCostByFields: number;
}

/** A statement under composition: its tables, each of which may look at those before it, and what must hold for an answer. */
export class StatementDraft {
  private readonly tables: Table[] = [];
  private readonly guards: Sql[] = [];
  private readonly entries: Sql[] = [];
  private named = 0;

  /** A name that no other table has. */
  name(prefix: string): string {
    this.named += 1;
    return `${prefix}${this.named}`;
  }

  /** Adds the table of that name. It is made once, whoever looks at it. */
  define(table: string, build: () => Sql): void {
    this.tables.push({ name: table, build });
  }

  /** Adds a table and gives its name. */
  table(prefix: string, build: () => Sql): string {
    const table = this.name(prefix);
    this.define(table, build);
    return table;
  }

  /** There is an answer only where this holds. */
  guard(condition: Sql): void {
    this.guards.push(condition);
  }

  /** So many list entries go into the answer. */
  deliver(count: Sql): void {
    this.entries.push(count);
  }

  /**
   * One row with the `answer` and its `bytes`. It is null where a guard does not hold, the entries are too many or the bytes
   * are: what is too large does not leave the database.
   */
  compose(json: Sql, { maxEntries, maxBytes }: AnswerLimits): Sql {
    if (this.tables.length === 0) throw new NotReadable('Nothing to read');
    // From the last to the first: a table holds what those behind it have been found to look at.
    const tables = [...this.tables]
      .reverse()
      .map((table) => sql`${name(table.name)} as materialized (${table.build()})`)
      .reverse();
    const conditions = [...this.guards];
    if (this.entries.length > 0) conditions.push(sql`${joined(this.entries, sql` + `)} <= ${maxEntries}::int`);
    const answer =
      conditions.length > 0 ? sql`case when ${joined(conditions, sql` and `)} then ${json} end` : sql`${json}`;
    return sql`with ${joined(tables, sql`, `)}
      select case when octet_length(whole.answer) <= ${maxBytes}::int then whole.answer end as answer,
        octet_length(whole.answer) as bytes
      from (select ${answer} as answer offset 0) whole`;
  }
}
