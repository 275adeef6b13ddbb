import type { PostKind } from '../kernel/access/viewer.ts';
import type { Clockwork } from './clockwork.ts';
import { clockEffects } from './clock-effects.ts';
import {
  stateOf,
  type Duty,
  type Guard,
  type Holder,
  type TransitionDefinition,
  type WorkflowDefinition,
} from './definition.ts';
import { readInputs, type Inputs } from './inputs.ts';
import { applyEvent, type Effect, type Subject, type WorkflowEvent } from './subject.ts';

/** The post that acts, as far as rules need to know it. */
export interface Actor {
  readonly postId: number;
  readonly kind: PostKind;
  /** The posts of its department with itself; only itself when it has none. */
  readonly alsoIds: readonly number[];
  /** Whether the case lies in the area the post is for; for departments, in its district. */
  readonly inScope: boolean;
}

/** Why an action is not done. NOT_NOW: not in this state. NOT_ALLOWED: not by this post. WRONG: an argument. */
export interface Refusal {
  readonly refused: 'NOT_NOW' | 'NOT_ALLOWED' | 'WRONG';
  readonly argument?: string;
  readonly message: string;
}

export interface Decision {
  readonly refused: null;
  readonly event: WorkflowEvent;
  readonly transition: TransitionDefinition;
  /** The case after the event. */
  readonly subject: Subject;
}

const refuse = (refused: Refusal['refused'], message: string, argument?: string): Refusal =>
  argument === undefined ? { refused, message } : { refused, message, argument };

/** What this post may do with the case now. Without a case: how it may begin one. */
export function actionsOf(
  definition: WorkflowDefinition,
  subject: Subject | null,
  actor: Actor,
): TransitionDefinition[] {
  return possible(definition, subject).filter((transition) => hindrance(transition, subject, actor) === null);
}

/** The next event of the case, or why there is none. Nothing is changed. */
export function decide(
  definition: WorkflowDefinition,
  subject: Subject | null,
  actor: Actor,
  action: string,
  inputs: Inputs,
  clockwork: Clockwork,
  now: Date,
): Decision | Refusal {
  const transitions = possible(definition, subject, inputs.channel ?? null);
  const transition = transitions.find(({ code }) => code === action);
  if (!transition) return refuse('NOT_NOW', notNow(definition, subject, action, transitions), 'action');
  const hindered = hindrance(transition, subject, actor);
  if (hindered !== null) return refuse('NOT_ALLOWED', hindered);
  const read = readInputs(definition, transition, inputs);
  if ('refused' in read) return read;

  // A clock that was put back must not put the order of events in doubt.
  const at = subject ? latest(now, new Date(subject.changedAt)) : now;
  const told: Effect = {
    ...read.effect,
    ...partsOf(transition, subject, actor, inputs),
    ...counted(transition, subject),
  };
  const before = { ...(subject ?? nothing), ...told };
  const effect = withoutUnchanged(subject, {
    ...told,
    ...clockEffects(definition, transition, before, inputs, clockwork, at),
  });
  const event: WorkflowEvent = {
    number: (subject?.version ?? 0) + 1,
    at: at.toISOString(),
    postId: actor.postId,
    action,
    from: subject?.state ?? null,
    to: transition.to,
    reason: read.reason,
    effect,
  };
  return { refused: null, event, transition, subject: applyEvent(subject, event) };
}

/** Who holds a case in a state: kinds of posts in whose scope it is, and one post by its part. */
export function holdersOf(
  definition: WorkflowDefinition,
  subject: Subject,
): { holder: Holder | null; kinds: PostKind[]; postId: number | null } {
  const { holder } = stateOf(definition, subject.state);
  const duties = (holder && definition.holders[holder]) ?? [];
  const part = duties.find(({ is }) => is !== undefined)?.is;
  const kinds = duties.filter(({ is }) => is === undefined).map(({ kind }) => kind);
  return { holder, kinds, postId: part ? postWith(subject, part) : null };
}

function possible(
  { transitions }: WorkflowDefinition,
  subject: Subject | null,
  entering: string | null = null,
): TransitionDefinition[] {
  const channel = subject ? subject.channel : entering;
  return transitions.filter(
    ({ from, channels }) =>
      (subject ? from.includes(subject.state) : from.length === 0) &&
      (!channels || (channel !== null && channels.includes(channel))),
  );
}

