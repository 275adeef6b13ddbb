import { tell } from '../../kernel/words/sentence.ts';
import { UNWRITABLE } from '../words/of-exports.ts';
import type { ExchangeField } from '../../kernel/exchange/layer.ts';
import { ExportRefused, textOf, type TableRow } from './table-file.ts';

/** What a field of text holds at most. */
export const MAX_DBF_BYTES = 254;
/** Digits, sign and point that a field of numbers holds at most, for all readers. */
const MAX_NUMBER_WIDTH = 24;
const MAX_DECIMALS = 15;

/**
 * A dBASE III table whose fields are as wide as what is in them. So everything is looked at once before the first byte: `add`
 * each row, keep the lines it gives, and write them later behind `header`.
 */
export class DbfTable {
  private readonly columns: { field: ExchangeField; width: number; decimals: number }[];
  private rows = 0;

  constructor(fields: readonly ExchangeField[]) {
    this.columns = fields.map((field) => ({ field, width: field.type === 'date' ? 8 : 1, decimals: 0 }));
  }

  /** The texts of the row's cells. Refuses what dBASE would cut. */
  add({ attributes }: TableRow): string[] {
    this.rows += 1;
    return this.columns.map((column) => {
      const text = cellText(column.field, attributes[column.field.name]);
      column.width = Math.max(column.width, Buffer.byteLength(text));
      if (isNumber(column.field)) column.decimals = Math.max(column.decimals, decimalsOf(text));
      if (column.width > (isNumber(column.field) ? MAX_NUMBER_WIDTH : MAX_DBF_BYTES))
        throw this.tooLong(column.field, attributes);
      return text;
    });
  }

  /** The head; its day of the last change is the day that the rows speak of. */
  header(asOf: string): Buffer {
    const header = Buffer.alloc(32 + 32 * this.columns.length + 1);
    header.writeUInt8(0x03, 0);
    const [year = 1900, month = 1, day = 1] = asOf.split('-').map(Number);
    [Math.min(Math.max(year - 1900, 0), 255), month, day].forEach((part, i) => header.writeUInt8(part, 1 + i));
    header.writeUInt32LE(this.rows, 4);
    header.writeUInt16LE(header.length, 8);
    header.writeUInt16LE(1 + this.columns.reduce((sum, { width }) => sum + width, 0), 10);
    this.columns.forEach(({ field, width, decimals }, i) => {
      const at = 32 + 32 * i;
      header.write(field.dbf, at, 10, 'latin1');
      header.write(isNumber(field) ? 'N' : field.type === 'date' ? 'D' : 'C', at + 11, 'latin1');
      header.writeUInt8(width, at + 16);
      header.writeUInt8(Math.min(decimals, MAX_DECIMALS), at + 17);
    });
    header.writeUInt8(0x0d, header.length - 1);
    return header;
  }

  /** A record of the cells that `add` gave. Numbers stand right, all else left; an empty cell is blank. */
  record(texts: readonly string[]): Buffer {
    const record = Buffer.alloc(1 + this.columns.reduce((sum, { width }) => sum + width, 0), ' ');
    let at = 1;
    this.columns.forEach(({ field, width }, i) => {
      const text = texts[i] ?? '';
      record.write(text, at + (isNumber(field) ? width - text.length : 0), 'utf8');
      at += width;
    });
    return record;
  }

  private tooLong({ name, title, type }: ExchangeField, attributes: TableRow['attributes']): ExportRefused {
    const code = textOf(attributes[this.columns[0]?.field.name ?? '']) ?? '';
    const limit = isNumber({ type })
      ? { en: `${MAX_NUMBER_WIDTH} digits`, zh: `${MAX_NUMBER_WIDTH} 位数字` }
      : { en: `${MAX_DBF_BYTES} bytes`, zh: `${MAX_DBF_BYTES} 字节` };
    const field = { en: name, zh: title.zh };
    return new ExportRefused(tell(UNWRITABLE.SHAPEFILE_VALUE_TOO_LONG, { field, code, limit }));
  }
}

/** The end of a table. */
export const DBF_END = Buffer.from([0x1a]);

const isNumber = ({ type }: Pick<ExchangeField, 'type'>): boolean =>
  type === 'integer' || type === 'number' || type === 'people';

const decimalsOf = (text: string): number => /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;

function cellText(field: ExchangeField, value: TableRow['attributes'][string]): string {
  const text = textOf(value) ?? '';
  if (field.type === 'date') return text.replaceAll('-', '');
  if (text !== text.trim()) {
    const named = { en: field.name, zh: field.title.zh };
    throw new ExportRefused(tell(UNWRITABLE.SHAPEFILE_BLANKS, { field: named, text: text.slice(0, 50) }));
  }
  return text;
}
