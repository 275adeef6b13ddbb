import type { DataSource } from 'typeorm';
import type { ReadSession } from '../kernel/database/read-session.ts';
import { DatabaseAway, isAway } from '../kernel/database/database-error.ts';
import { printCursor, type Cursor } from './cursor.ts';
import { askNamed } from '../kernel/database/ask-named.ts';
import { readFeedState, readRowsAfter, rowsOfArea } from './feed.ts';
import { Follower, type MissedRows } from './follower.ts';
import { listen, type Listener } from './listener.ts';
import { codesOf, concerns, resyncOf, type LiveRow, type LiveSubject } from './live-row.ts';

/** Rows read at a time, of what is new and of what was missed. */
const PAGE = 500;
/** The last rows are kept here: after a break everyone comes back at once, and asks for the same few. */
const KEPT_ROWS = 5_000;
/** A notice may be lost with its connection before that is noticed. */
const LOOK_EVERY_MS = 5_000;

export interface Followed {
  readonly subject: LiveSubject;
  readonly area: { readonly code: string; readonly districtCode: string };
  readonly after: Cursor | null;
}

export interface HubOptions {
  onError?: (error: unknown) => void;
  /** Changes that may wait for one follower. */
  maxWaiting?: number;
}

/** One for each server process: hears of every commit, reads what is new once, and hands it to whoever follows its place. */
export class LiveHub {
  private feed = '';
  private position = -1;
  private readonly followers = new Map<string, Set<Follower>>();
  private readonly kept: LiveRow[] = [];
  /** Everything after this position is among `kept`. */
  private keptFrom = 0;
  private reading: Promise<void> | null = null;
  private again = false;
  private stopped = false;
  /** The database could not be reached when it was last looked at. */
  away = false;
  private listener: Listener | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly options: HubOptions = {},
  ) {}

  start(): void {
    this.listener = listen(this.dataSource, 'live_change', () => void this.look());
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearInterval(this.timer);
    for (const group of this.followers.values()) for (const follower of [...group]) await follower.return();
    await this.listener?.stop();
    await this.reading;
  }

  /** Up to where everything has been told here; null before the feed has been found. */
  get cursor(): string | null {
    return this.position < 0 ? null : printCursor({ feed: this.feed, position: this.position });
  }

  cursorAt(position: number): string {
    return printCursor({ feed: this.feed, position });
  }

  /** Reads what is new. Many notices at once are one look. */
  look(): Promise<void> {
    this.again = true;
    this.reading ??= this.readOn().finally(() => (this.reading = null));
    return this.reading;
  }

  /** From here on, and before that what has come after the cursor. */
  async follow({ subject, area, after }: Followed): Promise<Follower> {
    if (this.position < 0) await this.look();
    if (this.position < 0) throw new DatabaseAway('The feed of changes cannot be read yet.');
    const upTo = this.position;
    const told = after === null ? upTo : after.feed === this.feed ? after.position : -1;
    const missed = told < upTo ? this.missed(subject, area, upTo) : null;
    const key = keyOf(subject, area.code);
    const group = this.followers.get(key) ?? new Set();
    const leave = (): void => {
      group.delete(follower);
      if (group.size === 0 && this.followers.get(key) === group) this.followers.delete(key);
    };
    const follower = new Follower(told, missed, leave, this.options.maxWaiting);
    group.add(follower);
    this.followers.set(key, group);
    return follower;
  }

  /** Pages of what concerns an area, up to a position; one RESYNC where that is not known any more. */
  private missed(subject: LiveSubject, area: Followed['area'], upTo: number): MissedRows {
    let over = false;
    return async (told) => {
      if (over) return [];
      over = told < 0 || told >= this.keptFrom;
      if (told >= this.keptFrom) {
        const rows = this.kept.filter(({ position }) => position > told && position <= upTo);
        return rows.filter((row) => concerns(row, subject, area));
      }
      const { sweptTo } = await readFeedState(this.dataSource);
      over ||= told < sweptTo;
      if (over) return [resyncOf(subject, area.districtCode, upTo)];
      return askNamed<LiveRow>(this.dataSource, rowsOfArea(area, [subject], { after: told, upTo, limit: PAGE }));
    };
  }

  private async readOn(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        if (this.position < 0) {
          const state = await readFeedState(this.dataSource);
          [this.feed, this.position, this.keptFrom] = [state.feed, state.last, state.last];
        }
        for (let full = true; full && !this.stopped;) {
          const rows = await readRowsAfter(this.dataSource, this.position, PAGE);
          for (const row of rows) this.tell(row);
          full = rows.length === PAGE;
        }
        this.away = false;
      }
    } catch (error) {
      // The next notice, or the next look without one, tries again.
      this.away = isAway(error);
      if (!this.stopped) this.options.onError?.(error);
    }
  }

  private tell(row: LiveRow): void {
    this.position = row.position;
    this.kept.push(row);
    if (this.kept.length > 2 * KEPT_ROWS) {
      this.kept.splice(0, KEPT_ROWS);
      this.keptFrom = (this.kept[0]?.position ?? row.position) - 1;
    }
    if (row.change === 'RESYNC') return this.tellDistrict(row);
    for (const code of codesOf(row)) {
      for (const follower of this.followers.get(keyOf(row.subject, code)) ?? []) follower.push(row);
    }
  }

  /** Whatever part of the district is followed. */
  private tellDistrict(row: LiveRow): void {
    for (const [key, group] of this.followers) {
      if (!key.startsWith(keyOf(row.subject, row.districtCode))) continue;
      for (const follower of group) follower.push(row);
    }
  }
}

/** Codes begin with that of their district. */
const keyOf = (subject: LiveSubject, code: string): string => `${subject} ${code}`;

const hubs = new WeakMap<ReadSession, LiveHub>();

/** Says from which hub what is asked in this session is followed. */
export function setHub(session: ReadSession, hub: LiveHub): void {
  hubs.set(session, hub);
}

export function hubOf(session: ReadSession): LiveHub {
  const hub = hubs.get(session);
  if (!hub) throw new Error('Nothing is live here: this is for subscriptions.');
  return hub;
}
