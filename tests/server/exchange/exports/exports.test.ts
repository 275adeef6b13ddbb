import type { FastifyInstance } from 'fastify';
import gcoord from 'gcoord';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource } from '../../../../server/exchange/formats/open-source.ts';
import type { SourceRow } from '../../../../server/exchange/formats/source-file.ts';
import { attachment } from '../../../../server/exchange/exports/file-name.ts';
import { exchangeLayers } from '../../../../server/exchange/layers.ts';
import { writers } from '../../../../server/exchange/writers/writers.ts';
import { chineseFaults } from '../../../support/chinese.ts';
import { asFile } from '../writers/sample-table.ts';
import { exported, exportsServer, queryOf, type ExportedFeature, type Parameters } from './exports-server.ts';
import { featureCounts, hasGdal, ogrInfo } from './gdal.ts';

let fastify: FastifyInstance;

beforeAll(async () => {
  fastify = await exportsServer();
});
afterAll(() => fastify.close());

const AS_OF = { asOf: '2025-12-31' };
/** Layers with outlines, with points, without shapes, and with lists of codes. */
const READ_AGAIN = new Set(['grids', 'issues', 'owners-committees', 'renewal-projects']);

const get = (path: string, parameters: Parameters = {}) => fastify.inject(`/exports/${path}?${queryOf(parameters)}`);

async function refusal(
  path: string,
  parameters: Parameters,
): Promise<{ code: string; argument: string; message: string }> {
  const answer = await get(path, parameters);
  expect(answer.statusCode, JSON.stringify(parameters)).toBe(400);
  expect(chineseFaults(answer.json<{ messageZh: string }>().messageZh)).toEqual([]);
  return answer.json();
}

/** The first position of a shape. */
function firstPosition({ geometry }: ExportedFeature): [number, number] {
  let at = geometry?.coordinates;
  while (Array.isArray(at) && Array.isArray(at[0])) at = at[0];
  return at as [number, number];
}

