import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ImportRefused, ImportService } from '../../../../server/exchange/import.service.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ImportDesk } from '../../../support/import-files.ts';
import { ownDatabase } from '../../../support/test-database.ts';

let database: Database;
let desk: ImportDesk;

/** A district of two subdistricts, side by side, and a community in each. */
const DISTRICT = { properties: { code: '370299', name: '试验区' }, ground: [120.3, 36.0, 120.34, 36.02] } as const;
const WEST = { properties: { code: '370299001', name: '西街道' }, ground: [120.3, 36.0, 120.32, 36.02] } as const;
const EAST = { properties: { code: '370299002', name: '东街道' }, ground: [120.32, 36.0, 120.34, 36.02] } as const;
const community = (code: string, name: string, west: number, east: number) => ({
  properties: { code, name },
  ground: [west, 36.0, east, 36.02] as const,
});

beforeAll(async () => {
  database = await ownDatabase('empty');
  desk = await ImportDesk.open(database.dataSource);
  await desk.write('districts', [DISTRICT], { asOf: '2020-01-01' });
  await desk.write('subdistricts', [WEST, EAST], { asOf: '2020-01-01' });
  await desk.write(
    'communities',
    [
      community('370299001001', '甲社区', 120.3, 120.31),
      community('370299001002', '乙社区', 120.31, 120.32),
      community('370299002001', '丙社区', 120.32, 120.33),
      community('370299002002', '丁社区', 120.33, 120.34),
    ],
    { asOf: '2020-01-01' },
  );
  await desk.keep();
});
afterEach(() => desk.clear());
afterAll(async () => {
  await desk.close();
  await database.close();
});

const rows = async (query: string): Promise<unknown[]> => database.dataSource.query(query);
const lineage = (): Promise<unknown[]> =>
  rows(`select o.code as from, n.code as to, s.kind, s.evidence from area_succession s
    join area o on o.id = s.predecessor_id join area n on n.id = s.successor_id order by 1, 2`);

describe('A file', () => {
  test('is shown before anything is written, written once it is confirmed, and changes nothing the second time', async () => {
    const grid = {
      properties: { code: '370299001001001', name: '一网格', gridSystem: '治理网格' },
      ground: [120.3, 36.0, 120.305, 36.01] as const,
    };
    const before = await desk.everything();
    const preview = await desk.features('grids', [grid]);
    expect(preview.summary).toMatchObject({ added: 1, changed: 0, refused: 0 });
    expect(await desk.everything()).toBe(before);
    await desk.confirm(preview);
    expect(
      await rows(`select a.code, p.path from area a join area_path p on p.area_id = a.id where a.level = 'GRID'`),
    ).toEqual([{ code: '370299001001001', path: '370299/370299001/370299001001/370299001001001' }]);
    const again = await desk.features('grids', [grid]);
    expect(again.summary).toMatchObject({ added: 0, changed: 0, unchanged: 1, refused: 0 });
    await expect(desk.confirm(preview)).rejects.toThrow(ImportRefused);
  });

  test('can be undone, to the letter, whatever it added, changed and ended', async () => {
    const before = await desk.everything();
    const mixed = await desk.features(
      'communities',
      [
        {
          ...community('370299001001', '甲新社区', 120.3, 120.312),
          properties: { code: '370299001001', name: '甲新社区' },
        },
        community('370299001003', '戊社区', 120.312, 120.32),
        community('370299002001', '丙社区', 120.32, 120.33),
        community('370299002002', '丁社区', 120.33, 120.34),
      ],
      { complete: true },
    );
    expect(mixed.summary).toMatchObject({ added: 1, changed: 1, ended: 1, unchanged: 2, refused: 0 });
    await desk.confirm(mixed);
    expect(await desk.everything()).not.toBe(before);
    await ImportService.undo(database.dataSource, mixed.key);
    expect(await desk.everything()).toBe(before);
    await expect(ImportService.undo(database.dataSource, mixed.key)).rejects.toThrow('UNDONE');
  });

  test('is undone only after what came later and changed the same', async () => {
    const first = await desk.write('subdistricts', [{ properties: { code: '370299001', name: '西一街道' } }]);
    const second = await desk.write('subdistricts', [{ properties: { code: '370299001', name: '西二街道' } }], {
      asOf: '2025-06-01',
    });
    await expect(ImportService.undo(database.dataSource, first.key)).rejects.toThrow(second.key);
    await ImportService.undo(database.dataSource, second.key);
    await ImportService.undo(database.dataSource, first.key);
    expect(await rows(`select name from area where code = '370299001'`)).toEqual([{ name: '西街道' }]);
  });

  test('that others were written after is shown again before it is written', async () => {
    const early = await desk.features('subdistricts', [{ properties: { code: '370299001', name: '西一街道' } }]);
    await desk.write('subdistricts', [{ properties: { code: '370299002', name: '东一街道' } }]);
    await expect(desk.confirm(early)).rejects.toThrow('make it again');
  });
});

