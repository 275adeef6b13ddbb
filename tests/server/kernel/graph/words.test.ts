import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asOfDate, today } from '../../../../server/kernel/graph/as-of.ts';
import { fromGlobalId, toGlobalId } from '../../../../server/kernel/graph/global-id.ts';
import { isCalendarDate } from '../../../../server/kernel/graph/scalars.ts';

describe('dates', () => {
  test('only days of the calendar are dates', () => {
    for (const date of ['2025-12-31', '2024-02-29', '0001-01-01', '9999-12-31'])
      expect(isCalendarDate(date)).toBe(true);
    for (const text of [
      '2025-02-29',
      '2025-13-01',
      '2025-1-1',
      '20251231',
      '0000-01-01',
      '2025-12-31T00:00',
      'infinity',
      '',
    ]) {
      expect(isCalendarDate(text), text).toBe(false);
    }
  });

  test('today is the day in China, not the day of the server', () => {
    expect(today(new Date('2025-12-31T15:59:59Z'))).toBe('2025-12-31');
    expect(today(new Date('2025-12-31T16:00:00Z'))).toBe('2026-01-01');
  });

  test('a question that names no date is about today', () => {
    expect(asOfDate({ today: '2026-03-01' }, null)).toBe('2026-03-01');
    expect(asOfDate({ today: '2026-03-01' }, '2025-12-31')).toBe('2025-12-31');
  });
});

describe('ids', () => {
  test('an id stands for its type and key, and for a day where one was asked about', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Grid', 'PropertyService'),
        fc.integer({ min: 1, max: 2_147_483_647 }),
        fc.constantFrom(null, '2024-02-29', '2025-12-31'),
        (type, key, asOf) => {
          expect(fromGlobalId(toGlobalId(type, key, asOf))).toEqual({ type, key, asOf });
        },
      ),
    );
  });

  test('what is not an id is refused', () => {
    const strange = [
      ...['', 'abc', `${toGlobalId('Grid', 7)}=`],
      ...[toGlobalId('Grid', 0), toGlobalId('Grid', 2_147_483_648), toGlobalId('Grid', 7, '2025-02-29')],
    ];
    for (const id of strange) expect(() => fromGlobalId(id), id).toThrow('not an id');
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => fromGlobalId(text)).toThrow('not an id');
      }),
    );
  });
});
