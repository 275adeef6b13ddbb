import { parse } from 'csv-parse/sync';
import sqlite from 'node-sqlite3-wasm';
import readExcelFile from 'read-excel-file/node';
import { open } from 'shapefile';
import { describe, expect, it } from 'vitest';
import { decodeWkb } from '../../../../server/exchange/formats/wkb.ts';
import { plainCell } from '../../../../server/exchange/writers/csv-cells.ts';
import { spreadsheetCsvWriter } from '../../../../server/exchange/writers/csv-writer.ts';
import { excelWriter, MAX_EXCEL_ROWS } from '../../../../server/exchange/writers/excel-writer.ts';
import { geoJsonWriter } from '../../../../server/exchange/writers/geojson-writer.ts';
import { geoPackageWriter } from '../../../../server/exchange/writers/geopackage-writer.ts';
import { shapefileWriter } from '../../../../server/exchange/writers/shapefile-writer.ts';
import { ExportRefused, type TableFile, type TableRow } from '../../../../server/exchange/writers/table-file.ts';
import { writers } from '../../../../server/exchange/writers/writers.ts';
import { unzipped } from '../../../support/unzipped.ts';
import { asFile, CGCS2000, SAMPLE_ATTRIBUTES, sampleRows, sampleTable, SQUARE, written } from './sample-table.ts';

const NAMED = { code: 'x', name: 'y', gridCodes: [], floors: 1, areaM2: 1, householdCount: 10, validFrom: null };

async function* one(attributes: TableRow['attributes']): AsyncGenerator<TableRow> {
  yield { attributes: { ...NAMED, ...attributes }, geometry: null };
}

async function* failing(): AsyncGenerator<TableRow> {
  yield { attributes: NAMED, geometry: null };
  throw new Error('The database has gone.');
}

