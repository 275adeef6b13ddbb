import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PostKind } from '../../../server/kernel/access/viewer.ts';
import { readEnv } from '../../../server/env.ts';
import { Clockwork, type DeadlineRule } from '../../../server/workflow/clockwork.ts';
import { stateOf, type WorkflowDefinition } from '../../../server/workflow/definition.ts';
import { actionsOf, decide, holdersOf } from '../../../server/workflow/engine.ts';
import type { Inputs } from '../../../server/workflow/inputs.ts';
import {
  applyEvent,
  EventOutOfOrder,
  fold,
  type Subject,
  type WorkflowEvent,
} from '../../../server/workflow/subject.ts';
import { shippedWorkflow } from '../../support/case-factories.ts';
import { NaiveCase, suspensions, workingTime, type NaivePost } from '../../support/naive-rules.ts';

const HOLIDAYS = new Set(['2025-10-01', '2025-10-02', '2025-10-03']);
const rule = (
  stage: string,
  amount: number,
  unit: DeadlineRule['unit'],
  situation: string | null = null,
): DeadlineRule => ({
  stage,
  amount,
  unit,
  situation,
  category: null,
  nearlyShare: 0.2,
  nearlyMinutes: 240,
});
const RULES = [
  rule('VERIFY', 4, 'WORKING_HOUR'),
  rule('DISPATCH', 2, 'WORKING_HOUR'),
  rule('HANDLE', 3, 'WORKDAY'),
  rule('CHECK', 1, 'WORKDAY'),
  rule('OVERALL', 7, 'WORKDAY'),
  rule('HANDLE', 30, 'URGENT_HOUR', 'URGENT'),
  rule('OVERALL', 80, 'URGENT_HOUR', 'URGENT'),
];
const clockwork = new Clockwork({
  calendar: { exceptions: new Map([...HOLIDAYS].map((day) => [day, 'HOLIDAY'])), years: new Set([2025, 2026]) },
  periods: [
    { fromMinute: 540, toMinute: 720 },
    { fromMinute: 810, toMinute: 1050 },
  ],
  rules: RULES,
});

const post = (postId: number, kind: PostKind, department = [postId], inScope = true): NaivePost => ({
  postId,
  kind,
  department,
  inScope,
});
const POSTS: NaivePost[] = [
  post(1, 'DISTRICT_PLANNER'),
  post(2, 'SUBDISTRICT_OFFICIAL'),
  post(3, 'SUBDISTRICT_OFFICIAL'),
  post(4, 'SUBDISTRICT_OFFICIAL', [4], false),
  post(5, 'COMMUNITY'),
  post(6, 'GRID'),
  post(7, 'DEPARTMENT', [7, 8]),
  post(8, 'DEPARTMENT', [7, 8]),
  post(9, 'DEPARTMENT'),
  post(10, 'DASHBOARD'),
  post(11, 'DISTRICT_PLANNER'),
];
const actorOf = ({ postId, kind, department, inScope }: NaivePost) => ({ postId, kind, alsoIds: department, inScope });

interface Command {
  readonly pick: number;
  readonly who: number;
  readonly wild: boolean;
  readonly minutes: number;
}

const commands = fc.array(
  fc.record({
    pick: fc.nat(1000),
    who: fc.nat(1000),
    wild: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    minutes: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 4000 })),
  }),
  { minLength: 1, maxLength: 40, size: 'max' },
);

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('An empty list');
  return found;
};

/** Drives a case through random commands, each checked against the plain rules. */
function drive(
  definition: WorkflowDefinition,
  channel: string,
  situation: string | null,
  list: readonly Command[],
): WorkflowEvent[] {
  const events: WorkflowEvent[] = [];
  let subject: Subject;
  let now = Date.parse('2025-09-22T09:00:00+08:00');
  const inputs = ({ who }: Command): Inputs => {
    const handler = at(POSTS.slice(1, 9), who);
    return {
      channel,
      category: '9101',
      situation,
      reason: '原因',
      result: '结果',
      level: '二级',
      handler: { postId: handler.postId, kind: handler.kind, alsoIds: handler.department },
      amount: 1 + (who % 3),
      unit: situation === null ? 'WORKDAY' : 'URGENT_HOUR',
      score: who % 101,
      scores: (definition.scoring ?? []).map(({ code }, i) => ({ item: code, score: (who + i) % 101 })),
    };
  };
  const begin = decide(
    definition,
    null,
    actorOf(at(POSTS, 4)),
    channel === 'DIRECT_REPORT' && definition.key === 'shinan' ? 'REPORT_DIRECTLY' : 'REPORT',
    inputs(at(list, 0)),
    clockwork,
    new Date(now),
  );
  if (begin.refused !== null) throw new Error(begin.message);
  subject = begin.subject;
  events.push(begin.event);

  for (const command of list) {
    now += command.minutes * 60_000 + 1;
    const naive = new NaiveCase(definition, events);
    const codes = [...new Set(definition.transitions.filter(({ from }) => from.length > 0).map(({ code }) => code))];
    const ways = POSTS.flatMap((who) => codes.filter((code) => naive.mayDo(who, code)).map((code) => ({ who, code })));
    const wild = command.wild || ways.length === 0;
    const { who, code } = wild
      ? { who: at(POSTS, command.who), code: at(codes, command.pick) }
      : at(ways, command.pick);
    const allowed = actionsOf(definition, subject, actorOf(who)).map((action) => action.code);
    expect(allowed.sort(), `${who.kind} in ${subject.state}`).toEqual(
      codes.filter((each) => naive.mayDo(who, each)).sort(),
    );
    const decision = decide(definition, subject, actorOf(who), code, inputs(command), clockwork, new Date(now));
    expect(decision.refused === null, `${who.kind} ${code} in ${subject.state}`).toBe(naive.mayDo(who, code));
    if (decision.refused !== null) continue;
    const target = naive.transition(code)?.to;
    subject = decision.subject;
    events.push(decision.event);
    expect(subject.state).toBe(target);
    expect(fold(structuredClone(events))).toEqual(subject);
    expect(holdersOf(definition, subject).holder).toBe(stateOf(definition, subject.state).holder);
  }
  return events;
}