describe('Areas of another year', () => {
  test('end the old ones, keep their past, and tell what became of what', async () => {
    const next = await desk.write(
      'communities',
      [
        community('370299001003', '西社区', 120.3, 120.32), // two became one
        community('370299002003', '丙一社区', 120.32, 120.325), // one became two
        community('370299002004', '丙二社区', 120.325, 120.33),
        community('370299002002', '丁社区', 120.33, 120.34),
      ],
      { complete: true },
    );
    expect(next.summary).toMatchObject({ added: 3, changed: 0, ended: 3, unchanged: 1 });
    expect(await lineage()).toEqual([
      { from: '370299001001', to: '370299001003', kind: 'MERGED', evidence: 'SHAPE' },
      { from: '370299001002', to: '370299001003', kind: 'MERGED', evidence: 'SHAPE' },
      { from: '370299002001', to: '370299002003', kind: 'SPLIT', evidence: 'SHAPE' },
      { from: '370299002001', to: '370299002004', kind: 'SPLIT', evidence: 'SHAPE' },
    ]);
    const past = await rows(
      `select code, valid_to from area where level = 'COMMUNITY' and valid_to < 'infinity' order by 1`,
    );
    expect(past).toEqual(
      ['370299001001', '370299001002', '370299002001'].map((code) => ({ code, valid_to: '2025-01-01' })),
    );
  });

  test('without shapes are matched by name, also when they moved to another subdistrict', async () => {
    const csv = [
      '社区代码,社区名称',
      '370299002005,甲社区居委会',
      '370299001002,乙社区',
      '370299002001,丙社区',
      '370299002002,丁社区',
    ].join('\n');
    const prepared = await desk.prepare('communities', '社区.csv', csv, { complete: true });
    expect(prepared.summary).toMatchObject({ added: 1, ended: 1, unchanged: 3 });
    await desk.confirm(prepared);
    expect(await lineage()).toEqual([{ from: '370299001001', to: '370299002005', kind: 'MOVED', evidence: 'NAME' }]);
  });

  test('keep the names they had', async () => {
    const named = (name: string, asOf: string) =>
      desk.write('subdistricts', [{ properties: { code: '370299001', name } }], { asOf });
    await named('西二街道', '2024-01-01');
    await named('西一街道', '2022-01-01'); // known later, true earlier
    expect(await rows('select name, valid_from, valid_to from area_former_name order by 2')).toEqual([
      { name: '西街道', valid_from: '2020-01-01', valid_to: '2022-01-01' },
      { name: '西一街道', valid_from: '2022-01-01', valid_to: '2024-01-01' },
    ]);
    expect(await rows(`select name from area where code = '370299001'`)).toEqual([{ name: '西二街道' }]);
  });

  test('do not end while anything stands in them', async () => {
    await desk.write('yards', [
      { properties: { code: '370299001001Y0001', name: '一号院' }, ground: [120.301, 36.001, 120.302, 36.002] },
    ]);
    const partial = await desk.features('communities', [community('370299001002', '乙社区', 120.31, 120.32)], {
      complete: ['370299001'],
      asOf: '2025-06-01',
    });
    expect(partial.summary).toMatchObject({ ended: 0, unchanged: 1, refused: 1 });
    expect(await desk.findings(partial)).toEqual(['REFUSED END_WITH_CONTENTS 370299001001']);
  });

  test('are refused under a code that has ended, with what came after it', async () => {
    await desk.write('communities', [community('370299001003', '西社区', 120.3, 120.32)], { complete: ['370299001'] });
    const old = await desk.features('communities', [community('370299001001', '甲社区', 120.3, 120.31)], {
      asOf: '2025-06-01',
    });
    const run = await ImportService.get(database.dataSource, old.key);
    const [finding] = await ImportService.findings(database.dataSource, run, 0);
    expect(finding).toMatchObject({ reason: 'CODE_ENDED', row: 1 });
    expect(finding?.message).toContain('370299001003 西社区');
  });
});

