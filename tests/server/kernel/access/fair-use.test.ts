/** Turns at the database, with a clock that is moved by hand. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { spenderOf } from '../../../../server/kernel/access/spender.ts';
import { callerOf } from '../../../../server/kernel/http/caller.ts';
import { AnswerTimes, type Question } from '../../../../server/kernel/access/answer-times.ts';
import { FairUse, type FairUseLimits } from '../../../../server/kernel/access/fair-use.ts';

const limits: FairUseLimits = {
  atOnce: 3,
  dearAtOnce: 1,
  dearPerCaller: 1,
  dearRest: 0,
  waitingPerCaller: 4,
  waiting: 8,
  waitMs: 20_000,
};
const cheap = (): Question => ({ known: {}, cost: 1 });
const dear = (): Question => ({ known: {}, cost: Infinity });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function turns(change: Partial<FairUseLimits> = {}) {
  const fairUse = new FairUse({ ...limits, ...change }, () => Date.now());
  const order: string[] = [];
  const take = async (caller: string, question: Question | null, left?: AbortSignal) => {
    const giveBack = await fairUse.take(caller, question, left);
    order.push(caller);
    return giveBack;
  };
  return { fairUse, order, take };
}
const settled = () => vi.advanceTimersByTimeAsync(0);

describe('turns', () => {
  test('are taken at once while there is room, by one caller as well', async () => {
    const { take, order } = turns();
    await Promise.all([take('a', cheap()), take('a', cheap()), take('a', null)]);
    expect(order).toEqual(['a', 'a', 'a']);
  });

  test('of dear questions leave room for cheap ones, and are taken one after the other', async () => {
    const { take, order, fairUse } = turns();
    const first = await take('a', dear());
    void take('b', dear());
    await take('c', cheap());
    expect(order).toEqual(['a', 'c']);
    expect(fairUse.load).toEqual({ running: 2, dear: 1, waiting: 1 });
    first();
    await settled();
    expect(order).toEqual(['a', 'c', 'b']);
  });

  test('go to whoever has spent least, and cheap ones come first', async () => {
    const { take, order } = turns({ atOnce: 1 });
    const running = await take('greedy', cheap());
    await vi.advanceTimersByTimeAsync(3_000);
    for (const caller of ['greedy', 'greedy', 'modest']) void take(caller, cheap()).then((giveBack) => giveBack());
    void take('other', dear());
    running();
    await settled();
    expect(order).toEqual(['greedy', 'modest', 'greedy', 'greedy', 'other']);
  });

  test('are given back once, however often it is said', async () => {
    const { take, fairUse } = turns();
    const giveBack = await take('a', dear());
    giveBack();
    giveBack();
    expect(fairUse.load).toEqual({ running: 0, dear: 0, waiting: 0 });
  });
});

describe('a question', () => {
  test('is dear when it has kept the database for long, whenever it was asked of late', async () => {
    const { take, fairUse } = turns();
    const [slow, slowOnce] = [cheap(), cheap()];
    for (const [question, ms] of [
      [slow, 300],
      [slowOnce, 300],
      [slowOnce, 5],
    ] as const) {
      const giveBack = await take('a', question);
      await vi.advanceTimersByTimeAsync(ms);
      giveBack();
    }
    await take('a', slow);
    await take('b', slowOnce);
    expect(fairUse.load).toEqual({ running: 2, dear: 1, waiting: 0 });
  });

  test('is not dear for its first slow answers alone, when its plan is made or the machine is busy', () => {
    const times = new AnswerTimes();
    const question = cheap();
    const dearAfter = [1, 2, 3, 4].map(() => {
      times.note(question, 100);
      return times.isDear(question);
    });
    expect(dearAfter).toEqual([false, false, false, true]);
  });

  test('that may yield very much is dear until it is known', async () => {
    const { take, fairUse } = turns();
    const large = { known: {}, cost: 1_000_000 };
    const giveBack = await take('a', large);
    expect(fairUse.load.dear).toBe(1);
    giveBack();
    await take('a', large);
    expect(fairUse.load.dear).toBe(0);
  });

  test('of a caller who never lets go is dear while others ask', async () => {
    const { take, fairUse } = turns();
    const giveBack = await take('a', cheap());
    await vi.advanceTimersByTimeAsync(30_000);
    giveBack();
    (await take('a', cheap()))();
    expect(fairUse.load.dear).toBe(0);
    (await take('b', cheap()))();
    await take('a', cheap());
    expect(fairUse.load.dear).toBe(1);
  });
});

describe('who waits', () => {
  test('is told to come back after a while, and how long until then', async () => {
    const { take } = turns();
    await take('a', dear());
    const waiting = expect(take('b', dear())).rejects.toMatchObject({
      extensions: { code: 'BUSY', retryAfterSeconds: 5 },
    });
    await vi.advanceTimersByTimeAsync(limits.waitMs);
    await waiting;
  });

  test('is refused with more questions than one caller may have waiting; others are not', async () => {
    const { take } = turns();
    await take('a', dear());
    for (let i = 0; i < limits.waitingPerCaller; i += 1) void take('b', dear());
    await expect(take('b', dear())).rejects.toMatchObject({
      extensions: { code: 'LIMIT_EXCEEDED', retryAfterSeconds: 5, http: { status: 429 } },
    });
    for (let i = 0; i < limits.waiting - limits.waitingPerCaller; i += 1) void take(`c${i}`, dear());
    await expect(take('d', dear())).rejects.toMatchObject({ extensions: { code: 'BUSY', http: { status: 503 } } });
    await take('d', cheap());
  });

  test('leaves the line when the asker has left', async () => {
    const { take, fairUse } = turns();
    const giveBack = await take('a', dear());
    const leaving = new AbortController();
    const left = expect(take('b', dear(), leaving.signal)).rejects.toThrow('gone');
    leaving.abort(new Error('gone'));
    await left;
    expect(fairUse.load.waiting).toBe(0);
    giveBack();
    await expect(take('b', cheap(), leaving.signal)).rejects.toThrow('gone');
    expect(fairUse.load.running).toBe(0);
  });
});

describe('where there is one backend', () => {
  test('cheap questions go between dear ones, which rest once they have kept it long', async () => {
    const { take, order } = turns({ dearRest: 4 });
    const first = await take('a', dear());
    await vi.advanceTimersByTimeAsync(2_500);
    (await take('b', cheap()))();
    void take('c', dear());
    first();
    await vi.advanceTimersByTimeAsync(9_990);
    (await take('b', cheap()))();
    expect(order).toEqual(['a', 'b', 'b']);
    await vi.advanceTimersByTimeAsync(20);
    expect(order).toEqual(['a', 'b', 'b', 'c']);
  });

  test('and go on resting after each, however short, until that is nearly forgotten', async () => {
    const { take, order } = turns({ dearRest: 10 });
    const ask = async (ms: number) => {
      const giveBack = await take('a', dear());
      await vi.advanceTimersByTimeAsync(ms);
      (await take('b', cheap()))();
      giveBack();
    };
    await ask(2_500);
    await vi.advanceTimersByTimeAsync(15_010);
    await ask(100);
    void take('c', dear());
    await vi.advanceTimersByTimeAsync(990);
    expect(order.at(-1)).toBe('b');
    await vi.advanceTimersByTimeAsync(20);
    expect(order.at(-1)).toBe('c');
  });

  test('but not for what a page asks', async () => {
    const { take, order } = turns({ dearRest: 10 });
    const first = await take('a', dear());
    await vi.advanceTimersByTimeAsync(500);
    (await take('b', cheap()))();
    void take('a', dear());
    first();
    await settled();
    expect(order).toEqual(['a', 'b', 'a']);
  });

  test('nor for the sake of the caller’s own cheap questions', async () => {
    const { take, order } = turns({ dearRest: 10 });
    const first = await take('a', dear());
    await vi.advanceTimersByTimeAsync(5_000);
    (await take('a', cheap()))();
    void take('a', dear());
    first();
    await settled();
    expect(order).toEqual(['a', 'a', 'a']);
  });

  test('and follow each other where nothing else is asked', async () => {
    const { take, order } = turns({ dearRest: 10 });
    const first = await take('a', dear());
    void take('c', dear());
    await vi.advanceTimersByTimeAsync(500);
    first();
    await settled();
    expect(order).toEqual(['a', 'c']);
  });
});

describe('a caller', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('is an address, and of IPv6 a network: %s', (ip, network) => {
    expect(callerOf({ ip })).toBe(network);
  });

  test('who is signed in is the post, and a key is itself', () => {
    const ip = '203.0.113.7';
    expect(spenderOf({ ip }, null)).toBe(ip);
    expect(spenderOf({ ip }, { postId: 3, apiKeyId: null })).toBe('post 3');
    expect(spenderOf({ ip }, { postId: 3, apiKeyId: 8 })).toBe('key 8');
  });
});
