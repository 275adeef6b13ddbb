import type { LiveRow } from './live-row.ts';

/** Changes that may wait for one who reads slowly. They wait unprinted, so that a thousand who are slow cost little. */
export const MAX_WAITING_ROWS = 2_000;

/** The next page of what was missed, after a position; empty when nothing is left of it. */
export type MissedRows = (after: number) => Promise<readonly LiveRow[]>;

/**
 * What one subscriber still has to be told, as an async iterable: first what it has missed, page by page, then what comes.
 * It waits in memory, so there is an end to it.
 */
export class Follower implements AsyncGenerator<LiveRow, undefined, undefined> {
  /** Called once when too much waits; nothing more is told then. */
  onTooSlow: () => void = () => undefined;
  /** What is at this position or before has been told already. */
  private toldUpTo: number;
  private readonly waiting: LiveRow[] = [];
  private page: LiveRow[] = [];
  private wake: (() => void) | null = null;
  private ended = false;

  constructor(
    after: number,
    private missed: MissedRows | null,
    private readonly onEnd: () => void,
    private readonly maxWaiting = MAX_WAITING_ROWS,
  ) {
    this.toldUpTo = after;
  }

  get waitingCount(): number {
    return this.waiting.length;
  }

  push(row: LiveRow): void {
    if (this.ended) return;
    if (this.waiting.length >= this.maxWaiting) {
      this.end();
      return this.onTooSlow();
    }
    this.waiting.push(row);
    this.wake?.();
  }

  async next(): Promise<IteratorResult<LiveRow, undefined>> {
    while (!this.ended) {
      const row = await this.take();
      if (row && row.position > this.toldUpTo) {
        this.toldUpTo = row.position;
        return { value: row, done: false };
      }
      // What came while we looked has found nobody to wake.
      if (row || this.waiting.length > 0) continue;
      if (!this.ended) await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = null;
    }
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<LiveRow, undefined>> {
    this.end();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<never> {
    this.end();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end();
  }

  private async take(): Promise<LiveRow | undefined> {
    if (this.page.length === 0 && this.missed) {
      this.page = [...(await this.missed(this.toldUpTo))];
      if (this.page.length === 0) this.missed = null;
    }
    return this.page.shift() ?? this.waiting.shift();
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.waiting.length = 0;
    this.onEnd();
    this.wake?.();
  }
}
