import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COUNTS, type Counts } from '../../../server/evaluation/indicators.ts';
import { ranksOf, scoreOf } from '../../../server/evaluation/score.ts';
import { checkScheme, SchemeWrong, type ScoreScheme } from '../../../server/evaluation/score-scheme.ts';

const scheme: ScoreScheme = {
  key: 'example',
  version: 1,
  title: { zh: '示例', en: 'Example' },
  district: null,
  validFrom: '2025-01-01',
  unknown: 'LEAVE_OUT',
  floor: 0,
  cap: 100,
  items: [
    { code: 'ON_TIME', title: { zh: '甲', en: 'A' }, formula: 'RATE', indicator: 'ON_TIME_CLOSURE', weight: 60 },
    { code: 'REWORK', title: { zh: '乙', en: 'B' }, formula: 'INVERSE_RATE', indicator: 'REWORK', weight: 20 },
    {
      ...{ code: 'LATE', title: { zh: '丙', en: 'C' }, formula: 'COUNT_DEDUCT', count: 'LATE' },
      ...{ weight: 20, deduction: 3, floor: 5 },
    },
  ],
  grades: [
    { code: 'GOOD', title: { zh: '好', en: 'Good' }, from: 80, colour: '#2e7d32' },
    { code: 'POOR', title: { zh: '差', en: 'Poor' }, from: 0, colour: '#c62828' },
  ],
};

const counts = (told: Partial<Counts>): Counts =>
  ({ ...Object.fromEntries(COUNTS.map((count) => [count, 0])), ...told }) as Counts;

describe('A score', () => {
  test('is what the items of its scheme bring, each by its formula', () => {
    const scored = scoreOf(scheme, counts({ due: 11, suspended: 1, onTime: 8, closed: 4, reworked: 1 }));
    expect(scored.points).toEqual([
      { item: 'ON_TIME', points: 48 },
      { item: 'REWORK', points: 15 },
      { item: 'LATE', points: 14 },
    ]);
    expect(scored).toMatchObject({ score: 77, grade: { code: 'POOR' } });
  });

  test('has deductions that stop at the floor of their item', () => {
    const scored = scoreOf(scheme, counts({ due: 100, closed: 1 }));
    expect(scored.points.at(-1)).toEqual({ item: 'LATE', points: 5 });
  });

  test('leaves out what nobody knows, or is not given at all, as its scheme says', () => {
    const unknown = counts({ due: 10, onTime: 10 });
    expect(scoreOf(scheme, unknown)).toMatchObject({ score: 100, grade: { code: 'GOOD' } });
    expect(scoreOf(scheme, unknown).points).toContainEqual({ item: 'REWORK', points: null });
    expect(scoreOf({ ...scheme, unknown: 'NO_SCORE' }, unknown)).toMatchObject({ score: null, grade: null });
  });

  test('is not given where no rate is known: nothing is not zero, and not a hundred', () => {
    expect(scoreOf(scheme, counts({}))).toMatchObject({ score: null, grade: null });
  });

  test('by steps takes the highest one that is reached', () => {
    const [item] = scheme.items;
    const steps = [
      { from: 0.9, points: 10 },
      { from: 0.5, points: 4 },
    ];
    const stepped = {
      ...scheme,
      items: [{ ...item, formula: 'STEPS', indicator: 'CLOSURE', weight: 10, steps }],
    } as ScoreScheme;
    const of = (closed: number) => scoreOf(stepped, counts({ due: 10, closedOfDue: closed })).score;
    expect([of(9), of(8), of(5), of(4)]).toEqual([10, 4, 4, 0]);
  });

  test('never leaves its floor and cap, and always has a grade', () => {
    const number = fc.nat({ max: 30 });
    fc.assert(
      fc.property(fc.tuple(...COUNTS.map(() => number)), (numbers) => {
        const of = counts(Object.fromEntries(COUNTS.map((count, i) => [count, numbers[i] ?? 0])));
        const [onTime, suspended] = [
          Math.min(of.onTime, of.due),
          Math.min(of.suspended, of.due - Math.min(of.onTime, of.due)),
        ];
        const { score, grade } = scoreOf(scheme, {
          ...of,
          onTime,
          suspended,
          reworked: Math.min(of.reworked, of.closed),
        });
        expect(score === null || (score >= 0 && score <= 100)).toBe(true);
        expect(grade === null).toBe(score === null);
      }),
    );
  });
});

describe('Ranks', () => {
  test('are shared by equal scores, skip the next, and are not given without a score', () => {
    expect(ranksOf([80, 90, null, 90, 70])).toEqual([3, 1, null, 1, 4]);
  });
});

describe('A score scheme as data', () => {
  test.each(['shinan', 'xincheng'])('from the rules of %s can be used', async (name) => {
    const text = await readFile(new URL(`../../../geodata/rules/score-${name}.json`, import.meta.url), 'utf8');
    expect(checkScheme(JSON.parse(text)).key).toBe(name);
  });

  test('is refused with everything that is wrong with it', () => {
    const [item] = scheme.items;
    const wrong = {
      ...scheme,
      version: 0,
      items: [item, { ...item, weight: -1 }, { ...item, code: 'X', formula: 'SQUARE' }],
      grades: [{ ...scheme.grades[0], colour: 'green' }],
    };
    const problems = (): readonly string[] => {
      try {
        checkScheme(wrong);
      } catch (error) {
        if (error instanceof SchemeWrong) return error.problems;
      }
      return [];
    };
    expect(problems()).toEqual([
      '"version" takes a whole number from 1.',
      'Item 2 needs a weight above 0.',
      'Item 3 needs a code in capital letters.',
      'Item 3 has no formula we know; there are RATE, INVERSE_RATE, STEPS, COUNT_DEDUCT.',
      'The item ON_TIME stands there twice.',
      'Grade 1 needs a colour such as "#2e7d32".',
      'The last grade must begin at the floor, so that every score has a grade.',
    ]);
  });

  test('that is no scheme at all is refused, whatever it is', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void expect(() => checkScheme(value)).toThrow(SchemeWrong)));
  });
});
