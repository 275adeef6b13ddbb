import type { PostKind } from '../kernel/access/viewer.ts';
import type { Words } from './words.ts';

/** What a workflow is for. */
export const SUBJECTS = ['ISSUE', 'HARD_ISSUE'] as const;
export type WorkflowSubject = (typeof SUBJECTS)[number];

/** OPEN: work goes on. CLOSED: done. ENDED: over without being done (not filed, voided). */
export const STATE_KINDS = ['OPEN', 'CLOSED', 'ENDED'] as const;
export type StateKind = (typeof STATE_KINDS)[number];

/** Whose turn it is. */
export const HOLDERS = ['RECEIVER', 'DISPATCHER', 'HANDLER', 'CHECKER', 'APPROVER', 'EVALUATOR'] as const;
export type Holder = (typeof HOLDERS)[number];

/** The parts a post can have in a case, beyond its kind. */
export const PARTS = ['HANDLER', 'FIRST_RECEIVER', 'REQUESTER'] as const;
export type Part = (typeof PARTS)[number];

/** Who must not act; a post of the same department counts as the same. */
export const GUARDS = ['NOT_THE_HANDLER', 'NOT_THE_REQUESTER', 'NOT_THE_FIRST_RECEIVER'] as const;
export type Guard = (typeof GUARDS)[number];

/** What has to be told with an action. */
export const NEEDS = [
  'REASON',
  'CATEGORY',
  'SITUATION',
  'LEVEL',
  'HANDLER',
  'AMOUNT',
  'RECURRENCE_OF',
  'RESULT',
  'SCORES',
] as const;
export type Need = (typeof NEEDS)[number];

export const COUNTS = ['SECOND_DISPATCH', 'REWORK', 'EXTENSION'] as const;
export type Count = (typeof COUNTS)[number];

/**
 * What an action does to the clocks. START: the overall clock begins. EXTEND: both go on for the amount that was asked for.
 * SUSPEND and RESUME: they stand still in between. STOP: both end. The clock of a stage begins by itself with the stage.
 */
export const CLOCK_EFFECTS = ['START', 'EXTEND', 'SUSPEND', 'RESUME', 'STOP'] as const;
export type ClockEffect = (typeof CLOCK_EFFECTS)[number];

/** Which part the acting post takes on: the handler by claiming, the checker by checking, the requester by asking. */
export const TAKES = ['HANDLER', 'CHECKER', 'REQUESTER'] as const;
export type Takes = (typeof TAKES)[number];

/** A kind of post that may act, within its scope; with `is` only the one that has this part in the case. */
export interface Duty {
  readonly kind: PostKind;
  readonly is?: Part;
}

export interface StateDefinition {
  readonly code: string;
  readonly title: Words;
  readonly kind: StateKind;
  /** Which stage's clock runs in it; states of one stage share the clock. */
  readonly stage: string | null;
  /** The clocks stand still, and the case leaves the denominators. */
  readonly suspended?: true;
  /** Whose list it is on. */
  readonly holder: Holder | null;
}

export interface TransitionDefinition {
  readonly code: string;
  readonly title: Words;
  /** The states it leads from; none: it begins a case. */
  readonly from: readonly string[];
  readonly to: string;
  readonly by: readonly Duty[];
  readonly guards?: readonly Guard[];
  readonly needs?: readonly Need[];
  readonly counts?: Count;
  readonly clock?: ClockEffect;
  readonly takes?: Takes;
  /** It makes a hard issue (揭榜挂帅) of the case. */
  readonly promotes?: true;
  /** Only for cases that came in through these channels. */
  readonly channels?: readonly string[];
  /** Which kinds of posts may be made the handler. */
  readonly handlers?: readonly PostKind[];
}

/** The items of a weighted score (加权分); the weights add up to 1 and each item is from 0 to 100. */
export interface ScoreItem {
  readonly code: string;
  readonly title: Words;
  readonly weight: number;
}

/** A workflow as data. A changed one is a new version: cases go on under the version they began with. */
export interface WorkflowDefinition {
  readonly key: string;
  readonly version: number;
  readonly subject: WorkflowSubject;
  readonly title: Words;
  /** For districts without one of their own. */
  readonly default?: true;
  readonly initial: string;
  /** Who holds a case, for every holder that a state names. */
  readonly holders: Readonly<Partial<Record<Holder, readonly Duty[]>>>;
  readonly states: readonly StateDefinition[];
  readonly transitions: readonly TransitionDefinition[];
  readonly scoring?: readonly ScoreItem[];
}

export function stateOf(definition: WorkflowDefinition, code: string): StateDefinition {
  const state = definition.states.find((known) => known.code === code);
  if (!state) throw new Error(`Workflow ${definition.key} ${definition.version} has no state ${code}`);
  return state;
}

/** The transition an event of this action was; for its title. */
export function transitionOf(
  definition: WorkflowDefinition,
  action: string,
  from: string | null,
): TransitionDefinition | null {
  const named = definition.transitions.filter(({ code }) => code === action);
  return named.find((known) => (from === null ? known.from.length === 0 : known.from.includes(from))) ?? null;
}

/** The transition that begins a case of this channel. */
export function entryOf(definition: WorkflowDefinition, channel: string | null): TransitionDefinition {
  const entries = definition.transitions.filter(({ from }) => from.length === 0);
  const entry =
    entries.find(({ channels }) => channel !== null && channels?.includes(channel)) ??
    entries.find(({ channels }) => !channels);
  if (!entry) throw new Error(`Workflow ${definition.key} ${definition.version} has no beginning`);
  return entry;
}
