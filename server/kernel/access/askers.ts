/** The last one who asked, and the last one who was somebody else: enough to know of anyone whether others ask beside him. */
export class Askers {
  private last = { name: '', at: -Infinity };
  private other = { name: '', at: -Infinity };

  note(name: string, at: number): void {
    if (this.last.name !== name) this.other = this.last;
    this.last = { name, at };
  }

  /** When somebody else than this one asked last. */
  lastBeside(name: string): number {
    return this.last.name === name ? this.other.at : this.last.at;
  }
}
