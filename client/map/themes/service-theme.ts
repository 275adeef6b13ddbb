import type { MapLevel } from '../../state/levels.ts';
import { MODE_INKS, OUTSIDE, UNCOVERED, UNKNOWN } from '../palette.ts';
import { denominatorOf, type StatusRow } from '../statuses.ts';
import { countClasses, present, type AreaPaint, type Theme, type ThemeClass } from './theme.ts';

const NO_SERVICE: ThemeClass = { key: 'none', color: UNCOVERED, text: { id: 'legend.noService' } };
const NOT_KNOWN: ThemeClass = { key: 'unknown', color: UNKNOWN, hatch: true, text: { id: 'state.UNKNOWN' } };
const PLANNED: ThemeClass = { key: 'planned', color: '#cdd6e2', text: { id: 'care.status.PLANNED' } };
const ENDED: ThemeClass = { key: 'ended', color: '#a8927c', text: { id: 'care.status.ENDED' } };
const OUTSIDE_CLASS: ThemeClass = { key: 'outside', color: OUTSIDE, text: { id: 'legend.outside' } };

/** Who serves and how: the mode by colour, a trial by dots. Grids when far, yards when near. */
export const serviceTheme: Theme = {
  id: 'service',
  indicators: ['property'],
  brings: [],
  paint: (rows, { modes, level }) => {
    const byMode = modes.map((mode, i): ThemeClass => ({
      key: mode.code,
      color: MODE_INKS[i % MODE_INKS.length] ?? OUTSIDE,
      text: { titleZh: mode.titleZh, titleEn: mode.titleEn },
    }));
    const classes = [...byMode, PLANNED, ENDED, NO_SERVICE, NOT_KNOWN, OUTSIDE_CLASS];
    const paints = rows.map((row): AreaPaint => {
      const found = classOf(row, level, byMode);
      const { key, color, hatch = false } = found;
      return { featureId: row.featureId, classKey: key, color, hatch, dots: row.status === 'TRIAL', value: '' };
    });
    const trial = {
      key: 'trial',
      color: 'var(--ink-3)',
      hatch: false,
      dots: true,
      count: paints.filter(({ dots }) => dots).length,
    };
    return {
      paints,
      rows: [
        ...present(countClasses(classes, paints), ['none', 'unknown']),
        { ...trial, text: { id: 'legend.trial' } },
      ],
      matrix: null,
      hint: { id: 'legend.serviceHint', params: { level } },
    };
  },
};

/** A mode while somebody serves; else what is known of why nobody does. A grid outside the population is not spoken of. */
function classOf(row: StatusRow, level: MapLevel, byMode: readonly ThemeClass[]): ThemeClass {
  const mode = byMode.find(({ key }) => key === row.mode);
  if (mode) return mode;
  if (row.status === 'PLANNED') return PLANNED;
  if (row.status === 'ENDED') return ENDED;
  if (level === 'GRID' && denominatorOf(row.property) === 0) return OUTSIDE_CLASS;
  return row.service === 'UNCOVERED' ? NO_SERVICE : NOT_KNOWN;
}
