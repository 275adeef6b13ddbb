import { sql } from '../kernel/graph/sql.ts';

/**
 * The mark of the rules — workflows, deadlines, working time, calendar — as a statement sees them (migration 0018). Triggers
 * change it with every change of them, whichever process makes it, and no mark comes twice, not even after a rollback.
 */
export const RULES_MARK = sql`(select mark from rules_mark)`;

/** What was made of rules, kept in this process under their mark: what was asked for last, and so many at most. */
export class KeptRules<T> {
  private readonly kept = new Map<string, T>();

  constructor(private readonly most: number) {}

  get size(): number {
    return this.kept.size;
  }

  find(mark: string, what: string): T | undefined {
    const key = keyOf(mark, what);
    const found = this.kept.get(key);
    if (found !== undefined) this.put(key, found);
    return found;
  }

  keep(mark: string, what: string, made: T): T {
    this.put(keyOf(mark, what), made);
    if (this.kept.size > this.most) {
      for (const oldest of this.kept.keys()) {
        this.kept.delete(oldest);
        break;
      }
    }
    return made;
  }

  private put(key: string, made: T): void {
    this.kept.delete(key);
    this.kept.set(key, made);
  }
}

const keyOf = (mark: string, what: string): string => `${mark} ${what}`;
