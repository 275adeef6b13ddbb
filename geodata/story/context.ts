import type { Chance } from '../random.ts';
import { held } from '../random.ts';
import { fromDay, toDay } from '../dates.ts';
import type { Grid, Town, Yard } from '../town/model.ts';

/** The source of everything that is made up. */
export const DEMO_SOURCE = 'demo-district';
export const FIGURES_AS_OF = '2025-12-31';

/** What the parts of the story share: the grids of the last day, their yards, and which were renewed in five years. */
export interface StoryContext {
  readonly town: Town;
  readonly lastGrids: readonly Grid[];
  readonly yardsOf: (grid: Grid) => readonly Yard[];
  /** The 260 grids with a renewal completed in the five years up to the last day. */
  readonly renewed: readonly Grid[];
  readonly others: readonly Grid[];
}

export const RENEWED_GRIDS = 260;

export function storyContext(town: Town, chance: Chance): StoryContext {
  const lastGrids = town.grids.filter(({ ended }) => !ended);
  const yards = new Map(lastGrids.map(({ code }): [string, Yard[]] => [code, []]));
  for (const yard of town.yards) held(yards, yard.lastGrid).push(yard);
  const yardsOf = (grid: Grid) => held(yards, grid.code);
  // Older grids come first for renewal.
  const age = new Map(
    lastGrids.map((grid) => {
      const years = yardsOf(grid).map(({ builtYear }) => builtYear);
      const mean = years.reduce((sum, year) => sum + year, 0) / years.length;
      return [grid.code, Math.min(mean, 1950 + (mean - 1950) * 0.3) + chance.between(0, 30)];
    }),
  );
  const byAge = [...lastGrids].sort((a, b) => held(age, a.code) - held(age, b.code));
  const chosen = new Set(byAge.slice(0, RENEWED_GRIDS));
  return {
    town,
    lastGrids,
    yardsOf,
    renewed: lastGrids.filter((grid) => chosen.has(grid)),
    others: lastGrids.filter((grid) => !chosen.has(grid)),
  };
}

/** A day between two dates, both included. */
export function someDay(chance: Chance, from: string, to: string): string {
  return fromDay(chance.whole(toDay(from), toDay(to)));
}

/** The grid that was merged into a grid, and when. */
export function absorbedBy(town: Town, grid: Grid): { grid: Grid; on: string } | null {
  const { grown } = grid;
  if (!grown) return null;
  const absorbed = town.grids.find(({ code }) => code === grown.absorbed);
  return absorbed ? { grid: absorbed, on: grown.on } : null;
}

/** Codes of one kind, counted up. */
export function numbering(prefix: string, digits: number): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `${prefix}${String(last).padStart(digits, '0')}`;
  };
}
