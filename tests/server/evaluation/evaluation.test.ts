import { describe, expect, test } from 'vitest';
import type { EntityManager } from 'typeorm';
import { readFile } from 'node:fs/promises';
import { SchemeWrong } from '../../../server/evaluation/score-scheme.ts';
import { ScoreSchemeService } from '../../../server/evaluation/score-scheme.service.ts';
import { ask, refusal } from '../../support/ask.ts';
import { aSource, type TestArea } from '../../support/factories.ts';
import { anIssue } from '../../support/issue-factories.ts';
import { viewerOf } from '../../support/post-factories.ts';
import { inTransaction, type TestTransaction } from '../../support/test-database.ts';
import { aTown, someCases, type CaseWish, type Town } from './some-cases.ts';

const at = (text: string): Date => new Date(`${text}+08:00`);
const plain: CaseWish = {
  community: 0,
  department: 0,
  reportedAt: at('2025-03-01T09:00:00'),
  dueAt: at('2025-03-10T18:00:00'),
  closedAt: at('2025-03-05T12:00:00'),
  suspendedAt: null,
  onTime: true,
  ended: false,
  reworks: 0,
  secondDispatches: 0,
  recurs: false,
};
const open: CaseWish = { ...plain, closedAt: null, onTime: null };

async function loadScheme(manager: EntityManager): Promise<unknown> {
  const text = await readFile(new URL('../../../geodata/rules/score-shinan.json', import.meta.url), 'utf8');
  const scheme: unknown = JSON.parse(text);
  await ScoreSchemeService.load(manager, scheme);
  return scheme;
}

async function inTown(work: (town: Town, transaction: TestTransaction) => Promise<void>): Promise<void> {
  await inTransaction(async (transaction) => {
    await loadScheme(transaction.manager);
    await work(await aTown(transaction.manager), transaction);
  });
}

const EVALUATION = `query ($within: String!, $unit: EvaluationUnit!, $from: Date = "2025-03-01", $to: Date = "2025-03-31") {
  evaluation(within: $within, from: $from, to: $to, unit: $unit) {
    frozenAt scheme { key version } total { ...row } noUnit { ...row } rows { ...row } } }
  fragment row on EvaluationRow { unitCode rank score grade { code } rates { indicator numerator denominator value } counts { reported due suspended } }`;

interface Row {
  unitCode: string | null;
  rank: number | null;
  score: number | null;
  grade: { code: string } | null;
  rates: { indicator: string; numerator: number; denominator: number; value: number | null }[];
  counts: { due: number; suspended: number };
}
interface Answer {
  evaluation: { frozenAt: string | null; scheme: object; rows: Row[]; noUnit: Row; total: Row };
}

