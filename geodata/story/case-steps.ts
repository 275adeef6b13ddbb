/** The steps of a case of the demo, one after the other, with their instants. */
import { OVERALL, type Clockwork } from '../../server/workflow/clockwork.ts';
import type { Chance } from '../random.ts';
import type { CaseDraft, Goal } from './cases.ts';

export type Role = 'REPORTER' | 'SUBDISTRICT' | 'PLANNER' | 'HANDLER';

export interface Step {
  readonly action: string;
  readonly by: Role;
  readonly at: Date;
}

type Move = Omit<Step, 'at'>;

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const CHINA = 8 * 60 * MINUTE;

/** The moves by which a case gets where it stands. */
function movesOf({ goal, channel, returned, extension, suspended, rework }: CaseDraft): Move[] {
  const move = (action: string, by: Role): Move => ({ action, by });
  const report = channel === 'DIRECT_REPORT' ? move('REPORT_DIRECTLY', 'REPORTER') : move('REPORT', 'REPORTER');
  const decider: Role = channel === 'DIRECT_REPORT' ? 'PLANNER' : 'SUBDISTRICT';
  if (goal === 'REPORTED' || goal === 'DIRECTLY_REPORTED') return [report];
  if (goal === 'NOT_FILED') return [report, move('REFUSE', decider)];
  if (goal === 'VOIDED') return [report, move('VOID', 'PLANNER')];

  const verify = [report, ...(channel === 'DIRECT_REPORT' ? [] : [move('VERIFY', 'SUBDISTRICT')])];
  if (goal === 'VERIFYING') return verify;
  const atOnce = channel === 'PATROL' && goal !== 'FILED';
  const filed = atOnce ? [report, move('FILE_AT_ONCE', 'SUBDISTRICT')] : [...verify, move('FILE', decider)];
  if (goal === 'FILED') return filed;
  const dispatch = [...filed, move('DISPATCH', 'SUBDISTRICT')];
  if (returned) dispatch.push(move('RETURN', 'HANDLER'));
  if (goal === 'RETURNED') return dispatch;
  if (returned) dispatch.push(move('DISPATCH_AGAIN', 'SUBDISTRICT'));
  if (goal === 'DISPATCHED') return dispatch;
  const handling = [...dispatch, move('ACCEPT', 'HANDLER')];
  if (goal === 'PROMOTED') return [...handling, move('PROMOTE', 'PLANNER')];
  const ask = move('ASK_EXTENSION', 'HANDLER');
  if (goal === 'EXTENSION_ASKED') return [...handling, ask];
  if (extension)
    handling.push(ask, move(extension === 'APPROVED' ? 'APPROVE_EXTENSION' : 'REFUSE_EXTENSION', 'PLANNER'));
  if (goal === 'HANDLING') return handling;
  const pause = move('ASK_SUSPENSION', 'HANDLER');
  if (goal === 'SUSPENSION_ASKED') return [...handling, pause];
  if (suspended || goal === 'SUSPENDED') handling.push(pause, move('APPROVE_SUSPENSION', 'PLANNER'));
  if (goal === 'SUSPENDED') return handling;
  if (suspended) handling.push(move('RESUME', 'HANDLER'));

  const back = [move('FEED_BACK', 'HANDLER'), move('CHECK', 'SUBDISTRICT')];
  const done = [...handling, ...back];
  if (goal === 'FEEDBACK') return done.slice(0, -1);
  if (goal === 'CHECKING') return done;
  for (let i = 0; i < rework; i += 1) done.push(move('SEND_BACK', 'SUBDISTRICT'), ...back);
  if (goal === 'REWORK') return [...done, move('SEND_BACK', 'SUBDISTRICT')];
  done.push(move('CLOSE', 'SUBDISTRICT'));
  return [...done, ...afterwards(goal)];
}

const afterwards = (goal: Goal): Move[] =>
  [
    { action: 'EVALUATE', by: 'PLANNER' as const },
    { action: 'ARCHIVE', by: 'PLANNER' as const },
  ].slice(0, goal === 'ARCHIVED' ? 2 : goal === 'EVALUATED' ? 1 : 0);

/** How long after the one before a move comes, by its action: a part of all the time there is. */
const PARTS: Readonly<Record<string, number>> = {
  VERIFY: 1,
  FILE: 1.5,
  FILE_AT_ONCE: 1,
  REFUSE: 4,
  VOID: 4,
  DISPATCH: 1,
  RETURN: 3,
  DISPATCH_AGAIN: 2,
  ACCEPT: 1.5,
  ASK_EXTENSION: 6,
  APPROVE_EXTENSION: 1,
  REFUSE_EXTENSION: 1,
  ASK_SUSPENSION: 3,
  APPROVE_SUSPENSION: 1,
  // What is long is so because it waited.
  RESUME: 60,
  PROMOTE: 20,
  FEED_BACK: 12,
  CHECK: 1.5,
  SEND_BACK: 1,
  CLOSE: 1,
};

