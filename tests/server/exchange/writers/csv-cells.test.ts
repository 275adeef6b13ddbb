import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareCell, plainCell, safeCell } from '../../../../server/exchange/writers/csv-cells.ts';

describe('a cell for spreadsheets', () => {
  it('keeps what would become a number, a date or a truth value as text', () => {
    for (const text of [
      '370202001',
      '000123',
      '1.5',
      '1e5',
      '12E345',
      '3-4',
      '2025/1/2',
      '-5',
      '+86',
      '50%',
      '1月2日',
      'TRUE',
      'MAR1',
      '1:30',
      '(12)',
    ]) {
      expect(safeCell(text), text).toBe(`="${text}"`);
    }
  });

  it('disarms what would become a formula', () => {
    for (const text of ['=1+1', '+cmd', '-cmd|x', '@SUM(A1)', '\t=1', ' =1', '＝1+1', "'=1", '="x"&A1', '-2\n=3']) {
      expect(safeCell(text), text).toBe(`'${text}`);
    }
  });

  it('leaves other texts alone', () => {
    for (const text of ['江苏路1号院', '', "'quoted'", 'A1', '370202001001Y0001', '3号楼', 'a=b', '八大关-东']) {
      expect(safeCell(text), text).toBe(text);
      expect(plainCell(text), text).toBe(text);
    }
  });

  it('gives back every text to the letter', () => {
    const parts = fc.constantFrom(...'=+-@\'"＝ \t\n\r0123456789eE.,:/%年月日aA();');
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(parts).map((each) => each.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(plainCell(safeCell(text))).toBe(text);
        expect(plainCell(bareCell(text))).toBe(text);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('a cell for programs', () => {
  it('is the text itself, but for what would begin a formula', () => {
    for (const text of ['370202001', '000123', '3-4', '江苏路1号院', "'quoted'"]) expect(bareCell(text)).toBe(text);
    for (const text of ['=1+1', '-5', '+86', '@SUM(A1)', '="1"']) expect(bareCell(text)).toBe(`'${text}`);
  });
});