const HOUR = 3_600_000;

/** The clocks of a history, worked out from its events alone; null where a suspension came after the deadline. */
function checkClocks(definition: WorkflowDefinition, events: readonly WorkflowEvent[], situation: string | null): void {
  const measure = (unit: DeadlineRule['unit'], from: number, to: number): number =>
    unit === 'URGENT_HOUR' ? Math.max(0, to - from) : workingTime(from, to, HOLIDAYS);
  const whole = ({ amount, unit }: Pick<DeadlineRule, 'amount' | 'unit'>): number =>
    amount * HOUR * (unit === 'WORKDAY' ? 7 : 1);
  const ruleOf = (stage: string): DeadlineRule | undefined =>
    RULES.find((each) => each.stage === stage && each.situation === situation) ??
    RULES.find((each) => each.stage === stage);
  const check = (clock: Subject['stageClock'], stage: string, begun: number, until: number): void => {
    const found = ruleOf(stage);
    if (!clock || !found) return void expect(clock, stage).toBeNull();
    const due = Date.parse(clock.dueAt);
    const stood = suspensions(definition, events.slice(0, until)).filter(([, to]) => to > begun);
    const asked = events.slice(0, until).flatMap((event, i) =>
      event.action === 'APPROVE_EXTENSION' && Date.parse(event.at) >= begun
        ? [
            events
              .slice(0, i)
              .reverse()
              .find(({ effect }) => effect.asked)?.effect.asked ?? null,
          ]
        : [],
    );
    const extended = asked.reduce((sum, amount) => sum + (amount ? whole(amount) : 0), 0);
    const skipped = stood.reduce(
      (sum, [from, to]) => sum + measure(found.unit, Math.max(from, begun), Math.min(to, due)),
      0,
    );
    expect(
      measure(found.unit, begun, due) - skipped,
      `${stage} of ${events
        .slice(0, until)
        .map(({ action }) => action)
        .join(' ')}`,
    ).toBe(whole(found) + extended);
  };
  let stageBegun = 0;
  let filed = 0;
  let late = false;
  let subject: Subject | null = null;
  events.forEach((event, i) => {
    const before: Subject | null = subject;
    subject = applyEvent(subject, event);
    const state = stateOf(definition, event.to);
    if (state.stage !== null && (before === null || before.stage !== state.stage)) stageBegun = Date.parse(event.at);
    const { clock } =
      definition.transitions.find(
        ({ code, from }) =>
          code === event.action && (event.from === null ? from.length === 0 : from.includes(event.from)),
      ) ?? {};
    if (clock === 'START') filed = Date.parse(event.at);
    const passed = (due: Subject['stageClock']): boolean =>
      due !== null && Date.parse(due.dueAt) <= Date.parse(event.at);
    if (state.suspended && before && (passed(before.stageClock) || passed(before.overallClock))) late = true;
    if (state.suspended || late || state.kind !== 'OPEN') return;
    if (state.stage !== null) check(subject.stageClock, state.stage, stageBegun, i + 1);
    if (filed > 0) check(subject.overallClock, 'OVERALL', filed, i + 1);
  });
}

describe('The engine', () => {
  test.each(['shinan', 'xincheng'] as const)(
    'does what the plain rules allow and nothing else, and its clocks are right (%s)',
    (name) => {
      const definition = shippedWorkflow(name);
      fc.assert(
        fc.property(
          commands,
          fc.constantFrom('PATROL', 'RESIDENT', 'DIRECT_REPORT'),
          fc.constantFrom(null, 'URGENT'),
          (list, channel, situation) => {
            const events = drive(definition, channel, situation, list);
            if (name === 'shinan') checkClocks(definition, events, situation);
          },
        ),
        { numRuns: 300 * readEnv().testRuns },
      );
    },
  );

  test('refuses an event that does not follow on', () => {
    const [first, second] = drive(shippedWorkflow('shinan'), 'RESIDENT', null, [
      { pick: 0, who: 0, wild: false, minutes: 1 },
    ]);
    if (!first || !second) throw new Error('no events');
    expect(() => fold([second])).toThrow(EventOutOfOrder);
    expect(() => fold([first, first])).toThrow(EventOutOfOrder);
    expect(() => fold([first, { ...second, from: 'CLOSED' }])).toThrow(
      /does not follow event 1, which led to REPORTED/,
    );
  });

  test('keeps the first receiver, whoever acts afterwards', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const subject = fold(drive(shippedWorkflow('shinan'), 'RESIDENT', null, list));
        expect(subject?.firstReceiverId).toBe(5);
      }),
      { numRuns: 50 },
    );
  });
});
