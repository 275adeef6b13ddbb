/** How many may hold something at once. */
export interface PlaceLimits {
  readonly total: number;
  readonly perCaller: number;
}

/** Counts what is held for a while: in all, and by each caller, so that one cannot hold all of it. */
export class Places {
  private readonly byCaller = new Map<string, number>();
  private total = 0;

  constructor(private readonly limits: PlaceLimits) {}

  /** Who holds so many that there is no room for another of this caller: all together, or the caller; null when there is. */
  full(caller: string): 'ALL' | 'CALLER' | null {
    if ((this.byCaller.get(caller) ?? 0) >= this.limits.perCaller) return 'CALLER';
    return this.total >= this.limits.total ? 'ALL' : null;
  }

  /** Counts one more, until the answer is called. */
  take(caller: string): () => void {
    this.total += 1;
    this.byCaller.set(caller, (this.byCaller.get(caller) ?? 0) + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.total -= 1;
      const left = (this.byCaller.get(caller) ?? 1) - 1;
      if (left > 0) this.byCaller.set(caller, left);
      else this.byCaller.delete(caller);
    };
  }
}
