import readExcelFile from 'read-excel-file/node';
import { problemOf, unreadable } from './reasons.ts';
import type { SourceValue } from './source-file.ts';

export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly SourceValue[])[];
}

/** The cells of a workbook. One cell that says it stands in the ten-millionth column takes all memory there is. */
export async function readSheets(path: string, name: string): Promise<readonly Sheet[]> {
  try {
    const sheets = await readExcelFile(path, { parseNumber, trim: false });
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map((cells) => cells.map(cellValue)) }));
  } catch (error) {
    throw unreadable('WORKBOOK_UNREADABLE', { name, problem: saidOf(error) });
  }
}

/** Codes are whole numbers and stay exact as text; everything else is a number. */
function parseNumber(text: string): string | number {
  if (/^\d+$/.test(text)) return text;
  const value = Number(text);
  return Number.isSafeInteger(value) ? String(value) : value;
}

function cellValue(value: unknown): SourceValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) return null;
  const [day = '', time = ''] = value.toISOString().split('T');
  return time === '00:00:00.000Z' ? day : `${day} ${time.slice(0, 8)}`;
}

/** What the library trips over in a damaged workbook speaks of its own variables, which tells nobody anything. */
function saidOf(error: unknown): string {
  return error instanceof TypeError || error instanceof RangeError ? 'its parts do not fit together' : problemOf(error);
}
