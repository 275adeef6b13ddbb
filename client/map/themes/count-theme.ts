import { ISSUE_RAMP, PARTY_RAMP, ZERO } from '../palette.ts';
import type { StatusRow } from '../statuses.ts';
import { countClasses, type AreaPaint, type Text, type Theme, type ThemeClass } from './theme.ts';

/** Lower bounds of up to `classes` classes of counts from 1 up, each about as full as the next. */
export function breaksOf(values: readonly number[], classes: number): number[] {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  const bounds = new Set<number>();
  for (let i = 0; i < classes; i++) {
    const bound = sorted[Math.floor((i * sorted.length) / classes)];
    if (bound !== undefined) bounds.add(i === 0 ? Math.min(1, bound) : plain(bound));
  }
  return [...bounds];
}

/** Bounds people can keep in mind. */
function plain(bound: number): number {
  return bound < 20 ? bound : Math.floor(bound / 5) * 5;
}

function countTheme(
  definition: Pick<Theme, 'id' | 'brings'> & {
    readonly countOf: (row: StatusRow) => number;
    readonly ramp: readonly string[];
    readonly hint: (level: string) => Text;
  },
): Theme {
  const { countOf, ramp, hint, ...theme } = definition;
  return {
    ...theme,
    indicators: [],
    paint: (rows, { level, classesOf = rows }) => {
      const breaks = breaksOf(classesOf.map(countOf), ramp.length);
      const classes = breaks.map((from, i): ThemeClass => {
        const next = breaks[i + 1];
        return { key: `from-${from}`, color: rampColor(ramp, i, breaks.length), text: rangeText(from, next) };
      });
      const zero: ThemeClass = { key: 'zero', color: ZERO, text: { id: 'legend.exactly', params: { count: 0 } } };
      const paints = rows.map((row): AreaPaint => {
        const count = countOf(row);
        const found = classes[breaks.filter((from) => count >= from).length - 1] ?? zero;
        const value = count > 0 ? String(count) : '';
        return { featureId: row.featureId, classKey: found.key, color: found.color, hatch: false, dots: false, value };
      });
      return {
        paints,
        rows: countClasses([...classes].reverse().concat(zero), paints),
        matrix: null,
        hint: hint(level),
      };
    },
  };
}

/** Few classes take the middle and dark steps of the ramp, so that one open issue is seen. */
function rampColor(ramp: readonly string[], i: number, classes: number): string {
  const at = classes === 1 ? ramp.length - 2 : Math.round((i * (ramp.length - 1)) / (classes - 1));
  return ramp[at] ?? ZERO;
}

function rangeText(from: number, next: number | undefined): Text {
  if (next === undefined) return { id: 'legend.countFrom', params: { from } };
  if (next - 1 === from) return { id: 'legend.exactly', params: { count: from } };
  return { id: 'legend.countRange', params: { from, to: next - 1 } };
}

/** Open issues of each area, and the issues themselves as points. */
export const issuesTheme = countTheme({
  id: 'issues',
  brings: ['issues'],
  countOf: ({ openIssues }) => openIssues,
  ramp: ISSUE_RAMP,
  hint: (level) => ({ id: 'legend.issuesHint', params: { level } }),
});

/** Party committees of buildings by where they sit, and the towers they cover. */
export const partyTheme = countTheme({
  id: 'party',
  brings: ['towers'],
  countOf: ({ partyCommittees }) => partyCommittees,
  ramp: PARTY_RAMP,
  hint: () => ({ id: 'legend.partyHint' }),
});
