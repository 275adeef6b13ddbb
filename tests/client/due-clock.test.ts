import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

interface Page {
  window: EventTarget;
  document: EventTarget & { visibilityState: string };
}

/** A page whose clock is set by hand. Modules are made anew for each: they keep the time they began with. */
let page: Page;
const EIGHT = Date.parse('2026-12-01T00:00:00Z');
const HOUR = 3_600_000;

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers({ now: EIGHT });
  page = { window: new EventTarget(), document: Object.assign(new EventTarget(), { visibilityState: 'visible' }) };
  vi.stubGlobal('window', page.window);
  vi.stubGlobal('document', page.document);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A store of React's kind, of which the hook is made. */
async function clock() {
  const { nowStore } = await import('../../client/issues/use-now.ts');
  return nowStore;
}

const answer = (date: string): Response => new Response('', { headers: { date } });

describe('The clock of deadlines', () => {
  it('shows the time at once when somebody comes back after hours, whichever way the page tells', async () => {
    const { listen, read } = await clock();
    const heard = vi.fn();
    const leave = listen(heard);
    const ways: [EventTarget, string][] = [
      [page.document, 'visibilitychange'],
      [page.window, 'focus'],
      [page.window, 'pageshow'],
    ];
    for (const [i, [target, type]] of ways.entries()) {
      // Asleep: time passes, and no timer runs.
      vi.setSystemTime(EIGHT + (i + 1) * HOUR);
      target.dispatchEvent(new Event(type));
      expect(heard).toHaveBeenCalledTimes(i + 1);
      expect(read()).toBe(EIGHT + (i + 1) * HOUR);
    }
    page.document.visibilityState = 'hidden';
    page.document.dispatchEvent(new Event('visibilitychange'));
    expect(heard).toHaveBeenCalledTimes(3);
    leave();
    page.document.visibilityState = 'visible';
    page.window.dispatchEvent(new Event('focus'));
    expect(heard).toHaveBeenCalledTimes(3);
  });

  it('is not what it was when the last deadline left the screen', async () => {
    const { listen, read } = await clock();
    listen(() => undefined)();
    vi.setSystemTime(EIGHT + HOUR);
    expect(read()).toBe(EIGHT + HOUR);
    vi.setSystemTime(EIGHT + HOUR + 29_000);
    expect(read(), 'to half a minute').toBe(EIGHT + HOUR);
  });

  it('goes by the server where the clock of the machine is wrong', async () => {
    const { noteClock } = await import('../../client/api/server-clock.ts');
    const { read } = await clock();
    noteClock(answer('Tue, 01 Dec 2026 02:00:00 GMT'), Date.now());
    expect(read()).toBe(EIGHT + 2 * HOUR);
    noteClock(answer('Tue, 01 Dec 2026 00:00:05 GMT'), Date.now());
    expect(read(), 'a little off is the way of the answer').toBe(EIGHT);
    noteClock(new Response(''), Date.now());
    expect(read()).toBe(EIGHT);
  });
});

describe('A state of a deadline', () => {
  it('becomes overdue by itself, and says nothing else than it was told otherwise', async () => {
    const { dueStateNow } = await import('../../client/issues/times.ts');
    const due = new Date(EIGHT).toISOString();
    expect(dueStateNow('ON_TIME', due, EIGHT - 1)).toBe('ON_TIME');
    expect(dueStateNow('ON_TIME', due, EIGHT + 1)).toBe('OVERDUE');
    expect(dueStateNow('NEARLY_DUE', due, EIGHT + 1)).toBe('OVERDUE');
    expect(dueStateNow('SUSPENDED', due, EIGHT + 1)).toBe('SUSPENDED');
    expect(dueStateNow('NONE', null, EIGHT)).toBe('NONE');
  });
});
