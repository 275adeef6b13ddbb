import type { PreparedQueries } from './prepared-queries.ts';

/** Beyond this many loose rows counting them would begin to cost, and they are folded. */
const FOLD_ABOVE = 1000;

/**
 * Says how often the shapes of a kind have changed. Those who ask while an answer is being fetched share the next one,
 * never the one under way: it may have been read before a change that the asker already knows of.
 */
export class TileVersions {
  private readonly running = new Map<string, Promise<unknown>>();
  private readonly waiting = new Map<string, Promise<string>>();

  constructor(private readonly queries: Pick<PreparedQueries, 'rows'>) {}

  current(kind: string): Promise<string> {
    const queued = this.waiting.get(kind);
    if (queued) return queued;
    const running = this.running.get(kind);
    const next = running ? running.then(() => this.start(kind)) : this.start(kind);
    if (running) this.waiting.set(kind, next);
    return next;
  }

  private start(kind: string): Promise<string> {
    this.waiting.delete(kind);
    const answer = this.read(kind);
    const settled = answer.then(
      () => undefined,
      () => undefined,
    );
    this.running.set(kind, settled);
    void settled.then(() => {
      if (this.running.get(kind) === settled) this.running.delete(kind);
    });
    return answer;
  }

  private async read(kind: string): Promise<string> {
    const [row] = await this.queries.rows<{ folded: string; loose: string }>({
      text: `select coalesce((select changes from shape_version where kind = $1), 0) as folded,
        (select count(*) from shape_change where kind = $1) as loose`,
      values: [kind],
    });
    const folded = Number(row?.folded ?? 0);
    const loose = Number(row?.loose ?? 0);
    if (loose > FOLD_ABOVE) await this.queries.rows({ text: 'select fold_shape_changes()', values: [] });
    return String(folded + loose);
  }
}
