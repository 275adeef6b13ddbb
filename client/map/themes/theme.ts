import type { WordId, WordParams } from '../../i18n/words.ts';
import type { MapLevel } from '../../state/levels.ts';
import type { OverlayId, ThemeId } from '../../state/view.ts';
import type { StatusRow } from '../statuses.ts';

/** Words of a legend: from the catalogue, or from a code book of the data. */
export type Text =
  { readonly id: WordId; readonly params?: WordParams } | { readonly titleZh: string; readonly titleEn: string };

/** How one area is drawn. Map and legend both come from it, so they cannot disagree. */
export interface AreaPaint {
  readonly featureId: number;
  readonly classKey: string;
  readonly color: string;
  readonly hatch: boolean;
  readonly dots: boolean;
  /** A short figure beside the name on the map; empty for none. */
  readonly value: string;
}

export interface LegendRow {
  readonly key: string;
  readonly color: string;
  readonly hatch: boolean;
  readonly dots: boolean;
  readonly text: Text;
  readonly count: number;
}

export interface LegendMatrix {
  readonly across: readonly Text[];
  /** From the top row down. */
  readonly rows: readonly { readonly text: Text; readonly cells: readonly LegendRow[] }[];
}

export interface Painted {
  readonly paints: readonly AreaPaint[];
  readonly rows: readonly LegendRow[];
  readonly matrix: LegendMatrix | null;
  readonly hint: Text | null;
}

export interface PaintContext {
  /** The level the rows are of. */
  readonly level: MapLevel;
  readonly modes: readonly { readonly code: string; readonly titleZh: string; readonly titleEn: string }[];
  /** The rows whose counts make the classes, where those are not the rows painted: neighbours take the district's. */
  readonly classesOf?: readonly StatusRow[];
}

export interface Theme {
  readonly id: ThemeId;
  /** Which coverage figures its legend states. */
  readonly indicators: readonly ('committee' | 'property')[];
  /** Overlays it always brings along. */
  readonly brings: readonly OverlayId[];
  readonly paint: (rows: readonly StatusRow[], context: PaintContext) => Painted;
}

export interface ThemeClass {
  readonly key: string;
  readonly color: string;
  readonly hatch?: boolean;
  readonly dots?: boolean;
  readonly text: Text;
}

/** Legend rows of classes, each with how many of the areas fell into it. */
export function countClasses(classes: readonly ThemeClass[], paints: readonly AreaPaint[]): LegendRow[] {
  const counts = new Map<string, number>();
  for (const { classKey } of paints) counts.set(classKey, (counts.get(classKey) ?? 0) + 1);
  return classes.map(({ key, color, hatch = false, dots = false, text }) => ({
    key,
    color,
    hatch,
    dots,
    text,
    count: counts.get(key) ?? 0,
  }));
}

/** Rows whose class nobody fell into are left out, unless they are always worth stating. */
export function present(rows: readonly LegendRow[], always: readonly string[] = []): LegendRow[] {
  return rows.filter(({ key, count }) => count > 0 || always.includes(key));
}
