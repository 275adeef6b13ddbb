import { coarser, finer, type MapLevel } from '../state/levels.ts';
import type { ThemeId } from '../state/view.ts';

/** The level each theme colours when a level is in focus. */
const FILL_LEVELS: Readonly<Record<ThemeId, (level: MapLevel) => MapLevel>> = {
  committee: (level) => coarser(level, 'GRID'),
  property: (level) => coarser(level, 'GRID'),
  both: (level) => coarser(level, 'GRID'),
  // Grids when far, yards when near.
  service: (level) => finer('GRID', coarser(level, 'YARD')),
  issues: (level) => coarser(level, 'YARD'),
  party: (level) => coarser(level, 'COMMUNITY'),
};

/** That level, or where the district does not use it, the next coarser one it does use. */
export function fillLevelOf(theme: ThemeId, level: MapLevel, used: readonly MapLevel[]): MapLevel {
  const wanted = FILL_LEVELS[theme](level);
  if (used.includes(wanted)) return wanted;
  return used.findLast((one) => coarser(one, wanted) === one) ?? used[0] ?? wanted;
}
