import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noteClock } from '../../client/api/server-clock.ts';
import { today } from '../../client/state/dates.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  noteClock(answerAt(Date.now()), Date.now());
});

const at = (moment: string): void => void vi.setSystemTime(Date.parse(moment));
const answerAt = (moment: number): Response =>
  new Response(null, { headers: { date: new Date(moment).toUTCString() } });

describe('today', () => {
  it('is the day in China, wherever the machine is', () => {
    at('2026-12-01T15:59:59Z');
    expect(today()).toBe('2026-12-01');
    at('2026-12-01T16:00:00Z');
    expect(today()).toBe('2026-12-02');
  });

  it('is the server’s day where the machine’s clock is wrong, and not moved by the way of an answer', () => {
    at('2026-11-20T10:00:00Z');
    noteClock(answerAt(Date.parse('2026-12-01T16:00:10Z')), Date.now());
    expect(today()).toBe('2026-12-02');
    at('2026-12-01T15:59:55Z');
    noteClock(answerAt(Date.parse('2026-12-01T16:00:10Z')), Date.now());
    expect(today()).toBe('2026-12-01');
  });

  it('is not taken back by an answer that was on its way while the machine slept', () => {
    at('2026-12-01T15:00:00Z');
    const asked = Date.now();
    at('2026-12-01T23:00:00Z');
    noteClock(answerAt(asked + 1_000), asked);
    expect(today()).toBe('2026-12-02');
  });
});
