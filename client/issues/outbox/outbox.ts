import { codeOfChange, newKey, type Change, type Item, type Outcome } from './change.ts';
import type { Store } from './store.ts';

export interface OutboxState {
  readonly items: readonly Item[];
  readonly sending: boolean;
}

export type NotSignedIn = 'UNAUTHENTICATED' | 'POST_CHANGED';

export interface OutboxParts {
  readonly store: Store;
  readonly send: (item: Item) => Promise<Outcome>;
  /** Runs one at a time among all pages of this browser. */
  readonly alone?: (work: () => Promise<void>) => Promise<void>;
  /** Calls back after so many milliseconds. */
  readonly later?: (milliseconds: number, again: () => void) => void;
  readonly onSent?: (item: Item) => void;
  /** The post is not signed in, or another is. */
  readonly onNotSignedIn?: (why: NotSignedIn) => void;
}

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;

/**
 * Changes on their way to the server. Each is written down before it is sent and taken out after the answer, and sent in the
 * order it was made: what the network loses is sent again under its own key, and so done once.
 */
export class Outbox {
  private state: OutboxState = { items: [], sending: false };
  private readonly listeners = new Set<() => void>();
  private readonly results = new Map<string, (outcome: Outcome) => void>();
  private post: string | null = null;
  private signedIn = false;
  private wait = FIRST_WAIT;
  private last = 0;
  private again = false;

  constructor(private readonly parts: OutboxParts) {}

  readonly current = (): OutboxState => this.state;

  readonly listen = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Whose page this is: only their changes are sent, and only while it is they who are signed in. */
  async begin(post: string | null, signedIn = post !== null): Promise<void> {
    this.post = post;
    this.signedIn = signedIn;
    await this.reload();
    await this.flush();
  }

  async reload(): Promise<void> {
    this.show({ items: await this.parts.store.all() });
  }

  /** Keeps a change and tries to send it. Waits for what comes of it; a change that must wait is kept all the same. */
  async add(change: Change, key = newKey()): Promise<Outcome> {
    const item: Item = { key, post: this.post ?? '', at: this.nextTime(), change, refusal: null };
    await this.parts.store.put(item);
    this.show({ items: [...this.state.items, item] });
    const result = new Promise<Outcome>((resolve) => this.results.set(key, resolve));
    void this.flush();
    return result;
  }

  /** As `add`, for a form that shows a refusal at once and can be mended: it does not wait in the outbox as well. */
  async attempt(change: Change, key = newKey()): Promise<Outcome> {
    const outcome = await this.add(change, key);
    if (outcome.kind === 'REFUSED') await this.drop(key);
    return outcome;
  }

  async retry(key: string): Promise<void> {
    const item = this.state.items.find((one) => one.key === key);
    if (!item) return;
    await this.replace({ ...item, refusal: null });
    await this.flush();
  }

  async drop(key: string): Promise<void> {
    await this.parts.store.drop(key);
    // Pictures of a report that is given up have nowhere to go.
    const orphans = this.state.items.filter(({ change }) => change.kind === 'IMAGE' && change.report === key);
    for (const orphan of orphans) await this.parts.store.drop(orphan.key);
    await this.reload();
  }

  /** Sends what waits, in order, until something must wait again. */
  async flush(): Promise<void> {
    if (this.state.sending) {
      this.again = true;
      return;
    }
    this.show({ sending: true });
    try {
      const { alone = (work: () => Promise<void>) => work() } = this.parts;
      do {
        this.again = false;
        await alone(() => this.sendAll());
      } while (this.again);
    } finally {
      this.show({ sending: false });
    }
  }

  private async sendAll(): Promise<void> {
    await this.reload();
    /** Nobody knows whether these were done: they are sent again later, and hold up only what is about the same. */
    const unclear: Item[] = [];
    for (;;) {
      const item = this.next(unclear);
      if (!item) break;
      const outcome = await this.parts.send(item);
      await this.settle(item, outcome);
      if (outcome.kind !== 'WAITING') continue;
      if (outcome.why === 'UNKNOWN') {
        unclear.push(item);
        continue;
      }
      this.putOff(outcome);
      return;
    }
    if (unclear.length > 0) this.againLater();
    else this.wait = FIRST_WAIT;
    // Another page of this browser may have sent it.
    const here = new Set(this.state.items.map(({ key }) => key));
    for (const key of [...this.results.keys()]) {
      if (!here.has(key)) this.tell(key, { kind: 'SENT', code: '', version: null });
    }
  }

  /** The oldest that may go: a picture only after its report. */
  private next(unclear: readonly Item[]): Item | undefined {
    if (!this.signedIn) return undefined;
    return this.state.items.find(
      (item) =>
        item.post === this.post &&
        !item.refusal &&
        !(item.change.kind === 'IMAGE' && item.change.code === null) &&
        !unclear.some((other) => other.key === item.key || isOfSame(other, item)),
    );
  }

  private async settle(item: Item, outcome: Outcome): Promise<void> {
    if (outcome.kind === 'SENT') {
      for (const other of this.state.items) {
        const { change } = other;
        if (change.kind !== 'IMAGE' || change.report !== item.key) continue;
        await this.replace({ ...other, change: { ...change, code: outcome.code } });
      }
      await this.parts.store.drop(item.key);
      this.show({ items: this.state.items.filter(({ key }) => key !== item.key) });
      this.parts.onSent?.(item);
    } else if (outcome.kind === 'REFUSED') {
      await this.replace({ ...item, refusal: outcome.refusal });
    }
    this.tell(item.key, outcome);
  }

  private putOff(outcome: Extract<Outcome, { kind: 'WAITING' }>): void {
    // Everybody who waits for an answer learns that it will come later.
    for (const key of [...this.results.keys()]) this.tell(key, outcome);
    if (outcome.why === 'UNAUTHENTICATED' || outcome.why === 'POST_CHANGED') {
      this.signedIn = false;
      this.parts.onNotSignedIn?.(outcome.why);
      return;
    }
    this.againLater();
  }

  private againLater(): void {
    this.parts.later?.(this.wait, () => void this.flush());
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  private tell(key: string, outcome: Outcome): void {
    this.results.get(key)?.(outcome);
    this.results.delete(key);
  }

  private async replace(item: Item): Promise<void> {
    await this.parts.store.put(item);
    this.show({ items: this.state.items.map((one) => (one.key === item.key ? item : one)) });
  }

  private nextTime(): number {
    // Also after what another page kept, whose clock may have been ahead.
    const kept = this.state.items.map(({ at }) => at);
    this.last = Math.max(this.last + 1, Date.now(), ...kept.map((at) => at + 1));
    return this.last;
  }

  private show(change: Partial<OutboxState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** What is done to one case is done in its order. */
function isOfSame(one: Item, other: Item): boolean {
  const code = codeOfChange(one.change);
  return code !== null && code === codeOfChange(other.change);
}
