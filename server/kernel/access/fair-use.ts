/**
 * Shares the database among those who ask. Whoever wants something of it takes a turn: at once where there is room; otherwise
 * the one who has spent least goes next. What is dear has a lane of its own that never takes all the room, so that cheap
 * questions pass it. Nothing here knows of the web or of SQL.
 */
import { busy, limitExceeded } from '../graph/errors.ts';
import { AnswerTimes, type Question } from './answer-times.ts';
import { Askers } from './askers.ts';

export interface FairUseLimits {
  /** Turns at the same time. */
  atOnce: number;
  /** Of these, turns of dear questions. */
  dearAtOnce: number;
  /** Turns of dear questions of one caller at the same time. */
  dearPerCaller: number;
  /** While others ask cheap ones, and dear ones have kept the database long, one is followed by so many times as long without any. */
  dearRest: number;
  /** Questions of one caller that wait. */
  waitingPerCaller: number;
  /** Questions that wait. */
  waiting: number;
  /** How long a question waits. */
  waitMs: number;
}

/** Dear is also whatever a caller asks who has kept the database as long as one who never lets go, while others ask. */
const DEAR_SPENT_MS = 7_000;
/** What was spent is half forgotten after so long. */
const HALF_LIFE_MS = 5_000;
/** Whoever has asked within so long is there. */
const PRESENT_MS = 2_000;
const LONGEST_REST_MS = 15_000;
/** Dear questions rest once they have kept the database so long of late, and until it is nearly forgotten: a page or two ask no more. */
const TIRED_MS = 2_000;
const RESTED_MS = 250;
const MAX_CALLERS = 10_000;

/** What was spent, as it was remembered at a time. */
interface Spent {
  spentMs: number;
  at: number;
}

interface Caller extends Spent {
  readonly name: string;
  dear: number;
  waiting: number;
}

interface Waiting {
  readonly caller: Caller;
  readonly isDear: boolean;
  begin(): void;
}

export class FairUse {
  private readonly callers = new Map<string, Caller>();
  private readonly times = new AnswerTimes();
  private readonly line = new Set<Waiting>();
  private running = 0;
  private dearRunning = 0;
  private readonly askers = new Askers();
  private readonly askersOfCheap = new Askers();
  /** By dear questions of all. */
  private readonly dearSpent: Spent = { spentMs: 0, at: 0 };
  private tired = false;
  private restUntil = 0;
  private restTimer: NodeJS.Timeout | null = null;

