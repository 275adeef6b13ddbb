import { fillSentence } from '../../kernel/words/sentence.ts';
import { FILE_SENTENCES, ROW_SENTENCES } from '../words/of-files.ts';
import type { RowFault } from './source-file.ts';
import { FileUnreadable } from './source-file.ts';

type Severity = RowFault['severity'];

/** What can be wrong with a row. Words in braces are filled in. */
export const ROW_REASONS = {
  // Refused
  FEATURE_NULL: ['REFUSED', 'The feature is null: remove it or write a feature.'],
  FEATURE_NOT_AN_OBJECT: ['REFUSED', 'The feature is {found}, not an object: write a GeoJSON feature.'],
  FEATURE_NOT_JSON: ['REFUSED', 'The feature is not valid JSON: {problem}'],
  TYPE_MISSING: ['REFUSED', 'The geometry has no type: write Point, Polygon, MultiPolygon or another GeoJSON type.'],
  TYPE_UNKNOWN: [
    'REFUSED',
    '“{type}” is not a type of GeoJSON: names are case-sensitive, such as Polygon and MultiPolygon.',
  ],
  GEOMETRY_NOT_AN_OBJECT: ['REFUSED', 'The geometry is {found}, not an object: write a GeoJSON geometry or null.'],
  COORDINATES_MISSING: ['REFUSED', 'The {type} has no coordinates: write them, or null instead of the geometry.'],
  COORDINATE_NOT_A_NUMBER: ['REFUSED', 'A coordinate is {found}, not a finite number: correct it.'],
  POSITION_INCOMPLETE: ['REFUSED', 'A position has fewer than two coordinates: complete or remove it.'],
  WRONG_DEPTH: ['REFUSED', 'The coordinates of the {type} are nested too {how}: mend the brackets or the type.'],
  RING_TOO_FEW_POINTS: ['REFUSED', 'A ring has fewer than three different points, so it has no area: draw it again.'],
  LINE_TOO_SHORT: ['REFUSED', 'A line has fewer than two different points, so it has no length: draw it again.'],
  RING_TOO_LONG: ['REFUSED', 'A line or ring has more than {limit} points: simplify it.'],
  GEOMETRY_TOO_LARGE: ['REFUSED', 'The geometry has more than {limit} {what}: simplify or divide it.'],
  MIXED_COLLECTION: [
    'REFUSED',
    'The collection holds {types}, which cannot be one shape: give each its own row, or keep the polygons only.',
  ],
  COLLECTION_TOO_DEEP: ['REFUSED', 'Collections are nested more than {limit} deep: give the shapes directly.'],
  GEOMETRY_DAMAGED: ['REFUSED', 'The geometry cannot be read: {problem}. Export it again.'],
  GEOMETRY_UNSUPPORTED: ['REFUSED', '{type} is not read: convert it to points, lines or polygons.'],
  SRID_DIFFERS: ['REFUSED', 'The row says SRID {found}, its layer {expected}: bring all rows into one system.'],
  WKT_UNREADABLE: ['REFUSED', 'The WKT cannot be read: {problem}. Write it as POLYGON((x y, …)).'],
  COORDINATE_PAIR_INCOMPLETE: ['REFUSED', 'One of {columns} is empty: fill both or neither.'],
  COORDINATE_UNREADABLE: ['REFUSED', 'What stands in {column} is not a decimal number: write it as 120.3826.'],
  TOO_MANY_VALUES: ['REFUSED', 'The row has {found} values under {expected} headings: check quotes and delimiters.'],
  TOO_MANY_ATTRIBUTES: ['REFUSED', 'The row has more than {limit} attributes: keep those that are needed.'],
  VALUE_TOO_LONG: ['REFUSED', 'The value of {column} has more than {limit} characters: shorten it.'],
  VALUE_TOO_DEEP: ['REFUSED', 'The value of {column} is nested more than {limit} deep: write it flat.'],
  ROW_TOO_LARGE: ['REFUSED', 'The row has more values than can be kept: remove columns or simplify its shape.'],
  TEXT_UNDECODABLE: ['REFUSED', 'The text of {column} is not valid {encoding}: correct the text or say the encoding.'],
  // Repaired
  RING_CLOSED: ['REPAIRED', 'A ring was not closed: its first point was added at its end.'],
  REPEATED_POINTS_DROPPED: ['REPAIRED', 'Points that repeat the one before were dropped: {count}.'],
  EMPTY_PARTS_DROPPED: ['REPAIRED', 'Empty parts were dropped: {count}.'],
  COLLECTION_UNWRAPPED: ['REPAIRED', 'The collection holds one shape, which was taken out of it.'],
  COLLECTION_TO_MULTIPOLYGON: ['REPAIRED', 'The collection of polygons was made one MultiPolygon.'],
  // Noted
  HEIGHTS_DROPPED: ['NOTED', 'Heights or measures were dropped: only two coordinates are kept.'],
  GEOMETRY_EMPTY: ['NOTED', 'The geometry is empty and counts as none.'],
  GEOMETRY_MEMBER_MISSING: ['NOTED', 'The feature has no member “geometry” and counts as having no shape.'],
  PROPERTIES_MISSING: ['NOTED', 'The feature has no member “properties” and counts as having no attributes.'],
  PROPERTIES_NOT_AN_OBJECT: ['NOTED', 'The properties are {found}, not an object, and were left aside.'],
  ID_MALFORMED: ['NOTED', 'The id is {found}, neither text nor number, and was left aside.'],
  BBOX_MALFORMED: ['NOTED', 'The bbox is not a list of four or six numbers; it is not used anyway.'],
  CRS_INSIDE_FEATURE: ['NOTED', 'The feature names a coordinate system of its own, which was left aside.'],
  VALUE_NESTED: ['NOTED', 'The value of {column} is a list or an object and was kept as JSON text.'],
  NUMBER_INEXACT: ['NOTED', 'The number in {column} has more digits than can be kept: write codes as text.'],
  VALUE_UNREADABLE: ['NOTED', 'The value of {column} is not readable as {type} and counts as empty.'],
  TEXT_CUT: ['NOTED', 'The text of {column} was cut in the middle of a character when the file was written.'],
  FIELD_NOT_READ: ['NOTED', 'The field {column} is of type {type}, which is not read; it was left out in all rows.'],
} as const satisfies Record<string, readonly [Severity, string]>;

