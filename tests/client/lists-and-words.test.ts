import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en } from '../../client/i18n/en.ts';
import { provenanceLine } from '../../client/i18n/provenances.ts';
import { percentOf, say, wordsOf } from '../../client/i18n/words.ts';
import { zh, type WordId } from '../../client/i18n/zh.ts';
import { sortChildren, type Sortable } from '../../client/land/sort-children.ts';
import { snapRegion } from '../../client/map/region.ts';
import { shortName } from '../../client/map/use-labels.ts';

const rate = fc.record({ rate: fc.option(fc.double({ min: 0, max: 1, noNaN: true })) });
const child: fc.Arbitrary<Sortable> = fc.record({
  code: fc.stringMatching(/^[0-9]{9}$/),
  name: fc.constantFrom('八大关街道', '中山路街道', '10号楼', '9号楼'),
  committee: rate,
  property: rate,
  issueCounts: fc.record({ open: fc.nat(99) }),
});

describe('the list of children', () => {
  it('keeps everybody however it is sorted', () => {
    fc.assert(
      fc.property(
        fc.array(child),
        fc.constantFrom('code', 'name', 'committee', 'property', 'issues'),
        fc.boolean(),
        (all, key, rising) => {
          const sorted = sortChildren(all, key as 'code', rising);
          expect(new Set(sorted)).toEqual(new Set(all));
        },
      ),
    );
  });

  it('puts what is unknown last, whichever way it is sorted', () => {
    const of = (code: string, known: number | null): Sortable => ({
      code,
      name: code,
      committee: { rate: known },
      property: { rate: null },
      issueCounts: { open: 0 },
    });
    const all = [of('1', null), of('2', 0.5), of('3', 0.9)];
    expect(sortChildren(all, 'committee', true).map(({ code }) => code)).toEqual(['2', '3', '1']);
    expect(sortChildren(all, 'committee', false).map(({ code }) => code)).toEqual(['3', '2', '1']);
  });

  it('sorts house numbers as numbers', () => {
    const named = (name: string): Sortable => ({
      code: name,
      name,
      committee: { rate: null },
      property: { rate: null },
      issueCounts: { open: 0 },
    });
    expect(sortChildren([named('10号楼'), named('9号楼')], 'name', true).map(({ name }) => name)).toEqual([
      '9号楼',
      '10号楼',
    ]);
  });
});

describe('words', () => {
  it('have the same blanks in both languages', () => {
    const blanks = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
    for (const id of Object.keys(zh) as WordId[]) expect([id, blanks(en[id])]).toEqual([id, blanks(zh[id])]);
  });

  it('fill the blanks', () => {
    expect(say('zh', 'coverage.denominator', { count: 349 })).toBe('共 349 个网格');
  });

  it('call nothing complete that is not', () => {
    expect(percentOf(258 / 260)).toBe(99);
    expect(percentOf(0.9999)).toBe(99);
    expect(percentOf(0.0001)).toBe(1);
    expect(percentOf(1)).toBe(100);
  });
});

describe('labels on the map', () => {
  it('leave out the name of the place around them', () => {
    expect(shortName('龙江路社区第三网格', ['江苏路社区', '龙江路社区'])).toBe('第三网格');
    expect(shortName('龙江路社区', ['龙江路社区'])).toBe('龙江路社区');
  });

  it('are asked for a region no smaller than what is in sight', () => {
    const seen = { west: 120.3212, south: 36.0571, east: 120.3291, north: 36.0623 };
    const asked = snapRegion(seen);
    expect(
      asked.west <= seen.west && asked.south <= seen.south && asked.east >= seen.east && asked.north >= seen.north,
    ).toBe(true);
  });
});

describe('what a figure rests on', () => {
  it('is one line that says so when it is a mixture, and none where there is nothing', () => {
    const [chinese, english] = [wordsOf('zh'), wordsOf('en')];
    expect(provenanceLine(chinese, ['SYNTHETIC'])).toBe('数据性质：示意数据');
    expect(provenanceLine(chinese, ['IMPORTED', 'SYNTHETIC'])).toBe('数据性质：混合（导入数据、示意数据）');
    expect(provenanceLine(english, ['IMPORTED', 'SYNTHETIC'])).toBe('Data: mixed (Imported, Synthetic)');
    expect(provenanceLine(chinese, [])).toBeNull();
  });
});
