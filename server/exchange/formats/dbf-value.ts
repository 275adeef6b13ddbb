import type { DbfField } from './dbf.ts';
import { decodedCell, isAscii } from './dbf-text.ts';
import { rowFault } from './reasons.ts';
import type { RowFault, SourceValue } from './source-file.ts';

/** Types whose values are read; memos and the binary ones stand elsewhere or are not portable. */
const READ_TYPES = 'CNFLD';
/** A double keeps fifteen digits; longer numbers stay text, so that codes stay exact. */
const EXACT_DIGITS = 15;

export function isRead({ type }: DbfField): boolean {
  return READ_TYPES.includes(type);
}

export function dbfValue(field: DbfField, record: Buffer, decoder: TextDecoder, faults: RowFault[]): SourceValue {
  const cell = record.subarray(field.from, field.from + field.length);
  const text = textOf(field, cell, decoder, faults);
  if (text === null || text === '') return null;
  if (field.type === 'C') return text;
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const value = valueOf(field.type, trimmed);
  if (value !== undefined) return value;
  faults.push(rowFault('VALUE_UNREADABLE', { column: field.name, type: TYPE_NAMES[field.type] ?? 'a value' }));
  return null;
}

const TYPE_NAMES: Readonly<Record<string, string>> = { N: 'a number', F: 'a number', L: 'yes or no', D: 'a date' };

/** Text up to its padding, which is blanks or zeros. */
function textOf(field: DbfField, cell: Buffer, decoder: TextDecoder, faults: RowFault[]): string | null {
  const zero = cell.indexOf(0);
  const bytes = zero < 0 ? cell : cell.subarray(0, zero);
  if (isAscii(bytes)) return bytes.toString('latin1').replace(/ +$/, '');
  const decoded = decodedCell(bytes, decoder);
  if (!decoded) {
    faults.push(rowFault('TEXT_UNDECODABLE', { column: field.name, encoding: decoder.encoding }));
    return null;
  }
  if (decoded.cut) faults.push(rowFault('TEXT_CUT', { column: field.name }));
  return decoded.text.replace(/ +$/, '');
}

/** Undefined when the text is not of the type. */
function valueOf(type: string, text: string): SourceValue | undefined {
  if (type === 'L') {
    if (text === '?') return null;
    return /^[ty]$/i.test(text) ? true : /^[fn]$/i.test(text) ? false : undefined;
  }
  if (type === 'D') {
    if (/^0+$/.test(text)) return null;
    const [, year = '', month = '', day = ''] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
    const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
    if (year === '' || Number.isNaN(date.getTime())) return undefined;
    const iso = date.toISOString().slice(0, 10);
    return iso === `${year}-${month}-${day}` ? iso : undefined;
  }
  if (!/^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(text)) return undefined;
  const isCode = /^\d+$/.test(text) && (text.length > EXACT_DIGITS || (text.length > 1 && text.startsWith('0')));
  return isCode ? text : Number(text);
}