describe('an export', () => {
  it('says of itself what it holds, of when, of where, from whom and that it is made up', async () => {
    const { notes, features } = await exported(fastify, 'grids', {
      ...AS_OF,
      within: '370202007',
      committee: 'UNKNOWN',
    });
    expect(notes).toMatchObject({
      ...{ layer: 'grids', asOf: '2025-12-31', count: features.length, provenance: 'SYNTHETIC', crs: 'EPSG:4490' },
      filters: { within: '370202007 江苏路街道', committee: 'UNKNOWN' },
      sources: [{ code: 'demo-district', count: features.length }],
      attribution: [expect.stringContaining('国家统计局')],
      definitions: { committeeState: { zh: expect.stringContaining('情况不明') as string } },
    });
    for (const { properties } of features) {
      expect(properties).toMatchObject({ provenance: 'SYNTHETIC', committeeState: 'UNKNOWN' });
    }
  });

  it('has a Chinese name that says layer, area, date and coordinates', async () => {
    const { headers } = await get('yards.csv', { ...AS_OF, within: '370202007', crs: 'GCJ-02' });
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': 'no-cache',
      link: expect.stringContaining('/exports/yards.notes.json?') as string,
    });
    expect(headers['content-disposition']).toBe(
      `attachment; filename="yards-370202007-2025-12-31-GCJ-02.csv"; filename*=UTF-8''${encodeURIComponent('楼院_江苏路街道_2025-12-31_GCJ-02.csv')}`,
    );
  });

  it('tells its notes without its rows', async () => {
    const notes = (await get('yards.notes.json', { ...AS_OF, within: '370202007' })).json<Record<string, unknown>>();
    const { features, notes: inFile } = await exported(fastify, 'yards', { ...AS_OF, within: '370202007' });
    expect(notes).toEqual(inFile);
    expect(notes['count']).toBe(features.length);
  });

  it('goes out in the coordinates asked for', async () => {
    const [stored] = (await exported(fastify, 'yards', { ...AS_OF, within: '370202007' })).features;
    const first = async (crs: string) => {
      const collection = await exported(fastify, 'yards', { ...AS_OF, within: '370202007', crs });
      return { at: firstPosition(collection.features[0] as ExportedFeature), crs: collection.crs?.properties.name };
    };
    const at = firstPosition(stored as ExportedFeature);
    expect(await first('EPSG:4326')).toEqual({ at, crs: undefined });
    const strip = await first('4549');
    expect(strip.crs).toBe('urn:ogc:def:crs:EPSG::4549');
    expect(strip.at[0]).toBeGreaterThan(520_000);
    expect(strip.at[0]).toBeLessThan(540_000);
    expect((await first('EPSG:4528')).at[0] - strip.at[0]).toBeCloseTo(40_000_000, 3);
    for (const [crs, system] of [
      ['GCJ-02', gcoord.GCJ02],
      ['bd09', gcoord.BD09],
    ] as const) {
      const moved = await first(crs);
      const wanted = gcoord.transform<[number, number]>(at, gcoord.WGS84, system);
      expect(moved.at[0], crs).toBeCloseTo(wanted[0], 8);
      expect(moved.at[1], crs).toBeCloseTo(wanted[1], 8);
      expect(moved.crs, crs).toMatch(/^GEOGCS\["(GCJ-02|BD-09) \(offset/);
    }
  });

  it('refuses a strip that the rows do not lie in, and names the one they do', async () => {
    expect(await refusal('yards.geojson', { ...AS_OF, crs: 'EPSG:4548' })).toMatchObject({
      ...{ argument: 'crs', message: expect.stringMatching(/117°E.*EPSG:4549/) as string },
    });
  });

  it('refuses whatever it does not know, in a sentence', async () => {
    const faults: [string, Parameters, RegExp][] = [
      ['yards.csv', { colour: 'red' }, /There is no parameter "colour" for yards/],
      ['owners-committees.csv', { bbox: '1,2,3,4' }, /no parameter "bbox"/],
      ['yards.csv', { asOf: '2025-02-30' }, /day of the calendar/],
      ['yards.csv', { within: '999999' }, /no area with the code "999999"/],
      ['yards.csv', { within: '' }, /is empty/],
      ['yards.csv', { bbox: '120,36,121' }, /four numbers/],
      ['yards.csv', { bbox: '121,36,120,37' }, /"west" must be less/],
      ['yards.csv', { propertyService: 'covered' }, /one of COVERED, UNCOVERED, UNKNOWN/],
      ['yards.csv', { propertyMode: 'NONE' }, /not the code of a mode/],
      ['yards.csv', { hasOpenIssues: 'yes' }, /true or false/],
      ['yards.csv', { crs: 'EPSG:2436' }, /"crs" is one of/],
      ['issues.csv', { category: '99' }, /not the code of a category/],
      ['issues.csv', { reportedFrom: '2025-01-02', reportedTo: '2025-01-01' }, /must not be after/],
      ['renewal-projects.csv', { year: '1900' }, /1990 to 2200/],
      ['owners-committees.shp.zip', {}, /CSV, Excel or GeoPackage/],
      ['yards.shp.zip', { geometry: false }, /CSV, Excel or GeoPackage/],
    ];
    for (const [path, parameters, message] of faults)
      expect((await refusal(path, parameters)).message).toMatch(message);
    expect((await fastify.inject('/exports/yards.csv?within=370202&within=370202')).json()).toMatchObject({
      ...{ message: '"within" is given more than once.' },
    });
    expect((await get('people.csv')).json()).toMatchObject({
      message: expect.stringMatching(/no layer "people"/) as string,
    });
    expect((await get('yards.pdf')).json()).toMatchObject({
      message: expect.stringMatching(/no format "pdf"/) as string,
    });
  });

  it('holds what a reader of ours reads from it, in every format', { timeout: 240_000 }, async () => {
    for (const { key, geometry } of exchangeLayers.filter((layer) => READ_AGAIN.has(layer.key))) {
      const within = { ...AS_OF, within: '370202007' };
      const { features } = await exported(fastify, key, within);
      for (const { extension } of writers) {
        if (extension === 'shp.zip' && geometry === null) continue;
        const { rawPayload } = await get(`${key}.${extension}`, within);
        const rows = await asFile(`${key}.${extension}`, rawPayload, readRows);
        const name = `${key}.${extension}`;
        expect(rows.length, name).toBe(features.length);
        expect(
          rows.filter(({ faults }) => faults.some(({ severity }) => severity === 'REFUSED')),
          name,
        ).toEqual([]);
        expect(
          rows
            .slice(0, 50)
            .map((row) => Object.values(row.attributes).find((value) => value === codeOf(features, row, rows))),
          name,
        ).toEqual(features.slice(0, 50).map(({ id }) => id));
      }
    }
  });

  it('has Excel without outlines unless they are asked for', async () => {
    const headings = async (parameters: Parameters) => {
      const { rawPayload } = await get('grids.xlsx', { ...AS_OF, within: '370202007', ...parameters });
      return asFile('x.xlsx', rawPayload, async (path) => Object.keys((await readRows(path))[0]?.attributes ?? {}));
    };
    expect(await headings({})).not.toContain('WKT');
    const { rawPayload } = await get('grids.xlsx', { ...AS_OF, within: '370202007', geometry: true });
    const rows = await asFile('x.xlsx', rawPayload, readRows);
    expect(rows.every((row) => row.geometry !== null)).toBe(true);
  });
});

