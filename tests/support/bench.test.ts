import { describe, expect, it } from 'vitest';
import { readBenchArguments, PARTS } from '../bench/arguments.ts';
import { usedBetween } from '../bench/clock.ts';
import { compare, printCompared, summary } from '../bench/goals.ts';
import { percentile } from '../bench/measure.ts';

describe('a goal of the bench', () => {
  it('is met at its very bound and missed beyond it', () => {
    expect(compare(2, 1, { atMost: 2 }).met).toBe(true);
    expect(compare(2.01, 1, { atMost: 2 }).met).toBe(false);
    expect(compare(0.8, 1, { atLeast: 0.8 }).met).toBe(true);
    expect(compare(0.79, 1, { atLeast: 0.8 }).met).toBe(false);
  });

  it('is missed by what could not be measured', () => {
    expect(compare(NaN, 1, { atMost: 2 }).met).toBe(false);
    expect(compare(1, NaN, { atLeast: 0.8 }).met).toBe(false);
  });

  it('is printed beside its ratio with a mark', () => {
    expect(printCompared(compare(1.84, 1, { atMost: 2 }))).toBe('1.84 ≤ 2 ✓');
    expect(printCompared(compare(0.5, 1, { atLeast: 0.8 }))).toBe('0.50 ≥ 0.8 ✗');
    expect(printCompared(compare(6.25, 1))).toBe('6.25');
  });

  it('is counted and, when missed, named; what is only shown is neither', () => {
    const named = [
      { name: 'a', compared: compare(1, 1, { atMost: 2 }) },
      { name: 'b', compared: compare(3, 1, { atMost: 2 }) },
      { name: 'c', compared: compare(9, 1) },
    ];
    expect(summary(named)).toBe('1 of 2 goals met; missed: b.');
    expect(summary(named.slice(0, 1))).toBe('1 of 1 goals met.');
  });
});

describe('a percentile', () => {
  it('is the time within which that share was answered, whatever the order of the times', () => {
    const times = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(times, 0.5)).toBe(50);
    expect(percentile(times, 0.99)).toBe(99);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it('does not leave out the slowest of a few', () => {
    expect(percentile([1, 1, 1, 90], 0.99)).toBe(90);
  });
});

describe('the processor time of backends', () => {
  it('counts all of them, with all the time of one that came in between', () => {
    expect(
      usedBetween(
        new Map([[1, 100]]),
        new Map([
          [1, 130],
          [2, 50],
        ]),
      ),
    ).toBe(80);
  });

  it('is not known when one ended meanwhile', () => {
    expect(
      usedBetween(
        new Map([
          [1, 100],
          [2, 10],
        ]),
        new Map([[1, 130]]),
      ),
    ).toBeNull();
  });
});

describe('the arguments of the bench', () => {
  it('choose parts, and without a choice all of them', () => {
    expect([...readBenchArguments(['--quick', '--only', 'q2, tiles']).wanted]).toEqual(['q2', 'tiles']);
    expect([...readBenchArguments([]).wanted]).toEqual([...PARTS]);
  });

  it('name a part that is not known, and those that are', () => {
    expect(() => readBenchArguments(['--only', 'q9'])).toThrow('"q9": name some of q1, q2, q2c, q3, q4, tiles');
  });
});
