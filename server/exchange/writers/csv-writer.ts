import type { ExchangeField } from '../../kernel/exchange/layer.ts';
import { streamTexts } from './chunks.ts';
import { bareCell, safeCell } from './csv-cells.ts';
import {
  attributionsOf,
  textOf,
  type TableFile,
  type TableRow,
  type TableValue,
  type TableWriter,
} from './table-file.ts';

/** How cells are written, and what stands before the first. */
interface Manner {
  readonly mark: string;
  readonly cell: (text: string) => string;
}

const csv = (manner: Manner): TableWriter => ({
  extension: 'csv',
  contentType: 'text/csv; charset=utf-8',
  shapes: 'WKT',
  write: async (file, rows) => streamTexts(texts(file, rows, manner)),
});

/**
 * CSV for programs: UTF-8 without a mark, CRLF, codes as they are. The file has no place for notes, so each row says of what
 * date it is, in which coordinates, and whom to name.
 */
export const csvWriter = csv({ mark: '', cell: bareCell });

/** The same as Excel and WPS open it right: with a byte order mark, and cells that stay what they are (see csv-cells). */
export const spreadsheetCsvWriter = csv({ mark: '\uFEFF', cell: safeCell });

async function* texts(file: TableFile, rows: AsyncIterable<TableRow>, { mark, cell }: Manner): AsyncGenerator<string> {
  const { fields, geometry, crs, notes } = file;
  const said: [string, string][] = [
    ['asOf', notes.asOf],
    ...(geometry === null ? [] : [['crs', crs.name] as [string, string]]),
    ['attribution', attributionsOf(notes).join('; ')],
  ];
  const shape = geometry === null ? [] : ['WKT'];
  yield `${mark}${line([...fields.map(({ name }) => name), ...said.map(([name]) => name), ...shape])}`;
  const sameInAll = said.map(([name, text]) => (name === 'asOf' ? text : cell(text)));
  for await (const row of rows) {
    const cells = fields.map((field) => cellOf(field, row.attributes[field.name], cell));
    yield line([...cells, ...sameInAll, ...(geometry === null ? [] : [String(row.geometry ?? '')])]);
  }
}

/** Numbers and dates are to be taken for what they are. */
function cellOf({ type }: ExchangeField, value: TableValue | undefined, cell: Manner['cell']): string {
  const text = textOf(value) ?? '';
  const isValue = typeof value === 'number' || typeof value === 'boolean' || type === 'date';
  return isValue ? text : cell(text);
}

function line(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