const codeOf = (features: readonly ExportedFeature[], row: SourceRow, rows: readonly SourceRow[]): string | undefined =>
  features[rows.indexOf(row)]?.id;

async function readRows(path: string): Promise<SourceRow[]> {
  const source = await openSource(path, {});
  try {
    const rows: SourceRow[] = [];
    for await (const row of source.layers[0]?.rows() ?? []) rows.push(row);
    return rows;
  } finally {
    await source.close();
  }
}

describe.skipIf(!hasGdal)('GDAL', () => {
  it(
    'reads every file of every layer, in its system, with all rows and Chinese text',
    { timeout: 240_000 },
    async () => {
      for (const { key, geometry } of exchangeLayers) {
        const within = { ...AS_OF, within: '370202007' };
        const { features } = await exported(fastify, key, within);
        for (const { extension } of writers) {
          if (extension === 'shp.zip' && geometry === null) continue;
          const crs = geometry === null ? {} : { crs: 'EPSG:4549' };
          const { rawPayload } = await get(`${key}.${extension}`, { ...within, ...crs });
          const name = `${key}.${extension}`;
          await asFile(name, rawPayload, async (path) => {
            const info = await ogrInfo(extension === 'shp.zip' ? `/vsizip/${path}` : path);
            // A workbook without rows has a row of titles, and to GDAL that is one.
            const isEmptyBook = extension === 'xlsx' && features.length === 0;
            expect(featureCounts(info)[0], name).toBe(isEmptyBook ? 1 : features.length);
            const tellsSystem = geometry !== null && extension !== 'csv' && extension !== 'xlsx';
            if (tellsSystem && features.length > 0) expect(info, name).toContain('ID["EPSG",4549]]');
          });
        }
      }
      const { rawPayload } = await get('subdistricts.shp.zip', AS_OF);
      const listed = await asFile('s.shp.zip', rawPayload, (path) => ogrInfo(`/vsizip/${path}`, 'features'));
      expect(listed).toContain('江苏路街道');
    },
  );
});

describe('the server', () => {
  it('names files so that no header and no file system is led astray', () => {
    expect(attachment('楼院_"a"\r\n/../%.csv', 'yards"x\r\n.csv')).toBe(
      `attachment; filename="yards-x--.csv"; filename*=UTF-8''${encodeURIComponent('楼院_-a----..--.csv')}`,
    );
  });
});
