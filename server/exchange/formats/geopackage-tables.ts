import type { Database } from 'node-sqlite3-wasm';
import { unreadable } from './reasons.ts';
import type { FileUnreadable } from './source-file.ts';

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export interface StoredColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * What a file keeps as rows. Views, virtual tables and computed columns are left alone: reading one runs what somebody else wrote,
 * which may have no end. What is what is asked of SQLite itself, which has read the schema; the words it was written in can be
 * made to look like anything, and functions such as pragma_table_list can be hidden by a table of that name.
 */
export class StoredTables {
  /** In small letters, as SQLite compares names. */
  private readonly types: ReadonlyMap<string, string>;

  constructor(
    private readonly database: Database,
    readonly fileName: string,
  ) {
    const tables = database.all('pragma main.table_list');
    this.types = new Map(tables.map(({ name, type }) => [text(name).toLowerCase(), text(type)]));
  }

  has(table: string): boolean {
    return this.types.has(table.toLowerCase());
  }

  /** Throws unless it is a plain table that keeps all of these columns. */
  check(table: string, columns: readonly string[]): void {
    const kept = new Set(this.columns(table).map(({ name }) => name.toLowerCase()));
    const missing = columns.find((column) => !kept.has(column));
    if (missing !== undefined) throw this.problem(`${table} keeps no column ${missing}`);
  }

  columns(table: string): StoredColumn[] {
    if (this.types.get(table.toLowerCase()) !== 'table') throw this.problem(`${table} is not a stored table`);
    return this.database
      .all(`pragma main.table_xinfo(${quoted(table)})`)
      .filter(({ hidden }) => Number(hidden) === 0)
      .map(({ name, type }) => ({ name: text(name), type: text(type) }));
  }

  problem(problem: string): FileUnreadable {
    return unreadable('NOT_A_GEOPACKAGE', { name: this.fileName, problem });
  }
}
