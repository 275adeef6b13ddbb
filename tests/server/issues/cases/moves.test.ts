import { describe, expect, test } from 'vitest';
import type { Viewer } from '../../../../server/kernel/access/viewer.ts';
import { compareCases, rebuildCase } from '../../../../server/issues/cases/rebuild.service.ts';
import { ask, askAnyway, refusal } from '../../../support/ask.ts';
import {
  aCaseTown,
  aKey,
  move,
  MOVE,
  report,
  type CaseAnswer,
  type CaseTown,
} from '../../../support/case-factories.ts';
import { inTransaction, type TestTransaction } from '../../../support/test-database.ts';

const EVENTS =
  'query ($code: String!) { issueByCode(code: $code) { case { version state { code } events { number } } } }';

interface Seen {
  issueByCode: { case: { version: number; state: { code: string }; events: { number: number }[] } | null };
}

const refusedMove = (
  session: ReturnType<TestTransaction['as']>,
  { issue: { code }, version }: CaseAnswer,
  action: string,
  input?: Record<string, unknown>,
) => refusal(session, MOVE, { code, action, version, key: aKey(), input });

/** A case that is handled by a department. */
async function handled({ as }: Pick<TestTransaction, 'as'>, town: CaseTown): Promise<CaseAnswer> {
  const filed = await move(as(town.official), await report(as(town.grid)), 'FILE_AT_ONCE');
  const dispatched = await move(as(town.official), filed, 'DISPATCH', { handler: town.handler.postCode });
  return move(as(town.handler), dispatched, 'ACCEPT');
}