describe('GeoJSON', () => {
  it('holds features, and ahead of them what to know of them', async () => {
    const text = (await written(geoJsonWriter)).toString();
    const collection = JSON.parse(text) as Record<string, unknown> & { features: Record<string, unknown>[] };
    expect(collection).toMatchObject({
      type: 'FeatureCollection',
      name: 'yards',
      notes: {
        ...{ asOf: '2025-12-31', provenance: 'SYNTHETIC', crs: 'EPSG:4490', attribution: ['国家统计局'] },
        ...{ filters: { within: '370202 市南区' }, definitions: { householdCount: { zh: '户数从十起计' } } },
      },
    });
    expect(text.indexOf('"notes"')).toBeLessThan(text.indexOf('"features"'));
    expect(collection.features).toHaveLength(3);
    expect(collection.features[0]).toEqual({
      ...{ type: 'Feature', id: '370202001', geometry: SQUARE },
      properties: { ...SAMPLE_ATTRIBUTES[0], gridCodes: '370202001001001;370202001001002' },
    });
    expect(collection.features[2]).toMatchObject({ geometry: null });
  });

  it('names its system when it is not longitude and latitude of a global one', async () => {
    const crsOf = async (crs: TableFile['crs']) =>
      (JSON.parse((await written(geoJsonWriter, sampleTable({ crs }))).toString()) as { crs?: unknown }).crs;
    expect(await crsOf({ name: 'EPSG:4490', epsg: 4490, unit: 'degree', wkt: '' })).toBeUndefined();
    expect(await crsOf({ name: 'EPSG:4549', epsg: 4549, unit: 'metre', wkt: '' })).toEqual({
      ...{ type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4549' } },
    });
    expect(await crsOf({ name: 'GCJ-02', epsg: null, unit: 'degree', wkt: 'GEOGCS["GCJ-02"]' })).toEqual({
      ...{ type: 'name', properties: { name: 'GEOGCS["GCJ-02"]' } },
    });
  });
});

describe('CSV', () => {
  it('opens as UTF-8 with CRLF, and its cells come in again unchanged', async () => {
    const text = (await written(spreadsheetCsvWriter)).toString();
    expect(text.startsWith('\uFEFFcode,name,gridCodes,floors,')).toBe(true);
    const records = parse<Record<string, string>>(text, { columns: true, bom: true, record_delimiter: '\r\n' });
    expect(records).toHaveLength(3);
    const read = records.map((record) =>
      Object.fromEntries(Object.entries(record).map(([name, cell]) => [name, plainCell(cell)])),
    );
    expect(read.map(({ code, name }) => [code, name])).toEqual(
      SAMPLE_ATTRIBUTES.map(({ code, name }) => [code, name ?? '']),
    );
    expect(read[0]).toMatchObject({
      ...{ gridCodes: '370202001001001;370202001001002', floors: '-2', areaM2: '10250.5', validFrom: '2018-03-01' },
      ...{ asOf: '2025-12-31', crs: 'EPSG:4490', attribution: '国家统计局' },
    });
    expect(read[0]?.['WKT']).toMatch(/^MULTIPOLYGON\(\(\(120\.3 36,/);
    expect(read[2]?.['WKT']).toBe('');
  });

  it('has no cell that a spreadsheet would count with', async () => {
    const records = parse<Record<string, string>>(await written(spreadsheetCsvWriter), { columns: true, bom: true });
    expect(records.map(({ code }) => code)).toEqual(['="370202001"', '="000123456789012"', '="3-4"']);
    expect(records[1]?.['name']).toBe('\'=HYPERLINK("http://x","y")');
  });
});

describe('Excel', () => {
  it('has codes as text, dates as dates, Chinese titles and a sheet of notes', async () => {
    const [data, notes] = await asFile(
      'x.xlsx',
      await written(excelWriter, sampleTable({ geometry: null })),
      async (path) => {
        const sheets = await readExcelFile(path);
        return sheets.map(({ sheet, data: rows }) => ({ sheet, rows }));
      },
    );
    expect(data?.sheet).toBe('楼院');
    expect(data?.rows[0]).toEqual(['代码', '名称', '网格代码', '层数', '面积', '户数', '起始日期']);
    expect(data?.rows[1]).toEqual([
      ...['370202001', '江苏路“1”号院, 北区\n二期', '370202001001001;370202001001002', -2, 10250.5, 12],
      new Date('2018-03-01T00:00:00Z'),
    ]);
    expect(data?.rows[2]?.[0]).toBe('000123456789012');
    expect(data?.rows[2]?.[6], 'a day that Excel cannot count').toBe('1899-12-31');
    expect(notes?.sheet).toBe('说明');
    expect(notes?.rows.flat().join()).toMatch(/2025-12-31.*SYNTHETIC.*370202 市南区.*国家统计局/s);
  });

  it('refuses more rows than it may hold, and cells that would be cut', async () => {
    await expect(written(excelWriter, sampleTable({}, MAX_EXCEL_ROWS + 1))).rejects.toThrow(/at most 100000 rows/);
    await expect(written(excelWriter, sampleTable(), one({ name: '长'.repeat(32_768) }))).rejects.toThrow(
      /"name" of x has 32768/,
    );
  });

  it('gives points in two columns', async () => {
    const table = sampleTable({ geometry: 'Point' });
    const bytes = await written(
      excelWriter,
      table,
      sampleRows(excelWriter, { type: 'Point', coordinates: [120.35, 36.06] }),
    );
    const rows = await asFile('x.xlsx', bytes, async (path) => (await readExcelFile(path))[0]?.data ?? []);
    expect(rows[0]?.slice(-2)).toEqual(['经度', '纬度']);
    expect(rows[1]?.slice(-2)).toEqual([120.35, 36.06]);
    expect(rows[3]?.slice(-2)).toEqual([null, null]);
  });
});

describe('GeoPackage', () => {
  it('has its tables, its system, the shapes to the last bit and the notes as metadata', async () => {
    await asFile('x.gpkg', await written(geoPackageWriter), (path) => {
      const database = new sqlite.Database(path, { readOnly: true });
      try {
        expect(database.get('pragma application_id')).toEqual({ application_id: 0x47504b47 });
        expect(database.get('pragma integrity_check')).toEqual({ integrity_check: 'ok' });
        expect(database.get('select * from gpkg_contents')).toMatchObject({
          ...{
            table_name: 'yards',
            data_type: 'features',
            identifier: '楼院',
            srs_id: 4490,
            min_x: 120.3,
            max_y: 36.01,
          },
        });
        expect(database.get('select definition from gpkg_spatial_ref_sys where srs_id = 4490')).toEqual({
          definition: CGCS2000,
        });
        const rows = database.all('select * from yards order by fid') as Record<string, unknown>[];
        expect(rows.map(({ code, floors, validFrom }) => [code, floors, validFrom])).toEqual(
          SAMPLE_ATTRIBUTES.map(({ code, floors, validFrom }) => [code, floors, validFrom]),
        );
        expect(decodeWkb((rows[0]?.['geom'] as Uint8Array).subarray(40)).geometry).toEqual(SQUARE);
        expect(rows[2]?.['geom']).toBeNull();
        expect(String(database.get('select metadata from gpkg_metadata')?.['metadata'])).toContain(
          '"asOf":"2025-12-31"',
        );
      } finally {
        database.close();
      }
    });
  });

  it('is a table of attributes where there are no shapes', async () => {
    await asFile('x.gpkg', await written(geoPackageWriter, sampleTable({ geometry: null })), (path) => {
      const database = new sqlite.Database(path, { readOnly: true });
      expect(database.get('select data_type, srs_id from gpkg_contents')).toEqual({
        data_type: 'attributes',
        srs_id: null,
      });
      expect(database.get('select count(*) as n from gpkg_geometry_columns')).toEqual({ n: 0 });
      database.close();
    });
  });
});

describe('a zipped Shapefile', () => {
  it('holds shapes, a table in UTF-8, the system and the notes', async () => {
    const parts = await unzipped(await written(shapefileWriter));
    expect([...parts.keys()].toSorted()).toEqual(
      [
        'yards-notes.json',
        'yards-notes.txt',
        'yards.cpg',
        'yards.dbf',
        'yards.prj',
        'yards.shp',
        'yards.shx',
      ].toSorted(),
    );
    expect(parts.get('yards.cpg')?.toString()).toBe('UTF-8');
    expect(parts.get('yards.prj')?.toString()).toBe(CGCS2000);
    expect(parts.get('yards-notes.txt')?.toString()).toContain('SYNTHETIC');
    const source = await open(parts.get('yards.shp') ?? Buffer.alloc(0), parts.get('yards.dbf') ?? Buffer.alloc(0), {
      encoding: 'utf-8',
    });
    const first = await source.read();
    expect(first.value.properties).toMatchObject({
      ...{ code: '370202001', grids: '370202001001001;370202001001002', floors: -2, area_m2: 10250.5, households: 12 },
    });
    // The format has its outer rings clockwise.
    expect(first.value.geometry).toEqual({
      type: 'Polygon',
      coordinates: SQUARE.coordinates[0]?.map((ring) => ring.toReversed()),
    });
    await source.read();
    expect((await source.read()).value.geometry).toBeNull();
  });

  it('cuts nothing: what does not fit is refused by name', async () => {
    await expect(written(shapefileWriter, sampleTable(), one({ name: '长'.repeat(85) }))).rejects.toThrow(
      /"name" of x does not fit/,
    );
    await expect(written(shapefileWriter, sampleTable(), one({ name: '长'.repeat(84) }))).resolves.toBeInstanceOf(
      Buffer,
    );
    await expect(written(shapefileWriter, sampleTable(), one({ name: ' a' }))).rejects.toThrow(
      /begins or ends with a blank/,
    );
  });

  it('is refused without shapes, with what to take instead', async () => {
    await expect(written(shapefileWriter, sampleTable({ geometry: null }))).rejects.toThrow(/CSV, Excel or GeoPackage/);
  });
});

describe('every writer', () => {
  it('makes the same bytes of the same rows', async () => {
    for (const writer of writers.filter(({ extension }) => extension !== 'xlsx')) {
      expect((await written(writer)).equals(await written(writer)), writer.extension).toBe(true);
    }
  });

  it('breaks off when its rows do', async () => {
    for (const writer of writers) {
      await expect(written(writer, sampleTable(), failing()), writer.extension).rejects.toThrow(
        'The database has gone.',
      );
    }
  });

  it('writes a table without rows', async () => {
    for (const writer of writers) {
      const bytes = await written(writer, sampleTable({}, 0), sampleRows(writer, SQUARE, []));
      expect(bytes.length, writer.extension).toBeGreaterThan(0);
    }
  });

  it('says what it refuses in an error of its own', async () => {
    await expect(written(shapefileWriter, sampleTable({ geometry: null }))).rejects.toBeInstanceOf(ExportRefused);
  });
});
