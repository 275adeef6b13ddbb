import { describe, expect, it } from 'vitest';
import { bestDelimiter } from '../../../../server/exchange/formats/csv-delimiter.ts';
import { safeCell } from '../../../../server/exchange/writers/csv-cells.ts';
import { put, readAll, readLayer, readText, reasonsOf, workbookOf } from './made-files.ts';
import { gb18030 } from './made-shapefile.ts';

describe('a CSV file', () => {
  it.each([
    [',', 'UTF-8 with a mark', (text: string) => `\uFEFF${text}`, 'UTF-8'],
    ['\t', 'UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le'), 'UTF-16LE'],
    [';', 'GB18030', gb18030, 'GB18030'],
    ['|', 'UTF-8', (text: string) => text, 'UTF-8'],
  ])('has its values between “%s”, in %s', async (delimiter, _, encoded, encoding) => {
    const text = ['code,name,note', '007,云霄路,"a""b"', '008,"珠海\r\n二路",', '', '009,湛山,x']
      .join('\r\n')
      .replaceAll(',', delimiter);
    const layer = await readText('a.csv', encoded(text));
    expect(layer).toMatchObject({
      headings: ['code', 'name', 'note'],
      count: null,
      crs: null,
      encoding: { name: encoding },
    });
    expect(layer.rows).toEqual([
      { row: 2, attributes: { code: '007', name: '云霄路', note: 'a"b' }, geometry: null, faults: [] },
      { row: 3, attributes: { code: '008', name: '珠海\r\n二路', note: null }, geometry: null, faults: [] },
      { row: 6, attributes: { code: '009', name: '湛山', note: 'x' }, geometry: null, faults: [] },
    ]);
  });

  it('is not misled by delimiters inside of quotes', () => {
    expect(bestDelimiter('a;b;c\n"1,2,3,4";2;3\n')).toBe(';');
    expect(bestDelimiter('name\n云霄路\n')).toBe(',');
  });

  it('gives back what was made harmless for spreadsheets', async () => {
    const texts = ['370202001', '=1+1', '-x', "'=1", '2024-01-02', '楼院', '0.50'];
    const quoted = (text: string): string => `"${safeCell(text).replaceAll('"', '""')}"`;
    const layer = await readText('a.csv', `code\n${texts.map(quoted).join('\n')}\n`);
    expect(layer.rows.map(({ attributes }) => attributes.code)).toEqual(texts);
  });

  it.each([
    ['经度', '纬度'],
    ['lon', 'lat'],
    ['LNG', 'Latitude'],
    ['X', 'Y'],
    ['X坐标 (米)', 'Y坐标 (米)'],
    ['百度经度', '百度纬度'],
    ['POINT_X', 'POINT_Y'],
  ])('has points under %s and %s', async (x, y) => {
    const layer = await readText('a.csv', `code,${y},${x}\n01,36.06,120.38\n02,,\n03,36.06,\n04,36°,120.38\n`);
    expect(layer.rows[0]).toEqual({
      row: 2,
      attributes: { code: '01', [x]: 120.38, [y]: 36.06 },
      geometry: { type: 'Point', coordinates: [120.38, 36.06] },
      faults: [],
    });
    expect(reasonsOf(layer).slice(1)).toEqual([
      '',
      'REFUSED COORDINATE_PAIR_INCOMPLETE',
      'REFUSED COORDINATE_UNREADABLE',
    ]);
  });

  it('has no points where two columns could be meant', async () => {
    const layer = await readText('a.csv', '起点经度,起点纬度,终点经度,终点纬度\n1,2,3,4\n');
    expect(layer.rows[0]).toMatchObject({ geometry: null, attributes: { 起点经度: '1' } });
  });

  it('has shapes in a column of WKT, found by what it holds', async () => {
    const layer = await readText(
      'a.csv',
      'code,边界 (WKT)\n1,"SRID=4549;POLYGON((1 2,3 4,5 6,1 2))"\n2,\n3,"SRID=4490;POINT(1 2)"\n4,POINT(1)\n5,"POINT(1 2)"\n',
    );
    expect(layer).toMatchObject({
      headings: ['code'],
      crs: { epsg: 4549, text: 'SRID=4549', where: 'SRID in the WKT' },
    });
    expect(layer.rows.map(({ geometry }) => geometry?.type)).toEqual([
      'Polygon',
      undefined,
      undefined,
      undefined,
      'Point',
    ]);
    expect(reasonsOf(layer)).toEqual(['', '', 'REFUSED SRID_DIFFERS', 'REFUSED WKT_UNREADABLE', '']);
  });

  it('gives every column a name of its own', async () => {
    const layer = await readText('a.csv', 'name,,name,__proto__\na,b,c,d\n');
    expect(layer.headings).toEqual(['name', 'column 2', 'name (2)', '__proto__']);
    expect(Object.entries(layer.rows[0]?.attributes ?? {})).toEqual([
      ['name', 'a'],
      ['column 2', 'b'],
      ['name (2)', 'c'],
      ['__proto__', 'd'],
    ]);
  });

  it('refuses rows that are too long, and fills up those that are too short', async () => {
    const layer = await readText('a.csv', 'a,b\n1\n1,2,3\n1,2,\n');
    expect(reasonsOf(layer)).toEqual(['', 'REFUSED TOO_MANY_VALUES', '']);
    expect(layer.rows[0]?.attributes).toEqual({ a: '1', b: null });
  });

  it('says at which line a quotation mark was left open', async () => {
    await expect(readText('a.csv', 'a,b\n1,2\n3,"4\n5,6\n')).rejects.toMatchObject({
      reason: 'LINE_TOO_LONG',
      message: expect.stringContaining('line 3') as string,
    });
  });

  it.each([
    ['\n\n', 'TABLE_WITHOUT_HEADINGS'],
    ['a\0b,c', 'FORMAT_UNKNOWN'],
    [Buffer.from([0x61, 0xff, 0xff, 0x2c, 0x0a]), 'ENCODING_UNKNOWN'],
    [Buffer.from([0xfe, 0xff, 0x00, 0x61]), 'FORMAT_UNKNOWN'],
  ])('is refused when it is %j', async (content, reason) => {
    await expect(readText('a.csv', content)).rejects.toMatchObject({ name: 'FileUnreadable', reason });
  });
});

