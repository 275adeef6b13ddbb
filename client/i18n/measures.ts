import type { Words } from './words.ts';

/** Square metres, or square kilometres from a tenth of one. */
export function areaWords(words: Words, squareMetres: number): string {
  return squareMetres >= 100_000
    ? words.t('unit.km2', { value: (squareMetres / 1e6).toFixed(2) })
    : words.t('unit.m2', { value: words.count(Math.round(squareMetres)) });
}
