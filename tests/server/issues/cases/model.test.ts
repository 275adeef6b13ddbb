import * as fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEnv } from '../../../../server/env.ts';
import { moveIssue } from '../../../../server/issues/cases/move-issue.ts';
import { compareCases } from '../../../../server/issues/cases/rebuild.service.ts';
import { reportIssue } from '../../../../server/issues/cases/report-issue.ts';
import type { Viewer } from '../../../../server/kernel/access/viewer.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import { RequestContext } from '../../../../server/kernel/graph/context.ts';
import type { WorkflowEvent } from '../../../../server/workflow/subject.ts';
import { aCaseTown, aKey, MIDDLE, shippedWorkflow, type CaseTown } from '../../../support/case-factories.ts';
import { NaiveCase, type NaivePost } from '../../../support/naive-rules.ts';
import { ownDatabase, testDatabaseKind } from '../../../support/test-database.ts';

const command = fc.record({
  pick: fc.nat(1000),
  who: fc.nat(1000),
  wild: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  twice: fc.boolean(),
  stale: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const rounds = fc.array(fc.array(command, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });

const RUNS = (testDatabaseKind() === 'postgres' ? 150 : 40) * readEnv().testRuns;

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('An empty list');
  return found;
};

describe('Cases under many hands at once', () => {
  const definition = shippedWorkflow('shinan');
  const codes = [...new Set(definition.transitions.filter(({ from }) => from.length > 0).map(({ code }) => code))];
  let database: Database;
  let town: CaseTown;
  let viewers: Viewer[];
  let posts: NaivePost[];
  beforeAll(async () => {
    database = await ownDatabase();
    town = await database.dataSource.transaction((manager) => aCaseTown(manager));
    viewers = Object.values(town).filter((value): value is Viewer => 'postId' in value);
    const department = [town.handler.postId, town.handlerColleague.postId];
    posts = viewers.map(({ postId, kind }) => ({
      postId,
      kind,
      department: department.includes(postId) ? department : [postId],
      inScope: postId !== town.stranger.postId,
    }));
  });
  afterAll(() => database.close());

  async function asking<T>(viewer: Viewer, work: (context: RequestContext) => Promise<T>): Promise<T> {
    const session = new ReadSession(database.dataSource, viewer);
    try {
      return await work(new RequestContext(session));
    } finally {
      await session.close();
    }
  }

  const eventsOf = async (issueId: number): Promise<WorkflowEvent[]> =>
    (
      await database.dataSource.query<{ event: WorkflowEvent }[]>(
        `select jsonb_build_object('number', number, 'at', at, 'postId', post_id, 'action', action, 'from', from_state, 'to', to_state,
           'reason', reason, 'effect', effect) as event from issue_event where issue_id = $1 order by number`,
        [issueId],
      )
    ).map(({ event }) => event);

  const inputOf = (who: number, action: string) => ({
    reason: '原因',
    result: '结果',
    score: who % 101,
    ...(action.startsWith('DISPATCH') && {
      handler: at([town.handler, town.otherDepartment, town.community, town.colleague], who).postCode,
    }),
    ...(action === 'ASK_EXTENSION' && { amount: 1 + (who % 3), unit: 'WORKDAY' as const }),
  });

  test('do what the plain rules allow, once, one after the other; their rows are what their events say', async () => {
    await fc.assert(
      fc.asyncProperty(
        rounds,
        fc.constantFrom('PATROL' as const, 'RESIDENT' as const, 'DIRECT_REPORT' as const),
        async (list, channel) => {
          const input = {
            ...MIDDLE,
            category: '9101',
            channel,
            text: '井盖松动',
            ...(list.length % 2 === 0 && { situation: 'TEST_URGENT' }),
          };
          const key = aKey();
          const begun = await Promise.all(
            [1, 2].map(() => asking(town.community, (context) => reportIssue(context, { ...input }, key))),
          );
          expect(begun[0], 'reported twice under one key').toBe(begun[1]);
          const issueId = begun[0] ?? 0;
          const [row] = await database.dataSource.query<{ code: string }[]>('select code from issue where id = $1', [
            issueId,
          ]);
          const code = row?.code ?? '';
          let events = await eventsOf(issueId);

          for (const round of list) {
            const naive = new NaiveCase(definition, events);
            const version = events.length;
            const ways = posts.flatMap((post, i) =>
              codes.filter((each) => naive.mayDo(post, each)).map((action) => ({ i, action })),
            );
            const tries = round.map(({ pick, who, wild, stale, twice }) => {
              const { i, action } =
                wild || ways.length === 0 ? { i: who % posts.length, action: at(codes, pick) } : at(ways, pick);
              const expectedVersion = stale ? version - 1 : version;
              const legal = !stale && naive.mayDo(at(posts, i), action);
              return {
                viewer: at(viewers, i),
                action,
                legal,
                twice,
                move: { code, action, expectedVersion, idempotencyKey: aKey(), input: inputOf(who, action) },
              };
            });
            const outcomes = await Promise.all(
              tries.flatMap(({ viewer, move, twice }, which) =>
                Array.from({ length: twice ? 2 : 1 }, () =>
                  asking(viewer, (context) => moveIssue(context, { ...move })).then(
                    () => ({ which, done: true, code: null as unknown }),
                    (error: unknown) => {
                      if (!(error instanceof GraphQLError)) throw error;
                      return { which, done: false, code: error.extensions['code'] };
                    },
                  ),
                ),
              ),
            );
            const winners = [...new Set(outcomes.filter(({ done }) => done).map(({ which }) => which))];
            expect(winners.length, 'exactly one of those who may').toBe(tries.some(({ legal }) => legal) ? 1 : 0);
            for (const { which, done, code: refusal } of outcomes) {
              if (winners.includes(which)) expect(done, 'both answers under one key').toBe(true);
              else if (tries[which]?.legal) expect(refusal).toBe('CONFLICT');
              else expect(['CONFLICT', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT']).toContain(refusal);
            }
            const after = await eventsOf(issueId);
            expect(after.slice(0, version), 'what happened stays').toEqual(events);
            const won = winners[0] === undefined ? null : at(tries, winners[0]);
            expect(after.slice(version).map(({ action, postId, from }) => ({ action, postId, from }))).toEqual(
              won ? [{ action: won.action, postId: won.viewer.postId, from: naive.state }] : [],
            );
            if (won) expect(after.at(-1)?.to).toBe(naive.transition(won.action)?.to);
            events = after;
          }
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
    await database.dataSource.transaction(async (manager) => {
      expect(await compareCases(manager)).toEqual([]);
      const [audited] = await manager.query<{ same: boolean }[]>(
        `select (select count(*) from issue_event) = (select count(*) from audit_entry where action = 'CASE_MOVED') as same`,
      );
      expect(audited?.same, 'every event is in the audit log').toBe(true);
    });
  }, 600_000);

  test('get codes of their own, however many are reported at once', async () => {
    const input = { ...MIDDLE, category: '9101', channel: 'PATROL' as const, text: '井盖松动' };
    const ids = await Promise.all(
      Array.from({ length: 20 }, () => asking(town.grid, (context) => reportIssue(context, { ...input }, aKey()))),
    );
    expect(new Set(ids).size).toBe(20);
  });
});
