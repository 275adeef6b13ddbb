import { plainValue } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { declaredCrs } from './crs.ts';
import { rowFault } from './reasons.ts';
import type { DeclaredCrs, RowFault, SourceRow, SourceValue } from './source-file.ts';
import { structured } from './structure.ts';
import type { ReadWkt } from './wkt.ts';
import { looksLikeWkt, readWkt, WktProblem } from './wkt.ts';

/** Where a table says where things are. */
export type GeometryColumns =
  | { readonly kind: 'WKT'; readonly column: number; readonly srid: number | null }
  | { readonly kind: 'POINT'; readonly x: number; readonly y: number }
  | { readonly kind: 'PAIR'; readonly column: number }
  | { readonly kind: 'NONE' };

const WKT_HEADINGS =
  /^(wkt|wktgeom|geomwkt|geom|thegeom|shape|geometry|geometrywkt|几何|几何图形|空间|图形|坐标串|边界)$/;

/** Pairs of headings, the surest first. Case, blanks, punctuation and what stands in brackets do not count. */
const POINT_HEADINGS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(经度|东经|longitude|lon|lng|long)$/, /^(纬度|北纬|latitude|lat)$/],
  [/(经度|longitude|lon|lng)$/, /(纬度|latitude|lat)$/],
  [/^(x|x坐标|坐标x|pointx|coordx|xcoord|easting)$/, /^(y|y坐标|坐标y|pointy|coordy|ycoord|northing)$/],
];

/** Both in one cell, in either order: which is which is told by the ground, as for all coordinates. */
const PAIR_HEADINGS =
  /(^|中心|点位?|位置|gps)(坐标|经纬度|经纬|坐标点)$|^(lonlat|lnglat|latlon|latlng|coordinates?|coords?)$/;
const PAIR = /^\s*[[(（]?\s*([-+]?\d+(?:\.\d+)?)\s*[,，;；\s]\s*([-+]?\d+(?:\.\d+)?)\s*[\])）]?\s*$/;

type Cells = readonly SourceValue[];

export function geometryColumnsOf(headings: readonly string[], sample: readonly Cells[]): GeometryColumns {
  const plain = headings.map(plainHeading);
  const holdsWkt = (column: number): boolean => {
    const values = sample.map((cells) => cells[column]).filter((value) => value !== null && value !== undefined);
    return values.length > 0 && values.filter((value) => looksLikeWkt(String(value))).length * 2 > values.length;
  };
  const named = plain.findIndex((heading, column) => WKT_HEADINGS.test(heading) && holdsWkt(column));
  const wkt = named >= 0 ? named : headings.findIndex((_, column) => holdsWkt(column));
  if (wkt >= 0) return { kind: 'WKT', column: wkt, srid: sridOf(sample, wkt) };
  for (const [xHeading, yHeading] of POINT_HEADINGS) {
    const [x, ...otherX] = columnsLike(plain, xHeading);
    const [y, ...otherY] = columnsLike(plain, yHeading);
    if (x !== undefined && y !== undefined && otherX.length === 0 && otherY.length === 0)
      return { kind: 'POINT', x, y };
  }
  const isPair = (column: number): boolean => {
    const values = sample.map((cells) => cells[column]).filter((value) => value !== null && value !== undefined);
    return values.length > 0 && values.filter((value) => PAIR.test(String(value))).length * 2 > values.length;
  };
  const pair = plain.findIndex((heading, column) => PAIR_HEADINGS.test(heading) && isPair(column));
  return pair >= 0 ? { kind: 'PAIR', column: pair } : { kind: 'NONE' };
}

export function crsOfColumns(columns: GeometryColumns): DeclaredCrs | null {
  if (columns.kind !== 'WKT' || columns.srid === null) return null;
  return declaredCrs(columns.srid, `SRID=${columns.srid}`, 'SRID in the WKT');
}

/** The headings without the column that becomes the geometry. */
export function attributeHeadings(headings: readonly string[], columns: GeometryColumns): string[] {
  return headings.filter((_, column) => !(columns.kind === 'WKT' && column === columns.column));
}

