/** How long questions have kept the database of late, and which of them are dear by that. */

/** A question that has kept the database longer, whenever it was asked of late, is dear. */
const DEAR_MS = 50;
/** At its first answers, when its plan is made and nobody knows whether the machine was busy, only one that took longer. */
const DEAR_AT_ONCE_MS = 250;
/** So is one that is not known yet and may yield more values. */
const DEAR_COST = 500_000;
/** So many answers of a question are looked at: one that was slow because the database was busy says nothing. */
const KEPT_TIMES = 4;

export interface Question {
  /** What it is known by when it comes again: the operation, the layer. */
  readonly known: object;
  /** Values it may yield, or Infinity for what is always dear. */
  readonly cost: number;
}

export class AnswerTimes {
  private readonly times = new WeakMap<object, readonly number[]>();

  /** @param ms Milliseconds that the answer kept the database. */
  note({ known }: Question, ms: number): void {
    this.times.set(known, [...(this.times.get(known) ?? []), ms].slice(-KEPT_TIMES));
  }

  isDear({ known, cost }: Question): boolean {
    if (cost === Infinity) return true;
    const times = this.times.get(known);
    if (!times) return cost > DEAR_COST;
    return Math.min(...times) > (times.length < KEPT_TIMES ? DEAR_AT_ONCE_MS : DEAR_MS);
  }
}
