import { Places, type PlaceLimits } from './places.ts';

interface Waiting {
  readonly caller: string;
  readonly begin: (place: (() => void) | null) => void;
}

/** Places that are waited for: who finds none for their caller stands in line, and passes those whose caller has none yet. */
export class Line {
  private readonly places: Places;
  private readonly waiting = new Set<Waiting>();

  constructor(limits: PlaceLimits) {
    this.places = new Places(limits);
  }

  /** What gives the place back; null when who stood in line has left. `onLeft` is given what to call then. */
  async take(caller: string, onLeft: (leave: () => void) => void): Promise<(() => void) | null> {
    if (this.places.full(caller) === null) return this.place(caller);
    return new Promise((begin) => {
      const one = { caller, begin };
      this.waiting.add(one);
      onLeft(() => {
        if (this.waiting.delete(one)) begin(null);
      });
    });
  }

  private place(caller: string): () => void {
    const giveBack = this.places.take(caller);
    return () => {
      giveBack();
      for (const one of this.waiting) {
        if (this.places.full(one.caller) !== null) continue;
        this.waiting.delete(one);
        one.begin(this.place(one.caller));
      }
    };
  }
}
