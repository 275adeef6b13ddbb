import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ScoreSchemeService } from '../../../server/evaluation/score-scheme.service.ts';
import { readExportRequest } from '../../../server/exchange/exports/export-request.ts';
import { Export } from '../../../server/exchange/exports/export-service.ts';
import { ImportService } from '../../../server/exchange/import.service.ts';
import { writers } from '../../../server/exchange/writers/writers.ts';
import { issueLayer } from '../../../server/issues/issue-layer.ts';
import type { Viewer } from '../../../server/kernel/access/viewer.ts';
import type { Database } from '../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { loadWorkflow } from '../../../server/workflow/workflow.service.ts';
import { ask } from '../../support/ask.ts';
import { ImportDesk } from '../../support/import-files.ts';
import { someCategories } from '../../support/issue-factories.ts';
import { viewerOf } from '../../support/post-factories.ts';
import { ownDatabase } from '../../support/test-database.ts';
import { CHINESE, civicFile, civicRecords, ENGLISH, isDisputed, isTwice, type CivicRecord } from './civic-records.ts';

let database: Database;
let desk: ImportDesk;
let planner: Viewer;

const rules = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../../geodata/rules/${name}.json`, import.meta.url), 'utf8')) as unknown;

beforeAll(async () => {
  database = await ownDatabase('empty');
  const { manager } = database.dataSource;
  desk = await ImportDesk.open(database.dataSource);
  const asOf = '2020-01-01';
  const whole = [120.3, 36.0, 120.32, 36.02] as const;
  await desk.write('districts', [{ properties: { code: '370299', name: '区' }, ground: whole }], { asOf });
  const halves = [1, 2].map((n) => [120.29 + n / 100, 36.0, 120.3 + n / 100, 36.02] as const);
  await desk.write(
    'subdistricts',
    halves.map((ground, i) => ({ properties: { code: `37029900${i + 1}`, name: `${i + 1}街道` }, ground })),
    { asOf },
  );
  await desk.write(
    'communities',
    halves.map((ground, i) => ({ properties: { code: `37029900${i + 1}001`, name: `${i + 1}社区` }, ground })),
    { asOf },
  );
  await someCategories(manager);
  await loadWorkflow(manager, await rules('workflow-shinan'));
  await ScoreSchemeService.load(manager, await rules('score-shinan'));
  planner = await viewerOf(manager, 'DISTRICT_PLANNER', { of: { code: '370299', districtCode: '370299' } as never });
  await desk.keep();
});
afterAll(async () => {
  await desk.close();
  await database.close();
});

const FROM = Date.parse('2025-02-01T00:00:00+08:00');
const UNTIL = Date.parse('2025-06-01T00:00:00+08:00');
const inPeriod = (instant: Date | null): boolean =>
  instant !== null && instant.getTime() >= FROM && instant.getTime() < UNTIL;

/** The rates of the period from February to May, by hand. */
function ratesOf(records: readonly CivicRecord[]) {
  const due = records.filter((record) => inPeriod(record.due));
  const closed = due.filter((record) => record.closed !== null && record.closed.getTime() < UNTIL);
  const onTime = closed.filter(
    (record) => record.closed !== null && record.due !== null && record.closed <= record.due,
  );
  const ended = records.filter((record) => inPeriod(record.closed)).length;
  const rate = (indicator: string, numerator: number, denominator: number) => ({
    ...{ indicator, numerator, denominator, value: denominator === 0 ? null : numerator / denominator },
  });
  return [
    rate('ON_TIME_CLOSURE', onTime.length, due.length),
    rate('CLOSURE', closed.length, due.length),
    rate('REWORK', 0, ended),
    rate('SECOND_DISPATCH', 0, ended),
    rate('RECURRENCE', 0, records.filter((record) => inPeriod(record.created)).length),
  ];
}

const EVALUATION = `{ evaluation(within: "370299", from: "2025-02-01", to: "2025-05-31", unit: SUBDISTRICT) {
  rows { unitCode rates { indicator numerator denominator value } } total { rates { indicator numerator denominator value } } } }`;

interface Answer {
  evaluation: { rows: { unitCode: string; rates: object[] }[]; total: { rates: object[] } };
}

async function evaluation(): Promise<Answer['evaluation']> {
  const session = new ReadSession(database.dataSource, planner);
  try {
    return (await ask<Answer>(session, EVALUATION)).evaluation;
  } finally {
    await session.close();
  }
}

describe('The civic records of a city', () => {
  test.each([
    ['5,000 with American headings', 5000, ENGLISH],
    ['300 with Chinese headings', 300, CHINESE],
  ])('come in, %s, and every count and rate is right', async (_, count, dialect) => {
    const before = await desk.everything();
    const records = civicRecords(count, 311 + count);
    const prepared = await desk.prepare('issues', 'requests.csv', civicFile(records, dialect), {
      ...{ crs: 'EPSG:4490', asOf: '2025-12-31' },
    });
    const taken = records.filter(({ wrong }, i) => wrong === null && !isDisputed(i));
    expect(prepared.refusal).toBeNull();
    expect(prepared.summary).toMatchObject({ added: taken.length, changed: 0, unchanged: 0 });
    const found = (reason: string): number =>
      prepared.summary?.findings.find((finding) => finding.reason === reason)?.count ?? 0;
    expect(found('ROW_REPEATED')).toBe(records.filter((__, i) => isTwice(i)).length);
    expect(found('STATE_CONTRADICTS')).toBeGreaterThan(0);
    expect(found('DATES_REVERSED')).toBeGreaterThan(0);
    expect(found('DISTRICT_UNKNOWN')).toBeGreaterThan(0);
    expect(found('CODE_TWICE')).toBe(2 * records.filter((__, i) => isDisputed(i)).length);
    await desk.confirm(prepared);

    const result = await evaluation();
    expect(result.total.rates).toEqual(ratesOf(taken));
    const west = taken.filter(({ longitude }) => longitude < 120.31);
    const east = taken.filter(({ longitude }) => longitude >= 120.31);
    const byUnit = new Map(result.rows.map(({ unitCode, rates }) => [unitCode, rates]));
    expect(byUnit.get('370299001')).toEqual(ratesOf(west));
    expect(byUnit.get('370299002')).toEqual(ratesOf(east));
    const session = new ReadSession(database.dataSource);
    const open = await ask(session, `{ issues(within: "370299", state: OPEN) { totalCount } }`).finally(() =>
      session.close(),
    );
    expect(open).toEqual({ issues: { totalCount: taken.filter(({ closed }) => closed === null).length } });

    const again = await desk.prepare('issues', 'again.csv', civicFile(records, dialect), {
      ...{ crs: 'EPSG:4490', asOf: '2025-12-31' },
    });
    expect(again.summary).toMatchObject({ added: 0, changed: 0, unchanged: taken.length });
    await ImportService.undo(database.dataSource, prepared.key);
    expect(await desk.everything()).toBe(before);
    await desk.clear();
  });
});

const AS_OF = '2025-12-31';
const CASE_FIELDS = ['reportedAt', 'dueAt', 'closedAt', 'channel'];

async function fileFor(viewer: Viewer | null): Promise<{ fields: string[]; content: Buffer }> {
  const writer = writers.find(({ extension }) => extension === 'csv');
  if (!writer) throw new Error('There is no writer of CSV');
  const request = readExportRequest(issueLayer, { asOf: AS_OF }, writer.extension);
  const opened = await Export.open(database.dataSource, {
    ...{ layer: issueLayer, request, shapes: writer.shapes, viewer },
  });
  const fields = opened.prepared.file.fields.map(({ name }) => name);
  return { fields, content: await buffer(await opened.write(writer)) };
}

describe('Cases in a file', () => {
  test('that goes out to a planner come in again unchanged; to nobody goes out nothing of them', async () => {
    const file = civicFile(civicRecords(120, 7), ENGLISH);
    await desk.confirm(await desk.prepare('issues', 'requests.csv', file, { crs: 'EPSG:4490', asOf: AS_OF }));
    const mine = await fileFor(planner);
    expect(mine.fields).toEqual(expect.arrayContaining(CASE_FIELDS));
    const prepared = await desk.prepare('issues', 'issues.csv', mine.content, { asOf: AS_OF });
    expect(prepared.summary).toMatchObject({ added: 0, changed: 0, refused: 0, unchanged: prepared.file.rows });
    const nobodys = await fileFor(null);
    expect(nobodys.fields.filter((field) => CASE_FIELDS.includes(field))).toEqual([]);
    expect(nobodys.content.toString()).not.toMatch(/T\d\d:\d\d:\d\d\+08:00|IMPORTED,RESIDENT/);
    expect((await desk.prepare('issues', 'public.csv', nobodys.content, { asOf: AS_OF })).summary).toMatchObject({
      changed: 0,
    });
    await desk.clear();
  });

  test('are moved on by files, until a post has worked on them', async () => {
    const list = (closed: string): string =>
      `工单编号,上报时间,截止时间,结案时间,问题类别,经度,纬度\n9001,2025-03-01 09:00,2025-03-10,${closed},测试甲,120.305,36.005\n`;
    const prepare = (closed: string) =>
      desk.prepare('issues', 'one.csv', list(closed), { crs: 'EPSG:4490', asOf: AS_OF });
    const state = () =>
      database.dataSource.query(
        `select state_kind as state, version, closed_on_time as "onTime", (select count(*)::int from issue_event) as events from issue_case`,
      );
    await desk.confirm(await prepare(''));
    expect(await state()).toEqual([{ state: 'OPEN', version: 1, onTime: null, events: 1 }]);
    await desk.confirm(await prepare('2025-03-10 18:00'));
    expect(await state()).toEqual([{ state: 'CLOSED', version: 2, onTime: true, events: 2 }]);
    expect(await desk.findings(await prepare('2025-03-11 18:00'))).toContain('REFUSED CASE_AT_WORK 370299-9001');
    await desk.clear();
    expect(await state()).toEqual([]);
  });
});