export type RowReason = keyof typeof ROW_REASONS;

/** Why a file cannot be read. Words in braces are filled in. */
export const FILE_REASONS = {
  FILE_NOT_FOUND: 'There is no readable file {name}: check the path and the rights.',
  FILE_EMPTY: '{name} is empty.',
  FILE_TRUNCATED: '{name} ends too early ({where}): copy or export it again.',
  FILE_DAMAGED: '{name} is damaged: {problem}. Export it again.',
  FILE_TOO_LARGE: '{name} is larger than {limit}: {advice}.',
  FORMAT_UNKNOWN:
    '{name} is not a format that is read here: give GeoJSON, a zipped Shapefile, GeoPackage, KML or KMZ, CSV or .xlsx.',
  OLD_EXCEL: '{name} is an old Excel file (or a protected one): save as .xlsx without a password and try again.',
  ARCHIVE_KIND_UNSUPPORTED: '{name} is packed as {kind}: unpack it, and pack it as .zip if needed.',
  ARCHIVE_WITHOUT_KNOWN_FILE: '{name} holds no shapefile (.shp), KML or workbook: unpack it and give the file itself.',
  ARCHIVE_TOO_LARGE: '{name} unpacks to more than {limit}: unpack it yourself or divide it.',
  ARCHIVE_TOO_MANY_ENTRIES: '{name} holds more than {limit} entries: pack only the files that are needed.',
  ARCHIVE_RATIO: '{name} unpacks to more than {limit} times its size, as harmful archives do: pack it again.',
  ARCHIVE_PATH_UNSAFE: '{name} holds an entry that points outside of it ({entry}): pack the plain files again.',
  ARCHIVE_ENCRYPTED: '{name} is encrypted: unpack it with its password first.',
  ENCODING_UNKNOWN: '{name} is neither UTF-8 nor GB18030 text: save it as UTF-8.',
  ENCODING_WRONG: '{name} is not valid {encoding}, as was asked for: leave the encoding to be detected.',
  ENCODING_CHANGES: '{name} begins as {encoding} and later is not ({where}): save it as UTF-8 throughout.',
  UTF16_BIG_ENDIAN: '{name} is UTF-16 of the rare big-endian kind: save it as UTF-8.',
  JSON_MALFORMED: '{name} is not valid JSON: {problem}.',
  TABLE_IN_MARKUP:
    '{name} is a web page or XML under the name of a workbook, as some systems export it: open it in Excel or WPS and save it as .xlsx.',
  GEOJSON_ENCODED:
    '{name} is a map for ECharts with encoded coordinates: take it as GeoJSON with plain coordinates (DataV offers both).',
  JSON_OF_ESRI: '{name} is JSON of ArcGIS, not GeoJSON: export it as GeoJSON (f=geojson).',
  JSON_NOT_GEOJSON: '{name} is JSON but not GeoJSON ({problem}): export it as a FeatureCollection.',
  NESTED_TOO_DEEPLY: '{name} is nested more than {limit} deep: flatten it.',
  FEATURE_TOO_LARGE: 'Feature {row} of {name} is larger than {limit}: simplify or divide it.',
  CRS_NOT_SEEN_IN_TIME: '{name} declares its coordinate system where it was not looked for: write “crs” at the top.',
  LINE_TOO_LONG: '{name} has a line longer than {limit} (from line {line}): check for a quotation mark left open.',
  TABLE_MALFORMED: '{name} is not a readable table (line {line}): {problem}.',
  TABLE_WITHOUT_HEADINGS: '{name} has no line of headings: write the names of the columns into the first line.',
  SHAPEFILE_PART: '{name} is one part of a shapefile: give the .shp beside its .dbf and .prj, or all in a .zip.',
  SHAPE_TYPE_UNSUPPORTED: '{name} holds shapes of type {type}: convert them to points, lines or polygons.',
  SHAPEFILE_PARTS_DIFFER: '{name}: the .shp has {shapes} shapes and the .dbf {rows} rows; they do not belong together.',
  TOO_MANY_PLACEMARKS: '{name} holds more than {limit} placemarks: convert it to GeoJSON.',
  TOO_MANY_LAYERS: '{name} holds more than {limit} layers: divide it.',
  NOT_A_GEOPACKAGE: '{name} is an SQLite file but no GeoPackage ({problem}): export it as GeoPackage.',
  GEOPACKAGE_IN_USE: '{name} has unsaved changes beside it: close the program that has it open and try again.',
  XML_NOT_KML: '{name} is XML but not KML: export it as KML or GeoJSON.',
  XML_MALFORMED: '{name} is not valid XML: {problem}.',
  TOO_MANY_ROWS: '{name} has more than {limit} rows: import it in parts.',
  READING_TOO_LONG:
    '{name} took more than {limit} s to read and was given up: export it as GeoJSON or CSV, or divide it.',
  READING_TOO_LARGE: '{name} took more than {limit} of memory to read and was given up: simplify or divide it.',
  READING_TOO_MUCH: '{name} gives more than {limit}, which no sound file of its size does: export it again.',
  READING_STOPPED: '{name} was not read to its end, because the server was stopped: bring it again.',
  WORKBOOK_UNREADABLE: '{name} cannot be read as a workbook: {problem}. Save it again as .xlsx.',
} as const;

export type FileReason = keyof typeof FILE_REASONS;

type Details = Readonly<Record<string, string | number>>;

export function rowFault(reason: RowReason, details: Details = {}, place?: readonly [number, number]): RowFault {
  const [severity, sentence] = ROW_REASONS[reason];
  return {
    severity,
    reason,
    ...fillSentence([sentence, ROW_SENTENCES[reason]], short(details)),
    ...(place && { place }),
  };
}

export function unreadable(reason: FileReason, details: Details): FileUnreadable {
  const { message, messageZh } = fillSentence([FILE_REASONS[reason], FILE_SENTENCES[reason]], short(details));
  return new FileUnreadable(reason, message, messageZh);
}

const MAX_DETAIL_CHARACTERS = 200;

const short = (details: Details): Details =>
  Object.fromEntries(
    Object.entries(details).map(([word, detail]) => [
      word,
      typeof detail === 'string' ? detail.slice(0, MAX_DETAIL_CHARACTERS) : detail,
    ]),
  );

/** What was found where something else belongs, in a word or two. */
export function found(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  // What it says may be anything, and findings are kept.
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'object') return 'an object';
  return String(value);
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
