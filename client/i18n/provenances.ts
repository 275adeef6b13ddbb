import type { Words } from './words.ts';

export type FigureProvenance = 'SYNTHETIC' | 'IMPORTED' | 'SURVEYED';

/** What a figure rests on, in one line; null where it rests on nothing. A mixture says so. */
export function provenanceLine({ t }: Pick<Words, 't'>, provenances: readonly FigureProvenance[]): string | null {
  const names = provenances.map((each) => t(`provenance.${each}`));
  if (names.length === 0) return null;
  return t(names.length > 1 ? 'figure.mixed' : 'figure.provenance', { names: names.join(t('figure.and')) });
}
