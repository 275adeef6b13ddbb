import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { inject } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import type { SheetData } from 'write-excel-file/node';
import { openSource } from '../../../../server/exchange/formats/open-source.ts';
import type { OpenOptions } from '../../../../server/exchange/formats/open-source.ts';
import type {
  SourceFile,
  SourceFormat,
  SourceLayer,
  SourceRow,
} from '../../../../server/exchange/formats/source-file.ts';
import { encodeWkb } from '../../../../server/exchange/formats/wkb.ts';
import { makeFolder } from '../../../support/test-run.ts';

// The types that the package brings are for another module system.
const { ZipFile } = createRequire(import.meta.url)('yazl') as typeof import('yazl');

/** A square, in degrees. */
export const SQUARE = [
  [120.38, 36.06],
  [120.39, 36.06],
  [120.39, 36.07],
  [120.38, 36.07],
  [120.38, 36.06],
];
export const POLYGON = { type: 'Polygon' as const, coordinates: [SQUARE] };

export async function put(name: string, content: string | Uint8Array): Promise<string> {
  const folder = makeFolder(inject('testRun'), 'formats');
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

export interface ReadLayer extends Pick<SourceLayer, 'name' | 'crs' | 'encoding' | 'headings' | 'count'> {
  readonly rows: readonly SourceRow[];
  readonly progress: number;
}

/** Everything that a file holds. */
export async function readAll(
  path: string,
  options?: OpenOptions,
  open: (path: string, options?: OpenOptions) => Promise<SourceFile> = openSource,
): Promise<{ format: SourceFormat; layers: ReadLayer[] }> {
  const file = await open(path, options);
  try {
    const layers: ReadLayer[] = [];
    for (const layer of file.layers) {
      const rows: SourceRow[] = [];
      for await (const row of layer.rows()) rows.push(row);
      const { name, crs, encoding, headings, count } = layer;
      layers.push({ name, crs, encoding, headings, count, rows, progress: layer.progress() });
    }
    return { format: file.format, layers };
  } finally {
    await file.close();
  }
}

export async function readLayer(path: string, options?: OpenOptions): Promise<ReadLayer> {
  const { layers } = await readAll(path, options);
  if (layers.length !== 1 || !layers[0]) throw new Error(`${path} has ${layers.length} layers`);
  return layers[0];
}

export async function readText(name: string, content: string | Uint8Array, options?: OpenOptions): Promise<ReadLayer> {
  return readLayer(await put(name, content), options);
}

/** Reasons of all rows, each row's joined by blanks. */
export function reasonsOf({ rows }: ReadLayer): string[] {
  return rows.map(({ faults }) => faults.map(({ severity, reason }) => `${severity} ${reason}`).join(' '));
}

export function feature(properties: unknown, geometry: unknown, more: object = {}): object {
  return { type: 'Feature', properties, geometry, ...more };
}

export function collection(features: readonly unknown[], more: object = {}): string {
  return JSON.stringify({ type: 'FeatureCollection', ...more, features });
}

export async function zipOf(entries: Readonly<Record<string, Uint8Array | string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content as string), name);
  zip.end();
  return buffer(zip.outputStream);
}

export async function workbookOf(sheets: Readonly<Record<string, SheetData>>): Promise<Buffer> {
  return writeExcelFile(Object.entries(sheets).map(([sheet, data]) => ({ sheet, data }))).toBuffer();
}

export function kmlOf(placemarks: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>demo</name>${placemarks}</Document></kml>`;
}

/** A GeoPackage with a table of yards, and one without shapes. */
export async function putGeoPackage(
  rows: readonly { code: string; name: string; geometry: Uint8Array | null }[],
): Promise<string> {
  const path = await put('yards.gpkg', '');
  const database = new sqlite.Database(path);
  database.exec(`
    create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key, organization text,
      organization_coordsys_id integer, definition text, description text);
    insert into gpkg_spatial_ref_sys values ('China Geodetic 2000', 4490, 'EPSG', 4490, 'undefined', null);
    create table gpkg_contents (table_name text primary key, data_type text, identifier text, srs_id integer);
    insert into gpkg_contents values ('yards', 'features', 'yards', 4490), ('notes', 'attributes', 'notes', null);
    create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text, srs_id integer,
      z integer, m integer);
    insert into gpkg_geometry_columns values ('yards', 'geom', 'POLYGON', 4490, 0, 0);
    create table yards (fid integer primary key, geom blob, code text, name text,
      shout text generated always as (upper(code)) virtual);
    create table notes (id integer primary key, remark text);
    insert into notes values (1, '说明');
  `);
  for (const { code, name, geometry } of rows) {
    database.run('insert into yards (geom, code, name) values (?, ?, ?)', [geometry, code, name]);
  }
  database.close();
  return path;
}

/** The header that GeoPackage puts before the well-known binary, without an envelope. */
export function packaged(geometry: Parameters<typeof encodeWkb>[0], srs = 4490): Buffer {
  const header = Buffer.from([0x47, 0x50, 0, 1, 0, 0, 0, 0]);
  header.writeInt32LE(srs, 4);
  return Buffer.concat([header, encodeWkb(geometry)]);
}
