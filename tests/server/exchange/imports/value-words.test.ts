import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ImportService, type ForeignWord } from '../../../../server/exchange/import.service.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ImportDesk, type ImportWishes } from '../../../support/import-files.ts';
import { ownDatabase } from '../../../support/test-database.ts';

let database: Database;
let desk: ImportDesk;

beforeAll(async () => {
  database = await ownDatabase('empty');
  desk = await ImportDesk.open(database.dataSource);
  const ground = [120.3, 36.0, 120.4, 36.1] as const;
  const asOf = '2020-01-01';
  await desk.write('districts', [{ properties: { code: '370202', name: '市南区' }, ground }], { asOf });
  await database.dataSource.query(
    `insert into issue_category (code, parent_code, kind, title_zh, title_en) values
     ('01', null, 'COMPONENT', '公用设施', 'Public utilities'), ('0101', '01', 'COMPONENT', '路灯不亮', 'Street light out'),
     ('0103', '01', 'COMPONENT', '下水道堵塞', 'Blocked sewer')`,
  );
  await desk.keep();
});
afterEach(async () => {
  await desk.clear();
  await database.dataSource.query('delete from import_word');
});
afterAll(async () => {
  await desk.close();
  await database.close();
});

const CASES = [
  '工单编号,问题类别,上报时间,结案时间,办理状态,来源渠道,经度,纬度',
  '16-0001,路灯不亮,2024-05-01 09:00:00,2024-05-02 09:00:00,Closed (Duplicate),邮件,120.385,36.061',
  '16-0002,路灯,2024-05-01 09:00:00,,处理中,邮件,120.385,36.062',
].join('\n');
const issues = (wishes: ImportWishes = {}) =>
  desk.prepare('issues', 'cases.csv', CASES, { crs: 'EPSG:4490', ...wishes });
const told = (words: readonly ForeignWord[]) =>
  words.map(({ field, word, rows, value, by }) => [field, word, rows, value, by]);
const VALUES = {
  $values: {
    categoryCode: { 路灯: '0101' },
    channel: { 邮件: 'RESIDENT' },
    state: { 'closed (duplicate)': 'CLOSED' },
  },
};

describe('Words that no code book has', () => {
  test('are shown with what they may be, and only a value that is needed is refused for them', async () => {
    const { words, key, summary } = await issues();
    expect(told(words)).toEqual([
      ['channel', '邮件', 2, null, null],
      ['state', 'Closed (Duplicate)', 1, null, null],
      ['categoryCode', '路灯', 1, null, null],
    ]);
    const may = (word: string) => words.find((one) => one.word === word)?.candidates.map(({ value }) => value);
    expect(may('路灯')?.[0]).toBe('0101');
    expect(may('Closed (Duplicate)')?.[0]).toBe('CLOSED');
    expect(summary).toMatchObject({ added: 1, refused: 1 });
    const run = await ImportService.get(database.dataSource, key);
    const findings = await ImportService.findings(database.dataSource, run, 0);
    const reasons = findings.map(({ severity, reason, row }) => `${severity} ${reason} ${row ?? '-'}`);
    expect(reasons.filter((reason) => /UNKNOWN/.test(reason))).toEqual([
      'REFUSED CATEGORY_UNKNOWN 3',
      'NOTED VALUE_UNKNOWN 2',
      'NOTED VALUE_UNKNOWN 2',
      'NOTED VALUE_UNKNOWN 3',
    ]);
  });

  test('are mapped once, beside the columns or alone, and known in the next file', async () => {
    const mapped = await issues({ mapping: VALUES });
    expect(mapped.summary).toMatchObject({ added: 2, refused: 0 });
    expect(told(mapped.words).map(([, word, , value, by]) => [word, value, by])).toEqual([
      ['邮件', 'RESIDENT', 'MAPPING'],
      ['Closed (Duplicate)', 'CLOSED', 'MAPPING'],
      ['路灯', '0101', 'MAPPING'],
    ]);
    await desk.confirm(mapped);
    const next = await issues({ mapping: { ...mapped.mapping } });
    expect(told(next.words).map(([, word, , value, by]) => [word, value, by])).toEqual([
      ['邮件', 'RESIDENT', 'MEMORY'],
      ['Closed (Duplicate)', 'CLOSED', 'MEMORY'],
      ['路灯', '0101', 'MEMORY'],
    ]);
    expect(next.summary).toMatchObject({ unchanged: 2, refused: 0 });
  });

  test('are not remembered of a file that was not written, and unexplained ones not kept of one that was', async () => {
    await issues({ mapping: VALUES });
    expect(told((await issues()).words).every(([, , , value]) => value === null)).toBe(true);
    const first = await issues({ mapping: { $values: { categoryCode: { 路灯: '0101' } } } });
    await desk.confirm(first);
    const run = await ImportService.get(database.dataSource, first.key);
    expect(run.words?.map(({ word }) => word)).toEqual(['路灯']);
  });

  test.each([
    [{ $values: { colour: { red: 'RED' } } }, 'the fields with a code book are categoryCode'],
    [{ $values: { channel: 'RESIDENT' } }, 'Values are mapped as'],
    [{ $values: ['channel'] }, 'Values are mapped as'],
  ])('are refused in a wrong mapping, with what is wrong: %j', async (mapping, sentence) => {
    const { refusal } = await issues({ mapping });
    expect(refusal?.reason).toBe('MAPPING_WRONG');
    expect(refusal?.message).toContain(sentence);
  });

  test('are none where they point at somebody', async () => {
    const csv = CASES.replaceAll('邮件', '鲁B12345');
    const { refusal, words } = await desk.prepare('issues', 'cases.csv', csv, { crs: 'EPSG:4490' });
    expect(refusal?.reason).toBe('PERSONAL_DATA');
    expect(words.map(({ word }) => word)).not.toContain('鲁B12345');
  });
});
