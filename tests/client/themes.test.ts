import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillLevelOf } from '../../client/map/fill-level.ts';
import { rateOf, type StatusRow } from '../../client/map/statuses.ts';
import { breaksOf } from '../../client/map/themes/count-theme.ts';
import { THEME_OF } from '../../client/map/themes/themes.ts';
import { MAP_LEVELS } from '../../client/state/levels.ts';
import { THEMES } from '../../client/state/view.ts';

const modes = [
  { code: 'BUNDLED_MULTI_GRID', titleZh: '多网格打包', titleEn: 'Bundled' },
  { code: 'TRY_THEN_BUY', titleZh: '先尝后买', titleEn: 'Try, then buy' },
];
const parts = fc.record({ covered: fc.nat(9), uncovered: fc.nat(9), unknown: fc.nat(9) });
const row: fc.Arbitrary<Omit<StatusRow, 'featureId'>> = fc.record({
  committee: parts,
  property: parts,
  openIssues: fc.nat(60),
  partyCommittees: fc.nat(5),
  mode: fc.constantFrom(null, ...modes.map(({ code }) => code)),
  status: fc.constantFrom(null, 'PLANNED' as const, 'TRIAL' as const, 'ACTIVE' as const, 'ENDED' as const),
  service: fc.constantFrom(null, 'COVERED' as const, 'UNCOVERED' as const, 'UNKNOWN' as const),
});
const rows = fc.array(row, { maxLength: 40 }).map((all) => all.map((one, i) => ({ ...one, featureId: i + 1 })));
const one = { covered: 0, uncovered: 0, unknown: 0 };
const grid = (committee: Partial<typeof one>, property: Partial<typeof one> = { covered: 1 }): StatusRow => ({
  featureId: 1,
  committee: { ...one, ...committee },
  property: { ...one, ...property },
  openIssues: 0,
  partyCommittees: 0,
  mode: null,
  status: null,
  service: null,
});

describe('a thematic layer', () => {
  it('counts every area it paints exactly once in its legend', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(...THEMES), fc.constantFrom(...MAP_LEVELS), (given, id, level) => {
        const theme = THEME_OF[id];
        const {
          paints,
          rows: legend,
          matrix,
        } = theme.paint(given, { level: fillLevelOf(id, level, MAP_LEVELS), modes });
        expect(paints).toHaveLength(given.length);
        const cells = matrix ? matrix.rows.flatMap((line) => line.cells) : legend;
        const named = new Set(cells.map(({ key }) => key));
        for (const { key, count } of cells.filter((cell) => cell.key !== 'hatched' && cell.key !== 'trial')) {
          expect(count).toBe(paints.filter(({ classKey }) => classKey === key).length);
        }
        if (!matrix) {
          const unnamed = paints.filter(({ classKey }) => !named.has(classKey));
          expect(unnamed.every(({ hatch }) => hatch)).toBe(true);
        }
      }),
    );
  });

  it('never paints unknown like no', () => {
    for (const id of ['committee', 'property', 'both'] as const) {
      const paint = (state: Partial<typeof one>) =>
        THEME_OF[id].paint([grid(state, state)], { level: 'GRID', modes }).paints[0];
      const unknown = paint({ unknown: 1 });
      const no = paint({ uncovered: 1 });
      expect(unknown?.hatch).toBe(true);
      expect(no?.hatch).toBe(false);
      expect(unknown?.color).not.toBe(no?.color);
    }
  });

  it('hatches an area above the grid when most of it is unknown, and still shows the rate of the known', () => {
    const [paint] = THEME_OF.property.paint([grid({}, { covered: 3, uncovered: 1, unknown: 5 })], {
      level: 'COMMUNITY',
      modes,
    }).paints;
    expect(paint).toMatchObject({ hatch: true, value: '75%' });
  });

  it('says no rate where nothing is known', () => {
    expect(rateOf({ covered: 0, uncovered: 0, unknown: 4 })).toBeNull();
    const [paint] = THEME_OF.committee.paint([grid({ unknown: 4 })], { level: 'COMMUNITY', modes }).paints;
    expect(paint).toMatchObject({ classKey: 'none', hatch: true, value: '' });
  });

  it('never rounds a gap away', () => {
    const [paint] = THEME_OF.committee.paint([grid({ covered: 999, uncovered: 1 })], {
      level: 'SUBDISTRICT',
      modes,
    }).paints;
    expect(paint?.value).toBe('99%');
  });

  it.each(['GRID', 'YARD'] as const)('tells a %s known to have no service from one nobody knows of', (level) => {
    const classOf = (service: StatusRow['service']) => {
      const row: StatusRow = { ...grid({}, { unknown: 1 }), service };
      return THEME_OF.service.paint([row], { level, modes }).paints[0];
    };
    expect(classOf('UNCOVERED')).toMatchObject({ classKey: 'none', hatch: false });
    expect(classOf('UNKNOWN')).toMatchObject({ classKey: 'unknown', hatch: true });
    const { rows: legend } = THEME_OF.service.paint([], { level, modes });
    expect(legend.map(({ key }) => key)).toEqual(expect.arrayContaining(['none', 'unknown']));
  });

  it('colours neighbours by the classes of the district itself', () => {
    const counts = (...open: number[]) => open.map((openIssues) => ({ ...grid({}), openIssues }));
    const own = counts(1, 2, 3, 40, 50, 60);
    const context = { level: 'GRID', modes } as const;
    const alone = THEME_OF.issues.paint(own, context);
    const [beside] = THEME_OF.issues.paint(counts(40), { ...context, classesOf: own }).paints;
    expect(beside?.color).toBe(alone.paints[3]?.color);
  });

  it('marks a trial with dots', () => {
    const trial: StatusRow = { ...grid({}), mode: 'TRY_THEN_BUY', status: 'TRIAL' };
    expect(THEME_OF.service.paint([trial], { level: 'GRID', modes }).paints[0]?.dots).toBe(true);
  });
});

describe('classes of counts', () => {
  it('rise, begin at one and hold every count', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500)), fc.integer({ min: 1, max: 6 }), (counts, classes) => {
        const breaks = breaksOf(counts, classes);
        expect(breaks).toEqual([...new Set(breaks)].sort((a, b) => a - b));
        expect(breaks.length).toBeLessThanOrEqual(classes);
        if (counts.some((count) => count > 0)) expect(breaks[0]).toBe(1);
      }),
    );
  });
});
