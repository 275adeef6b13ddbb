import type { SourceFile } from './source-files.ts';

/** Signs that belong to Latin text beside a Chinese character, in a text between quotes. Codes such as EPSG:4490 are not beside one. */
const HALF_WIDTH = /\p{Script=Han}[,:;?!(]|[,;:?!)]\p{Script=Han}/u;
const QUOTED = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/gu;

/** Texts in which Chinese is written with the commas and brackets of Latin type, which look like slips to whoever reads them. */
export function halfWidthTexts({ path, text }: SourceFile): string[] {
  return (text.match(QUOTED) ?? [])
    .filter((quoted) => HALF_WIDTH.test(quoted.replaceAll(/\$\{[^}]*\}/g, '0')))
    .map((quoted) => `${path}: ${quoted}`);
}
