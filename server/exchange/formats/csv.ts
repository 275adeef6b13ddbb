import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { plainCell } from '../writers/csv-cells.ts';
import { headingsFrom } from './attributes.ts';
import { Progress } from './byte-source.ts';
import { delimiterOf } from './csv-delimiter.ts';
import { CsvLineGuard, TooManyValues } from './csv-line-guard.ts';
import type { AskedEncoding, TextEncoding } from './encoding.ts';
import { detectEncoding, utf8Chunks } from './encoding.ts';
import { headingRows } from './heading-rows.ts';
import { MAX_ATTRIBUTES, MAX_RECORD_CHARACTERS, MAX_VALUES_IN_LINE, TABLE_SAMPLE_ROWS } from './limits.ts';
import { megabytes, unreadable } from './reasons.ts';
import type { DeclaredCrs, SourceFile, SourceLayer, SourceRow } from './source-file.ts';
import type { GeometryColumns } from './table-geometry.ts';
import { attributeHeadings, crsOfColumns, geometryColumnsOf, rowFromCells } from './table-geometry.ts';

interface CsvFile {
  readonly path: string;
  readonly name: string;
  readonly encoding: TextEncoding;
  readonly delimiter: string;
}

interface Line {
  readonly cells: readonly (string | null)[];
  /** The line of the file where it begins, from 1. */
  readonly number: number;
}

/** Tables with commas, tabs or semicolons between their values. Values stay text, so that codes keep their zeros. */
export async function openCsv(path: string, name: string, asked?: AskedEncoding): Promise<SourceFile> {
  const encoding = await detectEncoding(path, name, asked);
  const file: CsvFile = { path, name, encoding, delimiter: await delimiterOf(path, name, encoding) };
  const sample: Line[] = [];
  for await (const line of linesOf(file)) {
    if (sample.push(line) > TABLE_SAMPLE_ROWS) break;
  }
  const found = headingRows(sample.map(({ cells }) => cells));
  if (!found) throw unreadable('TABLE_WITHOUT_HEADINGS', { name });
  if (found.headings.length > MAX_ATTRIBUTES) {
    throw unreadable('TABLE_MALFORMED', { name, line: '1', problem: `more than ${MAX_ATTRIBUTES} columns` });
  }
  const headings = headingsFrom(found.headings);
  const columns = geometryColumnsOf(
    headings,
    sample.slice(found.next).map(({ cells }) => cells),
  );
  const layer = new CsvLayer(file, headings, columns, (await stat(path)).size, found.next);
  return { format: 'CSV', layers: [layer], close: async () => {} };
}

class CsvLayer implements SourceLayer {
  readonly name: string;
  readonly encoding: TextEncoding;
  readonly crs: DeclaredCrs | null;
  readonly headings: readonly string[];
  readonly count = null;
  private progressed: Progress;

  constructor(
    private readonly file: CsvFile,
    private readonly columnNames: readonly string[],
    private readonly columns: GeometryColumns,
    private readonly size: number,
    /** Lines above the first row. */
    private readonly above: number,
  ) {
    this.name = file.name.replace(/\.[^.]*$/, '');
    this.encoding = file.encoding;
    this.crs = crsOfColumns(columns);
    this.headings = attributeHeadings(columnNames, columns);
    this.progressed = new Progress(size);
  }

  progress(): number {
    return this.progressed.share();
  }

  async *rows(): AsyncGenerator<SourceRow> {
    this.progressed = new Progress(this.size);
    let line = 0;
    for await (const { cells, number } of linesOf(this.file, this.progressed)) {
      if (line >= this.above) yield rowFromCells(this.columnNames, this.columns, cells, number);
      line += 1;
    }
  }
}

async function* linesOf(file: CsvFile, progress?: Progress): AsyncGenerator<Line> {
  const parser = parse({
    delimiter: file.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_CHARACTERS,
    info: true,
  });
  // Errors of either side come out of the iteration below.
  pipeline(Readable.from(copies(file, progress)), parser, () => {});
  let [lines, overcounted] = [0, 0];
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      // Inside of quotes the parser counts a line for either sign of a line break.
      const counted = record.reduce((sum, cell) => sum + breaksIn(cell, /[\r\n]/g), 0);
      const number = info.lines - counted - overcounted;
      overcounted += counted - record.reduce((sum, cell) => sum + breaksIn(cell, /\r\n|\n|\r/g), 0);
      lines = info.lines - overcounted;
      yield { cells: record.map(valueOf), number };
    }
  } catch (error) {
    if (!(error instanceof CsvError || error instanceof TooManyValues)) throw error;
    const line = String(lines + 1);
    if (error instanceof TooManyValues) {
      throw unreadable('TABLE_MALFORMED', { name: file.name, line, problem: error.message });
    }
    if (error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED') {
      throw unreadable('LINE_TOO_LONG', { name: file.name, limit: megabytes(MAX_RECORD_CHARACTERS), line });
    }
    throw unreadable('TABLE_MALFORMED', { name: file.name, line, problem: error.message });
  } finally {
    parser.destroy();
  }
}

/** The parser keeps what it is given; the source uses its buffer again. */
async function* copies({ path, name, encoding, delimiter }: CsvFile, progress?: Progress): AsyncGenerator<Buffer> {
  const guard = new CsvLineGuard(delimiter, MAX_VALUES_IN_LINE);
  for await (const chunk of utf8Chunks(path, name, encoding, progress)) {
    guard.take(chunk);
    yield Buffer.from(chunk);
  }
}

function valueOf(cell: string): string | null {
  return cell === '' ? null : plainCell(cell);
}

function breaksIn(cell: string, pattern: RegExp): number {
  return cell.includes('\n') || cell.includes('\r') ? (cell.match(pattern)?.length ?? 0) : 0;
}
