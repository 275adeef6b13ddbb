export interface Weighed {
  /** Bytes this entry holds. */
  readonly weight: number;
}

/**
 * Keeps what was made last, up to a number of bytes, and lets everyone who asks for the same thing at the same time wait
 * for one making of it. What failed is not kept.
 */
export class TileCache<Value extends Weighed> {
  private readonly kept = new Map<string, Value>();
  private readonly making = new Map<string, Promise<Value>>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  /** What is kept, if it is still right; what is no longer right goes. */
  peek(key: string, isRight: (value: Value) => boolean): Value | undefined {
    const value = this.kept.get(key);
    if (!value) return undefined;
    if (!isRight(value)) {
      this.drop(key);
      return undefined;
    }
    // Last in the order of the map is used last.
    this.kept.delete(key);
    this.kept.set(key, value);
    return value;
  }

  /** Those who give the same `since` share one making: they know of the same changes. */
  make(key: string, since: string, make: () => Promise<Value>, isRight: (value: Value) => boolean): Promise<Value> {
    const flight = `${key}@${since}`;
    const underWay = this.making.get(flight);
    if (underWay) return underWay;
    const made = make()
      .then((value) => {
        if (isRight(value)) this.keep(key, value);
        return value;
      })
      .finally(() => this.making.delete(flight));
    this.making.set(flight, made);
    return made;
  }

  get size(): { entries: number; bytes: number } {
    return { entries: this.kept.size, bytes: this.bytes };
  }

  private keep(key: string, value: Value): void {
    this.drop(key);
    if (value.weight > this.maxBytes) return;
    this.kept.set(key, value);
    this.bytes += value.weight;
    for (const oldest of this.kept.keys()) {
      if (this.bytes <= this.maxBytes) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const value = this.kept.get(key);
    if (!value) return;
    this.kept.delete(key);
    this.bytes -= value.weight;
  }
}
