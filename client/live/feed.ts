import type { LiveChange } from './changes.ts';
import type { Sink, Source, SourceKind } from './source.ts';

export type LiveState = 'live' | 'reconnecting';

/** What the server tells, whichever of the two it is about. */
export interface Told {
  readonly cursor: string;
  readonly change: LiveChange;
}

export interface FeedOptions {
  /** Opens a connection and follows both kinds of changes after these cursors. */
  readonly open: (kind: SourceKind, onConnected: () => void) => Source;
  readonly follow: (source: Source, after: Cursors, sink: { told: (told: Told) => void; over: () => void }) => void;
  readonly after: Cursors;
  readonly onChange: (change: LiveChange) => void;
  readonly onState: (state: LiveState) => void;
  readonly random?: () => number;
}

/** From where on each kind of change is not known yet; null: from now on. */
export type Cursors = Readonly<Record<LiveChange['of'], string | null>>;

export interface Feed {
  /** Where it stands, to be followed from there again. */
  readonly cursors: Cursors;
  /** Tries now, not when its time has come. */
  wake(): void;
  /** Lets the connection go; `wake` takes it up again. */
  rest(): void;
  stop(): void;
}

/** Sockets that failed, after which server-sent events are tried: some proxies let only those through. */
const SOCKETS_TRIED = 2;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 30_000;

/** Follows the feed for as long as it takes, over one connection after another. */
export function openFeed(options: FeedOptions): Feed {
  const { random = Math.random } = options;
  let cursors = options.after;
  let source: Source | null = null;
  let failures = 0;
  let everConnected = false;
  let kind: SourceKind = 'socket';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const leave = (): void => {
    clearTimeout(timer);
    const left = source;
    source = null;
    left?.close();
  };
  const connect = (): void => {
    if (stopped || source) return;
    clearTimeout(timer);
    const mine = options.open(kind, () => {
      if (source !== mine) return;
      failures = 0;
      everConnected = true;
      options.onState('live');
    });
    source = mine;
    options.follow(mine, cursors, {
      told: ({ cursor, change }) => {
        if (source !== mine) return;
        cursors = { ...cursors, [change.of]: cursor };
        options.onChange(change);
      },
      over: () => {
        if (source !== mine) return;
        leave();
        failures += 1;
        if (!everConnected && failures >= SOCKETS_TRIED) kind = 'events';
        options.onState('reconnecting');
        const pause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
        // Not everyone at once, when a server comes back.
        timer = setTimeout(connect, pause * (0.5 + random()));
      },
    });
  };
  connect();

  return {
    get cursors() {
      return cursors;
    },
    wake: connect,
    rest() {
      if (!source && failures === 0) return;
      leave();
      options.onState('reconnecting');
    },
    stop() {
      stopped = true;
      leave();
    },
  };
}

export type { Sink };
