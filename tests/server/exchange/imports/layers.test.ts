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
  const ground = [120.3, 36.0, 120.32, 36.02] as const;
  const asOf = '2020-01-01';
  await desk.write('districts', [{ properties: { code: '370299', name: '区' }, ground }], { asOf });
  await desk.write('subdistricts', [{ properties: { code: '370299001', name: '街道' }, ground }], { asOf });
  await desk.write('communities', [{ properties: { code: '370299001001', name: '社区' }, ground }], { asOf });
  await desk.write(
    'grids',
    [1, 2].map((n) => ({
      properties: { code: `37029900100100${n}`, name: `${n}网格`, gridSystem: '治理网格' },
      ground: [120.3 + n / 200, 36.0, 120.304 + n / 200, 36.02] as const,
    })),
    { asOf },
  );
  await desk.write(
    'yards',
    [1, 2].map((n) => ({
      properties: { code: `370299001001Y000${n}`, name: `${n}号院`, householdCount: 40 },
      ground: [120.301 + n / 200, 36.001, 120.302 + n / 200, 36.002] as const,
    })),
    { asOf },
  );
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

const rows = async (query: string): Promise<unknown[]> => database.dataSource.query(query);
const csv = (layer: string, text: string, asOf = '2025-01-01', more = {}) =>
  desk.prepare(layer, `${layer}.csv`, text, { asOf, ...more });
const GRID_1 = '370299001001001';
const GRID_2 = '370299001001002';

describe("Owners' committees in a file", () => {
  const list = (areas: string, dissolved = '') =>
    `业委会代码,业委会名称,类型,成立日期,解散日期,服务网格\n370299-OC-1,第一业委会,自管会,2021-05-06,${dissolved},${areas}\n`;
  const served = () =>
    rows(
      `select a.code, s.valid_from as from, s.valid_to as to from owners_committee_area s join area a on a.id = s.area_id order by 1, 2`,
    );

  test('serve what they are said to serve, from the day it is said', async () => {
    const first = await csv('owners-committees', list(GRID_1));
    expect(first.summary).toMatchObject({ added: 1, refused: 0 });
    await desk.confirm(first);
    expect(await rows('select code, kind, established_on as since from owners_committee')).toEqual([
      { code: '370299-OC-1', kind: 'SELF_MANAGEMENT', since: '2021-05-06' },
    ]);
    expect(await served()).toEqual([{ code: GRID_1, from: '2021-05-06', to: 'infinity' }]);
    await desk.confirm(await csv('owners-committees', list(GRID_2), '2025-06-01'));
    expect(await served()).toEqual([
      { code: GRID_1, from: '2021-05-06', to: '2025-06-01' },
      { code: GRID_2, from: '2025-06-01', to: 'infinity' },
    ]);
    expect((await csv('owners-committees', list(GRID_2), '2025-06-01')).summary).toMatchObject({
      unchanged: 1,
      changed: 0,
    });
  });

  test('that are dissolved end everything they did', async () => {
    await desk.confirm(await csv('owners-committees', list(`${GRID_1};${GRID_2}`)));
    await desk.confirm(await csv('owners-committees', list(`${GRID_1};${GRID_2}`, '2025-09-01')));
    expect(await rows('select dissolved_on as to from owners_committee')).toEqual([{ to: '2025-09-01' }]);
    expect(await served()).toMatchObject([{ to: '2025-09-01' }, { to: '2025-09-01' }]);
    await desk.confirm(await csv('owners-committees', list(`${GRID_1};${GRID_2}`, '2025-12-01')));
    expect(await served()).toMatchObject([{ to: '2025-12-01' }, { to: '2025-12-01' }]);
  });

  test('that a complete file no longer names end on its day', async () => {
    await desk.confirm(await csv('owners-committees', list(GRID_1)));
    const other = list(GRID_2).replace('370299-OC-1', '370299-OC-2');
    const complete = await csv('owners-committees', other, '2025-06-01', { complete: true });
    expect(complete.summary).toMatchObject({ added: 1, ended: 1 });
    await desk.confirm(complete);
    expect(await rows('select code, dissolved_on as to from owners_committee order by 1')).toEqual([
      { code: '370299-OC-1', to: '2025-06-01' },
      { code: '370299-OC-2', to: 'infinity' },
    ]);
    expect(await served()).toMatchObject([{ to: '2025-06-01' }, { to: 'infinity' }]);
  });

  test.each([
    ['an unknown grid', list('370299001001009'), 'CODE_UNKNOWN'],
    ['a community', list('370299001001'), 'AREA_LEVEL'],
    ['an end before the beginning', list(GRID_1, '2020-01-01'), 'DATES_REVERSED'],
    ['another kind', list(GRID_1).replace('自管会', '居委会'), 'VALUE_UNKNOWN'],
  ])('with %s are refused', async (_, text, reason) => {
    const prepared = await csv('owners-committees', text);
    expect(prepared.summary?.added).toBe(0);
    expect(await desk.findings(prepared)).toContain(`REFUSED ${reason} 370299-OC-1`);
  });

  test('keep an area from ending while they serve it', async () => {
    await desk.confirm(await csv('owners-committees', list(GRID_2)));
    const grids = await desk.features('grids', [{ properties: { code: GRID_1, name: '1网格' } }], {
      complete: ['370299001001'],
    });
    expect(await desk.findings(grids)).toEqual(expect.arrayContaining([`REFUSED END_STILL_SERVED ${GRID_2}`]));
  });
});

