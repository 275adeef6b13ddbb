import { PROVENANCE_FIELD } from '../../kernel/exchange/fields.ts';
import type { SourceRow } from '../formats/source-file.ts';

const { name, dbf, title, values = [] } = PROVENANCE_FIELD;
const HEADINGS = [name, dbf, title.zh, title.en];
const synthetic = values.find(({ value }) => value === 'SYNTHETIC');
const WORDS = synthetic ? [synthetic.value, synthetic.title.zh, synthetic.title.en] : [];

/** Whether rows say of themselves that they are made up, in whatever words files of ours have for it. */
export function saySynthetic(rows: readonly SourceRow[]): boolean {
  return rows.some(({ attributes }) => HEADINGS.some((heading) => WORDS.includes(String(attributes[heading] ?? ''))));
}
