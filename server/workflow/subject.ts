import type { Amount, Clock } from './clockwork.ts';

/** What an event of a case says beside the two states. What is not in it stays as it is. Plain JSON. */
export interface Effect {
  readonly channel?: string;
  readonly category?: string;
  readonly situation?: string;
  readonly level?: string;
  readonly firstReceiverId?: number;
  readonly handlerId?: number;
  readonly checkerId?: number;
  readonly requesterId?: number;
  /** Posts that have to do with the case from now on. */
  readonly involves?: readonly number[];
  readonly asked?: Amount | null;
  readonly secondDispatchCount?: number;
  readonly reworkCount?: number;
  readonly extensionCount?: number;
  readonly stage?: string | null;
  readonly stageClock?: Clock | null;
  readonly overallClock?: Clock | null;
  readonly suspendedAt?: string | null;
  readonly suspendedMinutes?: number;
  readonly filedAt?: string;
  readonly closedAt?: string;
  readonly closedOnTime?: boolean | null;
  readonly score?: number;
  readonly scores?: Readonly<Record<string, number>>;
  readonly recurrenceOf?: string;
  readonly promoted?: true;
}

/** One thing that happened to a case, for good. */
export interface WorkflowEvent {
  /** 1 for the first. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly postId: number;
  readonly action: string;
  readonly from: string | null;
  readonly to: string;
  readonly reason: string | null;
  readonly effect: Effect;
}

/** A case as its events say. Instants are ISO 8601, UTC. Plain JSON. */
export interface Subject {
  readonly state: string;
  /** The number of its events. */
  readonly version: number;
  readonly channel: string | null;
  readonly category: string | null;
  readonly situation: string | null;
  readonly level: string | null;
  readonly reportedAt: string;
  /** The instant of its last event. */
  readonly changedAt: string;
  readonly filedAt: string | null;
  readonly closedAt: string | null;
  readonly closedOnTime: boolean | null;
  readonly firstReceiverId: number;
  readonly handlerId: number | null;
  readonly checkerId: number | null;
  readonly requesterId: number | null;
  readonly involvedIds: readonly number[];
  readonly asked: Amount | null;
  readonly secondDispatchCount: number;
  readonly reworkCount: number;
  readonly extensionCount: number;
  readonly stage: string | null;
  readonly stageClock: Clock | null;
  readonly overallClock: Clock | null;
  readonly suspendedAt: string | null;
  readonly suspendedMinutes: number;
  readonly score: number | null;
  readonly recurrenceOf: string | null;
  /** Whether it was ever promoted to a hard issue. */
  readonly promoted: boolean;
}

export class EventOutOfOrder extends Error {
  override name = 'EventOutOfOrder';
}

/** The fold: what a case is after one more event. An event that does not follow on is refused. */
export function applyEvent(subject: Subject | null, event: WorkflowEvent): Subject {
  const { involves = [], scores: _scores, ...said } = event.effect;
  if (event.number !== (subject?.version ?? 0) + 1 || event.from !== (subject?.state ?? null)) {
    throw new EventOutOfOrder(
      `Event ${event.number} from ${event.from ?? 'nothing'} does not follow ` +
        (subject ? `event ${subject.version}, which led to ${subject.state}` : 'nothing'),
    );
  }
  const before = subject ?? begin(event);
  const involvedIds = [...new Set([...before.involvedIds, ...involves])].sort((a, b) => a - b);
  return { ...before, ...said, involvedIds, state: event.to, version: event.number, changedAt: event.at };
}

/** What the events say; null when there are none. */
export function fold(events: readonly WorkflowEvent[]): Subject | null {
  return events.reduce<Subject | null>(applyEvent, null);
}

function begin(event: WorkflowEvent): Subject {
  return {
    state: event.to,
    version: 0,
    channel: null,
    category: null,
    situation: null,
    level: null,
    reportedAt: event.at,
    changedAt: event.at,
    filedAt: null,
    closedAt: null,
    closedOnTime: null,
    firstReceiverId: event.postId,
    handlerId: null,
    checkerId: null,
    requesterId: null,
    involvedIds: [],
    asked: null,
    secondDispatchCount: 0,
    reworkCount: 0,
    extensionCount: 0,
    stage: null,
    stageClock: null,
    overallClock: null,
    suspendedAt: null,
    suspendedMinutes: 0,
    score: null,
    recurrenceOf: null,
    promoted: false,
  };
}
