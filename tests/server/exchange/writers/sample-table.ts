import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { MultiPolygon, Point } from 'geojson';
import { encodeWkb } from '../../../../server/exchange/formats/wkb.ts';
import type { TableFile, TableRow, TableWriter } from '../../../../server/exchange/writers/table-file.ts';
import { field } from '../../../../server/kernel/exchange/fields.ts';

export const CGCS2000 =
  'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,' +
  'AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4490"]]';

/** A table of yards with every type of field. */
export function sampleTable(wishes: Partial<TableFile> = {}, count = 3): TableFile {
  return {
    name: 'yards',
    title: { zh: '楼院', en: 'Yards' },
    fields: [
      field('code', 'code', 'text', '代码', 'Code'),
      field('name', 'name', 'text', '名称', 'Name'),
      field('gridCodes', 'grids', 'codes', '网格代码', 'Grids'),
      field('floors', 'floors', 'integer', '层数', 'Floors'),
      field('areaM2', 'area_m2', 'number', '面积', 'Area'),
      field('householdCount', 'households', 'people', '户数', 'Households'),
      field('validFrom', 'valid_from', 'date', '起始日期', 'First day'),
    ],
    geometry: 'MultiPolygon',
    crs: { name: 'EPSG:4490', epsg: 4490, unit: 'degree', wkt: CGCS2000 },
    notes: {
      asOf: '2025-12-31',
      count,
      provenance: 'SYNTHETIC',
      sources: [
        {
          code: 'demo',
          title: '演示数据',
          provenance: 'SYNTHETIC',
          attribution: '国家统计局',
          publishedOn: null,
          count,
        },
      ],
      filters: { within: '370202 市南区' },
      filterWords: {},
      definitions: [{ field: 'householdCount', text: { zh: '户数从十起计', en: 'From ten up' } }],
      remarks: [],
    },
    ...wishes,
  };
}

export const SQUARE: MultiPolygon = {
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [120.3, 36],
        [120.31, 36],
        [120.31, 36.01],
        [120.3, 36.01],
        [120.3, 36],
      ],
      [
        [120.302, 36.002],
        [120.302, 36.004],
        [120.304, 36.004],
        [120.304, 36.002],
        [120.302, 36.002],
      ],
    ],
  ],
};

export const SAMPLE_ATTRIBUTES: readonly TableRow['attributes'][] = [
  {
    ...{ code: '370202001', name: '江苏路“1”号院, 北区\n二期', gridCodes: ['370202001001001', '370202001001002'] },
    ...{ floors: -2, areaM2: 10250.5, householdCount: 12, validFrom: '2018-03-01' },
  },
  {
    ...{ code: '000123456789012', name: '=HYPERLINK("http://x","y")', gridCodes: ['370202001001001'] },
    ...{ floors: 0, areaM2: 0.125, householdCount: null, validFrom: '1899-12-31' },
  },
  { code: '3-4', name: null, gridCodes: [], floors: null, areaM2: null, householdCount: null, validFrom: null },
];

/** The sample rows with a shape each but the last, as the writer takes them. */
export async function* sampleRows(
  writer: TableWriter,
  shape: MultiPolygon | Point = SQUARE,
  attributes = SAMPLE_ATTRIBUTES,
): AsyncGenerator<TableRow> {
  for (const [i, each] of attributes.entries()) {
    yield { attributes: each, geometry: i === attributes.length - 1 ? null : encoded(writer, shape) };
  }
}

function encoded({ shapes }: TableWriter, shape: MultiPolygon | Point): string | Buffer {
  if (shapes === 'WKB') return encodeWkb(shape);
  if (shapes === 'GEOJSON') return JSON.stringify(shape);
  const text = JSON.stringify(shape.coordinates)
    .replace(/\[([\d.]+),([\d.]+)\]/g, '$1 $2')
    .replace(/\[/g, '(')
    .replace(/\]/g, ')');
  return shape.type === 'Point' ? `POINT(${text})` : `MULTIPOLYGON${text}`;
}

/** The bytes of the sample, or of other rows, in a format. */
export async function written(
  writer: TableWriter,
  file: TableFile = sampleTable(),
  rows: AsyncIterable<TableRow> = sampleRows(writer),
): Promise<Buffer> {
  return buffer(await writer.write(file, rows));
}

/** Runs a test over a file with these bytes. */
export async function asFile<T>(name: string, bytes: Buffer, test: (path: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'writers-test-'));
  try {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return await test(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
