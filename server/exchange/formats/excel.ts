import { stat } from 'node:fs/promises';
import type { Archive } from './archive.ts';
import { headingsFrom } from './attributes.ts';
import { readSheets } from './excel-sheets.ts';
import type { Sheet } from './excel-sheets.ts';
import { filled, headingRows } from './heading-rows.ts';
import { MAX_ATTRIBUTES, MAX_EXCEL_BYTES, MAX_EXCEL_UNPACKED_BYTES, MAX_LAYERS, TABLE_SAMPLE_ROWS } from './limits.ts';
import { megabytes, unreadable } from './reasons.ts';
import type { DeclaredCrs, SourceFile, SourceLayer, SourceRow, SourceValue } from './source-file.ts';
import type { GeometryColumns } from './table-geometry.ts';
import { attributeHeadings, crsOfColumns, geometryColumnsOf, rowFromCells } from './table-geometry.ts';

/** A workbook of the present format: each sheet that has headings is a layer. */
export async function openExcel(archive: Archive, path: string, name: string): Promise<SourceFile> {
  if ((await stat(path)).size > MAX_EXCEL_BYTES) {
    const advice = 'save the sheet as CSV';
    throw unreadable('FILE_TOO_LARGE', { name, limit: megabytes(MAX_EXCEL_BYTES), advice });
  }
  await archive.assertHarmless(MAX_EXCEL_UNPACKED_BYTES);
  await archive.assertNothingHidden();
  const sheets = await readSheets(path, name);
  if (sheets.length > MAX_LAYERS) throw unreadable('TOO_MANY_LAYERS', { name, limit: MAX_LAYERS });
  const layers = sheets.map((sheet) => layerFrom(sheet, name)).filter((layer) => layer !== null);
  if (layers.length === 0) throw unreadable('TABLE_WITHOUT_HEADINGS', { name });
  return { format: 'EXCEL', layers, close: async () => {} };
}

function layerFrom({ name, rows }: Sheet, fileName: string): SourceLayer | null {
  const found = headingRows(rows);
  if (!found) return null;
  if (found.headings.length > MAX_ATTRIBUTES) {
    const problem = `more than ${MAX_ATTRIBUTES} columns in the sheet ${name}`;
    throw unreadable('TABLE_MALFORMED', { name: fileName, line: String(found.next), problem });
  }
  const headings = headingsFrom(found.headings);
  const columns = geometryColumnsOf(headings, rows.slice(found.next, found.next + TABLE_SAMPLE_ROWS));
  return new SheetLayer(name, headings, columns, rows, found.next);
}

class SheetLayer implements SourceLayer {
  readonly encoding = null;
  readonly crs: DeclaredCrs | null;
  readonly headings: readonly string[];
  readonly count: number;
  private done = 0;

  constructor(
    readonly name: string,
    private readonly columnNames: readonly string[],
    private readonly columns: GeometryColumns,
    private readonly lines: readonly (readonly SourceValue[])[],
    private readonly next: number,
  ) {
    this.crs = crsOfColumns(columns);
    this.headings = attributeHeadings(columnNames, columns);
    this.count = lines.slice(next).filter((cells) => filled(cells) > 0).length;
  }

  progress(): number {
    return this.lines.length === 0 ? 1 : this.done / this.lines.length;
  }

  async *rows(): AsyncGenerator<SourceRow> {
    for (let index = this.next; index < this.lines.length; index++) {
      const cells = this.lines[index] ?? [];
      this.done = index + 1;
      if (filled(cells) > 0) yield rowFromCells(this.columnNames, this.columns, cells, index + 1);
    }
    this.done = this.lines.length;
  }
}
