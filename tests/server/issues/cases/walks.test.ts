import { describe, expect, test } from 'vitest';
import type { Viewer } from '../../../../server/kernel/access/viewer.ts';
import { ask } from '../../../support/ask.ts';
import { aCaseTown, move, report, type CaseAnswer, type CaseTown } from '../../../support/case-factories.ts';
import { inTransaction, type TestTransaction } from '../../../support/test-database.ts';

type Step = [who: keyof CaseTown, action: string, input: Record<string, unknown> | undefined, state: string];

interface Told {
  issueByCode: {
    state: string;
    closedOn: string | null;
    case: {
      firstReceiver: { code: string };
      handler: { code: string } | null;
      checker: { code: string } | null;
      secondDispatchCount: number;
      reworkCount: number;
      extensionCount: number;
      closedOnTime: boolean | null;
      score: number | null;
      events: {
        number: number;
        action: string;
        titleEn: string;
        post: { code: string };
        from: { code: string } | null;
        to: { code: string };
      }[];
      actions: { code: string }[];
    };
  };
}

const TOLD = `query ($code: String!) { issueByCode(code: $code) { state closedOn case {
  firstReceiver { code } handler { code } checker { code } secondDispatchCount reworkCount extensionCount closedOnTime score
  events { number action titleEn post { code } from { code } to { code } } actions { code } } } }`;

async function walk(
  { as }: Pick<TestTransaction, 'as'>,
  town: CaseTown,
  begun: CaseAnswer,
  steps: readonly Step[],
): Promise<CaseAnswer> {
  let now = begun;
  for (const [who, action, input, state] of steps) {
    now = await move(as(town[who] as Viewer), now, action, input);
    expect(now.state.code, action).toBe(state);
  }
  return now;
}