describe('a workbook', () => {
  it('has a layer for each sheet with headings; codes stay text and dates are dates', async () => {
    const path = await put(
      'a.xlsx',
      await workbookOf({
        楼院: [
          [{ value: '市南区楼院台账' }],
          [
            { value: '编码' },
            { value: '名称' },
            { value: '建成' },
            { value: '面积' },
            { value: '封闭' },
            { value: '经度' },
            { value: '纬度' },
          ],
          [
            { value: 370202001, type: Number },
            { value: ' 云霄路 ' },
            { value: new Date('1998-05-01'), type: Date, format: 'yyyy-mm-dd' },
            { value: 12.5, type: Number },
            { value: true, type: Boolean },
            { value: 120.38, type: Number },
            { value: 36.06, type: Number },
          ],
          [null, null, null, null, null, null, null],
          [{ value: '007' }],
        ],
        空: [],
        点: [
          [{ value: 'code' }, { value: 'wkt' }],
          [{ value: 370202001001001, type: Number }, { value: 'POINT(120 36)' }],
        ],
      }),
    );
    const { format, layers } = await readAll(path);
    expect(format).toBe('EXCEL');
    expect(layers.map(({ name, headings, count }) => ({ name, headings, count }))).toEqual([
      { name: '楼院', headings: ['编码', '名称', '建成', '面积', '封闭', '经度', '纬度'], count: 2 },
      { name: '点', headings: ['code'], count: 1 },
    ]);
    expect(layers[0]?.rows).toEqual([
      {
        row: 3,
        attributes: {
          编码: '370202001',
          名称: ' 云霄路 ',
          建成: '1998-05-01',
          面积: 12.5,
          封闭: true,
          经度: 120.38,
          纬度: 36.06,
        },
        geometry: { type: 'Point', coordinates: [120.38, 36.06] },
        faults: [],
      },
      {
        row: 5,
        attributes: { 编码: '007', 名称: null, 建成: null, 面积: null, 封闭: null, 经度: null, 纬度: null },
        geometry: null,
        faults: [],
      },
    ]);
    expect(layers[1]?.rows[0]).toMatchObject({ attributes: { code: '370202001001001' }, geometry: { type: 'Point' } });
  });

  it('of the old kind is refused with what to do', async () => {
    const old = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    await expect(readLayer(await put('a.xls', old))).rejects.toMatchObject({
      reason: 'OLD_EXCEL',
      message: expect.stringContaining('save as .xlsx') as string,
    });
  });
});