  constructor(
    private readonly limits: FairUseLimits,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Waits for a turn, which is over when the answer is called. Throws LIMIT_EXCEEDED (429) where too many of the caller's own
   * questions wait, BUSY (503) where too many of all do or it has waited too long; rejects as the signal says when that is aborted.
   */
  async take(name: string, question: Question | null, left?: AbortSignal): Promise<() => void> {
    left?.throwIfAborted();
    const caller = this.callerOf(name);
    const isDear = this.isDear(caller, question);
    if (!isDear) this.askersOfCheap.note(name, this.now());
    if (this.hasRoom(caller, isDear)) return this.begin(caller, question, isDear);
    this.refuseMore(caller);
    await this.waitInLine(caller, isDear, left);
    return this.begin(caller, question, isDear, true);
  }

  /** Questions that run and that wait. */
  get load(): { running: number; dear: number; waiting: number } {
    return { running: this.running, dear: this.dearRunning, waiting: this.line.size };
  }

  private isDear(caller: Caller, question: Question | null): boolean {
    if (question && this.times.isDear(question)) return true;
    return this.spentBy(caller) > DEAR_SPENT_MS && this.othersAsk(this.askers, caller);
  }

  private hasRoom(caller: Caller, isDear: boolean): boolean {
    if (this.running >= this.limits.atOnce) return false;
    if (!isDear) return true;
    const { dearAtOnce, dearPerCaller } = this.limits;
    return this.dearRunning < dearAtOnce && caller.dear < dearPerCaller && this.now() >= this.restUntil;
  }

  private refuseMore(caller: Caller): void {
    if (caller.waiting >= this.limits.waitingPerCaller) {
      throw limitExceeded(
        `${caller.waiting} of your questions wait for their turn already. Ask again when they are answered.`,
        undefined,
        RETRY_SECONDS,
      );
    }
    if (this.line.size >= this.limits.waiting) throw tooBusy();
  }

  private waitInLine(caller: Caller, isDear: boolean, left: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        left?.removeEventListener('abort', onLeft);
        if (this.line.delete(waiting)) caller.waiting -= 1;
      };
      const onLeft = (): void => {
        leave();
        reject(left?.reason as Error);
      };
      const timer = setTimeout(() => {
        leave();
        reject(tooBusy());
      }, this.limits.waitMs);
      const waiting: Waiting = {
        caller,
        isDear,
        begin: () => {
          leave();
          this.occupy(caller, isDear);
          resolve();
        },
      };
      caller.waiting += 1;
      this.line.add(waiting);
      left?.addEventListener('abort', onLeft);
    });
  }

  private begin(caller: Caller, question: Question | null, isDear: boolean, occupied = false): () => void {
    if (!occupied) this.occupy(caller, isDear);
    const began = this.now();
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.end(caller, isDear, this.now() - began);
      if (question) this.times.note(question, this.now() - began);
    };
  }

  private occupy(caller: Caller, isDear: boolean): void {
    this.running += 1;
    if (!isDear) return;
    this.dearRunning += 1;
    caller.dear += 1;
  }

  private end(caller: Caller, isDear: boolean, ms: number): void {
    this.spend(caller, ms);
    this.running -= 1;
    if (isDear) {
      this.dearRunning -= 1;
      caller.dear -= 1;
      this.tire(ms);
      const rest = Math.min(ms * this.limits.dearRest, LONGEST_REST_MS);
      if (rest > 0 && this.tired && this.othersAsk(this.askersOfCheap, caller)) this.rest(rest);
    }
    this.next();
  }

  private tire(ms: number): void {
    if (this.spentBy(this.dearSpent) < RESTED_MS) this.tired = false;
    this.spend(this.dearSpent, ms);
    if (this.dearSpent.spentMs > TIRED_MS) this.tired = true;
  }

  private rest(ms: number): void {
    this.restUntil = this.now() + ms;
    if (this.restTimer) clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => this.next(), ms + 1).unref();
  }

  /** Those who may begin: cheap ones before dear ones, and of these whoever has spent least. */
  private next(): void {
    for (;;) {
      let best: Waiting | null = null;
      for (const each of this.line) {
        if (!this.hasRoom(each.caller, each.isDear)) continue;
        if (best === null || this.comesBefore(each, best)) best = each;
      }
      if (!best) return;
      best.begin();
    }
  }

  private comesBefore(one: Waiting, other: Waiting): boolean {
    if (one.isDear !== other.isDear) return other.isDear;
    return this.spentBy(one.caller) < this.spentBy(other.caller);
  }

  private spend(spent: Spent, ms: number): void {
    spent.spentMs = this.spentBy(spent) + ms;
    spent.at = this.now();
  }

  private spentBy({ spentMs, at }: Spent): number {
    return spentMs * 2 ** ((at - this.now()) / HALF_LIFE_MS);
  }

  private othersAsk(askers: Askers, { name }: Caller): boolean {
    return askers.lastBeside(name) > this.now() - PRESENT_MS;
  }

  private callerOf(name: string): Caller {
    const now = this.now();
    this.askers.note(name, now);
    const caller = this.callers.get(name) ?? { name, spentMs: 0, at: now, dear: 0, waiting: 0 };
    this.callers.delete(name);
    this.callers.set(name, caller);
    if (this.callers.size > MAX_CALLERS) {
      for (const [oldest] of this.callers) {
        this.callers.delete(oldest);
        break;
      }
    }
    return caller;
  }
}

const RETRY_SECONDS = 5;
const tooBusy = () =>
  busy('The server is busy with the questions of others. Ask again in a few seconds.', RETRY_SECONDS);
