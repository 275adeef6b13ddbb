import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveChange } from '../../client/live/changes.ts';
import { openFeed, type Told } from '../../client/live/feed.ts';
import { pace } from '../../client/live/pace.ts';
import type { SourceKind } from '../../client/live/source.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server of changes 1, 2, 3 …, and lines to it that break when they are told to. */
class FakeServer {
  changes = 0;
  readonly opened: SourceKind[] = [];
  private lines: {
    after: number;
    told: (told: Told) => void;
    over: () => void;
    connected: () => void;
    open: boolean;
  }[] = [];
  lets: (kind: SourceKind) => boolean = () => true;

  open = (kind: SourceKind, connected: () => void) => {
    this.opened.push(kind);
    const line = { after: 0, told: () => undefined, over: () => undefined, connected, open: true };
    this.lines.push(line);
    return { subscribe: () => undefined, close: () => void (line.open = false) };
  };

  follow = (
    _source: unknown,
    after: { issues: string | null },
    sink: { told: (told: Told) => void; over: () => void },
  ) => {
    const line = this.lines.at(-1);
    if (!line) return;
    Object.assign(line, sink, { after: Number(after.issues ?? this.changes) });
    const kind = this.opened.at(-1) ?? 'socket';
    queueMicrotask(() => {
      if (!line.open) return;
      if (!this.lets(kind)) return line.over();
      line.connected();
      this.pump();
    });
  };

  change(): void {
    this.changes += 1;
    this.pump();
  }

  breakLines(): void {
    for (const line of this.lines.filter(({ open }) => open)) line.over();
    this.lines = this.lines.filter(({ open }) => open);
  }

  private pump(): void {
    for (const line of this.lines.filter(({ open }) => open)) {
      while (line.after < this.changes) {
        line.after += 1;
        const change: LiveChange = { of: 'issues', code: String(line.after), areaCodes: [], resync: false };
        line.told({ cursor: String(line.after), change });
      }
    }
  }
}

function feedOf(server: FakeServer) {
  const heard: string[] = [];
  const states: string[] = [];
  const feed = openFeed({
    open: server.open,
    follow: server.follow as never,
    after: { issues: '0', coverage: '0' },
    onChange: ({ code }) => heard.push(code ?? ''),
    onState: (state) => states.push(state),
    random: () => 0.5,
  });
  return { feed, heard, states };
}

describe('the feed of a page', () => {
  it('hears everything once, whenever its line breaks, rests or is woken', async () => {
    const step = fc.constantFrom('change', 'change', 'break', 'rest', 'wake', 'wait');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const server = new FakeServer();
        const { feed, heard } = feedOf(server);
        for (const what of steps) {
          if (what === 'change') server.change();
          if (what === 'break') server.breakLines();
          if (what === 'rest') feed.rest();
          if (what === 'wake') feed.wake();
          await vi.advanceTimersByTimeAsync(what === 'wait' ? 60_000 : 1);
        }
        feed.wake();
        await vi.advanceTimersByTimeAsync(60_000);
        expect(heard).toEqual(Array.from({ length: server.changes }, (_, i) => String(i + 1)));
        feed.stop();
      }),
      { numRuns: 200 },
    );
  });

  it('turns to server-sent events when two sockets in a row did not get through', async () => {
    const server = new FakeServer();
    server.lets = (kind) => kind === 'events';
    const { states, feed } = feedOf(server);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.opened).toEqual(['socket', 'socket', 'events']);
    expect(states.at(-1)).toBe('live');
    feed.stop();
  });

  it('stays with sockets where they have worked before', async () => {
    const server = new FakeServer();
    const { feed } = feedOf(server);
    await vi.advanceTimersByTimeAsync(10);
    server.lets = () => false;
    server.breakLines();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(new Set(server.opened)).toEqual(new Set(['socket']));
    expect(server.opened.length).toBeGreaterThan(3);
    feed.stop();
  });
});

describe('what many changes ask for', () => {
  it('is asked once for those that come together, and twice a second at most', async () => {
    const asked: number[] = [];
    const pacing = pace(
      () => asked.push(Date.now()),
      () => Date.now(),
    );
    const start = Date.now();
    for (let ms = 0; ms < 2000; ms += 10) {
      pacing.soon();
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(1000);
    expect((asked[0] ?? 0) - start).toBe(150);
    expect(asked.length).toBeLessThanOrEqual(6);
    expect((asked.at(-1) ?? 0) - start).toBeGreaterThanOrEqual(2000);
    pacing.stop();
  });
});
