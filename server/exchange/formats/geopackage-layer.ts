import type { Database, QueryResult, Statement } from 'node-sqlite3-wasm';
import { plainValue } from './attributes.ts';
import { declaredCrs } from './crs.ts';
import { MAX_ATTRIBUTES, MAX_BLOB_BYTES, MAX_VALUE_CHARACTERS } from './limits.ts';
import type { StoredTables } from './geopackage-tables.ts';
import { quoted, text } from './geopackage-tables.ts';
import { problemOf, rowFault, unreadable } from './reasons.ts';
import { FileUnreadable } from './source-file.ts';
import type { DeclaredCrs, RowFault, SourceLayer, SourceRow, SourceValue } from './source-file.ts';
import { structured } from './structure.ts';
import { decodeWkb, WkbProblem } from './wkb.ts';

/** A character takes at most four bytes. */
const MAX_VALUE_BYTES = 4 * MAX_VALUE_CHARACTERS;

/** Whatever SQLite complains of, it is the file. */
export function asUnreadable(error: unknown, name: string): unknown {
  if (error instanceof FileUnreadable) return error;
  return unreadable('FILE_DAMAGED', { name, problem: problemOf(error) });
}

/** Finalizing tells the last error once more. */
function release(statement: Statement): void {
  try {
    statement.finalize();
  } catch {
    // It was thrown already.
  }
}

interface Column {
  readonly name: string;
  readonly isGeometry: boolean;
}

export class GeoPackageLayer implements SourceLayer {
  readonly encoding = null;
  readonly crs: DeclaredCrs | null = null;
  readonly headings: readonly string[];
  readonly count: number;
  private readonly fileName: string;
  private readonly columns: readonly Column[];
  private readonly srs: number | null = null;
  private done = 0;

  constructor(
    private readonly database: Database,
    stored: StoredTables,
    readonly name: string,
    isFeatures: boolean,
  ) {
    this.fileName = stored.fileName;
    const geometry = isFeatures ? geometryColumn(database, stored, name) : null;
    if (geometry) {
      this.srs = Number(geometry.srs_id);
      this.crs = crsOf(database, stored, this.srs);
    }
    this.columns = columnsOf(stored, name, text(geometry?.column_name));
    if (this.columns.length > MAX_ATTRIBUTES) throw stored.problem(`${name} has more than ${MAX_ATTRIBUTES} columns`);
    this.headings = this.columns.filter(({ isGeometry }) => !isGeometry).map((column) => column.name);
    this.count = countOf(database, name);
  }

  progress(): number {
    return this.count === 0 ? 1 : Math.min(1, this.done / this.count);
  }

  async *rows(): AsyncGenerator<SourceRow> {
    this.done = 0;
    let statement: Statement | null = null;
    try {
      statement = this.database.prepare(this.selection());
      for (const row of statement.iterate()) yield this.rowFrom(row, ++this.done);
    } catch (error) {
      throw asUnreadable(error, this.fileName);
    } finally {
      if (statement) release(statement);
    }
  }

  /** Values beyond the limits are not even read: an empty blob stands for them. */
  private selection(): string {
    const values = this.columns.map(({ name, isGeometry }, index) => {
      const limit = isGeometry ? MAX_BLOB_BYTES : MAX_VALUE_BYTES;
      return `iif(octet_length(${quoted(name)}) > ${limit}, x'', ${quoted(name)}) as c${index}`;
    });
    return `select ${values.length > 0 ? values.join(', ') : 'null'} from ${quoted(this.name)}`;
  }

  private rowFrom(values: QueryResult, row: number): SourceRow {
    const faults: RowFault[] = [];
    const entries: [string, SourceValue][] = [];
    let geometry: SourceRow['geometry'] = null;
    for (const [index, column] of this.columns.entries()) {
      const value = values[`c${index}`] as unknown;
      if (column.isGeometry) geometry = this.geometryFrom(value, faults);
      else entries.push([column.name, attributeFrom(column.name, value, faults)]);
    }
    return { row, attributes: Object.fromEntries(entries), geometry, faults };
  }