describe('A move', () => {
  test('that was asked for twice under one key is done once, and answered alike', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const begun = await report(as(town.grid));
      const variables = { code: begun.issue.code, action: 'VERIFY', version: 1, key: aKey() };
      const first = await ask(as(town.official), MOVE, variables);
      expect(await ask(as(town.official), MOVE, variables)).toEqual(first);
      const { issueByCode } = await ask<Seen>(as(town.official), EVENTS, { code: begun.issue.code });
      expect(issueByCode.case?.events).toHaveLength(2);
      const other = await refusal(as(town.official), MOVE, { ...variables, action: 'FILE', version: 2 });
      expect(other).toMatchObject({ code: 'CONFLICT' });
      expect(other.message).toMatch(/used before for another change/);
      expect((await refusal(as(town.official), MOVE, { ...variables, key: 'short' })).argument).toBe('idempotencyKey');
    }));

  test('on a case that has moved on is a conflict that tells how it stands now', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const begun = await report(as(town.grid));
      await move(as(town.official), begun, 'VERIFY');
      const { errors } = await askAnyway(as(town.planner), MOVE, {
        code: begun.issue.code,
        action: 'VERIFY',
        version: 1,
        key: aKey(),
      });
      expect(errors[0]).toMatchObject({ code: 'CONFLICT' });
      expect(errors[0]?.message).toMatch(/it is in state VERIFYING, version 2/);
    }));

  test('is for the posts of the workflow only, and for those in whose area the case lies', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const begun = await report(as(town.grid));
      expect(await refusedMove(as(town.grid), begun, 'FILE_AT_ONCE')).toMatchObject({ code: 'FORBIDDEN' });
      expect(await refusedMove(as(town.stranger), begun, 'VERIFY')).toMatchObject({ code: 'NOT_FOUND' });
      expect(await refusedMove(as(town.handler), begun, 'VERIFY')).toMatchObject({ code: 'NOT_FOUND' });
      expect(await refusedMove(as(town.dashboard), begun, 'VERIFY')).toMatchObject({ code: 'FORBIDDEN' });
      expect(await refusedMove(as(null), begun, 'VERIFY')).toMatchObject({ code: 'UNAUTHENTICATED' });
      const wrong = await refusedMove(as(town.official), begun, 'CLOSE');
      expect(wrong).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'action' });
      expect(wrong.message).toMatch(/What can be done: VERIFY, FILE_AT_ONCE, REFUSE, VOID/);
    }));

  test('that checks is not for the handler, nor for another post of its department', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const filed = await move(as(town.planner), await report(as(town.grid)), 'FILE_AT_ONCE');
      const dispatched = await move(as(town.planner), filed, 'DISPATCH', { handler: town.official.postCode });
      const accepted = await move(as(town.official), dispatched, 'ACCEPT');
      const fed = await move(as(town.official), accepted, 'FEED_BACK', { result: '已处理' });
      expect(await refusedMove(as(town.official), fed, 'CHECK')).toMatchObject({
        code: 'FORBIDDEN',
        message: expect.stringMatching(/Whoever handled the case does not check it/) as string,
      });
      await move(as(town.colleague), fed, 'CHECK');
    }));

  test('that approves is not for whoever asked', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const filed = await move(as(town.planner), await report(as(town.grid)), 'FILE_AT_ONCE');
      await manager.query(
        `update issue_case set state = 'EXTENSION_ASKED', requester_id = $2 where issue_id = (select id from issue where code = $1)`,
        [filed.issue.code, town.planner.postId],
      );
      expect((await refusedMove(as(town.planner), filed, 'APPROVE_EXTENSION')).message).toMatch(/Whoever asked for it/);
    }));

  test('by a colleague of the handler counts as by the handler', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const now = await handled({ as }, town);
      await move(as(town.handlerColleague), now, 'FEED_BACK', { result: '已处理' });
      expect(await refusedMove(as(town.otherDepartment), now, 'FEED_BACK')).toMatchObject({ code: 'NOT_FOUND' });
    }));

  test('must bring what it needs, and codes that are known', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const filed = await move(as(town.official), await report(as(town.grid)), 'FILE_AT_ONCE');
      const official = as(town.official);
      expect(await refusedMove(official, filed, 'DISPATCH')).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'input.handler',
      });
      for (const handler of ['NOBODY', town.planner.postCode]) {
        expect(await refusedMove(official, filed, 'DISPATCH', { handler })).toMatchObject({
          argument: 'input.handler',
        });
      }
      const now = await handled({ as }, town);
      const handler = as(town.handler);
      expect(await refusedMove(handler, now, 'ASK_EXTENSION', { reason: '等待' })).toMatchObject({
        argument: 'input.amount',
      });
      expect(
        await refusedMove(handler, now, 'ASK_EXTENSION', { reason: '等待', amount: -1, unit: 'WORKDAY' }),
      ).toMatchObject({ argument: 'input.amount' });
      expect(await refusedMove(handler, now, 'FEED_BACK', { result: '  ' })).toMatchObject({
        argument: 'input.result',
      });
    }));

  test('with a text that points at a person is refused, and nothing is kept of it', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const begun = await report(as(town.grid));
      const error = await refusedMove(as(town.official), begun, 'REFUSE', { reason: '请联系 13812345678 核实' });
      expect(error).toMatchObject({ code: 'PERSONAL_DATA', argument: 'input.reason' });
      expect(error.message).not.toContain('13812345678');
      const [row] = await manager.query<{ count: number }[]>(
        `select count(*)::int as count from issue_event e where e::text like '%13812345678%'`,
      );
      expect(row?.count).toBe(0);
    }));

  test('is written down for good: events follow one another, in the name of who acts, and are never changed', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const { issue } = await report(as(town.grid));
      const [row] = await manager.query<{ id: number }[]>('select id from issue where code = $1', [issue.code]);
      const id = row?.id;
      const tried = async (statement: string): Promise<string> => {
        await manager.query('savepoint tried');
        const failure = await manager.query(statement).then(
          () => 'done',
          (error: Error) => error.message,
        );
        await manager.query('rollback to savepoint tried');
        return failure;
      };
      expect(await tried(`update issue_event set reason = 'x' where issue_id = ${id}`)).toMatch(
        /are added, never changed/,
      );
      expect(await tried(`delete from issue_event where issue_id = ${id}`)).toMatch(/are added, never changed/);
      const insert = (number: number, from: string): string =>
        `set local atlas.post = '${town.planner.postId}'; insert into issue_event (issue_id, number, at, post_id, action, from_state, to_state)
         values (${id}, ${number}, now() + interval '1 hour', ${town.planner.postId}, 'VERIFY', '${from}', 'VERIFYING')`;
      expect(await tried(insert(2, 'FILED'))).toMatch(/does not follow the one before/);
      expect(await tried(insert(3, 'REPORTED'))).toMatch(/does not follow the one before/);
      expect(await tried(insert(2, 'REPORTED'))).toBe('done');
      const other = insert(2, 'REPORTED').replace(`'${town.planner.postId}'`, `'${town.official.postId}'`);
      expect(await tried(other)).toMatch(/not in the name of the post that acts/);
      expect(
        await tried(`update issue_case set first_receiver_id = ${town.planner.postId} where issue_id = ${id}`),
      ).toMatch(/first receiver of issue \d+ stays the same/);
    }));

  test('leaves a case that is what its events say, and can be made anew from them', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const now = await handled({ as }, town);
      expect(await compareCases(manager)).toEqual([]);
      const id =
        (await manager.query<{ id: number }[]>('select id from issue where code = $1', [now.issue.code]))[0]?.id ?? 0;
      await manager.query(
        `update issue_case set state = 'FILED', rework_count = 3, overall_due_at = now() where issue_id = $1`,
        [id],
      );
      const columns = (await compareCases(manager)).map(({ column }) => column);
      expect(columns).toEqual(['overall_due_at', 'rework_count', 'state']);
      await rebuildCase(manager, id);
      expect(await compareCases(manager)).toEqual([]);
    }));

  test('suspends the clocks, which go on with what was left', () =>
    inTransaction(async ({ manager, as }) => {
      const town = await aCaseTown(manager);
      const asked = await move(as(town.handler), await handled({ as }, town), 'ASK_SUSPENSION', { reason: '等待许可' });
      const suspended = await move(as(town.planner), asked, 'APPROVE_SUSPENSION');
      const due = async (viewer: Viewer): Promise<string | undefined> =>
        (
          await ask<{ issueByCode: { case: { dueState: string } } }>(
            as(viewer),
            'query ($code: String!) { issueByCode(code: $code) { case { dueState } } }',
            { code: suspended.issue.code },
          )
        ).issueByCode.case.dueState;
      expect(await due(town.planner)).toBe('SUSPENDED');
      await move(as(town.handler), suspended, 'RESUME');
      expect(await due(town.planner)).toBe('ON_TIME');
      await manager.query(`update issue_case set stage_nearly_at = now() - interval '1 minute'`);
      expect(await due(town.dashboard)).toBe('NEARLY_DUE');
      await manager.query(`update issue_case set stage_due_at = now()`);
      expect(await due(town.dashboard)).toBe('OVERDUE');
    }));
});
