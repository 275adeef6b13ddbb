import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../../../server/app.ts';
import { readEnv } from '../../../../server/env.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ImportDesk } from '../../../support/import-files.ts';
import { ownDatabase } from '../../../support/test-database.ts';

let database: Database;
let desk: ImportDesk;
let app: FastifyInstance;
const asOf = '2025-01-01';
const headers = { host: 'localhost:4000' };

beforeAll(async () => {
  database = await ownDatabase('empty');
  desk = await ImportDesk.open(database.dataSource);
  const env = { ...readEnv(), logLevel: 'silent' as const };
  app = (await createApp({ env, database, client: null, imports: true })).fastify;
  const [west, middle, east] = [120.3, 36.0, 120.34] as const;
  await desk.write(
    'districts',
    [{ properties: { code: '370299', name: '试验区' }, ground: [west, middle, east, 36.02] }],
    { asOf },
  );
  await desk.write(
    'subdistricts',
    [{ properties: { code: '370299001', name: '香港中路街道' }, ground: [west, middle, east, 36.02] }],
    { asOf },
  );
  await desk.write(
    'communities',
    [
      { properties: { code: '370299001001', name: '云霄路社区' }, ground: [120.3, 36.0, 120.32, 36.02] },
      { properties: { code: '370299001002', name: '闽江路社区' }, ground: [120.32, 36.0, 120.34, 36.02] },
    ],
    { asOf },
  );
  const yard = (number: string, name: string, at: number) => ({
    properties: { code: `3702990010${number}`, name },
    ground: [at, 36.005, at + 0.001, 36.006] as const,
  });
  await desk.write(
    'yards',
    [
      yard('01Y0001', '试一号院', 120.305),
      yard('01Y0002', '云霄路7号院', 120.31),
      yard('02Y0001', '试一号院', 120.325),
      yard('02Y0002', '闽江路二小区', 120.33),
    ],
    { asOf },
  );
});
afterAll(async () => {
  await desk.close();
  await app.close();
  await database.close();
});

interface Report {
  readonly key: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly homeless: number;
}

const bring = (csv: string, query = 'layer=yards&within=370299') =>
  app.inject({
    method: 'POST',
    url: `/imports/lists?fileName=list.csv&asOf=2025-02-01&${query}`,
    payload: csv,
    headers: { ...headers, 'content-type': 'application/octet-stream' },
  });
const ofList = (key: string, path = '') => app.inject({ url: `/imports/lists/${key}${path}`, headers });
const coded = (key: string, choices: Readonly<Record<string, string>> = {}) =>
  app.inject({ method: 'POST', url: `/imports/lists/${key}/codes`, headers, payload: { choices } });

