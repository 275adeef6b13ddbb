import { BOTH_MATRIX, OUTSIDE, UNKNOWN } from '../palette.ts';
import { denominatorOf, mostlyUnknown, rateOf, type Parts, type StatusRow } from '../statuses.ts';
import { stateOf } from './coverage-theme.ts';
import { countClasses, type AreaPaint, type LegendMatrix, type Text, type Theme, type ThemeClass } from './theme.ts';

/** Low, middle, high, in per cent of the known. */
const BREAKS = [70, 90] as const;
type Step = 0 | 1 | 2;
/** A step, nothing known, or no grid that counts. */
type Rank = Step | 'unknown' | 'outside';

const RATE_TEXTS: Record<Step, Text> = {
  0: { id: 'legend.below', params: { to: BREAKS[0] } },
  1: { id: 'legend.between', params: { from: BREAKS[0], to: BREAKS[1] } },
  2: { id: 'legend.from', params: { from: BREAKS[1] } },
};
const UNKNOWN_TEXT: Text = { id: 'state.UNKNOWN' };

/** Committee and property service at once: where one is there without the other, the hue says which. */
export const bothTheme: Theme = {
  id: 'both',
  indicators: ['committee', 'property'],
  brings: [],
  paint: (rows, { level }) => {
    const states = level === 'GRID';
    const paints = rows.map((row) => paintOf(row, states));
    return {
      paints,
      rows: [],
      matrix: matrixOf(paints, states),
      hint: { id: states ? 'legend.matrixHint' : 'legend.matrixHintRates' },
    };
  },
};

function rankOf(parts: Parts, states: boolean): Rank {
  if (denominatorOf(parts) === 0) return 'outside';
  if (states) {
    const state = stateOf(parts);
    return state === 'COVERED' ? 2 : state === 'UNCOVERED' ? 0 : 'unknown';
  }
  const rate = rateOf(parts);
  if (rate === null) return 'unknown';
  return rate * 100 >= BREAKS[1] ? 2 : rate * 100 >= BREAKS[0] ? 1 : 0;
}

function paintOf(row: StatusRow, states: boolean): AreaPaint {
  const across = rankOf(row.committee, states);
  const up = rankOf(row.property, states);
  const hatch = states
    ? across === 'unknown' || up === 'unknown'
    : mostlyUnknown(row.committee) || mostlyUnknown(row.property);
  return {
    featureId: row.featureId,
    classKey: `${up}/${across}`,
    color: colorOf(up, across),
    hatch,
    dots: false,
    value: '',
  };
}

function colorOf(up: Rank, across: Rank): string {
  if (up === 'outside' || across === 'outside') return OUTSIDE;
  if (up === 'unknown' && across === 'unknown') return UNKNOWN;
  // Half known: paler than when both are, so that it does not pass for an answer.
  if (up === 'unknown') return HALF_KNOWN[across === 2 ? 'committee' : 'noCommittee'];
  if (across === 'unknown') return HALF_KNOWN[up === 2 ? 'service' : 'noService'];
  return BOTH_MATRIX[up][across];
}

const HALF_KNOWN = { committee: '#ece0b8', noCommittee: '#e7c8b4', service: '#bccbdd', noService: '#e7c8b4' } as const;

function matrixOf(paints: readonly AreaPaint[], states: boolean): LegendMatrix {
  const ranks: readonly Rank[] = states ? ['unknown', 0, 2] : ['unknown', 0, 1, 2];
  const text = (rank: Rank): Text =>
    rank === 'unknown'
      ? UNKNOWN_TEXT
      : rank === 'outside'
        ? { id: 'legend.outside' }
        : states
          ? { id: rank === 2 ? 'state.COVERED' : 'state.UNCOVERED' }
          : RATE_TEXTS[rank];
  const shown = ranks.filter(
    (rank) => rank !== 'unknown' || states || paints.some((one) => one.classKey.includes('unknown')),
  );
  const classes = shown.flatMap((up) =>
    shown.map((across): ThemeClass => {
      const hatch = up === 'unknown' || across === 'unknown';
      return { key: `${up}/${across}`, color: colorOf(up, across), hatch, text: text(across) };
    }),
  );
  const cells = countClasses(classes, paints);
  return {
    across: shown.map(text),
    rows: [...shown]
      .reverse()
      .map((up) => ({ text: text(up), cells: cells.filter(({ key }) => key.startsWith(`${up}/`)) })),
  };
}
