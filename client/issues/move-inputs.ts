import type { ActionNeed, MoveIssueMutationVariables } from '../api/generated-late.ts';

export type MoveInputs = NonNullable<MoveIssueMutationVariables['input']>;

/** What is typed into a form of an action, as text until it is sent. */
export interface Typed {
  readonly reason: string;
  readonly result: string;
  readonly category: string;
  readonly situation: string;
  readonly level: string;
  readonly handler: string;
  readonly amount: string;
  readonly unit: '' | NonNullable<MoveInputs['unit']>;
  readonly recurrenceOf: string;
  readonly score: string;
  readonly scores: Readonly<Record<string, string>>;
}

export const NOTHING_TYPED: Typed = {
  reason: '',
  result: '',
  category: '',
  situation: '',
  level: '',
  handler: '',
  amount: '',
  unit: 'WORKDAY',
  recurrenceOf: '',
  score: '',
  scores: {},
};

const FIELD_OF = {
  REASON: 'reason',
  RESULT: 'result',
  CATEGORY: 'category',
  SITUATION: 'situation',
  LEVEL: 'level',
  HANDLER: 'handler',
  RECURRENCE_OF: 'recurrenceOf',
} as const;

/** What an action still needs. */
export function missingOf(needs: readonly ActionNeed[], typed: Typed, scored: readonly string[]): ActionNeed[] {
  return needs.filter((need) => {
    if (need === 'AMOUNT') return !(Number(typed.amount) > 0) || typed.unit === '';
    if (need === 'SCORES') {
      const all = scored.length > 0 ? scored.map((code) => typed.scores[code] ?? '') : [typed.score];
      return all.some((score) => score.trim() === '' || !(Number(score) >= 0 && Number(score) <= 100));
    }
    return typed[FIELD_OF[need]].trim() === '';
  });
}

/** Exactly what the action needs, and a note where one was written. */
export function inputsOf(needs: readonly ActionNeed[], typed: Typed, scored: readonly string[]): MoveInputs {
  const inputs: { -readonly [Key in keyof MoveInputs]: MoveInputs[Key] } = {};
  for (const need of needs) {
    if (need === 'AMOUNT') {
      inputs.amount = Number(typed.amount);
      if (typed.unit !== '') inputs.unit = typed.unit;
    } else if (need === 'SCORES') {
      if (scored.length > 0) inputs.scores = scored.map((item) => ({ item, score: Number(typed.scores[item]) }));
      else inputs.score = Number(typed.score);
    } else {
      inputs[FIELD_OF[need]] = typed[FIELD_OF[need]].trim();
    }
  }
  if (typed.reason.trim() !== '') inputs.reason = typed.reason.trim();
  return inputs;
}