describe('A row', () => {
  const refusedFor = async (
    properties: Record<string, unknown>,
    layer = 'yards',
    ground?: readonly [number, number, number, number],
  ) => desk.findings(await desk.features(layer, [{ properties, ...(ground && { ground }) }]));
  const HERE = [120.301, 36.001, 120.302, 36.002] as const;

  test.each([
    ['without a code', { name: '院' }, 'REFUSED CODE_MISSING -'],
    ['with a code of another form', { code: '370299001001Y01', name: '院' }, 'REFUSED CODE_FORM 370299001001Y01'],
    ['in an unknown place', { code: '370299009001Y0001', name: '院' }, 'REFUSED PARENT_UNKNOWN 370299009001Y0001'],
    [
      'in a place of another code',
      { code: '370299001001Y0001', name: '院', parentCode: '370299001002' },
      'REFUSED PARENT_CODE 370299001001Y0001',
    ],
    [
      'in a place that has no such',
      { code: '370299001001Y0001', name: '院', parentCode: '370299001' },
      'REFUSED PARENT_LEVEL 370299001001Y0001',
    ],
    [
      'of a district nobody knows',
      { code: '110101001001Y0001', name: '院' },
      'REFUSED DISTRICT_UNKNOWN 110101001001Y0001',
    ],
    ['of another level', { code: '370299001001', name: '社区' }, 'REFUSED CODE_FORM 370299001001'],
    ['without a name', { code: '370299001001Y0001' }, 'REFUSED REQUIRED_MISSING 370299001001Y0001'],
    [
      'of the wrong century',
      { code: '370299001001Y0001', name: '院', builtYear: 199 },
      'REFUSED VALUE_OUT_OF_RANGE 370299001001Y0001',
    ],
  ])('%s is refused with the reason', async (_, properties, finding) => {
    expect(await refusedFor({ code: null, ...properties })).toContain(finding);
  });

  test('with an optional number that is none comes in without it', async () => {
    const prepared = await desk.features('yards', [
      { properties: { code: '370299001001Y0001', name: '院', builtYear: 'about 1990', 户数: '约85' }, ground: HERE },
    ]);
    expect(prepared.summary).toMatchObject({ added: 1, refused: 0 });
    expect(await desk.findings(prepared)).toEqual(Array(2).fill('NOTED VALUE_NOT_INTEGER 370299001001Y0001'));
  });

  test('with few people in it keeps no count', async () => {
    const prepared = await desk.write('yards', [
      { properties: { code: '370299001001Y0001', name: '院', 户数: 7 }, ground: HERE },
    ]);
    expect(await desk.findings(prepared)).toEqual(['NOTED COUNT_SUPPRESSED 370299001001Y0001']);
    expect(await rows(`select household_count from area where level = 'YARD'`)).toEqual([{ household_count: null }]);
  });

  test('that stands twice counts once when both say the same, and is refused when they do not', async () => {
    const yard = { properties: { code: '370299001001Y0001', name: '院' }, ground: HERE };
    const same = await desk.features('yards', [yard, yard]);
    expect(same.summary).toMatchObject({ added: 1, refused: 0 });
    const different = await desk.features('yards', [yard, { ...yard, properties: { ...yard.properties, name: '园' } }]);
    expect(different.summary).toMatchObject({ added: 0, refused: 2 });
    expect(await desk.findings(different)).toEqual(Array(2).fill('REFUSED CODE_TWICE 370299001001Y0001'));
  });

  test('cannot say another first day than is known', async () => {
    expect(await refusedFor({ code: '370299001', name: '西街道', validFrom: '2019-01-01' }, 'subdistricts')).toEqual([
      'REFUSED VALUE_FIXED 370299001',
    ]);
  });

  test('belongs to the grid on whose ground its middle lies, or else to its community', async () => {
    await desk.write('grids', [
      {
        properties: { code: '370299001001001', name: '一网格', gridSystem: 'GOVERNANCE' },
        ground: [120.3, 36.0, 120.305, 36.01],
      },
    ]);
    await desk.write('yards', [
      { properties: { code: '370299001001Y0001', name: '一号院' }, ground: HERE },
      { properties: { code: '370299001001Y0002', name: '二号院' }, ground: [120.307, 36.011, 120.308, 36.012] },
    ]);
    expect(await rows(`select path from area_path where level = 'YARD' order by 1`)).toEqual([
      { path: '370299/370299001/370299001001/370299001001001/370299001001Y0001' },
      { path: '370299/370299001/370299001001/370299001001Y0002' },
    ]);
  });
});
