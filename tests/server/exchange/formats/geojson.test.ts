import { stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { TAIL_BYTES } from '../../../../server/exchange/formats/limits.ts';
import { collection, feature, POLYGON, put, readLayer, readText, reasonsOf } from './made-files.ts';
import { gb18030 } from './made-shapefile.ts';

const yard = (code: string): object => feature({ code, name: '云霄路楼院' }, POLYGON);
const OLD_CRS = { crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4549' } } };

describe('GeoJSON', () => {
  it.each([
    ['a collection', collection([yard('1'), yard('2')])],
    [
      'a collection with its type at the end',
      `{"features":${JSON.stringify([yard('1'), yard('2')])},"type":"FeatureCollection"}`,
    ],
    ['a list', JSON.stringify([yard('1'), yard('2')])],
    ['lines', `${JSON.stringify(yard('1'))}\n${JSON.stringify(yard('2'))}\n`],
    ['records with separators', `\u001e${JSON.stringify(yard('1'))}\n\u001e${JSON.stringify(yard('2'), null, 2)}\n`],
    ['a collection behind a byte order mark', `\uFEFF${collection([yard('1'), yard('2')])}`],
  ])('comes as %s', async (_, text) => {
    const { rows, crs, progress } = await readText('yards.geojson', text);
    expect(rows).toEqual(
      ['1', '2'].map((code, index) => ({
        row: index + 1,
        attributes: { code, name: '云霄路楼院' },
        geometry: POLYGON,
        faults: [],
      })),
    );
    expect(crs).toBeNull();
    expect(progress).toBe(1);
  });

  it('comes as one feature or one geometry', async () => {
    expect((await readText('a.json', JSON.stringify(yard('1')))).rows).toHaveLength(1);
    expect((await readText('a.json', JSON.stringify(POLYGON))).rows[0]).toMatchObject({
      geometry: POLYGON,
      attributes: {},
    });
  });

  it('says its coordinate system before or after its features, and takes its name from itself', async () => {
    for (const text of [
      collection([yard('1')], { name: '楼院', ...OLD_CRS }),
      `{"name":"楼院","type":"FeatureCollection","features":[${JSON.stringify(yard('1'))}],${JSON.stringify(OLD_CRS).slice(1)}`,
    ]) {
      expect(await readText('yards.geojson', text)).toMatchObject({
        name: '楼院',
        crs: { epsg: 4549, text: 'urn:ogc:def:crs:EPSG::4549', where: 'crs member' },
      });
    }
    const unknown = await readText(
      'a.json',
      collection([], { crs: { type: 'name', properties: { name: '青岛独立坐标' } } }),
    );
    expect(unknown.crs).toMatchObject({ epsg: null, text: '青岛独立坐标' });
  });

  it('is refused when a coordinate system turns up where nobody looked', async () => {
    const filling = JSON.stringify('x'.repeat(TAIL_BYTES));
    const text = `{"type":"FeatureCollection","features":[${JSON.stringify(yard('1'))}],${JSON.stringify(OLD_CRS).slice(1, -1)},"notes":${filling}}`;
    await expect(readText('late.geojson', text)).rejects.toMatchObject({ reason: 'CRS_NOT_SEEN_IN_TIME' });
  });

  it('keeps the good features beside a bad one', async () => {
    const text = `{"type":"FeatureCollection","features":[${JSON.stringify(yard('1'))},{"type":"Feature","geometry":{"type":"Point","coordinates":[NaN,1]}},null,7,${JSON.stringify(yard('2'))}]}`;
    const layer = await readText('a.geojson', text);
    expect(reasonsOf(layer)).toEqual([
      '',
      'REFUSED FEATURE_NOT_JSON',
      'REFUSED FEATURE_NULL',
      'REFUSED FEATURE_NOT_AN_OBJECT',
      '',
    ]);
    expect(layer.rows.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps attributes as they are and says what it could not keep', async () => {
    const layer = await readText(
      'a.geojson',
      collection([
        feature({ code: '0370', tags: ['a'], ok: true, n: null, 中文: ' 名 ' }, null, { id: 'x7' }),
        feature(null, null, { id: { a: 1 } }),
        feature([1], null),
        feature({ id: 'own' }, null, { id: 'other' }),
        { type: 'Feature' },
        feature({ code: 2 ** 60 }, null, { bbox: 'none', ...OLD_CRS }),
        { type: 'Area', properties: {} },
      ]),
    );
    expect(layer.rows.map(({ attributes }) => attributes).slice(0, 4)).toEqual([
      { code: '0370', tags: '["a"]', ok: true, n: null, 中文: ' 名 ', id: 'x7' },
      {},
      {},
      { id: 'own' },
    ]);
    expect(reasonsOf(layer)).toEqual([
      'NOTED VALUE_NESTED',
      'NOTED ID_MALFORMED',
      'NOTED PROPERTIES_NOT_AN_OBJECT',
      '',
      'NOTED PROPERTIES_MISSING NOTED GEOMETRY_MEMBER_MISSING',
      'NOTED NUMBER_INEXACT NOTED BBOX_MALFORMED NOTED CRS_INSIDE_FEATURE',
      'REFUSED TYPE_UNKNOWN',
    ]);
  });

  it.each([
    ['{"type":"FeatureCollection"}', 'JSON_NOT_GEOJSON'],
    ['{"type":"FeatureCollection","features":{}}', 'JSON_NOT_GEOJSON'],
    ['{"type":"featurecollection","features":[]}', 'JSON_NOT_GEOJSON'],
    ['{"type":null,"features":[]}', 'JSON_NOT_GEOJSON'],
    ['{"type":"Topology","objects":{}}', 'JSON_NOT_GEOJSON'],
    ['{}', 'JSON_NOT_GEOJSON'],
    ['{"type":"FeatureCollection","features":[{}', 'FILE_TRUNCATED'],
    ['{"type":"FeatureCollection","features":[{} {}]}', 'JSON_MALFORMED'],
    [`{"type":"FeatureCollection","features":[${'['.repeat(200)}`, 'NESTED_TOO_DEEPLY'],
  ])('refuses %s', async (text, reason) => {
    await expect(readText('a.geojson', text)).rejects.toMatchObject({ name: 'FileUnreadable', reason });
  });

  it('is read in GB18030 although it should not be, where a character may hold a backslash', async () => {
    const text = collection([feature({ name: '誠信里乗車' }, null)]);
    const layer = await readText('a.geojson', gb18030(text));
    expect(gb18030('誠乗').includes(0x5c)).toBe(true);
    expect(layer.rows[0]?.attributes).toEqual({ name: '誠信里乗車' });
    expect(layer.encoding).toMatchObject({ name: 'GB18030', evidence: 'not UTF-8, decodes as GB18030' });
    await expect(readText('a.geojson', gb18030(text), { encoding: 'UTF-8' })).rejects.toMatchObject({
      reason: 'ENCODING_WRONG',
    });
  });

  it('reads a large file without holding it', async () => {
    const path = await put('large.geojson', '');
    const one = JSON.stringify(feature({ code: '370202001001001', name: '云霄路楼院'.repeat(40) }, POLYGON));
    await writeFile(
      path,
      `{"type":"FeatureCollection","features":[${Array.from({ length: 60_000 }, () => one).join(',\n')}]}`,
    );
    expect((await stat(path)).size).toBeGreaterThan(40_000_000);
    const file = await import('../../../../server/exchange/formats/open-source.ts').then(({ openSource }) =>
      openSource(path),
    );
    let [rows, most] = [0, 0];
    const before = process.memoryUsage().rss;
    for await (const { row } of file.layers[0]?.rows() ?? []) {
      rows = row;
      if (row % 5_000 === 0) most = Math.max(most, process.memoryUsage().rss - before);
    }
    expect(rows).toBe(60_000);
    // A quarter of a gigabyte would be what these features take when they are held.
    expect(most).toBeLessThan(150_000_000);
    expect((await readLayer(path)).rows.at(-1)?.row).toBe(60_000);
  });
});
