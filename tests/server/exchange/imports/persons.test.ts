import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ImportDesk } from '../../../support/import-files.ts';
import { ownDatabase } from '../../../support/test-database.ts';

let database: Database;
let desk: ImportDesk;

beforeAll(async () => {
  database = await ownDatabase('empty');
  desk = await ImportDesk.open(database.dataSource);
  const asOf = '2020-01-01';
  await desk.write('districts', [{ properties: { code: '370299', name: '试验区' } }], { asOf });
  await desk.write('subdistricts', [{ properties: { code: '370299001', name: '西街道' } }], { asOf });
  await desk.write('communities', [{ properties: { code: '370299001001', name: '甲社区' } }], { asOf });
  await desk.keep();
});
afterEach(() => desk.clear());
afterAll(async () => {
  await desk.close();
  await database.close();
});

const rows = async (query: string): Promise<unknown[]> => database.dataSource.query(query);

describe('Data about persons', () => {
  test.each([
    ['a heading', '代码,名称,联系人\n370299001001Y0001,院,\n'],
    ['identity numbers', '代码,名称,备注\n370299001001Y0001,院,11010519491231002X\n'],
    ['mobile numbers', '代码,名称,备注\n370299001001Y0001,院,找张先生13800138000\n'],
    ['licence plates', '代码,名称,备注\n370299001001Y0001,院,鲁B12345\n'],
  ])('told by %s refuses the whole file, and is not repeated', async (_, csv) => {
    const prepared = await desk.prepare('yards', '楼院.csv', csv);
    expect(prepared.refusal).toMatchObject({ reason: 'PERSONAL_DATA' });
    expect(prepared.refusal?.message).not.toMatch(/11010519491231002X|13800138000|鲁B12345/);
    expect(await rows('select from import_row')).toEqual([]);
  });

  test('that stands far down in a file leaves nothing of it either', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => `370299001001Y${String(i + 1).padStart(4, '0')},院,1990`);
    const csv = ['代码,名称,建成年份', ...lines, '370299001001Y0301,院,13800138000'].join('\n');
    const prepared = await desk.prepare('yards', '楼院.csv', csv);
    expect(prepared.refusal).toMatchObject({ reason: 'PERSONAL_DATA' });
    expect(await rows('select from import_row')).toEqual([]);
    expect(await rows('select from import_finding where run_id = (select max(id) from import_run)')).toEqual([]);
  });

  test('is not told by counts, codes and names of places', async () => {
    const csv = '代码,名称,户数,党员人数,osm_id,地址\n370299001001Y0001,联系人小区,120,30,13800138000,中山路138号\n';
    const prepared = await desk.prepare('yards', '楼院.csv', csv);
    expect(prepared.refusal).toBeNull();
  });

  test('in an address is cut off, and nothing repeats it', async () => {
    const csv = [
      '小区代码,小区名称,地址,户数',
      '370299001001Y8001,试一号院,某路1号3单元502室,120',
      '370299001001Y8003,试三号院,某路1号 王试验（户主）,100',
    ].join('\n');
    const prepared = await desk.prepare('yards', '楼院.csv', csv);
    expect(await desk.findings(prepared)).toEqual([
      'NOTED ADDRESS_CUT 370299001001Y8001',
      'NOTED ADDRESS_CUT 370299001001Y8003',
    ]);
    await desk.confirm(prepared);
    expect(await rows(`select address from area where level = 'YARD' order by code`)).toEqual([
      { address: '某路1号' },
      { address: '某路1号' },
    ]);
    expect(await kept()).not.toMatch(/502|王试验/);
  });

  test('in what stands under a table is passed over, and nothing repeats it', async () => {
    const csv = [
      '小区代码,小区名称,户数,建成年份,上级代码',
      '370299001001Y8001,试一号院,120,1990,370299001001',
      '合计,,120,,',
      '填表人：王试验,,,审核人：李试验,',
      '备注：王试验说的,,,,',
      '王试验,试二号院,李试验,赵试验,钱试验',
    ].join('\n');
    const prepared = await desk.prepare('yards', '楼院.csv', csv);
    expect(prepared.summary).toMatchObject({ added: 1, refused: 1 });
    const findings = await desk.findings(prepared);
    expect(findings.filter((finding) => finding === 'NOTED ROW_IS_REMARK -')).toHaveLength(3);
    expect(await kept()).not.toMatch(/[王李赵钱]试/);
    await desk.confirm(prepared);
    expect(await kept()).not.toMatch(/[王李赵钱]试/);
  });

  /** All that is kept of findings and reports, as one text. */
  async function kept(): Promise<string> {
    return JSON.stringify([await rows('select * from import_finding'), await rows('select * from import_run')]);
  }
});