describe('Property services in a file', () => {
  const list = (mode: string, company = '海信物业') =>
    `服务代码,企业代码,物业企业,模式,起始日期,试用期满,终止日期,服务网格\n370299-PS-1,370299-PC-1,${company},${mode},2024-01-01,2024-07-01,,${GRID_1}\n`;

  test('bring their company along', async () => {
    await desk.confirm(await csv('property-services', list('TRY_THEN_BUY')));
    expect(
      await rows(
        `select s.code, c.name, s.mode_code as mode, s.trial_ends_on as trial from property_service s join property_company c on c.id = s.company_id`,
      ),
    ).toEqual([{ code: '370299-PS-1', name: '海信物业', mode: 'TRY_THEN_BUY', trial: '2024-07-01' }]);
    await desk.confirm(await csv('property-services', list('TRY_THEN_BUY', '海信物业公司'), '2025-06-01'));
    expect(await rows('select name from property_company')).toEqual([{ name: '海信物业公司' }]);
  });

  test('in a mode nobody knows are refused with the modes there are', async () => {
    const prepared = await csv('property-services', list('FREE'));
    const run = await ImportService.get(database.dataSource, prepared.key);
    const [finding] = await ImportService.findings(database.dataSource, run, 0);
    expect(finding?.message).toContain('BUNDLED_MULTI_GRID 多网格打包');
  });
});

describe('Renewal projects in a file', () => {
  test('renew the yards they name and say how many buildings', async () => {
    const text =
      '项目编号,项目名称,年度,竣工日期,改造楼栋数,改造户数,改造楼院\n370299-RP-1,旧改一期,2024,2024/11/30,12,9,370299001001Y0001、370299001001Y0002\n';
    const prepared = await csv('renewal-projects', text);
    expect(await desk.findings(prepared)).toEqual(['NOTED COUNT_SUPPRESSED 370299-RP-1']);
    await desk.confirm(prepared);
    expect(
      await rows(`select p.code, p.completed_on as done, p.household_count as households, count(*)::int as yards
      from renewal_project p join renewal_project_yard y on y.project_id = p.id group by p.id`),
    ).toEqual([{ code: '370299-RP-1', done: '2024-11-30', households: null, yards: 2 }]);
    await expect(csv('renewal-projects', text, '2025-01-01', { complete: true })).resolves.toMatchObject({
      refusal: { reason: 'LAYER_NEVER_ENDS' },
    });
  });
});

describe('Office buildings and their Party committees in files', () => {
  test('stand where their middle is, and are covered from the day it is said', async () => {
    await desk.write('office-buildings', [
      {
        properties: { 楼宇代码: '370299-OB-1', 楼宇名称: '海天中心', 层数: 73 },
        ground: [120.31, 36.01, 120.311, 36.011],
      },
    ]);
    const text =
      '党委代码,党委名称,类型,所在社区,成立日期,覆盖楼宇\n370299-BPC-1,海天楼宇党委,楼宇,370299001001,2025-01-01,370299-OB-1\n';
    await desk.confirm(await csv('building-party-committees', text));
    expect(
      await rows(`select b.code as tower, a.code as place, c.code as committee from office_building b join area a on a.id = b.area_id
      join building_party_committee_building l on l.office_building_id = b.id join building_party_committee c on c.id = l.committee_id`),
    ).toEqual([{ tower: '370299-OB-1', place: '370299001001', committee: '370299-BPC-1' }]);
    const without = await desk.features('office-buildings', [
      { properties: { code: '370299-OB-2', name: '无处', areaCode: '370299001001' } },
    ]);
    expect(await desk.findings(without)).toContain('REFUSED GEOMETRY_MISSING 370299-OB-2');
  });
});

describe('Issues in a file', () => {
  const list = (closed: string) =>
    `问题编号,问题类别,上报时间,结案时间,经度,纬度\n370299-IS-1,01,2024-12-01 08:30,${closed},120.3065,36.0015\n`;

  test('belong to the deepest area under their place, and are closed when it is said', async () => {
    const first = await csv('issues', list(''), '2025-01-01', { crs: 'EPSG:4490' });
    expect(first.summary).toMatchObject({ added: 1, refused: 0 });
    await desk.confirm(first);
    await desk.confirm(await csv('issues', list('2025-02-03'), '2025-06-01', { crs: 'EPSG:4490' }));
    expect(
      await rows(
        `select i.code, a.code as area, i.reported_on as reported, i.closed_on as closed from issue i join area a on a.id = i.area_id`,
      ),
    ).toEqual([{ code: '370299-IS-1', area: '370299001001Y0001', reported: '2024-12-01', closed: '2025-02-03' }]);
  });

  test.each([
    ['of a category that is not in the code book', list('').replace(',01,', ',99,'), 'CATEGORY_UNKNOWN'],
    ['on no known ground', list('').replace('120.3065', '120.4'), 'PLACE_UNKNOWN'],
    ['reported after the date of the file', list('').replace('2024-12-01', '2025-03-01'), 'DATES_REVERSED'],
    ['closed before they were reported', list('2024-11-01'), 'DATES_REVERSED'],
  ])('%s are refused', async (_, text, reason) => {
    const prepared = await csv('issues', text, '2025-01-01', { crs: 'EPSG:4490', insist: true });
    expect(await desk.findings(prepared)).toContain(`REFUSED ${reason} 370299-IS-1`);
  });
});

describe('Codes', () => {
  test('are compared with the national list, as far as it is loaded', async () => {
    await rows(`insert into division_code values ('370299001', '旧街道', '2023'), ('370299002', '东街道', '2023')`);
    const prepared = await desk.features('subdistricts', [
      { properties: { code: '370299001', name: '新街道' } },
      { properties: { code: '370299003', name: '多出的街道' } },
    ]);
    expect(await desk.findings(prepared)).toEqual([
      'NOTED NAME_DIFFERS_FROM_LIST 370299001',
      'NOTED CODE_NOT_IN_LIST 370299003',
    ]);
    await rows('delete from division_code');
  });
});
