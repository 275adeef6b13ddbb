import type { ExchangeField } from '../../kernel/exchange/layer.ts';
import { streamTexts } from './chunks.ts';
import { notesObject } from './notes-text.ts';
import type { FileCrs, TableFile, TableRow, TableValue, TableWriter } from './table-file.ts';

/**
 * GeoJSON (RFC 7946). The notes are a member of the collection, ahead of the features, so that whoever looks at the file sees
 * them first.
 */
export const geoJsonWriter: TableWriter = {
  extension: 'geojson',
  contentType: 'application/geo+json',
  shapes: 'GEOJSON',
  write: async (file, rows) => streamTexts(texts(file, rows)),
};

async function* texts(file: TableFile, rows: AsyncIterable<TableRow>): AsyncGenerator<string> {
  const head = { type: 'FeatureCollection', name: file.name, ...crsMember(file), notes: notesObject(file) };
  yield `${JSON.stringify(head).slice(0, -1)},"features":[`;
  let separator = '\n';
  for await (const row of rows) {
    yield `${separator}${featureText(file.fields, row)}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** A feature; its id is its code, which is the first field. */
export function featureText(fields: readonly ExchangeField[], { attributes, geometry }: TableRow): string {
  const id = JSON.stringify(attributes[fields[0]?.name ?? ''] ?? null);
  const properties = fields.map(({ name }) => `${JSON.stringify(name)}:${jsonOf(attributes[name])}`).join(',');
  return `{"type":"Feature","id":${id},"properties":{${properties}},"geometry":${String(geometry ?? 'null')}}`;
}

function jsonOf(value: TableValue | undefined): string {
  return JSON.stringify(typeof value === 'object' && value !== null ? value.join(';') : (value ?? null));
}

/** GeoJSON is longitude and latitude of a global system unless it says otherwise, in the member of 2008 that all readers know. */
function crsMember({ crs, geometry }: TableFile): { crs?: unknown } {
  if (geometry === null || isPlain(crs)) return {};
  // A system without a number is spelt out: of a bare name GDAL makes WGS 84.
  const name = crs.epsg === null ? crs.wkt : `urn:ogc:def:crs:EPSG::${crs.epsg}`;
  return { crs: { type: 'name', properties: { name } } };
}

const isPlain = ({ epsg }: FileCrs): boolean => epsg === 4490 || epsg === 4326;
