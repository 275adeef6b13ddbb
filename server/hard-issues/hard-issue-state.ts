/** What the events of a hard issue make of its row. Pure. */
import { stateOf, type WorkflowDefinition } from '../workflow/definition.ts';
import { fold, type Subject, type WorkflowEvent } from '../workflow/subject.ts';
import type { HardIssueMode } from './hard-issue.entity.ts';

export interface HardIssueColumns {
  readonly state: string;
  readonly version: number;
  readonly mode: HardIssueMode | null;
  readonly leader_id: number | null;
  readonly published_at: string;
  readonly closed_at: string | null;
  readonly score: number | null;
  readonly reward: string | null;
}

/** Before it is dispatched or claimed, and again after it was taken back, nobody leads. */
const hasLeader = (definition: WorkflowDefinition, state: string): boolean =>
  !['DISPATCHER', 'RECEIVER'].includes(stateOf(definition, state).holder ?? '');

export function columnsOf(definition: WorkflowDefinition, events: readonly WorkflowEvent[]): HardIssueColumns {
  const subject = foldAll(events);
  const published = events.filter(({ to }) => to === definition.initial).at(-1);
  const since = events.slice(published ? events.indexOf(published) : 0);
  const over = stateOf(definition, subject.state).kind !== 'OPEN';
  return {
    state: subject.state,
    version: subject.version,
    mode: modeOf(definition, since),
    leader_id: hasLeader(definition, subject.state) ? subject.handlerId : null,
    published_at: published?.at ?? subject.reportedAt,
    closed_at: subject.closedAt,
    score: since.some(({ effect }) => effect.scores ?? effect.score !== undefined) || over ? subject.score : null,
    reward: over ? (events.at(-1)?.reason ?? null) : null,
  };
}

export function foldAll(events: readonly WorkflowEvent[]): Subject {
  const subject = fold(events);
  if (!subject) throw new Error('A hard issue has at least one event');
  return subject;
}

/** Since it was published last: an open call is a state that waits for whoever comes, a dispatch one that waits for its leader. */
function modeOf(definition: WorkflowDefinition, since: readonly WorkflowEvent[]): HardIssueMode | null {
  const holders = since.map(({ to }) => stateOf(definition, to).holder);
  if (holders.includes('RECEIVER')) return 'OPEN_CALL';
  return holders.includes('HANDLER') ? 'DISPATCH' : null;
}