describe('A list of places without codes', () => {
  test('is matched by names within what it names, and comes in with the codes that are known or given', async () => {
    const csv = [
      '序号,街道,社区,小区名称,详细地址,户数,说明',
      '1,香港中路街道,云霄路社区,试１号 小区,某路1号,120,老张家在这里',
      '2,香港中路街道,闽江路社区,试一号院,某路2号3单元402室,5',
      '3,香港中路街道,闽江路社区,闽江路三小区,某路3号,90',
      '4,香港中路街道,云霄路社区,云霄路9号院,某路4号,60',
      '5,香港中路街道,闽江路社区,云霄路七号院,某路5号,70',
    ].join('\n');
    const answer = await bring(csv);
    expect([answer.statusCode, answer.json()]).toEqual([201, expect.anything()]);
    const { key, counts, homeless } = answer.json<Report>();
    expect([counts, homeless]).toEqual([{ SURE: 2, DOUBTFUL: 0, NEW: 3 }, 0]);
    expect((await ofList(key, '/rows?outcome=SURE')).json()).toMatchObject([
      { row: 2, code: '370299001001Y0001' },
      { row: 3, code: '370299001002Y0001' },
    ]);
    const file = await coded(key);
    expect([file.statusCode, file.headers['atlas-left-out']]).toEqual([200, '0']);
    const imported = await app.inject({
      method: 'POST',
      url: `/imports?fileName=list.xlsx&asOf=2025-02-01`,
      payload: file.rawPayload,
      headers: { ...headers, 'content-type': 'application/octet-stream' },
    });
    expect(imported.json()).toMatchObject({ layer: 'yards', refusal: null });
    const rows = await app.inject({ url: `/imports/${imported.json<{ key: string }>().key}/rows`, headers });
    expect(rows.json()).toMatchObject([
      // The list writes it in other signs: it is not renamed by that.
      {
        code: '370299001001Y0001',
        action: 'CHANGED',
        name: '试一号院',
        changes: { address: [null, '某路1号'], householdCount: [null, 120] },
      },
      { code: '370299001002Y0001', action: 'CHANGED' },
      { code: '370299001002Y0003' },
      { code: '370299001001Y0003' },
      { code: '370299001002Y0004' },
    ]);
    // What means nothing here may be about persons: it is neither kept nor given back. The number of the row leads back to it.
    const stored = await database.dataSource.query<{ cells: unknown[] }[]>(
      'select cells from place_list_row where row in (2, 3) order by row',
    );
    expect(stored.map(({ cells }) => cells)).toEqual([
      ['香港中路街道', '云霄路社区', '试１号 小区', '某路1号', 120],
      // An address ends at the building, and fewer than ten are not told.
      ['香港中路街道', '闽江路社区', '试一号院', '某路2号', null],
    ]);
    expect(imported.json<{ unusedHeadings: string[] }>().unusedHeadings).toEqual([
      ...['街道', '社区', '匹配', '名单中的名称', '名单行号'],
    ]);
    // Asked again it is the same: codes are given once.
    expect((await ofList(key, '/rows?outcome=NEW')).json()).toMatchObject([
      { row: 4, code: '370299001002Y0003', begins: '370299001002' },
      { row: 5, code: '370299001001Y0003' },
      { row: 6, code: '370299001002Y0004' },
    ]);
    await coded(key);
    expect(await database.dataSource.query('select prefix, last from given_code order by 1')).toEqual([
      { prefix: '370299001001Y', last: 3 },
      { prefix: '370299001002Y', last: 4 },
    ]);
  });

  test('leaves to a person what only the name or only the place says', async () => {
    const csv = [
      '名称,经度,纬度',
      '试一号院,120.3055,36.0055',
      '试一号院,120.3155,36.0155',
      '荷花苑,120.3105,36.0055',
      '全新的院,120.3180,36.0180',
    ].join('\n');
    const { key, counts } = (await bring(csv, 'layer=yards&within=370299&crs=EPSG:4490')).json<Report>();
    expect(counts).toEqual({ SURE: 1, DOUBTFUL: 2, NEW: 1 });
    const doubtful = (await ofList(key, '/rows?outcome=DOUBTFUL')).json<
      { row: number; reason: string; candidates: { code: string }[] }[]
    >();
    expect(doubtful).toMatchObject([
      { row: 3, reason: 'SEVERAL', candidates: [{ code: '370299001001Y0001' }, { code: '370299001002Y0001' }] },
      { row: 4, reason: 'PLACE_ONLY', candidates: [{ code: '370299001001Y0002', nameAgrees: false }] },
    ]);
    expect((await coded(key)).headers['atlas-left-out']).toBe('2');
    expect((await coded(key, { 3: 'NEW', 4: '370299001001Y0002' })).headers['atlas-left-out']).toBe('0');
    expect((await coded(key, { 3: 'LEAVE', 4: '370299001001Y0002' })).headers['atlas-left-out']).toBe('1');
    const wrong = await coded(key, { 4: '370299001002Y0001' });
    expect([wrong.statusCode, wrong.json()]).toMatchObject([409, { code: 'CHOICE_UNKNOWN' }]);
  });

  test.each([
    ['has codes', '网格编码,楼院代码,楼院名称\n1,370299001001Y0001,试一号院\n', 'LIST_HAS_CODES'],
    ['has no names', '甲,乙\n1,2\n', 'NAME_UNMAPPED'],
    ['says who lives there', '小区名称,联系人,手机\n试一号院,张三,13800138000\n', 'PERSONAL_DATA'],
    ['is empty', '小区名称\n', 'FILE_EMPTY'],
  ])('is refused in both languages where it %s', async (_, csv, code) => {
    const answer = await bring(csv);
    expect([answer.statusCode, answer.json()]).toMatchObject([422, { code }]);
    expect(answer.json<{ messageZh: string }>().messageZh).toMatch(/[一-龥]/);
  });

  test.each([
    ['within=370299', 'no layer'],
    ['layer=issues&within=370299', 'a layer without areas'],
    ['layer=yards', 'no area'],
    ['layer=yards&within=370299,370298', 'two areas'],
  ])('is refused with %s', async (query) => {
    expect((await bring('小区名称\n一号院\n', query)).statusCode).toBe(400);
  });

  test('is refused where what it lies in is not known', async () => {
    const answer = await bring('小区名称\n一号院\n', 'layer=yards&within=370298');
    expect([answer.statusCode, answer.json()]).toMatchObject([422, { code: 'LIST_AREA_UNKNOWN' }]);
  });

  test('of another key is not there', async () => {
    expect((await ofList('00000000-0000-4000-8000-000000000000')).statusCode).toBe(404);
  });
});
