/** Lets so many things happen a minute, by key; what was not used gathers up to one minute's worth. One process counts for itself. */
export class TokenBuckets<Key> {
  private readonly buckets = new Map<Key, { tokens: number; at: number }>();

  constructor(
    private readonly now: () => number = Date.now,
    /** Keys that are remembered at a time: those that came last. */
    private readonly maxKeys = 10_000,
  ) {}

  /** Takes one; otherwise tells after how many seconds there will be one. */
  take(key: Key, perMinute: number): { ok: true } | { ok: false; retryAfterSeconds: number } {
    const at = this.now();
    const known = this.buckets.get(key);
    const tokens = known ? Math.min(perMinute, known.tokens + ((at - known.at) / 60_000) * perMinute) : perMinute;
    this.buckets.delete(key);
    this.buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
    if (this.buckets.size > this.maxKeys) {
      for (const oldest of this.buckets.keys()) {
        this.buckets.delete(oldest);
        break;
      }
    }
    if (tokens >= 1) return { ok: true };
    return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(((1 - tokens) / perMinute) * 60)) };
  }
}
