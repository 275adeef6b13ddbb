import { readFile } from 'node:fs/promises';
import type { EntityManager } from 'typeorm';
import { describe, expect, test } from 'vitest';
import type { Viewer } from '../../../server/kernel/access/viewer.ts';
import type { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { loadWorkflow } from '../../../server/workflow/workflow.service.ts';
import { ask, askAnyway, refusal } from '../../support/ask.ts';
import { aCommunity, aDistrict, aSubdistrict, type TestArea } from '../../support/factories.ts';
import { anIssue } from '../../support/issue-factories.ts';
import { aPost, viewerOf } from '../../support/post-factories.ts';
import { inTransaction, type TestTransaction } from '../../support/test-database.ts';

interface Board {
  readonly manager: EntityManager;
  readonly district: TestArea;
  readonly community: TestArea;
  readonly planner: ReadSession;
  readonly official: ReadSession;
  readonly officialPost: Viewer;
  readonly department: ReadSession;
  readonly departmentPost: Viewer;
  readonly other: ReadSession;
  as: TestTransaction['as'];
}

async function onBoard(work: (board: Board) => Promise<void>): Promise<void> {
  await inTransaction(async ({ manager, as }) => {
    const rules = new URL('../../../geodata/rules/hard-issue.json', import.meta.url);
    await loadWorkflow(manager, JSON.parse(await readFile(rules, 'utf8')));
    const district = await aDistrict(manager);
    const subdistrict = await aSubdistrict(manager, { in: district });
    const community = await aCommunity(manager, { in: subdistrict });
    const elsewhere = await aSubdistrict(manager, { in: district });
    const officialPost = await viewerOf(manager, 'SUBDISTRICT_OFFICIAL', { of: subdistrict });
    const departmentPost = await viewerOf(manager, 'DEPARTMENT', { of: district });
    await work({
      ...{ manager, district, community, as, officialPost, departmentPost },
      planner: as(await viewerOf(manager, 'DISTRICT_PLANNER', { of: district })),
      official: as(officialPost),
      department: as(departmentPost),
      other: as(await viewerOf(manager, 'SUBDISTRICT_OFFICIAL', { of: elsewhere })),
    });
  });
}

let keys = 0;
const newKey = (): string => `hard-issue-key-${(keys += 1)}`;

const FACTS = `code version mode score reward state { code } leader { code } promotedFrom { code }
  events { number action titleEn from { code } to { code } reason post { code } leader { code } } actions { code needs }`;
const PUBLISH = `mutation ($input: PublishHardIssueInput!, $key: ID!) {
  publishHardIssue(input: $input, idempotencyKey: $key) { ${FACTS} } }`;
const MOVE = `mutation ($code: String!, $action: String!, $version: Int!, $input: MoveInput, $key: ID!) {
  moveHardIssue(code: $code, action: $action, expectedVersion: $version, input: $input, idempotencyKey: $key) { ${FACTS} } }`;

interface Facts {
  code: string;
  version: number;
  mode: string | null;
  score: number | null;
  reward: string | null;
  state: { code: string };
  leader: { code: string } | null;
  promotedFrom: { code: string } | null;
  events: { number: number; action: string; to: { code: string }; leader: { code: string } | null }[];
  actions: { code: string; needs: string[] }[];
}

async function publish(board: Board, more: object = {}, key = newKey()): Promise<Facts> {
  const input = {
    title: '楼院积水',
    text: '三个楼院雨后积水，需要统一改造排水管。',
    areaCode: board.community.code,
    ...more,
  };
  const answer = await ask<{ publishHardIssue: Facts }>(board.planner, PUBLISH, { input, key });
  return answer.publishHardIssue;
}

async function move(session: ReadSession, { code, version }: Facts, action: string, input?: object): Promise<Facts> {
  const asked = { code, version, action, input, key: newKey() };
  return (await ask<{ moveHardIssue: Facts }>(session, MOVE, asked)).moveHardIssue;
}

const refusedMove = (session: ReadSession, { code, version }: Facts, action: string, input?: object) =>
  refusal(session, MOVE, { code, version, action, input, key: newKey() });

describe('A hard issue', () => {
  test('is dispatched, attacked, appraised and rewarded', async () => {
    await onBoard(async (board) => {
      const { planner, official, officialPost } = board;
      let issue = await publish(board);
      expect(issue).toMatchObject({ state: { code: 'PUBLISHED' }, version: 1, mode: null, leader: null });
      expect(issue.code).toMatch(new RegExp(`^${board.district.code}-HI-\\d{4}-0001$`));
      issue = await move(planner, issue, 'DISPATCH', { handler: officialPost.postCode });
      expect(issue).toMatchObject({ mode: 'DISPATCH', leader: { code: officialPost.postCode } });
      issue = await move(official, issue, 'ATTACK');
      issue = await move(planner, issue, 'APPRAISE', { score: 92.5, reason: '排水通畅' });
      expect(issue).toMatchObject({ state: { code: 'APPRAISED' }, score: 92.5, reward: null });
      issue = await move(planner, issue, 'REWARD', { result: '季度金点子' });
      expect(issue).toMatchObject({ state: { code: 'REWARDED' }, reward: '季度金点子', version: 5, actions: [] });
      expect(issue.events.map(({ action }) => action)).toEqual(['PUBLISH', 'DISPATCH', 'ATTACK', 'APPRAISE', 'REWARD']);
    });
  });

  test('put out to an open call is led by whoever claims it first; the other gets how it stands', async () => {
    await onBoard(async (board) => {
      const called = await move(board.planner, await publish(board), 'CALL');
      expect(called).toMatchObject({ mode: 'OPEN_CALL', leader: null });
      const asked = { code: called.code, version: called.version, action: 'CLAIM' };
      const answers = await Promise.all(
        [board.official, board.department].map((session) =>
          askAnyway<{ moveHardIssue: Facts }>(session, MOVE, { ...asked, key: newKey() }),
        ),
      );
      const [won, lost] = [
        answers.filter(({ errors }) => errors.length === 0),
        answers.filter(({ errors }) => errors.length > 0),
      ];
      expect([won.length, lost.length]).toEqual([1, 1]);
      expect(lost[0]?.errors[0]).toMatchObject({ code: 'CONFLICT' });
      expect(won[0]?.data?.moveHardIssue).toMatchObject({ state: { code: 'CLAIMED' }, version: 3 });
    });
  });

  test('is not claimed from a place that it does not lie in, nor dispatched to there', async () => {
    await onBoard(async (board) => {
      const issue = await publish(board);
      const elsewhere = await aSubdistrict(board.manager, { in: board.district });
      const { code } = await aPost(board.manager, 'SUBDISTRICT_OFFICIAL', { of: elsewhere });
      expect(await refusedMove(board.planner, issue, 'DISPATCH', { handler: code })).toMatchObject({
        code: 'FORBIDDEN',
      });
      const called = await move(board.planner, issue, 'CALL');
      expect(await refusedMove(board.other, called, 'CLAIM')).toMatchObject({ code: 'FORBIDDEN' });
    });
  });

  test('is not appraised by the post that leads it', async () => {
    await onBoard(async (board) => {
      const { planner, official, officialPost } = board;
      const dispatched = await move(planner, await publish(board), 'DISPATCH', { handler: officialPost.postCode });
      const attacked = await move(official, dispatched, 'ATTACK');
      const refusedOne = await refusedMove(official, attacked, 'APPRAISE', { score: 100, reason: '很好' });
      expect(refusedOne.code).toBe('FORBIDDEN');
      expect(attacked.actions.map(({ code }) => code)).toEqual(['FAIL']);
    });
  });

  test('withdrawn or failed is published again, with nothing of its history lost', async () => {
    await onBoard(async (board) => {
      const { planner, official, officialPost } = board;
      let issue = await move(planner, await publish(board), 'DISPATCH', { handler: officialPost.postCode });
      issue = await move(official, issue, 'FAIL', { reason: '需要市级资金' });
      expect(issue).toMatchObject({ state: { code: 'FAILED' }, leader: null });
      issue = await move(planner, issue, 'REPUBLISH');
      expect(issue).toMatchObject({ state: { code: 'PUBLISHED' }, mode: null, leader: null });
      issue = await move(planner, issue, 'CALL');
      issue = await move(official, issue, 'CLAIM');
      expect(issue).toMatchObject({ mode: 'OPEN_CALL', leader: { code: officialPost.postCode }, version: 6 });
      expect(issue.events.map(({ to }) => to.code)).toEqual([
        ...['PUBLISHED', 'DISPATCHED', 'FAILED', 'PUBLISHED', 'OPEN_CALL', 'CLAIMED'],
      ]);
    });
  });

  test('comes once from one key, and not twice from a promoted case', async () => {
    await onBoard(async (board) => {
      const { manager, planner, community, district, officialPost } = board;
      const { id, code } = await anIssue(manager, community);
      await manager.query(
        `insert into workflow_definition (key, version, subject, definition) values ('plain', 1, 'ISSUE', '{}')`,
      );
      await manager.query(
        `insert into issue_case (issue_id, district_code, path, workflow_key, workflow_version, state, state_kind, version, channel,
           reported_at, changed_at, first_receiver_id)
         values ($1, $2, $3, 'plain', 1, 'OPEN', 'OPEN', 1, 'PATROL', now(), now(), $4)`,
        [id, district.code, `${district.code}/${community.code.slice(0, 9)}/${community.code}`, officialPost.postId],
      );
      const input = { title: '久拖不决', text: '多次返工仍未解决。', promotedFrom: code };
      const asked = { input, key: newKey() };
      expect(await refusal(planner, PUBLISH, asked)).toMatchObject({
        argument: 'input.promotedFrom',
        code: 'BAD_USER_INPUT',
      });
      await manager.query('update issue_case set hard_issue = true where issue_id = $1', [id]);
      const first = await ask<{ publishHardIssue: Facts }>(planner, PUBLISH, asked);
      expect(first.publishHardIssue.promotedFrom).toEqual({ code });
      expect(await ask(planner, PUBLISH, asked)).toEqual(first);
      expect((await refusal(planner, PUBLISH, { ...asked, key: newKey() })).code).toBe('CONFLICT');
      const changed = { ...asked, input: { ...input, title: '另一个' } };
      expect((await refusal(planner, PUBLISH, changed)).code).toBe('CONFLICT');
    });
  });

  test('takes no text that points at a person', async () => {
    await onBoard(async (board) => {
      const input = { title: '漏水', text: '请联系13800138000', areaCode: board.community.code };
      expect(await refusal(board.planner, PUBLISH, { input, key: newKey() })).toMatchObject({
        code: 'PERSONAL_DATA',
        argument: 'input.text',
      });
    });
  });

  test('is there for officials of its district only', async () => {
    await onBoard(async (board) => {
      const { code } = await publish(board);
      const one = 'query ($code: String!) { hardIssue(code: $code) { code } hardIssues { totalCount } }';
      expect(await ask(board.other, one, { code })).toEqual({ hardIssue: { code }, hardIssues: { totalCount: 1 } });
      const foreign = board.as(await viewerOf(board.manager, 'DISTRICT_PLANNER'));
      expect(await ask(foreign, one, { code })).toEqual({ hardIssue: null, hardIssues: { totalCount: 0 } });
      expect((await refusal(board.as(null), one, { code })).code).toBe('UNAUTHENTICATED');
      const dashboard = board.as(await viewerOf(board.manager, 'DASHBOARD', { of: board.district }));
      expect((await refusal(dashboard, one, { code })).code).toBe('FORBIDDEN');
      const hidden = await dashboard.query('select 1 from hard_issue union all select 1 from hard_issue_event');
      expect(hidden).toEqual([]);
      expect((await refusedMove(foreign, { code, version: 1 } as Facts, 'CALL')).code).toBe('NOT_FOUND');
    });
  });

  test('has events that nobody changes', async () => {
    await onBoard(async (board) => {
      await publish(board);
      await expect(board.manager.query('delete from hard_issue_event')).rejects.toThrow('never changed');
    });
  });
});
