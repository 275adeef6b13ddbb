/** Lets so many pieces of work run at once; the others wait in line. */
export class Turns {
  private running = 0;
  private readonly line: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.most) await new Promise<void>((resolve) => this.line.push(resolve));
    else this.running += 1;
    try {
      return await work();
    } finally {
      // Whoever is next runs in our place.
      const next = this.line.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
