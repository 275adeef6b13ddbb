import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import type { SourceLayer, SourceRow } from '../formats/source-file.ts';
import { listed } from '../words/lists.ts';
import { refusal } from '../words/refusals.ts';
import { FileRefused } from './file-refused.ts';
import { guessMapping } from './mapping.ts';

const NO_TABLE = { en: '', zh: '无' };

/** The table that was asked for, or the only one that has codes (or another field) of the layer: files have sheets of notes beside their data. */
export async function chooseTable(
  tables: readonly SourceLayer[],
  wanted: string | null,
  layer: ExchangeLayer,
  field: 'code' | 'name' = 'code',
): Promise<SourceLayer> {
  const all = tables.map(({ name }) => name);
  const names = listed(all, NO_TABLE);
  const [only] = tables;
  if (wanted !== null) {
    const table = tables.find(({ name }) => name === wanted);
    if (table) return table;
    throw new FileRefused(refusal('TABLE_UNKNOWN', { wanted, names }));
  }
  if (!only) throw new FileRefused(refusal('TABLE_MISSING'));
  if (tables.length === 1) return only;
  const fitting: SourceLayer[] = [];
  for (const table of tables) {
    const headings = table.headings ?? headingsOf(await firstRows(table));
    if (guessMapping(headings, layer.fields).mapping[field] !== undefined) fitting.push(table);
  }
  const [fits] = fitting;
  if (fits && fitting.length === 1) return fits;
  throw new FileRefused({ ...refusal('TABLE_UNSAID', { names }), tables: all });
}

/** Headings of a format that does not list them: those of its first rows. */
export const headingsOf = (rows: readonly SourceRow[]): string[] => [
  ...new Set(rows.flatMap(({ attributes }) => Object.keys(attributes))),
];

/** Rows that are looked at before the file is read whole. */
const FIRST_ROWS = 200;

export async function firstRows(table: SourceLayer): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const row of table.rows()) {
    rows.push(row);
    if (rows.length >= FIRST_ROWS) break;
  }
  return rows;
}