export function rowFromCells(
  headings: readonly string[],
  columns: GeometryColumns,
  cells: Cells,
  row: number,
): SourceRow {
  const faults: RowFault[] = [];
  const extra = cells.slice(headings.length).filter((cell) => cell !== null);
  if (extra.length > 0) {
    faults.push(rowFault('TOO_MANY_VALUES', { found: cells.length, expected: headings.length }));
    return { row, attributes: {}, geometry: null, faults };
  }
  const geometry = geometryOf(headings, columns, cells, faults);
  return { row, attributes: attributesOf(headings, columns, cells, faults), geometry, faults };
}

function plainHeading(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[(（[【].*?[)）\]】]/g, '')
    .replace(/[\s_.\-/:：]/g, '');
}

function columnsLike(plain: readonly string[], pattern: RegExp): number[] {
  return plain.flatMap((heading, column) => (pattern.test(heading) ? [column] : []));
}

function sridOf(sample: readonly Cells[], column: number): number | null {
  for (const cells of sample) {
    const match = /^\s*SRID\s*=\s*(\d{1,6})\s*;/i.exec(String(cells[column] ?? '').slice(0, 40));
    if (match) return Number(match[1]);
  }
  return null;
}

function attributesOf(
  headings: readonly string[],
  columns: GeometryColumns,
  cells: Cells,
  faults: RowFault[],
): Attributes {
  const entries: [string, SourceValue][] = [];
  for (const [column, heading] of headings.entries()) {
    if (columns.kind === 'WKT' && column === columns.column) continue;
    const value = plainValue(heading, cells[column], faults);
    const isCoordinate = columns.kind === 'POINT' && (column === columns.x || column === columns.y);
    entries.push([heading, isCoordinate ? (numberFrom(value) ?? value) : value]);
  }
  return Object.fromEntries(entries);
}

function geometryOf(
  headings: readonly string[],
  columns: GeometryColumns,
  cells: Cells,
  faults: RowFault[],
): SourceRow['geometry'] {
  if (columns.kind === 'NONE') return null;
  if (columns.kind === 'WKT') return fromWkt(cells[columns.column] ?? null, columns.srid, faults);
  if (columns.kind === 'PAIR') return fromPair(headings[columns.column] ?? '', cells[columns.column] ?? null, faults);
  const x = cells[columns.x] ?? null;
  const y = cells[columns.y] ?? null;
  if (x === null && y === null) return null;
  const names = { x: headings[columns.x] ?? '', y: headings[columns.y] ?? '' };
  if (x === null || y === null) {
    faults.push(rowFault('COORDINATE_PAIR_INCOMPLETE', { columns: `${names.x}, ${names.y}` }));
    return null;
  }
  const coordinates = [numberFrom(x), numberFrom(y)];
  const bad = coordinates.indexOf(null);
  if (bad >= 0) {
    faults.push(rowFault('COORDINATE_UNREADABLE', { column: bad === 0 ? names.x : names.y }));
    return null;
  }
  return structured({ type: 'Point', coordinates }, faults);
}

function fromPair(column: string, value: SourceValue, faults: RowFault[]): SourceRow['geometry'] {
  if (value === null || String(value).trim() === '') return null;
  const [, x, y] = PAIR.exec(String(value)) ?? [];
  if (x !== undefined && y !== undefined)
    return structured({ type: 'Point', coordinates: [Number(x), Number(y)] }, faults);
  faults.push(rowFault('COORDINATE_UNREADABLE', { column }));
  return null;
}

function numberFrom(value: SourceValue): number | null {
  if (typeof value === 'number') return value;
  const text = String(value).trim();
  return /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : null;
}

function fromWkt(value: SourceValue, srid: number | null, faults: RowFault[]): SourceRow['geometry'] {
  if (value === null || String(value).trim() === '') return null;
  let read: ReadWkt;
  try {
    read = readWkt(String(value));
  } catch (error) {
    if (!(error instanceof WktProblem)) throw error;
    faults.push(rowFault('WKT_UNREADABLE', { problem: error.message }));
    return null;
  }
  if (read.srid !== null && read.srid !== srid) {
    faults.push(rowFault('SRID_DIFFERS', { found: String(read.srid), expected: String(srid ?? 'none') }));
    return null;
  }
  return structured(read.geometry, faults);
}