/** All steps of a case. `midnight` begins the day the demo is loaded: everything fresh happened before. */
export function stepsOf(draft: CaseDraft, clockwork: Clockwork, midnight: Date, chance: Chance): Step[] {
  const moves = movesOf(draft);
  const reported = Date.parse(`${draft.reportedOn}T00:00:00Z`) + chance.whole(0, 700) * MINUTE;
  if (draft.due) return beingHandled(draft, moves, clockwork, midnight, chance);
  const closing = moves.findIndex(({ action }) => action === 'CLOSE');
  const last = closing === -1 ? moves.length - 1 : closing;
  const whole = chance.whole(720, 1439) * MINUTE;
  const ended = draft.closedOn
    ? Date.parse(`${draft.closedOn}T00:00:00Z`) + whole
    : midnight.getTime() + CHINA - DAY + whole;
  const instants = spread(moves.slice(0, last + 1), reported, Math.max(ended, reported + 60 * MINUTE), chance);
  for (let i = last + 1; i < moves.length; i += 1) {
    instants.push(
      (instants.at(-1) ?? ended) - ((instants.at(-1) ?? ended) % DAY) + DAY + chance.whole(0, 1200) * MINUTE,
    );
  }
  return moves.map((move, i) => ({ ...move, at: inOfficeHours(instants[i] ?? ended) }));
}

/** Paper work takes no longer than so many hours, however long the case takes. */
const HOURS: Readonly<Record<string, number>> = {
  VERIFY: 6,
  FILE: 8,
  FILE_AT_ONCE: 8,
  DISPATCH: 6,
  RETURN: 30,
  DISPATCH_AGAIN: 12,
  ACCEPT: 10,
  APPROVE_EXTENSION: 24,
  REFUSE_EXTENSION: 24,
  APPROVE_SUSPENSION: 24,
  CHECK: 24,
  SEND_BACK: 6,
  CLOSE: 12,
};

/** Where a case was suspended, that is what took so long. */
const HOURS_IF_SUSPENDED: Readonly<Record<string, number>> = {
  ...HOURS,
  ASK_EXTENSION: 60,
  ASK_SUSPENSION: 40,
  FEED_BACK: 100,
};

/** Local milliseconds of each move, from the first to the last. */
function spread(moves: readonly Move[], from: number, to: number, chance: Chance): number[] {
  const hours = moves.some(({ action }) => action === 'RESUME') ? HOURS_IF_SUSPENDED : HOURS;
  const weights = moves.map(({ action }, i) => (i === 0 ? 0 : (PARTS[action] ?? 1) * chance.between(0.6, 1.4)));
  const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
  const whole = sum(weights);
  const parts = weights.map((weight, i) => {
    const most = (hours[moves[i]?.action ?? ''] ?? Infinity) * 60 * MINUTE * chance.between(0.2, 1);
    return whole === 0 ? 0 : Math.min((weight / whole) * (to - from), most);
  });
  // What the paper work leaves over is the others'; where there is nothing else, it waited at the beginning.
  const others = sum(weights.filter((_, i) => hours[moves[i]?.action ?? ''] === undefined));
  const rest = to - from - sum(parts);
  let at = from;
  return moves.map(({ action }, i) => {
    const isOther = hours[action] === undefined && i > 0;
    at += (parts[i] ?? 0) + (others > 0 ? (isOther ? (rest * (weights[i] ?? 0)) / others : 0) : i === 1 ? rest : 0);
    return at;
  });
}

/** From a local clock that never rests to an instant between half past eight and half past five of the same day, in order. */
function inOfficeHours(local: number): Date {
  const midnight = Math.floor(local / DAY) * DAY;
  return new Date(Math.round(midnight + 510 * MINUTE + (local - midnight) * 0.375 - CHINA));
}

/** Dated by the deadline: so that at midnight the time stands as it should. */
function beingHandled(
  { categoryCode, situation, due }: CaseDraft,
  moves: readonly Move[],
  clockwork: Clockwork,
  midnight: Date,
  chance: Chance,
): Step[] {
  const about = { category: categoryCode, situation };
  const rule = clockwork.ruleFor('HANDLE', about) ?? clockwork.ruleFor(OVERALL, about);
  if (!rule) throw new Error(`The demo has no deadline for category ${categoryCode}`);
  const { unit, amount, nearlyShare, nearlyMinutes } = rule;
  const whole = clockwork.minutes(amount, unit);
  const nearly = Math.max(whole * nearlyShare, Math.min(nearlyMinutes, whole / 2));
  const left = {
    ON_TIME: whole * chance.between(0.6, 0.9),
    NEARLY_DUE: nearly * 0.95,
    OVERDUE: -whole * chance.between(0.1, 0.5),
  };
  const dispatched = clockwork.before(midnight, whole - left[due ?? 'ON_TIME'], unit).getTime();
  const accepted = Math.min(dispatched + chance.whole(10, 120) * MINUTE, midnight.getTime() - MINUTE);
  const before = moves.findIndex(({ action }) => action === 'DISPATCH');
  const first = dispatched - chance.whole(60, 200) * MINUTE;
  return moves.map((move, i) => ({
    ...move,
    at: new Date(
      Math.round(
        i <= before
          ? first + (i / before) * (dispatched - first)
          : dispatched + ((i - before) / (moves.length - 1 - before)) * (accepted - dispatched),
      ),
    ),
  }));
}
