/** What may be open at once. */
export interface ConnectionLimits {
  total: number;
  perAddress: number;
}

/** Counts connections that stay open, sockets and streams alike. */
export class Connections {
  private readonly byAddress = new Map<string, number>();
  private total = 0;

  constructor(private readonly limits: ConnectionLimits) {}

  /** Why there is no room for another; null when there is. */
  refusal(address: string): string | null {
    if (this.total >= this.limits.total) return 'Too many maps follow this server: try again later.';
    if ((this.byAddress.get(address) ?? 0) >= this.limits.perAddress) {
      return 'Too many connections follow this server from your address: close some, or try again later.';
    }
    return null;
  }

  /** Counts one more, until the answer is called. */
  add(address: string): () => void {
    this.total += 1;
    this.byAddress.set(address, (this.byAddress.get(address) ?? 0) + 1);
    let gone = false;
    return () => {
      if (gone) return;
      gone = true;
      this.total -= 1;
      const left = (this.byAddress.get(address) ?? 1) - 1;
      if (left > 0) this.byAddress.set(address, left);
      else this.byAddress.delete(address);
    };
  }
}
