import { tell } from '../../kernel/words/sentence.ts';
import { UNWRITABLE } from '../words/of-exports.ts';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ExportRefused } from './table-file.ts';

/** A cell: a value and how it looks; a text, a number or a date is told by itself. */
export type WorkbookCell = {
  /** Null: an empty cell that has its looks. */
  readonly value: string | number | Date | null;
  readonly format?: string;
  readonly fontWeight?: 'bold';
  readonly backgroundColor?: string;
  readonly wrap?: boolean;
} | null;
export type WorkbookRow = readonly WorkbookCell[];

export interface SheetOptions {
  readonly sheet: string;
  readonly columns: readonly { readonly width: number }[];
  readonly stickyRowsCount?: number;
  /** Words that the cells of a column below the headings are chosen from: where they stand, as a formula says it. */
  readonly choices?: readonly { readonly column: number; readonly formula: string }[];
  /** Cells further down, still empty, take what is typed as those of the second row do. */
  readonly likeSecondRow?: boolean;
}

export interface FurtherSheet extends SheetOptions {
  readonly data: readonly WorkbookRow[];
}

const HEAP_MEGABYTES = 768;
const ROWS_TOGETHER = 500;

/** A workbook of a sheet of data, row by row, and further sheets, of notes; made in a thread of its own. */
export class Workbook {
  private readonly worker = new Worker(new URL('./workbook-worker.mjs', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    execArgv: [],
  });
  private readonly ended: Promise<unknown>;
  private rows: WorkbookRow[] = [];

  constructor() {
    // `once` rejects when the thread fails.
    this.ended = once(this.worker, 'exit');
    this.ended.catch(() => undefined);
  }

  add(row: WorkbookRow): void {
    this.rows.push(row);
    if (this.rows.length >= ROWS_TOGETHER) this.send();
  }

  async write(path: string, data: SheetOptions, ...further: readonly FurtherSheet[]): Promise<void> {
    this.send();
    this.worker.postMessage({ path, data, further });
    await this.ended.catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')) throw error;
      throw new ExportRefused(tell(UNWRITABLE.EXCEL_TOO_LARGE));
    });
  }

  /** Ends the thread, whatever it is at. */
  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private send(): void {
    this.worker.postMessage({ rows: this.rows });
    this.rows = [];
  }
}
