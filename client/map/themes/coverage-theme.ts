import { percentOf } from '../../i18n/words.ts';
import { COVERED, OUTSIDE, RATE_RAMP, UNCOVERED, UNKNOWN } from '../palette.ts';
import { denominatorOf, mostlyUnknown, rateOf, type Parts, type StatusRow } from '../statuses.ts';
import { countClasses, present, type AreaPaint, type Painted, type Theme, type ThemeClass } from './theme.ts';

/** Lower bounds of the classes above the first, in per cent. */
const BREAKS = [50, 70, 85, 95] as const;
const OUTSIDE_CLASS: ThemeClass = { key: 'outside', color: OUTSIDE, text: { id: 'legend.outside' } };

const STATE_CLASSES: readonly ThemeClass[] = [
  { key: 'COVERED', color: COVERED, text: { id: 'state.COVERED' } },
  { key: 'UNCOVERED', color: UNCOVERED, text: { id: 'state.UNCOVERED' } },
  { key: 'UNKNOWN', color: UNKNOWN, hatch: true, text: { id: 'state.UNKNOWN' } },
  OUTSIDE_CLASS,
];

const RATE_CLASSES: readonly ThemeClass[] = [
  ...RATE_RAMP.map((color, i) => ({ key: `rate-${i}`, color, text: rateText(i) })).reverse(),
  { key: 'none', color: UNKNOWN, hatch: true, text: { id: 'legend.noRate' } },
  OUTSIDE_CLASS,
];

function rateText(i: number): ThemeClass['text'] {
  const [from, to] = [BREAKS[i - 1], BREAKS[i]];
  if (from === undefined) return { id: 'legend.below', params: { to: to ?? 100 } };
  if (to === undefined) return { id: 'legend.from', params: { from } };
  return { id: 'legend.between', params: { from, to } };
}

/** Covered or not, one indicator: three states of a grid, rates above it. */
export function coverageTheme(id: 'committee' | 'property'): Theme {
  return {
    id,
    indicators: [id],
    brings: [],
    paint: (rows, { level }) => (level === 'GRID' ? paintStates(rows, id) : paintRates(rows, id)),
  };
}

function paintStates(rows: readonly StatusRow[], of: 'committee' | 'property'): Painted {
  const paints = rows.map((row): AreaPaint => {
    const found = classNamed(STATE_CLASSES, stateOf(row[of]));
    return paintOf(row, found, found.hatch ?? false, '');
  });
  const always = ['COVERED', 'UNCOVERED', 'UNKNOWN'];
  return { paints, rows: present(countClasses(STATE_CLASSES, paints), always), matrix: null, hint: null };
}

function paintRates(rows: readonly StatusRow[], of: 'committee' | 'property'): Painted {
  const paints = rows.map((row): AreaPaint => {
    const rate = rateOf(row[of]);
    const found = classNamed(RATE_CLASSES, rateKey(row[of]));
    return paintOf(row, found, mostlyUnknown(row[of]), rate === null ? '' : `${percentOf(rate)}%`);
  });
  const hatched = paints.filter(({ hatch }) => hatch).length;
  const classes = present(countClasses(RATE_CLASSES, paints), ['rate-0', 'rate-1', 'rate-2', 'rate-3', 'rate-4']);
  const unknown = { key: 'hatched', color: 'transparent', hatch: true, dots: false, count: hatched };
  return {
    paints,
    rows: [...classes.filter(({ key }) => key !== 'none'), { ...unknown, text: { id: 'legend.mostlyUnknown' } }],
    matrix: null,
    hint: { id: 'legend.rateHint' },
  };
}

export function stateOf(parts: Parts): 'COVERED' | 'UNCOVERED' | 'UNKNOWN' | 'outside' {
  if (parts.covered > 0) return 'COVERED';
  if (parts.uncovered > 0) return 'UNCOVERED';
  return parts.unknown > 0 ? 'UNKNOWN' : 'outside';
}

function rateKey(parts: Parts): string {
  const rate = rateOf(parts);
  if (rate === null) return denominatorOf(parts) === 0 ? 'outside' : 'none';
  return `rate-${BREAKS.filter((from) => rate * 100 >= from).length}`;
}

function classNamed(classes: readonly ThemeClass[], key: string): ThemeClass {
  return classes.find((one) => one.key === key) ?? OUTSIDE_CLASS;
}

function paintOf(row: StatusRow, { key, color }: ThemeClass, hatch: boolean, value: string): AreaPaint {
  return { featureId: row.featureId, classKey: key, color, hatch, dots: false, value };
}
