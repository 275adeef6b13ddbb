import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ImportService } from '../../../../server/exchange/import.service.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ImportDesk } from '../../../support/import-files.ts';
import { ownDatabase } from '../../../support/test-database.ts';

let database: Database;
let desk: ImportDesk;

beforeAll(async () => {
  database = await ownDatabase('empty');
  desk = await ImportDesk.open(database.dataSource);
  const ground = [120.3, 36.0, 120.4, 36.1] as const;
  const asOf = '2020-01-01';
  await desk.write('districts', [{ properties: { code: '370202', name: '市南区' }, ground }], { asOf });
  await desk.write('subdistricts', [{ properties: { code: '370202001', name: '香港中路街道' }, ground }], { asOf });
  await desk.write('communities', [{ properties: { code: '370202001001', name: '云霄路社区' }, ground }], { asOf });
  await database.dataSource.query(
    `insert into issue_category (code, kind, title_zh, title_en) values ('01', 'EVENT', '设施', 'Facilities')`,
  );
  await desk.keep();
});
afterEach(() => desk.clear());
afterAll(async () => {
  await desk.close();
  await database.close();
});

const made = (name: string): Promise<Buffer> => readFile(new URL(`../cases/${name}`, import.meta.url));

/** What a file would do, with the layer guessed by its content, and what is said of it, in Chinese. */
async function outcome(name: string, content: string | Uint8Array, layer?: string): Promise<Record<string, unknown>> {
  const path = await desk.file(name, content);
  const found = layer ?? (await ImportService.guessLayer(path, name, null))?.key;
  if (found === undefined) return { layer: null };
  const prepared = await desk.prepare(found, name, content, { crs: found === 'issues' ? 'EPSG:4490' : null });
  const said = await desk.findings(prepared);
  const { added = 0, changed = 0, unchanged = 0, refused = 0 } = prepared.summary ?? {};
  return { layer: found, wouldBe: { added, changed, unchanged, refused }, said, refusal: prepared.refusal?.reason };
}

