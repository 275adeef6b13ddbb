/** Ratios and what they should be. */

export type Goal = { readonly atMost: number } | { readonly atLeast: number };

export interface Compared {
  readonly ratio: number;
  /** Null for what is shown for comparison only. */
  readonly goal: Goal | null;
  readonly met: boolean | null;
}

export function compare(value: number, to: number, goal: Goal | null = null): Compared {
  const ratio = value / to;
  return { ratio, goal, met: goal && isMet(ratio, goal) };
}

/** A ratio that could not be worked out meets no goal. */
export function isMet(ratio: number, goal: Goal): boolean {
  return 'atMost' in goal ? ratio <= goal.atMost : ratio >= goal.atLeast;
}

/** Such as "1.84 ≤ 2 ✓" or, where the goal is missed, "2.31 ≤ 2 ✗". */
export function printCompared({ ratio, goal, met }: Compared): string {
  const shown = ratio.toFixed(2);
  if (!goal) return shown;
  const bound = 'atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
  return `${shown} ${bound} ${met ? '✓' : '✗'}`;
}

/** "9 of 12 goals met; missed: …", each missed one by the name it goes by. */
export function summary(compared: readonly { readonly name: string; readonly compared: Compared }[]): string {
  const judged = compared.filter(({ compared: { goal } }) => goal !== null);
  const missed = judged.filter(({ compared: { met } }) => !met).map(({ name }) => name);
  const counted = `${judged.length - missed.length} of ${judged.length} goals met`;
  return missed.length === 0 ? `${counted}.` : `${counted}; missed: ${missed.join('; ')}.`;
}
