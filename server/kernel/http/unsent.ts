/** Bytes that may wait in this process to be taken by those they are for. */
export interface UnsentLimits {
  readonly total: number;
  readonly perCaller: number;
}

export const UNSENT_LIMITS: UnsentLimits = { total: 128 * 1024 * 1024, perCaller: 48 * 1024 * 1024 };

/** What a process keeps for each piece that waits, beside its bytes. */
export const BYTES_AROUND = 512;

/** Counts what has been written and not been taken: answers of every kind, events and messages alike. */
export class Unsent {
  private readonly byCaller = new Map<string, number>();
  private total = 0;

  constructor(private readonly limits: UnsentLimits = UNSENT_LIMITS) {}

  /** Bytes that wait for a caller. */
  of(caller: string): number {
    return this.byCaller.get(caller) ?? 0;
  }

  /** Whether so much waits that there is no room for anything more. What is alone is let through, however large. */
  full(caller: string, bytes = 0): 'ALL' | 'CALLER' | null {
    const own = this.of(caller);
    if (own > 0 && own + bytes > this.limits.perCaller) return 'CALLER';
    // Who has nothing waiting is still told small things when others have filled the house.
    const most = own === 0 && bytes <= this.limits.perCaller / 100 ? 2 * this.limits.total : this.limits.total;
    return this.total > 0 && this.total + bytes > most ? 'ALL' : null;
  }

  /** Counts more that waits, until the answer is called. */
  hold(caller: string, bytes: number): () => void {
    const counted = bytes + BYTES_AROUND;
    this.total += counted;
    this.byCaller.set(caller, this.of(caller) + counted);
    let taken = false;
    return () => {
      if (taken) return;
      taken = true;
      this.total -= counted;
      const left = this.of(caller) - counted;
      if (left > 0) this.byCaller.set(caller, left);
      else this.byCaller.delete(caller);
    };
  }
}