describe('A file of the job', () => {
  test('without coordinates is refused for that, once for each row', async () => {
    const csv =
      '编号,类别,上报日期,经度,纬度\n370202-T1,01,2024-05-01,120.385,36.061\nT2,01,2024-05-01,,\n370202-T3,01,2024-05-01,,\n';
    expect(await outcome('no_coordinates.csv', csv, 'issues')).toMatchObject({
      wouldBe: { added: 1, refused: 2 },
      said: ['REFUSED GEOMETRY_MISSING T2', 'REFUSED GEOMETRY_MISSING 370202-T3'],
    });
  });

  test('with both coordinates in one cell is read', async () => {
    const csv =
      '编号,类别,上报日期,坐标\n370202-T1,01,2024-05-01,"120.385,36.061"\n370202-T2,01,2024-05-01,不详\n370202-T3,01,2024-05-01,"120.385，36.062"\n';
    expect(await outcome('coordinates_in_one_cell.csv', csv, 'issues')).toMatchObject({
      wouldBe: { added: 2, refused: 1 },
      said: ['REFUSED COORDINATE_UNREADABLE 370202-T2'],
    });
  });

  test('with street codes of twelve digits is read as one of streets', async () => {
    expect(await outcome('streets.xlsx', await made('12_digit_street_codes.xlsx'))).toMatchObject({
      layer: 'subdistricts',
      wouldBe: { unchanged: 1, refused: 0 },
      said: ['NOTED VALUE_READ_AS 370202001', 'NOTED VALUE_READ_AS 370202001'],
    });
  });

  test('with codes that Excel has made numbers of says what to do, once for each row', async () => {
    const csv = await made('scientific_codes_gbk.csv');
    expect(await outcome('codes.csv', csv)).toMatchObject({
      layer: 'communities',
      wouldBe: { added: 0, refused: 2 },
      said: ['REFUSED CODE_SCIENTIFIC -', 'REFUSED CODE_SCIENTIFIC -'],
    });
    const prepared = await desk.prepare('communities', 'codes.csv', csv);
    const run = await ImportService.get(database.dataSource, prepared.key);
    const [finding] = await ImportService.findings(database.dataSource, run, 0);
    expect(finding?.messageZh).toMatch(/“代码”是“3.70202E\+11”：.*“文本”格式/);
  });

  test('with years and counts in words is read where it can be read without guessing', async () => {
    const file = await made('year_and_count_with_unit.xlsx');
    expect(await outcome('yards.xlsx', file)).toMatchObject({
      layer: 'yards',
      wouldBe: { added: 3, refused: 0 },
      said: [
        'NOTED VALUE_READ_AS 370202001001Y8001',
        'NOTED VALUE_READ_AS 370202001001Y8001',
        'NOTED VALUE_NOT_INTEGER 370202001001Y8002',
        'NOTED VALUE_NOT_INTEGER 370202001001Y8002',
        'NOTED COUNT_SUPPRESSED 370202001001Y8003',
        'NOTED VALUE_NOT_INTEGER 370202001001Y8003',
      ],
    });
  });

  test.each(['XZQDM,XZQMC', '行政区划代码,地名', '统计用区划代码,名称', '区划代码,单位名称'])(
    'with the headings %s is read by the form of its codes',
    async (headings) => {
      expect(await outcome('list.csv', `${headings}\n370202001901,试验社区一\n`)).toMatchObject({
        layer: 'communities',
        wouldBe: { added: 1, refused: 0 },
      });
    },
  );
  test('with the headings of the survey of land in Excel is read', async () => {
    expect(await outcome('xzqdm.xlsx', await made('xzqdm_headings.xlsx'))).toMatchObject({ wouldBe: { added: 1 } });
  });

  test.each([
    [
      'full-width digits',
      '社区代码,社区名称\n３７０２０２００１９０１,试验社区\n',
      ['NOTED VALUE_READ_AS 370202001901'],
    ],
    ['the fraction of a program', '社区代码,社区名称\n370202001901.0,试验社区\n', ['NOTED VALUE_READ_AS 370202001901']],
    ['a line break in a name', '社区代码,社区名称\n370202001901,"试验\n社区一"\n', ['NOTED LINES_JOINED 370202001901']],
    ['a line for Excel', 'sep=;\n社区代码;社区名称\n370202001901;试验社区\n', []],
    [
      'a title and who made it',
      '某街道社区名单,,,\n填报单位：某街道,,,日期：2024年\n序号,社区代码,社区名称,备注\n1,370202001901,试验社区,无\n',
      [],
    ],
    ['two lines of headings', '序号,社区,,备注\n,社区代码,社区名称,\n1,370202001901,试验社区,无\n', []],
  ])('with %s is read', async (_, csv, said) => {
    const found = await outcome('communities.csv', csv);
    expect(found).toMatchObject({ layer: 'communities', wouldBe: { added: 1, refused: 0 } });
    expect((found['said'] as string[]).filter((one) => !one.includes('LIST'))).toEqual(said);
  });

  test('is told one cause for each row, the root', async () => {
    const csv = '小区代码,小区名称,上级代码,户数\nabc,院,370202009,120\n,院,,\n110199001001Y0001,院,110199001001,100\n';
    expect(await outcome('yards.csv', csv, 'yards')).toMatchObject({
      said: ['REFUSED CODE_FORM abc', 'REFUSED CODE_MISSING -', 'REFUSED DISTRICT_UNKNOWN 110199001001Y0001'],
    });
  });

  test.each([
    [
      'table.xls',
      '<html><meta charset="utf-8"><table><tr><td>社区代码</td></tr></table></html>',
      'TABLE_IN_MARKUP',
      '另存为 .xlsx',
    ],
    [
      'table.xls',
      '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
      'TABLE_IN_MARKUP',
      '另存为 .xlsx',
    ],
    [
      'echarts.json',
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"379902"},"geometry":{"type":"Polygon","coordinates":["@@AACAEC@A"],"encodeOffsets":[[123193,36904]]}}],"UTF8Encoding":true}',
      'GEOJSON_ENCODED',
      '坐标未压缩的 GeoJSON',
    ],
    [
      'esri.json',
      '{"geometryType":"esriGeometryPolygon","spatialReference":{"wkid":4490},"features":[{"attributes":{"code":"370202"},"geometry":{"rings":[[[120,36],[121,36],[121,37],[120,36]]]}}]}',
      'JSON_OF_ESRI',
      'f=geojson',
    ],
  ])('that is no file of its kind, %s, says in one sentence what to do', async (name, content, reason, words) => {
    const prepared = await desk.prepare('districts', name, content);
    expect(prepared.refusal?.reason).toBe(reason);
    const report = (await ImportService.report(database.dataSource, prepared.key)) as {
      refusal: { messageZh: string };
    };
    expect(report.refusal.messageZh).toContain(words);
  });

  test('has codes of areas looked up in the national list, and no others', async () => {
    expect(await outcome('districts.csv', '区代码,区名称\n379902,试海区\n')).toMatchObject({
      said: ['NOTED CODE_NOT_IN_LIST 379902'],
    });
    expect(await outcome('streets.csv', '街道代码,街道名称\n370202099,不存在街道\n')).toMatchObject({
      said: ['NOTED CODE_NOT_IN_LIST 370202099'],
    });
    const csv =
      '编号,类别,上报日期,经度,纬度\n370202001,01,2024-05-01,120.385,36.061\n370202001002,01,2024-05-01,120.385,36.061\n';
    expect(await outcome('issues.csv', csv, 'issues')).toMatchObject({ wouldBe: { added: 2 }, said: [] });
  });

  test('says nothing of patterns', async () => {
    const prepared = await desk.prepare('yards', 'yards.csv', '小区代码,小区名称\n370202,院\n');
    const run = await ImportService.get(database.dataSource, prepared.key);
    const [finding] = await ImportService.findings(database.dataSource, run, 0);
    expect(finding?.message).toBe('A code of this level is made of 12 digits, Y, 4 digits.');
    expect(finding?.messageZh).toBe('代码的形式不对，应为：12 位数字、Y、4 位数字。');
  });
});
