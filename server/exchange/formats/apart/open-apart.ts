import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { bytesAt } from '../byte-source.ts';
import { MAX_ARCHIVE_RATIO, MAX_UNPACKED_BYTES } from '../limits.ts';
import type { OpenOptions } from '../open-source.ts';
import { unreadable } from '../reasons.ts';
import type { SourceFile, SourceLayer, SourceRow } from '../source-file.ts';
import { TemporaryFolder } from '../temporary-folder.ts';
import { RowDecoder, type ListedLayer } from './answers.ts';
import { Reader } from './reader.ts';
import { readingLimits, type ReadingLimits } from './reading-limits.ts';

export interface ApartOptions extends OpenOptions {
  /** Ends the reading. */
  readonly signal?: AbortSignal;
  /** Others than follow from the size of the file. */
  readonly limits?: Partial<ReadingLimits>;
}

/**
 * Opens a foreign file in a process of its own, which is killed when it takes more time or memory than a file of its size can
 * need, or hands over more. This is the way in for files; the readers themselves run nowhere else. Throws FileUnreadable.
 */
export async function openApart(path: string, options: ApartOptions = {}): Promise<SourceFile> {
  const { fileName = basename(path), encoding = null, signal = null } = options;
  const limits = { ...readingLimits(await bytesToRead(path)), ...options.limits };
  const folder = await TemporaryFolder.make(options.temporaryFolder);
  const reader = new Reader(fileName, limits, signal);
  const close = async (): Promise<void> => {
    await reader.close();
    await folder.remove();
  };
  try {
    const { memoryBytes, secondsForAnswer } = limits;
    const open = {
      path: resolve(path),
      fileName,
      encoding,
      temporaryFolder: folder.path,
      memoryBytes,
      secondsForAnswer,
    };
    const answer = await reader.ask({ open });
    if (!('format' in answer)) throw new Error('The reader of files has not opened it.');
    const layers = answer.layers.map(
      (layer, index) => new LayerApart(reader, index, layer, { fileName, rows: limits.rows }),
    );
    return { format: answer.format, layers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** As many bytes as there can be to read: an archive holds more than it has, a shapefile has its table beside it. */
async function bytesToRead(path: string): Promise<number> {
  const size = await sizeOf(path);
  if ((await bytesAt(path, 0, 2).catch(() => null))?.toString('latin1') === 'PK') {
    return Math.max(size, Math.min(size * MAX_ARCHIVE_RATIO, MAX_UNPACKED_BYTES));
  }
  const stem = path.replace(/\.shp$/i, '');
  return stem === path ? size : size + (await sizeOf(`${stem}.dbf`)) + (await sizeOf(`${stem}.DBF`));
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

class LayerApart implements SourceLayer {
  readonly name: string;
  readonly encoding: SourceLayer['encoding'];
  readonly crs: SourceLayer['crs'];
  readonly headings: SourceLayer['headings'];
  readonly count: number | null;
  private progressed = 0;

  constructor(
    private readonly reader: Reader,
    private readonly index: number,
    listed: ListedLayer,
    private readonly file: { readonly fileName: string; readonly rows: number },
  ) {
    this.name = listed.name;
    this.encoding = listed.encoding;
    this.crs = listed.crs;
    this.headings = listed.headings;
    this.count = listed.count;
  }

  progress(): number {
    return this.progressed;
  }

  async *rows(): AsyncGenerator<SourceRow> {
    const decoder = new RowDecoder();
    let count = 0;
    for (let first = true, done = false; !done; first = false) {
      const answer = await this.reader.ask(first ? { rowsOf: this.index } : { more: true });
      if (!('rows' in answer)) throw new Error('The reader of files has given no rows.');
      count += answer.rows.length;
      if (count > this.file.rows)
        throw unreadable('TOO_MANY_ROWS', { name: this.file.fileName, limit: this.file.rows });
      for (const row of answer.rows) yield decoder.decode(row);
      ({ progress: this.progressed, done } = answer);
    }
  }
}
