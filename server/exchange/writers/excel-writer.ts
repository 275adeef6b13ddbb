import { fillSentence, tell } from '../../kernel/words/sentence.ts';
import { UNWRITABLE } from '../words/of-exports.ts';
import { join } from 'node:path';
import type { ExchangeField } from '../../kernel/exchange/layer.ts';
import { isTakenForValue } from './csv-cells.ts';
import { notesTable } from './notes-text.ts';
import {
  ExportRefused,
  textOf,
  type TableFile,
  type TableRow,
  type TableValue,
  type TableWriter,
} from './table-file.ts';
import { overFolder, readWhole } from './temporary-folder.ts';
import { Workbook, type WorkbookCell } from './workbook.ts';

/** A workbook is put together in memory, and is for people. */
export const MAX_EXCEL_ROWS = 100_000;
/** More than a cell may hold. */
const MAX_CELL_CHARACTERS = 32_767;
/** Before this day Excel counts one day that never was. */
const FIRST_EXCEL_DAY = '1900-03-01';
const NOTES_WIDTHS = [{ width: 20 }, { width: 110 }];

const MAX_SHEET_NAME = 31;
export const NOTES_SHEET = '说明';
/** The column that says in which system the coordinates beside it are. */
export const CRS_TITLE = '坐标系';

/** Excel: a sheet of data under Chinese titles, whose codes are text and whose dates are dates, and a sheet of notes. */
export const excelWriter: TableWriter = {
  extension: 'xlsx',
  contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  shapes: 'WKT',
  async write(file, rows) {
    if (file.notes.count > MAX_EXCEL_ROWS) throw tooManyRows();
    return overFolder(async (folder) => {
      const path = join(folder, 'workbook.xlsx');
      const workbook = new Workbook();
      try {
        const columns = file.fields.map(({ type }) => ({ width: WIDTHS[type] }));
        await addRows(workbook, file, rows);
        await workbook.write(
          path,
          { sheet: file.title.zh.slice(0, MAX_SHEET_NAME), columns, stickyRowsCount: 1 },
          {
            sheet: NOTES_SHEET,
            columns: NOTES_WIDTHS,
            data: notesTable(file).map(([what, text]) => [bold(what), { value: text, wrap: true }]),
          },
        );
      } finally {
        await workbook.close();
      }
      return readWhole(path);
    });
  },
};

const WIDTHS: Readonly<Record<ExchangeField['type'], number>> = {
  text: 22,
  codes: 32,
  integer: 10,
  number: 14,
  people: 10,
  date: 12,
};

const tooManyRows = (): ExportRefused =>
  new ExportRefused(tell(UNWRITABLE.EXCEL_TOO_MANY_ROWS, { limit: String(MAX_EXCEL_ROWS) }));

const bold = (text: string): WorkbookCell => ({ value: text, fontWeight: 'bold' });

async function addRows(workbook: Workbook, file: TableFile, rows: AsyncIterable<TableRow>): Promise<void> {
  const { fields, geometry, crs } = file;
  const shapes = shapeColumns(geometry, crs);
  workbook.add([...fields.map(({ title }) => bold(title.zh)), ...shapes.titles.map(bold)]);
  let count = 0;
  for await (const row of rows) {
    if ((count += 1) > MAX_EXCEL_ROWS) throw tooManyRows();
    const code = textOf(row.attributes[fields[0]?.name ?? '']) ?? '';
    const cells = fields.map((field) => cellOf(field, row.attributes[field.name], code));
    workbook.add([...cells, ...shapes.cells(row.geometry === null ? null : String(row.geometry), code)]);
  }
}

function cellOf(field: ExchangeField, value: TableValue | undefined, code: string): WorkbookCell {
  const text = wordOf(field, textOf(value));
  if (text === null) return null;
  if (typeof value === 'number') return { value };
  if (field.type === 'date' && text >= FIRST_EXCEL_DAY && /^\d{4}-\d\d-\d\d$/.test(text)) {
    return { value: new Date(`${text}T00:00:00Z`), format: 'yyyy-mm-dd' };
  }
  return textCell(text, field.name, code);
}

/** A workbook is for people: what stands for one of a set of words is said in words. Files that come in take either. */
function wordOf({ values }: ExchangeField, text: string | null): string | null {
  return values?.find(({ value }) => value === text)?.title.zh ?? text;
}

function textCell(text: string, field: string, code: string): WorkbookCell {
  if (text.length > MAX_CELL_CHARACTERS) {
    const sentence = UNWRITABLE[field === 'WKT' ? 'EXCEL_SHAPE_TOO_LONG' : 'EXCEL_CELL_TOO_LONG'];
    const [length, limit] = [String(text.length), String(MAX_CELL_CHARACTERS)];
    throw new ExportRefused(fillSentence(sentence, { field, code, length, limit }));
  }
  // As text a code stays text as it is; this keeps it so when somebody types into the cell.
  return isTakenForValue(text) ? { value: text, format: '@' } : { value: text };
}

/** Points in two columns as people have them, other shapes as well-known text. */
function shapeColumns(
  geometry: TableFile['geometry'],
  { name, unit }: TableFile['crs'],
): { titles: string[]; cells(shape: string | null, code: string): WorkbookCell[] } {
  if (geometry === null) return { titles: [], cells: () => [] };
  if (geometry !== 'Point') {
    return {
      titles: [CRS_TITLE, 'WKT'],
      cells: (shape, code) => [{ value: name }, shape === null ? null : textCell(shape, 'WKT', code)],
    };
  }
  return {
    titles: [CRS_TITLE, ...(unit === 'degree' ? ['经度', '纬度'] : ['x', 'y'])],
    cells: (shape) => {
      const [x, y] = shape?.match(/-?[\d.]+(?:e[-+]?\d+)?/gi)?.map(Number) ?? [];
      return [{ value: name }, x === undefined ? null : { value: x }, y === undefined ? null : { value: y }];
    },
  };
}