  private geometryFrom(value: unknown, faults: RowFault[]): SourceRow['geometry'] {
    if (value === null) return null;
    try {
      const { srs, wkb } = unwrapped(value);
      if (wkb === null) {
        faults.push(rowFault('GEOMETRY_EMPTY'));
        return null;
      }
      // Many writers leave the number in the row at zero or minus one, which says nothing.
      if (srs > 0 && srs !== this.srs) {
        faults.push(rowFault('SRID_DIFFERS', { found: String(srs), expected: String(this.srs) }));
        return null;
      }
      return structured(decodeWkb(wkb).geometry, faults);
    } catch (error) {
      if (!(error instanceof WkbProblem)) throw error;
      faults.push(rowFault('GEOMETRY_DAMAGED', { problem: error.message }));
      return null;
    }
  }
}

const ENVELOPE_DOUBLES = [0, 4, 6, 6, 8];

/** The header that GeoPackage puts before the well-known binary. */
function unwrapped(value: unknown): { srs: number; wkb: Uint8Array | null } {
  if (!(value instanceof Uint8Array) || value.length < 8 || value[0] !== 0x47 || value[1] !== 0x50) {
    throw new WkbProblem('it has no GeoPackage header');
  }
  const flags = value[3] ?? 0;
  const doubles = ENVELOPE_DOUBLES[(flags >> 1) & 7];
  if (doubles === undefined) throw new WkbProblem('its envelope is of no known kind');
  if (flags & 0x20) throw new WkbProblem('it is of an extended kind, which is not read');
  const srs = new DataView(value.buffer, value.byteOffset).getInt32(4, (flags & 1) === 1);
  return { srs, wkb: flags & 0x10 ? null : value.subarray(8 + 8 * doubles) };
}

function attributeFrom(column: string, value: unknown, faults: RowFault[]): SourceValue {
  if (typeof value === 'bigint') return String(value);
  if (!(value instanceof Uint8Array)) return plainValue(column, value, faults);
  faults.push(
    value.length === 0
      ? rowFault('VALUE_TOO_LONG', { column, limit: MAX_VALUE_CHARACTERS })
      : rowFault('VALUE_UNREADABLE', { column, type: 'text or a number' }),
  );
  return null;
}

function geometryColumn(database: Database, stored: StoredTables, table: string): QueryResult {
  stored.check('gpkg_geometry_columns', ['table_name', 'column_name', 'srs_id']);
  const found = database.get('select column_name, srs_id from gpkg_geometry_columns where table_name = ?', [table]);
  if (!found) throw stored.problem(`${table} has no column of geometries`);
  return found;
}

function columnsOf(stored: StoredTables, table: string, geometry: string): Column[] {
  return stored
    .columns(table)
    .filter(({ name, type }) => name === geometry || !/^blob/i.test(type))
    .map(({ name }) => ({ name, isGeometry: name === geometry }));
}

function crsOf(database: Database, stored: StoredTables, srs: number): DeclaredCrs | null {
  // 0 and -1 are the standard's words for "not known".
  if (srs <= 0) return null;
  stored.check('gpkg_spatial_ref_sys', ['srs_id', 'srs_name', 'organization', 'organization_coordsys_id']);
  const row = database.get(
    'select srs_name, organization, organization_coordsys_id as code from gpkg_spatial_ref_sys where srs_id = ?',
    [srs],
  );
  if (!row) return declaredCrs(null, `srs_id ${srs}`, 'gpkg_spatial_ref_sys');
  const organization = text(row.organization);
  const epsg = organization.toUpperCase() === 'EPSG' ? Number(row.code) : null;
  return declaredCrs(epsg, `${organization}:${String(row.code)} ${text(row.srs_name)}`, 'gpkg_spatial_ref_sys');
}

function countOf(database: Database, table: string): number {
  return Number(database.get(`select count(*) as rows from ${quoted(table)}`)?.rows ?? 0);
}
