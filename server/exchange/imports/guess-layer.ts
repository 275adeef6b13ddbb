import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import type { SourceRow } from '../formats/source-file.ts';
import { openApart } from '../formats/apart/open-apart.ts';
import { exchangeLayers } from '../layers.ts';
import { guessMapping } from './mapping.ts';
import { halfWidth, isScientific, scientificDigits } from './numbers.ts';

/** The forms of codes that tell the layer by themselves. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  // Statistics fill codes up with zeros.
  [/^\d{6}(0{6})?$/, 'districts'],
  [/^\d{6}(?!000)\d{3}(000)?$/, 'subdistricts'],
  [/^\d{9}(?!000)\d{3}$/, 'communities'],
  [/^\d{15}$/, 'grids'],
  [/^\d{12}Y\d{4}$/, 'yards'],
  [/^\d{12}Y\d{4}B\d{3}$/, 'buildings'],
];

/** Which layer a file is about, by the form of the codes under a heading that stands for its code; null when that is not clear. */
export function guessLayer(
  headings: readonly string[],
  sample: readonly Pick<SourceRow, 'attributes'>[],
): ExchangeLayer | null {
  const fitting = FORMS.flatMap(([form, key]) => {
    const layer = exchangeLayers.find((each) => each.key === key);
    const heading = layer && guessMapping(headings, layer.fields).mapping['code'];
    if (!layer || heading === undefined) return [];
    const codes = sample
      .map(({ attributes }) => asDigits(halfWidth(String(attributes[heading] ?? ''))))
      .filter((code) => /\d/.test(code));
    return codes.length > 0 && codes.every((code) => form.test(code)) ? [layer] : [];
  });
  // Lists of what is below name what is above as well.
  return fitting.at(-1) ?? null;
}

/** A number as long as the one that Excel wrote as 3.70202E+11: the file is about these codes, although they are lost. */
const asDigits = (code: string): string =>
  isScientific(code) ? '1'.repeat(scientificDigits(code)) : code.replace(/\.0+$/, '');

/** Rows that are looked at. */
const SAMPLE = 50;

export async function guessLayerOfFile(
  path: string,
  fileName: string,
  table: string | null,
  signal?: AbortSignal,
): Promise<ExchangeLayer | null> {
  const source = await openApart(path, { fileName, ...(signal && { signal }) });
  try {
    const found = table === null ? source.layers[0] : source.layers.find(({ name }) => name === table);
    if (!found) return null;
    const sample: SourceRow[] = [];
    for await (const row of found.rows()) {
      sample.push(row);
      if (sample.length >= SAMPLE) break;
    }
    return guessLayer(
      found.headings ?? [...new Set(sample.flatMap(({ attributes }) => Object.keys(attributes)))],
      sample,
    );
  } finally {
    await source.close();
  }
}
