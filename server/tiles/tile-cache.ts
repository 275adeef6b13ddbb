export interface Weighed {
  /** Bytes this entry holds. */
  readonly weight: number;
}

/**
 * Keeps what was made last, up to a number of bytes, and lets everyone who asks for the same thing at the same time wait
 * for one making of it. What failed is not kept.
 */
export class TileCache<Value extends Weighed> {
  private readonly kept = new Map<string, { version: string; value: Value }>();
  private readonly making = new Map<string, Promise<Value>>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  /** A key has one version at a time; another version of it replaces the one kept. */
  get(key: string, version: string, make: () => Promise<Value>): Promise<Value> {
    const entry = this.kept.get(key);
    if (entry && entry.version === version) {
      this.kept.delete(key);
      this.kept.set(key, entry);
      return Promise.resolve(entry.value);
    }
    const flight = `${key}@${version}`;
    const underWay = this.making.get(flight);
    if (underWay) return underWay;
    const made = make()
      .then((value) => {
        this.keep(key, version, value);
        return value;
      })
      .finally(() => this.making.delete(flight));
    this.making.set(flight, made);
    return made;
  }

  get size(): { entries: number; bytes: number } {
    return { entries: this.kept.size, bytes: this.bytes };
  }

  private keep(key: string, version: string, value: Value): void {
    this.drop(key);
    if (value.weight > this.maxBytes) return;
    this.kept.set(key, { version, value });
    this.bytes += value.weight;
    for (const oldest of this.kept.keys()) {
      if (this.bytes <= this.maxBytes) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const entry = this.kept.get(key);
    if (!entry) return;
    this.kept.delete(key);
    this.bytes -= entry.value.weight;
  }
}