/** Why the post may not do it; null when it may. */
function hindrance(transition: TransitionDefinition, subject: Subject | null, actor: Actor): string | null {
  if (!actor.inScope) return 'The place lies outside the area your post is for.';
  const may = ({ kind, is }: Duty): boolean =>
    kind === actor.kind && (is === undefined || (subject !== null && same(actor, postWith(subject, is))));
  if (!transition.by.some(may)) return `Your post may not do ${transition.code}: that is for ${worded(transition.by)}.`;
  for (const guard of transition.guards ?? []) {
    const { sentence, part } = guards[guard];
    if (subject && same(actor, postWith(subject, part))) return sentence;
  }
  return null;
}

const guards: Record<Guard, { part: 'HANDLER' | 'REQUESTER' | 'FIRST_RECEIVER'; sentence: string }> = {
  NOT_THE_HANDLER: {
    part: 'HANDLER',
    sentence: 'Whoever handled the case does not check it: another post, of another department, has to.',
  },
  NOT_THE_REQUESTER: { part: 'REQUESTER', sentence: 'Whoever asked for it does not approve it: another post has to.' },
  NOT_THE_FIRST_RECEIVER: {
    part: 'FIRST_RECEIVER',
    sentence: 'Whoever received the case does not decide this: another post has to.',
  },
};

function same(actor: Actor, postId: number | null): boolean {
  return postId !== null && (postId === actor.postId || actor.alsoIds.includes(postId));
}

function postWith(subject: Subject, part: 'HANDLER' | 'REQUESTER' | 'FIRST_RECEIVER'): number | null {
  if (part === 'HANDLER') return subject.handlerId;
  return part === 'REQUESTER' ? subject.requesterId : subject.firstReceiverId;
}

/** The parts that posts take on by it, and who has to do with the case from then on. */
function partsOf(transition: TransitionDefinition, subject: Subject | null, actor: Actor, inputs: Inputs): Effect {
  const handler = transition.needs?.includes('HANDLER') ? inputs.handler : undefined;
  const claims = transition.takes === 'HANDLER';
  const involves = [actor.postId, ...(claims ? actor.alsoIds : []), ...(handler ? handler.alsoIds : [])];
  const added = [...new Set(involves)].filter((id) => !subject?.involvedIds.includes(id)).sort((a, b) => a - b);
  return {
    ...(!subject && { firstReceiverId: actor.postId, ...(inputs.channel && { channel: inputs.channel }) }),
    ...(handler && { handlerId: handler.postId }),
    ...(claims && { handlerId: actor.postId }),
    ...(transition.takes === 'CHECKER' && { checkerId: actor.postId }),
    ...(transition.takes === 'REQUESTER' && { requesterId: actor.postId }),
    ...(transition.promotes && { promoted: true as const }),
    ...(added.length > 0 && { involves: added }),
  };
}

function counted({ counts }: TransitionDefinition, subject: Subject | null): Effect {
  if (counts === 'SECOND_DISPATCH') return { secondDispatchCount: (subject?.secondDispatchCount ?? 0) + 1 };
  if (counts === 'REWORK') return { reworkCount: (subject?.reworkCount ?? 0) + 1 };
  if (counts === 'EXTENSION') return { extensionCount: (subject?.extensionCount ?? 0) + 1 };
  return {};
}

/** What an event says is what it changes. */
function withoutUnchanged(subject: Subject | null, effect: Effect): Effect {
  const before: Readonly<Record<string, unknown>> = { ...(subject ?? {}) };
  const entries = Object.entries(effect).filter(
    ([key, value]) => value !== undefined && (!subject || JSON.stringify(before[key]) !== JSON.stringify(value)),
  );
  return Object.fromEntries(entries);
}

function notNow(
  definition: WorkflowDefinition,
  subject: Subject | null,
  action: string,
  transitions: readonly TransitionDefinition[],
): string {
  const known = transitions.map(({ code }) => code).join(', ') || 'nothing';
  if (!subject) return `"${action}" does not begin a case. What does: ${known}.`;
  const { title } = stateOf(definition, subject.state);
  return `"${action}" cannot be done while the case is in state ${subject.state} (${title.en}). What can be done: ${known}.`;
}

const worded = (by: readonly Duty[]): string =>
  by.map(({ kind, is }) => (is ? `${kind} as the ${is}` : kind)).join(', ');

const latest = (a: Date, b: Date): Date => (a > b ? a : b);

const nothing = {
  category: null,
  situation: null,
  stage: null,
  stageClock: null,
  overallClock: null,
  suspendedAt: null,
  suspendedMinutes: 0,
  asked: null,
};
