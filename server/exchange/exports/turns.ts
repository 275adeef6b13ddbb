/** Lets so many do something at a time, and turns others away. */
export class Turns {
  private taken = 0;

  constructor(private readonly most: number) {}

  /** Gives back a turn, once; null when all are taken. */
  take(): (() => void) | null {
    if (this.taken >= this.most) return null;
    this.taken += 1;
    let given = false;
    return () => {
      if (!given) this.taken -= 1;
      given = true;
    };
  }
}
