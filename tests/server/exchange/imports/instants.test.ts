import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readInstant } from '../../../../server/exchange/imports/instants.ts';

describe('An instant in a file', () => {
  test.each([
    ['2025-02-28 13:05', '2025-02-28T13:05:00+08:00'],
    ['2025-02-28T13:05:09.000', '2025-02-28T13:05:09+08:00'],
    ['2025-02-28T05:05:09Z', '2025-02-28T13:05:09+08:00'],
    ['2025-02-28T00:05:00-05:00', '2025-02-28T13:05:00+08:00'],
    ['2025/2/8 8:05', '2025-02-08T08:05:00+08:00'],
    ['2025年2月8日 8时5分', '2025-02-08T08:05:00+08:00'],
    ['20250228130509', '2025-02-28T13:05:09+08:00'],
    ['02/28/2025 01:05:00 PM', '2025-02-28T13:05:00+08:00'],
    ['02/28/2025 12:05:00 AM', '2025-02-28T00:05:00+08:00'],
  ])('%s is read', (text, instant) => {
    expect(readInstant(text, 'FIRST')).toBe(instant);
  });

  test('of a day alone is its first or its last second in China', () => {
    expect(readInstant('2025-02-28', 'FIRST')).toBe('2025-02-28T00:00:00+08:00');
    expect(readInstant('2025年2月28日', 'LAST')).toBe('2025-02-28T23:59:59+08:00');
  });

  test.each([
    '02/03/2025',
    '02/03/2025 13:05',
    '2025-02-30 10:00',
    '2025-02-28 25:00',
    '13/28/2025 01:00 PM',
    'soon',
    '',
  ])('%j is none', (text) => expect(readInstant(text, 'FIRST')).toBeNull());

  test('is written so that it is read again as the same', () => {
    const some = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(some, (date) => {
        const read = readInstant(date.toISOString(), 'FIRST');
        expect(Math.floor(Date.parse(read ?? '') / 1000)).toBe(Math.floor(date.getTime() / 1000));
        expect(readInstant(read ?? '', 'LAST')).toBe(read);
      }),
    );
  });
});
