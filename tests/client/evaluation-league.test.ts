import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RowFactsFragment } from '../../client/api/generated-late.ts';
import { leagueCsv, monthBefore, sortLeague } from '../../client/evaluation/league.ts';
import { columnsOf, isLate } from '../../client/hard-issues/columns.ts';

const row = (unitCode: string, score: number | null): RowFactsFragment => ({
  unitCode,
  unitName: unitCode,
  unitNameEn: null,
  rank: null,
  tooFewCases: false,
  score,
  grade: null,
  rates: [{ indicator: 'REWORK', numerator: 1, denominator: 4, value: score === null ? null : score / 100 }],
});

describe('the league', () => {
  it('keeps everybody, and puts who has no figure last whichever way it is sorted', () => {
    const scores = fc.array(fc.option(fc.integer({ min: 0, max: 100 })), { maxLength: 20 });
    fc.assert(
      fc.property(scores, fc.boolean(), fc.constantFrom('score' as const, 'REWORK' as const), (all, rising, key) => {
        const rows = all.map((score, i) => row(String(i), score));
        const sorted = sortLeague(rows, { key, rising });
        expect(new Set(sorted)).toEqual(new Set(rows));
        const shown = sorted.map(({ score }) => score);
        const known = shown.filter((score) => score !== null);
        expect(shown.slice(0, known.length)).toEqual(known);
        expect(known).toEqual([...known].sort((a, b) => (rising ? a - b : b - a)));
      }),
    );
  });

  it('goes out as a file that Excel opens and that holds no formula', () => {
    expect(
      leagueCsv(
        ['单位', '得分'],
        [
          ['=1+1', 90],
          ['八大关,"街道"', null],
        ],
      ),
    ).toBe('\uFEFF单位,得分\r\n\'=1+1,90\r\n"八大关,""街道""",\r\n');
  });

  it('is asked for by whole months', () => {
    expect(monthBefore('2026-03-31', 0)).toEqual({ from: '2026-03-01', to: '2026-03-31' });
    expect(monthBefore('2026-03-31', 1)).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(monthBefore('2026-01-15', 2)).toEqual({ from: '2025-11-01', to: '2025-11-30' });
  });
});

describe('the board', () => {
  it('has a column for each state that is there, in the order of the work', () => {
    const card = (code: string) => ({ state: { code, titleZh: code, titleEn: code } });
    const columns = columnsOf(['REWARDED', 'STRANGE', 'PUBLISHED', 'REWARDED'].map(card));
    expect(columns.map(({ state, cards }) => [state.code, cards.length])).toEqual([
      ['PUBLISHED', 1],
      ['REWARDED', 2],
      ['STRANGE', 1],
    ]);
  });

  it.each([
    ['open, and its day has passed', 'OPEN', '2026-03-01', null, true],
    ['open, on its day', 'OPEN', '2026-03-02', null, false],
    ['open without a day', 'OPEN', null, null, false],
    ['appraised before it was rewarded', 'OPEN', '2026-03-01', 90, false],
    ['withdrawn', 'ENDED', '2026-03-01', null, false],
  ] as const)('marks as late or not what is %s', (_what, kind, dueOn, score, late) => {
    expect(isLate({ state: { kind }, dueOn, score }, '2026-03-02')).toBe(late);
  });
});
