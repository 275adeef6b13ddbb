import type { PostKind } from '../kernel/access/viewer.ts';
import { DEADLINE_UNITS, type DeadlineUnit } from './clockwork.ts';
import type { Need, TransitionDefinition, WorkflowDefinition } from './definition.ts';
import type { Refusal } from './engine.ts';
import type { Effect } from './subject.ts';

/** A post that is made the handler. */
export interface HandlerInput {
  readonly postId: number;
  readonly kind: PostKind;
  /** The posts of its department with itself. */
  readonly alsoIds: readonly number[];
}

/** What is told with an action. Codes are known ones and texts are screened by whoever hands them in. */
export interface Inputs {
  readonly channel?: string | null;
  readonly reason?: string | null;
  readonly result?: string | null;
  readonly category?: string | null;
  readonly situation?: string | null;
  readonly level?: string | null;
  readonly handler?: HandlerInput | null;
  readonly amount?: number | null;
  readonly unit?: DeadlineUnit | null;
  readonly recurrenceOf?: string | null;
  readonly score?: number | null;
  readonly scores?: readonly { readonly item: string; readonly score: number }[] | null;
}

interface Read {
  readonly effect: Effect;
  readonly reason: string | null;
}

/** An extension is at most so many of its unit. */
const MOST: Record<DeadlineUnit, number> = { URGENT_HOUR: 720, WORKING_HOUR: 720, WORKDAY: 250 };

const wrong = (argument: string, message: string): Refusal => ({ refused: 'WRONG', argument, message });

/** What an action's inputs say: all it needs is told, and nothing it has no use for. */
export function readInputs(
  definition: WorkflowDefinition,
  transition: TransitionDefinition,
  inputs: Inputs,
): Read | Refusal {
  const needs = transition.needs ?? [];
  const has = (need: Need): boolean => needs.includes(need);
  const missing = needs.find((need) => !told(need, inputs, definition));
  if (missing)
    return wrong(
      `input.${argumentOf(missing, definition)}`,
      `${transition.code} needs ${wanted(missing, definition)}.`,
    );

  const { handler, amount, unit } = inputs;
  if (has('HANDLER') && handler && transition.handlers && !transition.handlers.includes(handler.kind)) {
    return wrong('input.handler', `${transition.code} takes a post of these kinds: ${transition.handlers.join(', ')}.`);
  }
  if (has('AMOUNT') && amount && unit && !(amount > 0 && amount <= MOST[unit])) {
    return wrong('input.amount', `An amount of ${unit} is more than 0 and at most ${MOST[unit]}.`);
  }
  const score = has('SCORES') ? scoreOf(definition, inputs) : null;
  if (score && 'refused' in score) return score;
  return {
    effect: {
      ...(inputs.category && (has('CATEGORY') || transition.from.length === 0) && { category: inputs.category }),
      ...(inputs.situation && (has('SITUATION') || transition.from.length === 0) && { situation: inputs.situation }),
      ...(inputs.level && has('LEVEL') && { level: inputs.level }),
      ...(inputs.recurrenceOf &&
        (has('RECURRENCE_OF') || transition.from.length === 0) && { recurrenceOf: inputs.recurrenceOf }),
      // What is asked for waits for its approval; a deadline that is set is in the clock at once.
      ...(has('AMOUNT') && amount && unit && transition.takes === 'REQUESTER' && { asked: { amount, unit } }),
      ...score,
    },
    reason: (has('RESULT') ? inputs.result : null) ?? inputs.reason ?? null,
  };
}

function told(need: Need, inputs: Inputs, { scoring }: WorkflowDefinition): boolean {
  switch (need) {
    case 'REASON':
      return Boolean(inputs.reason);
    case 'RESULT':
      return Boolean(inputs.result);
    case 'CATEGORY':
      return Boolean(inputs.category);
    case 'SITUATION':
      return Boolean(inputs.situation);
    case 'LEVEL':
      return Boolean(inputs.level);
    case 'HANDLER':
      return Boolean(inputs.handler);
    case 'AMOUNT':
      return typeof inputs.amount === 'number' && DEADLINE_UNITS.some((unit) => unit === inputs.unit);
    case 'RECURRENCE_OF':
      return Boolean(inputs.recurrenceOf);
    case 'SCORES':
      return scoring ? Boolean(inputs.scores) : typeof inputs.score === 'number';
  }
}

function argumentOf(need: Need, { scoring }: WorkflowDefinition): string {
  if (need === 'RECURRENCE_OF') return 'recurrenceOf';
  if (need === 'SCORES') return scoring ? 'scores' : 'score';
  return need.toLowerCase();
}

function wanted(need: Need, definition: WorkflowDefinition): string {
  const { scoring } = definition;
  if (need === 'AMOUNT') return 'how much time: "input.amount" and "input.unit"';
  if (need === 'SCORES' && scoring)
    return `"input.scores", one for each of ${scoring.map(({ code }) => code).join(', ')}`;
  return `"input.${argumentOf(need, definition)}"`;
}

const inRange = (score: number): boolean => score >= 0 && score <= 100;

/** The weighted score (加权分) of all items, rounded to hundredths. */
function scoreOf(
  { scoring }: WorkflowDefinition,
  { score, scores }: Inputs,
): Pick<Effect, 'score' | 'scores'> | Refusal {
  if (!scoring) {
    if (typeof score === 'number' && inRange(score)) return { score };
    return wrong('input.score', 'A score is from 0 to 100.');
  }
  const given = new Map((scores ?? []).map((told) => [told.item, told.score]));
  const codes = scoring.map(({ code }) => code);
  if (given.size !== (scores ?? []).length || given.size !== codes.length || codes.some((code) => !given.has(code))) {
    return wrong('input.scores', `Score each of these once: ${codes.join(', ')}.`);
  }
  if (![...given.values()].every(inRange)) return wrong('input.scores', 'Every score is from 0 to 100.');
  const sum = scoring.reduce((total, { code, weight }) => total + weight * (given.get(code) ?? 0), 0);
  return { score: Math.round(sum * 100) / 100, scores: Object.fromEntries(given) };
}
