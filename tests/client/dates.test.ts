import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayNumber, fromDayNumber, isDate, quarterEnds } from '../../client/state/dates.ts';

describe('dates', () => {
  it('are counted in days from 1970-01-01, as the tiles count them', () => {
    expect(dayNumber('1970-01-01')).toBe(0);
    expect(dayNumber('2025-12-31')).toBe(20453);
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 100_000 }),
        (day) => void expect(dayNumber(fromDayNumber(day))).toBe(day),
      ),
    );
  });

  it('that no calendar knows are none', () => {
    expect(isDate('2024-02-29')).toBe(true);
    expect(isDate('2023-02-29')).toBe(false);
    expect(isDate('2023-2-9')).toBe(false);
  });

  it('can be dragged by quarters up to the last day there is', () => {
    expect(quarterEnds(2025, '2025-08-15')).toEqual(['2024-12-31', '2025-03-31', '2025-06-30', '2025-08-15']);
    expect(quarterEnds(2025, '2025-12-31').at(-1)).toBe('2025-12-31');
  });
});
