import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import type { ExchangeField } from '../../kernel/exchange/layer.ts';
import { GEOPACKAGE_TABLES } from './geopackage-tables.ts';
import { notesObject, notesText } from './notes-text.ts';
import {
  textOf,
  type FileCrs,
  type TableFile,
  type TableRow,
  type TableValue,
  type TableWriter,
} from './table-file.ts';
import { overFolder, readWhole } from './temporary-folder.ts';
import { wkbBounds, widen, type ShapeBounds } from './wkb-bounds.ts';

type Cell = string | number | Buffer | null;

/** Numbers of systems of coordinates that EPSG does not know, within the file. */
const UNREGISTERED = { 'GCJ-02': 990_001, 'BD-09': 990_002 } as const;
const OTHER_UNREGISTERED = 990_000;
const SHAPE_COLUMN = 'geom';

/** GeoPackage: a table of features, or of attributes where there are no shapes; the notes are its metadata. */
export const geoPackageWriter: TableWriter = {
  extension: 'gpkg',
  contentType: 'application/geopackage+sqlite3',
  shapes: 'WKB',
  write: (file, rows) =>
    overFolder(async (folder) => {
      const path = join(folder, 'table.gpkg');
      const database = new sqlite.Database(path);
      try {
        // The file is nobody's before it is complete: nothing has to be got back after a fall.
        database.exec('pragma journal_mode = off; pragma synchronous = off');
        database.exec(GEOPACKAGE_TABLES);
        database.exec('begin');
        await fill(database, file, rows);
        database.exec('commit');
      } finally {
        database.close();
      }
      return readWhole(path);
    }),
};

async function fill(database: sqlite.Database, file: TableFile, rows: AsyncIterable<TableRow>): Promise<void> {
  const table = file.name.replaceAll('-', '_');
  const srs = file.geometry === null ? null : addSystem(database, file.crs);
  createTable(database, table, file, srs);
  const places = ['null', ...(srs === null ? [] : ['?']), ...file.fields.map(() => '?')].join(', ');
  const insert = database.prepare(`insert into "${table}" values (${places})`);
  const all: ShapeBounds = [Infinity, Infinity, -Infinity, -Infinity];
  try {
    for await (const { attributes, geometry } of rows) {
      const shape = srs === null ? [] : [geometry === null ? null : geoPackageShape(geometry as Buffer, srs, all)];
      insert.run([...shape, ...file.fields.map((field) => cellOf(field, attributes[field.name]))]);
    }
  } finally {
    insert.finalize();
  }
  if (all[0] <= all[2]) {
    database.run('update gpkg_contents set min_x = ?, min_y = ?, max_x = ?, max_y = ? where table_name = ?', [
      ...all,
      table,
    ]);
  }
}

function addSystem(database: sqlite.Database, crs: FileCrs): number {
  const id = crs.epsg ?? UNREGISTERED[crs.name as keyof typeof UNREGISTERED] ?? OTHER_UNREGISTERED;
  database.run('insert or ignore into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?, null)', [
    crs.name,
    id,
    crs.epsg === null ? 'NONE' : 'EPSG',
    id,
    crs.wkt,
  ]);
  return id;
}

function createTable(database: sqlite.Database, table: string, file: TableFile, srs: number | null): void {
  const columns = file.fields.map(({ name, type }) => `"${name}" ${COLUMN_TYPES[type]}`);
  const shape = srs === null ? [] : [`${SHAPE_COLUMN} ${file.geometry?.toUpperCase()}`];
  database.exec(
    `create table "${table}" (${['fid integer primary key autoincrement not null', ...shape, ...columns].join(', ')})`,
  );
  database.run(
    'insert into gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) values (?, ?, ?, ?, ?, ?)',
    [
      table,
      srs === null ? 'attributes' : 'features',
      file.title.zh,
      notesText(file).replace('\uFEFF', '').trimEnd(),
      `${file.notes.asOf}T00:00:00.000Z`,
      srs,
    ],
  );
  if (srs !== null) {
    database.run('insert into gpkg_geometry_columns values (?, ?, ?, ?, 0, 0)', [
      table,
      SHAPE_COLUMN,
      file.geometry?.toUpperCase() ?? '',
      srs,
    ]);
  }
  database.run('insert into gpkg_metadata (md_standard_uri, mime_type, metadata) values (?, ?, ?)', [
    'https://www.rfc-editor.org/rfc/rfc8259',
    'application/json',
    JSON.stringify(notesObject(file)),
  ]);
  database.run(
    `insert into gpkg_metadata_reference (reference_scope, table_name, timestamp, md_file_id) values ('table', ?, ?, 1)`,
    [table, `${file.notes.asOf}T00:00:00.000Z`],
  );
}

const COLUMN_TYPES: Readonly<Record<ExchangeField['type'], string>> = {
  text: 'TEXT',
  codes: 'TEXT',
  integer: 'INTEGER',
  people: 'INTEGER',
  number: 'DOUBLE',
  date: 'DATE',
};

function cellOf({ type }: ExchangeField, value: TableValue | undefined): Cell {
  if (type !== 'text' && type !== 'codes' && typeof value === 'number') return value;
  return textOf(value);
}

/** The shape in the form of GeoPackage: a head with the system and, but for points, the box, then WKB. */
function geoPackageShape(wkb: Buffer, srs: number, all: ShapeBounds): Buffer {
  const box = wkbBounds(wkb);
  widen(all, box[0], box[1]);
  widen(all, box[2], box[3]);
  const isPoint = box[0] === box[2] && box[1] === box[3];
  const head = Buffer.alloc(isPoint ? 8 : 40);
  head.write('GP', 0, 'latin1');
  // Little-endian; bits 1 to 3 say that a box of four numbers follows.
  head.writeUInt8(isPoint ? 0b001 : 0b011, 3);
  head.writeInt32LE(srs, 4);
  if (!isPoint) [box[0], box[2], box[1], box[3]].forEach((side, i) => head.writeDoubleLE(side, 8 + 8 * i));
  return Buffer.concat([head, wkb]);
}