describe('An evaluation', () => {
  test('tells rates with numerator and denominator; what is suspended is not owed, and nothing owed is no rate', async () => {
    await inTown(async (town, { manager, as }) => {
      const suspended = { ...open, suspendedAt: at('2025-03-04T00:00:00') };
      await someCases(manager, town, [plain, plain, open, suspended, { ...open, department: null, dueAt: null }]);
      const session = as(await viewerOf(manager, 'COMMUNITY', { of: town.communities[3] }));
      const { evaluation } = await ask<Answer>(session, EVALUATION, { within: town.district.code, unit: 'DEPARTMENT' });
      const [first, second] = evaluation.rows;
      expect(first).toMatchObject({ unitCode: town.departments[0], rank: 1, counts: { due: 4, suspended: 1 } });
      expect(first?.rates[0]).toEqual({ indicator: 'ON_TIME_CLOSURE', numerator: 2, denominator: 3, value: 2 / 3 });
      expect(second).toMatchObject({ rank: null, score: null, grade: null });
      expect(second?.rates[0]).toEqual({ indicator: 'ON_TIME_CLOSURE', numerator: 0, denominator: 0, value: null });
      expect(evaluation.noUnit.rates.at(-1)).toMatchObject({ indicator: 'RECURRENCE', denominator: 1 });
      expect(evaluation.total.rates.at(-1)).toMatchObject({ indicator: 'RECURRENCE', denominator: 5 });
      expect(evaluation).toMatchObject({ frozenAt: null, scheme: { key: 'shinan', version: 2 } });
    });
  });

  test('gives no rank for a few cases, and one where there are as many as the scheme asks for', async () => {
    await inTown(async (town, { manager, as }) => {
      // One that is not late yet: 0 of 1 sent back for rework.
      await someCases(manager, town, [plain, ...[1, 2, 3].map(() => ({ ...plain, department: 1, onTime: false }))]);
      await anIssue(manager, town.communities[0] as TestArea, { reported: '2025-03-09' });
      await manager.query(`update issue set reported_on = '2025-03-01' where reported_on < '2025-01-01'`);
      const session = as(await viewerOf(manager, 'DISTRICT_PLANNER', { of: town.district }));
      const query = EVALUATION.replace('rows {', 'reportedIssues rows { tooFewCases');
      const { evaluation } = await ask<Answer & { evaluation: { reportedIssues: number } }>(session, query, {
        within: town.district.code,
        unit: 'DEPARTMENT',
      });
      expect(evaluation.rows).toMatchObject([
        { unitCode: town.departments[1], rank: 1, tooFewCases: false },
        { unitCode: town.departments[0], rank: null, tooFewCases: true },
      ]);
      // Those without a case are told beside.
      expect(evaluation.total).toMatchObject({ counts: { reported: 4 } });
      expect(evaluation.reportedIssues).toBe(5);
    });
  });

  test('carries what its cases rest on and what its figures mean, frozen or not', async () => {
    await inTown(async (town, { manager, as }) => {
      const ids = await someCases(manager, town, [plain, open, { ...plain, ended: true, closedAt: null }]);
      for (const [i, provenance] of ['SYNTHETIC', 'IMPORTED', 'SURVEYED'].entries())
        await manager.query('update issue set source_id = $1 where id = $2', [
          await aSource(manager, provenance),
          ids[i],
        ]);
      const session = as(await viewerOf(manager, 'DISTRICT_PLANNER', { of: town.district }));
      const asked = { within: town.district.code, unit: 'DEPARTMENT' };
      const based = EVALUATION.replace('rows {', 'provenances definition en: definition(language: EN) rows {');
      const read = async () =>
        (await ask<{ evaluation: { provenances: string[]; definition: string; en: string } }>(session, based, asked))
          .evaluation;
      const live = await read();
      // The third ended unhandled and counts nowhere.
      expect(live.provenances).toEqual(['IMPORTED', 'SYNTHETIC']);
      expect(live.definition).toMatch(/2025-03-01至2025-03-31.*职能部门.*缓办.*分母为0时无比率.*未定格/);
      expect(live.en).toMatch(/2025-03-01 to 2025-03-31.*department.*suspended.*unknown is not 0.*Not frozen/);
      await ask(session, FREEZE, { within: town.district.code, key: 'frozen-once' });
      const frozen = await read();
      expect(frozen).toMatchObject({ provenances: ['IMPORTED', 'SYNTHETIC'] });
      expect(frozen.definition).toContain('结果已定格');
    });
  });

  test('is for officials and dashboards of the district, and for nobody else', async () => {
    await inTown(async (town, { manager, as, session }) => {
      const asked = { within: town.district.code, unit: 'SUBDISTRICT' };
      expect((await refusal(session, EVALUATION, asked)).code).toBe('UNAUTHENTICATED');
      const administrator = await viewerOf(manager, 'ADMINISTRATOR', { of: town.district });
      expect((await refusal(as(administrator), EVALUATION, asked)).code).toBe('FORBIDDEN');
      expect((await refusal(as(await viewerOf(manager, 'DISTRICT_PLANNER')), EVALUATION, asked)).code).toBe(
        'FORBIDDEN',
      );
      const dashboard = await viewerOf(manager, 'DASHBOARD', { of: town.district });
      expect((await ask<Answer>(as(dashboard), EVALUATION, asked)).evaluation.rows).toHaveLength(2);
    });
  });

  test.each([
    [{ from: '2025-04-01' }, 'from'],
    [{ from: '2020-01-01' }, 'from'],
    [{ from: '2999-01-01', to: '2999-01-02' }, 'from'],
    [{ within: '1' }, 'within'],
  ])('of %j is refused', async (wrong, argument) => {
    await inTown(async (town, { manager, as }) => {
      const session = as(await viewerOf(manager, 'DISTRICT_PLANNER', { of: town.district }));
      const asked = { within: town.district.code, unit: 'SUBDISTRICT', ...wrong };
      expect((await refusal(session, EVALUATION, asked)).argument).toBe(argument);
    });
  });
});