describe('A case', () => {
  test('of Shinan goes from report to archive, with all that can come between', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const begun = await report(as(town.community), { channel: 'RESIDENT' });
      expect(begun.state.code).toBe('REPORTED');
      const done = await walk({ as }, town, begun, [
        ['official', 'VERIFY', undefined, 'VERIFYING'],
        ['official', 'FILE', undefined, 'FILED'],
        ['official', 'DISPATCH', { handler: town.otherDepartment.postCode }, 'DISPATCHED'],
        ['otherDepartment', 'RETURN', { reason: '不属于本部门职责' }, 'RETURNED'],
        ['official', 'DISPATCH_AGAIN', { handler: town.handler.postCode }, 'DISPATCHED'],
        ['handler', 'ACCEPT', undefined, 'HANDLING'],
        ['handler', 'ASK_EXTENSION', { amount: 2, unit: 'WORKDAY', reason: '等待配件' }, 'EXTENSION_ASKED'],
        ['planner', 'APPROVE_EXTENSION', undefined, 'HANDLING'],
        ['handler', 'ASK_SUSPENSION', { reason: '等待施工许可' }, 'SUSPENSION_ASKED'],
        ['planner', 'APPROVE_SUSPENSION', undefined, 'SUSPENDED'],
        ['handler', 'RESUME', undefined, 'HANDLING'],
        ['handler', 'FEED_BACK', { result: '已更换灯具' }, 'FEEDBACK'],
        ['community', 'CHECK', undefined, 'CHECKING'],
        ['community', 'SEND_BACK', { reason: '仍有一盏不亮' }, 'REWORK'],
        ['handler', 'FEED_BACK', { result: '全部修复' }, 'FEEDBACK'],
        ['official', 'CHECK', undefined, 'CHECKING'],
        ['official', 'CLOSE', undefined, 'CLOSED'],
        ['planner', 'EVALUATE', { score: 92.5 }, 'EVALUATED'],
        ['planner', 'ARCHIVE', undefined, 'ARCHIVED'],
      ]);
      expect(done.version).toBe(20);
      const { issueByCode } = await ask<Told>(as(town.planner), TOLD, { code: done.issue.code });
      expect(issueByCode.state).toBe('CLOSED');
      expect(issueByCode.case).toMatchObject({
        firstReceiver: { code: town.community.postCode },
        handler: { code: town.handler.postCode },
        checker: { code: town.official.postCode },
        secondDispatchCount: 1,
        reworkCount: 1,
        extensionCount: 1,
        closedOnTime: true,
        score: 92.5,
        actions: [],
      });
      const { events } = issueByCode.case;
      expect(events.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(events.map(({ from }) => from?.code ?? null).slice(1)).toEqual(
        events.map(({ to }) => to.code).slice(0, -1),
      );
      expect(events[0]).toMatchObject({ action: 'REPORT', titleEn: 'Report', post: { code: town.community.postCode } });
    }));

  test('of Xincheng goes round its closed loop: triage by the district, weighted score, two audiences', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager, 'xincheng');
      const begun = await report(as(town.grid), { channel: 'RESIDENT' });
      const lists = async (viewer: Viewer): Promise<number> =>
        (await ask<{ workingListCounts: { mine: number } }>(as(viewer), '{ workingListCounts { mine } }'))
          .workingListCounts.mine;
      expect([await lists(town.planner), await lists(town.official)]).toEqual([1, 1]);
      const done = await walk({ as }, town, begun, [
        ['official', 'CONFIRM', { reason: '情况属实' }, 'REPORTED'],
        ['planner', 'TRIAGE', { category: '9201', level: '二级', amount: 2, unit: 'WORKDAY' }, 'TRIAGED'],
        ['planner', 'DISPATCH', { handler: town.handler.postCode }, 'HANDLING'],
        ['handler', 'REPORT_RESULT', { result: '已清理' }, 'CHECKING'],
        ['official', 'SEND_BACK', { reason: '未清理干净' }, 'HANDLING'],
        ['handler', 'REPORT_RESULT', { result: '已清理干净' }, 'CHECKING'],
        ['official', 'PASS', undefined, 'CLOSED'],
        [
          'planner',
          'SCORE',
          {
            scores: [
              { item: 'TIMELINESS', score: 100 },
              { item: 'QUALITY', score: 80 },
              { item: 'SATISFACTION', score: 90 },
            ],
          },
          'SCORED',
        ],
        ['planner', 'INFORM_DEPARTMENT', undefined, 'DEPARTMENT_INFORMED'],
        ['planner', 'INFORM_AREA', undefined, 'FED_BACK'],
      ]);
      const { issueByCode } = await ask<Told>(as(town.planner), TOLD, { code: done.issue.code });
      expect(issueByCode.case).toMatchObject({ score: 90, reworkCount: 1, closedOnTime: true });
      const [row] = await manager.query<{ category_code: string }[]>(
        'select category_code from issue where code = $1',
        [done.issue.code],
      );
      expect(row?.category_code).toBe('9201');
    }));

  test('that is reported directly goes to the district planner, and is logged all the same', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const begun = await report(as(town.community), { channel: 'DIRECT_REPORT' });
      expect(begun.state.code).toBe('DIRECTLY_REPORTED');
      await walk({ as }, town, begun, [['planner', 'FILE', undefined, 'FILED']]);
    }));

  test('can be promoted to a hard issue, stays open meanwhile, and comes back or is closed with it', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const filed = await walk({ as }, town, await report(as(town.grid)), [
        ['planner', 'FILE_AT_ONCE', undefined, 'FILED'],
        ['planner', 'PROMOTE', { reason: '多部门协同仍难解决' }, 'PROMOTED'],
        ['planner', 'TAKE_BACK', { reason: '可按常规处置' }, 'FILED'],
        ['planner', 'PROMOTE', { reason: '再次升级' }, 'PROMOTED'],
      ]);
      const state = async (): Promise<string> =>
        (await ask<Told>(as(town.planner), TOLD, { code: filed.issue.code })).issueByCode.state;
      expect(await state()).toBe('OPEN');
      await walk({ as }, town, filed, [['planner', 'CLOSE_PROMOTED', { result: '攻坚完成' }, 'CLOSED']]);
      expect(await state()).toBe('CLOSED');
    }));
});
