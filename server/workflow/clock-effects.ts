import { OVERALL, type Clock, type Clockwork } from './clockwork.ts';
import { stateOf, type TransitionDefinition, type WorkflowDefinition } from './definition.ts';
import type { Inputs } from './inputs.ts';
import type { Effect, Subject } from './subject.ts';

type Clocks = Pick<
  Subject,
  'category' | 'situation' | 'stage' | 'stageClock' | 'overallClock' | 'suspendedAt' | 'suspendedMinutes' | 'asked'
>;

/** A deadline that is set by hand is nearly due like one of a rule that says nothing else. */
const BY_HAND = { nearlyShare: 0.2, nearlyMinutes: 240 };

/**
 * What an action does to the clocks. The clock of a stage runs while states have that stage and begins anew with another; the
 * overall clock begins once and never anew. Both stand still while the case is suspended.
 */
export function clockEffects(
  definition: WorkflowDefinition,
  transition: TransitionDefinition,
  before: Clocks,
  inputs: Inputs,
  clockwork: Clockwork,
  at: Date,
): Effect {
  const to = stateOf(definition, transition.to);
  const { stage } = to;
  const resumed = before.suspendedAt !== null && to.suspended !== true ? resume(before, clockwork, at) : {};
  const clocks = { ...before, ...resumed };
  const goesOn = stage !== null && stage === before.stage;
  const effect: Effect = {
    ...resumed,
    stage,
    stageClock: goesOn ? clocks.stageClock : begin(stage, before, clockwork, at),
    overallClock: clocks.overallClock,
  };
  switch (transition.clock) {
    case 'START':
      return {
        ...effect,
        overallClock: clocks.overallClock ?? first(transition, before, inputs, clockwork, at),
        filedAt: at.toISOString(),
      };
    case 'EXTEND':
      return { ...effect, ...extended(effect, before, clockwork), asked: null };
    case 'SUSPEND':
      return before.suspendedAt !== null ? effect : { ...effect, ...stopped(effect, clockwork, at) };
    case 'STOP':
      return { ...effect, stageClock: null, ...ended(definition, transition, clocks, at) };
    default:
      return effect;
  }
}

function begin(stage: string | null, about: Clocks, clockwork: Clockwork, at: Date): Clock | null {
  const rule = stage === null ? null : clockwork.ruleFor(stage, about);
  return rule && clockwork.start(at, rule);
}

/** A deadline is set by hand only where the action asks for one; else it is that of the rules. */
function first(
  { needs }: TransitionDefinition,
  about: Clocks,
  { amount, unit }: Inputs,
  clockwork: Clockwork,
  at: Date,
): Clock | null {
  if (needs?.includes('AMOUNT') && amount && unit) return clockwork.start(at, { amount, unit, ...BY_HAND });
  return begin(OVERALL, about, clockwork, at);
}

function extended(effect: Effect, { asked }: Clocks, clockwork: Clockwork): Effect {
  if (!asked) return {};
  const longer = (clock: Clock | null | undefined): Clock | null =>
    clock ? clockwork.extend(clock, asked.amount, asked.unit) : null;
  return { stageClock: longer(effect.stageClock), overallClock: longer(effect.overallClock) };
}

/** What is left is kept: a calendar that is corrected meanwhile takes nothing of it. */
function stopped({ stageClock, overallClock }: Effect, clockwork: Clockwork, at: Date): Effect {
  const keep = (clock: Clock | null | undefined): Clock | null => (clock ? clockwork.stop(clock, at) : null);
  return { stageClock: keep(stageClock), overallClock: keep(overallClock), suspendedAt: at.toISOString() };
}

function resume(before: Clocks, clockwork: Clockwork, at: Date): Effect {
  const from = new Date(before.suspendedAt ?? at);
  const goOn = (clock: Clock | null): Clock | null => clock && clockwork.resume(clock, from, at);
  return {
    stageClock: goOn(before.stageClock),
    overallClock: goOn(before.overallClock),
    suspendedAt: null,
    suspendedMinutes: before.suspendedMinutes + Math.round((at.getTime() - from.getTime()) / 60_000),
  };
}

/** Only what is done can be on time; what is voided has no such answer. */
function ended(
  definition: WorkflowDefinition,
  { to }: TransitionDefinition,
  { overallClock }: Pick<Clocks, 'overallClock'>,
  at: Date,
): Effect {
  const done = stateOf(definition, to).kind === 'CLOSED';
  return { closedAt: at.toISOString(), closedOnTime: done && overallClock ? at <= new Date(overallClock.dueAt) : null };
}
