import { readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../../../server/exchange/formats/open-source.ts';
import { chineseFaults } from '../../../support/chinese.ts';
import { put, readAll, readLayer, reasonsOf, SQUARE, zipOf } from './made-files.ts';
import { dbfOf, gb18030, shpOf } from './made-shapefile.ts';

const CLOCKWISE = [...SQUARE].reverse();
const inner = (x: number, y: number): number[][] =>
  [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
  ].map(([dx = 0, dy = 0]) => [120.38 + x + dx * 0.001, 36.06 + y + dy * 0.001]);
const FIELDS = [
  { name: 'code', type: 'N', length: 12 },
  { name: 'name', type: 'C', length: 12 },
];
const SHP = shpOf([[CLOCKWISE], null]);

async function putShapefile(parts: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const path = await put('yards.shp', SHP);
  for (const [extension, content] of Object.entries(parts)) {
    await writeFile(join(dirname(path), `yards.${extension}`), content);
  }
  return path;
}

describe('a shapefile', () => {
  it('is read with its neighbours, whatever the case of their names', async () => {
    const path = await putShapefile({
      DBF: dbfOf(FIELDS, [
        ['370202001', '云霄'],
        ['007', '二'],
      ]),
      PRJ: 'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
      Cpg: 'UTF-8',
    });
    expect(await readAll(path)).toMatchObject({
      format: 'SHAPEFILE',
      layers: [
        {
          name: 'yards',
          crs: { epsg: 4490, where: '.prj' },
          encoding: { name: 'UTF-8', evidence: '.cpg says UTF-8 and the text decodes' },
          headings: ['code', 'name'],
          count: 2,
          rows: [
            {
              row: 1,
              attributes: { code: 370202001, name: '云霄' },
              geometry: { type: 'Polygon', coordinates: [CLOCKWISE] },
            },
            { row: 2, attributes: { code: '007', name: '二' }, geometry: null, faults: [] },
          ],
        },
      ],
    });
  });

  it('is read without them', async () => {
    expect(await readLayer(await putShapefile({}))).toMatchObject({
      crs: null,
      encoding: null,
      headings: [],
      count: null,
    });
  });

  it.each([
    ['GB18030 without a .cpg', gb18030('云霄路'), null, '云霄路', 'GB18030', 'no .cpg; not UTF-8, decodes as GB18030'],
    ['GB18030 with a .cpg', gb18030('云霄路'), 'GBK', '云霄路', 'GB18030', '.cpg says GBK and the text decodes'],
    [
      'GB18030 with a .cpg that is wrong',
      gb18030('云霄路'),
      'UTF-8',
      '云霄路',
      'GB18030',
      '.cpg says UTF-8, which does not decode; not UTF-8, decodes as GB18030',
    ],
    [
      'UTF-8 with a .cpg of Europe',
      Buffer.from('云霄路'),
      'ISO-8859-1',
      '云霄路',
      'UTF-8',
      '.cpg says ISO-8859-1, which is not believed; decodes as UTF-8',
    ],
    [
      'UTF-8 with a .cpg that is wrong',
      Buffer.from('云霄路楼'),
      'GBK',
      '云霄路楼',
      'UTF-8',
      '.cpg says GBK, but the text is UTF-8',
    ],
    ['ASCII', 'Yunxiao', null, 'Yunxiao', 'UTF-8', 'nothing but ASCII'],
  ])('tells its encoding: %s', async (_, bytes, cpg, name, encoding, evidence) => {
    const dbf = dbfOf(FIELDS, [
      ['1', bytes],
      ['2', ''],
    ]);
    const layer = await readLayer(await putShapefile({ dbf, ...(cpg === null ? {} : { cpg }) }));
    expect(layer.encoding).toMatchObject({ name: encoding, evidence });
    expect(chineseFaults(layer.encoding?.evidenceZh ?? '')).toEqual([]);
    expect(layer.rows.map(({ attributes }) => attributes.name)).toEqual([name, null]);
  });

  it('is not read in an encoding that its text is not in', async () => {
    const path = await putShapefile({
      dbf: dbfOf(FIELDS, [
        ['1', gb18030('云霄路')],
        ['2', ''],
      ]),
    });
    await expect(readLayer(path, { encoding: 'UTF-8' })).rejects.toMatchObject({ reason: 'ENCODING_WRONG' });
    const neither = await putShapefile({
      dbf: dbfOf(FIELDS, [
        ['1', Buffer.from([0xff, 0xff, 0x20])],
        ['2', ''],
      ]),
    });
    await expect(readLayer(neither)).rejects.toMatchObject({ reason: 'ENCODING_UNKNOWN' });
  });

  it('notes a text that was cut in the middle of a character', async () => {
    const dbf = dbfOf(FIELDS, [
      ['1', Buffer.from('a云霄路社区').subarray(0, 12)],
      ['2', ''],
    ]);
    const layer = await readLayer(await putShapefile({ dbf }));
    expect(layer.rows[0]?.attributes.name).toBe('a云霄路');
    expect(reasonsOf(layer)).toEqual(['NOTED TEXT_CUT', '']);
  });

  it('keeps long numbers and dates exact, and counts what is deleted without showing it', async () => {
    const fields = [
      { name: 'code', type: 'N', length: 18 },
      { name: 'area', type: 'F', length: 10 },
      { name: 'day', type: 'D', length: 8 },
      { name: 'gated', type: 'L', length: 1 },
      { name: 'memo', type: 'M', length: 10 },
    ];
    const rows = [
      ['370202001001001001', '12.50', '20240229', 'T', '1'],
      ['', '*****', '20230229', 'x', ''],
      ['3', '', '00000000', '?', ''],
    ];
    const path = await putShapefile({ dbf: dbfOf(fields, rows, [3]) });
    await writeFile(path, shpOf([[CLOCKWISE], null, null]));
    const layer = await readLayer(path);
    expect(layer.headings).toEqual(['code', 'area', 'day', 'gated']);
    expect(layer.rows.map(({ attributes }) => attributes)).toEqual([
      { code: '370202001001001001', area: 12.5, day: '2024-02-29', gated: true },
      { code: null, area: null, day: null, gated: null },
    ]);
    expect(reasonsOf(layer)).toEqual(['NOTED FIELD_NOT_READ', Array(3).fill('NOTED VALUE_UNREADABLE').join(' ')]);
  });

  it('gives each hole to the smallest ring around it, and makes a ring of a hole that has none', async () => {
    const island = inner(0.002, 0.002).reverse();
    const hole = inner(0.004, 0.004);
    const far = inner(1, 1);
    const path = await put('a.shp', shpOf([[CLOCKWISE, island, hole], [far], [CLOCKWISE, far]]));
    expect((await readLayer(path)).rows.map(({ geometry }) => geometry)).toEqual([
      { type: 'MultiPolygon', coordinates: [[CLOCKWISE, hole], [island]] },
      { type: 'Polygon', coordinates: [far] },
      { type: 'MultiPolygon', coordinates: [[CLOCKWISE], [far]] },
    ]);
  });

  it('is refused when its parts do not belong together', async () => {
    for (const count of [1, 3]) {
      const dbf = dbfOf(
        FIELDS,
        Array.from({ length: count }, () => ['1', '']),
      );
      const problem = expect(readLayer(await putShapefile({ dbf }))).rejects;
      await problem.toMatchObject({ reason: 'SHAPEFILE_PARTS_DIFFER' });
    }
  });

  it('is one part of several: a lone .dbf is refused with a word', async () => {
    await expect(readLayer(await put('a.dbf', dbfOf(FIELDS, [])))).rejects.toMatchObject({ reason: 'SHAPEFILE_PART' });
  });

  it('comes alone or with others in a zip, in folders, and leaves nothing behind', async () => {
    const dbf = dbfOf(FIELDS, [
      ['1', gb18030('云')],
      ['2', ''],
    ]);
    const zip = await zipOf({
      '数据/院落.shp': SHP,
      '数据/院落.DBF': dbf,
      'b/grids.shp': SHP,
      '__MACOSX/b/._grids.shp': 'x',
      'b/readme.txt': 'x',
    });
    const path = await put('all.zip', zip);
    const file = await openSource(path, { temporaryFolder: dirname(path) });
    expect(file.layers.map(({ name, count }) => [name, count])).toEqual([
      ['院落', 2],
      ['grids', null],
    ]);
    expect((await readdir(dirname(path))).filter((name) => name.startsWith('exchange-'))).toHaveLength(1);
    await file.close();
    expect(await readdir(dirname(path))).toEqual(['all.zip']);
  });

  it('is found under the name of an upload', async () => {
    const path = await put('a.shp', SHP);
    const upload = join(dirname(path), 'upload');
    await rename(path, upload);
    expect((await readLayer(upload, { fileName: '院落.shp' })).name).toBe('院落');
  });
});