const FREEZE = `mutation ($within: String!, $key: ID!, $to: Date = "2025-03-31") {
  freezeEvaluation(within: $within, from: "2025-03-01", to: $to, unit: COMMUNITY, idempotencyKey: $key) {
    frozenAt total { counts { due } } rows { unitCode rank score } } }`;

describe('Frozen results', () => {
  test('stay as they are when their cases change, and are frozen once', async () => {
    await inTown(async (town, { manager, as }) => {
      const [id] = await someCases(manager, town, [plain, { ...open, community: 1 }, { ...plain, community: 2 }]);
      const session = as(await viewerOf(manager, 'DISTRICT_PLANNER', { of: town.district }));
      const within = town.district.code;
      const first = await ask(session, FREEZE, { within, key: 'first-key' });
      await manager.query('update issue_case set closed_on_time = false, rework_count = 9 where issue_id = $1', [id]);
      expect(await ask(session, FREEZE, { within, key: 'first-key' })).toEqual(first);
      for (const unit of ['SUBDISTRICT', 'COMMUNITY', 'DEPARTMENT']) {
        const { evaluation } = await ask<Answer>(session, EVALUATION, { within, unit });
        expect(evaluation.frozenAt).not.toBeNull();
        expect(evaluation.total.rates[0]).toMatchObject({ numerator: 2, denominator: 3 });
      }
      expect(await refusal(session, FREEZE, { within, key: 'other-key' })).toMatchObject({ code: 'CONFLICT' });
      const listed = `query ($within: String!) { evaluations(within: $within) { from to scheme { key } } }`;
      expect(await ask(session, listed, { within })).toEqual({
        evaluations: [{ from: '2025-03-01', to: '2025-03-31', scheme: { key: 'shinan' } }],
      });
    });
  });

  test('are not made before the period is over, nor by other posts than planners', async () => {
    await inTown(async (town, { manager, as }) => {
      const within = town.district.code;
      const planner = as(await viewerOf(manager, 'DISTRICT_PLANNER', { of: town.district }));
      expect((await refusal(planner, FREEZE, { within, key: 'some-key-1', to: '2999-01-01' })).argument).toBe('from');
      const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
      const fresh = FREEZE.replace('"2025-03-01"', `"${today}"`);
      expect((await refusal(planner, fresh, { within, key: 'some-key-2', to: today })).argument).toBe('to');
      const official = as(await viewerOf(manager, 'SUBDISTRICT_OFFICIAL', { of: town.subdistricts[0] }));
      expect((await refusal(official, FREEZE, { within, key: 'some-key-3' })).code).toBe('FORBIDDEN');
    });
  });

  test('cannot be changed in the database', async () => {
    await inTown(async (town, { manager, as }) => {
      const session = as(await viewerOf(manager, 'DISTRICT_PLANNER', { of: town.district }));
      await ask(session, FREEZE, { within: town.district.code, key: 'first-key' });
      await expect(manager.query('update evaluation_result set score = 100')).rejects.toThrow('never changed');
    });
  });
});

describe('A loaded score scheme', () => {
  test('may come again, and never becomes another', async () => {
    await inTransaction(async ({ manager, session }) => {
      const scheme = await loadScheme(manager);
      await loadScheme(manager);
      await expect(ScoreSchemeService.load(manager, { ...(scheme as object), cap: 90 })).rejects.toThrow(SchemeWrong);
      expect(await ask(session, '{ scoreSchemes { key version grades { code } } }')).toMatchObject({
        scoreSchemes: [{ key: 'shinan', version: 2 }],
      });
    });
  });
});
