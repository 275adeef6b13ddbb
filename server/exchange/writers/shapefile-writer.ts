import { tell } from '../../kernel/words/sentence.ts';
import { UNWRITABLE } from '../words/of-exports.ts';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { MultiPolygon, Point } from 'geojson';
import yazl from 'yazl';
import { decodeWkb } from '../formats/wkb.ts';
import { DBF_END, DbfTable } from './dbf-table.ts';
import { notesObject, notesText } from './notes-text.ts';
import { indexRecord, shapeFileHeader, shapeRecord, SHAPE_TYPES } from './shape-records.ts';
import { ExportRefused, type TableFile, type TableRow, type TableWriter } from './table-file.ts';
import { overFolder } from './temporary-folder.ts';
import type { ShapeBounds } from './wkb-bounds.ts';

/** The files count in 16-bit words, and readers take no more than this. */
const MAX_SHAPE_BYTES = 2 ** 31 - 2;
const HEADER_BYTES = 100;
const WRITTEN_TOGETHER = 256 * 1024;

/** A zipped Shapefile: UTF-8 with a .cpg, the .prj with its EPSG number, and the notes as text and JSON. */
export const shapefileWriter: TableWriter = {
  extension: 'shp.zip',
  contentType: 'application/zip',
  shapes: 'WKB',
  async write(file, rows) {
    if (file.geometry === null) {
      throw new ExportRefused(tell(UNWRITABLE.SHAPEFILE_WITHOUT_SHAPES));
    }
    const type = SHAPE_TYPES[file.geometry];
    return overFolder(async (folder) => {
      const parts = { shp: join(folder, 'shp'), shx: join(folder, 'shx'), cells: join(folder, 'cells') };
      const table = await writeParts(parts, type, file, rows);
      return zip(file, parts, table);
    });
  },
};

type Parts = Readonly<Record<'shp' | 'shx' | 'cells', string>>;

/** Writes shapes, index and the cells of the table, one line each; tells the widths of the table. */
async function writeParts(
  parts: Parts,
  type: number,
  file: TableFile,
  rows: AsyncIterable<TableRow>,
): Promise<DbfTable> {
  const table = new DbfTable(file.fields);
  const bounds: ShapeBounds = [Infinity, Infinity, -Infinity, -Infinity];
  const [shp, shx, cells] = [new PartFile(parts.shp), new PartFile(parts.shx), new PartFile(parts.cells)];
  let number = 0;
  try {
    await Promise.all([shp.write(Buffer.alloc(HEADER_BYTES)), shx.write(Buffer.alloc(HEADER_BYTES))]);
    for await (const row of rows) {
      const shape = row.geometry === null ? null : (decodeWkb(row.geometry as Buffer).geometry as Point | MultiPolygon);
      const record = shapeRecord((number += 1), shape, bounds);
      if (shp.bytes + record.length > MAX_SHAPE_BYTES) throw tooLarge();
      await shx.write(indexRecord(shp.bytes, record));
      await shp.write(record);
      await cells.write(Buffer.from(`${JSON.stringify(table.add(row))}\n`));
    }
  } finally {
    await Promise.all([shp.close(), shx.close(), cells.close()]);
  }
  for (const { path, bytes } of [shp, shx]) {
    const file = await open(path, 'r+');
    await file.write(shapeFileHeader(type, bytes, bounds), 0, HEADER_BYTES, 0).finally(() => file.close());
  }
  return table;
}

const tooLarge = (): ExportRefused => new ExportRefused(tell(UNWRITABLE.SHAPEFILE_TOO_LARGE));

/** A file that is written in larger pieces than it is given. */
class PartFile {
  bytes = 0;
  private readonly stream: Writable;
  private pieces: Buffer[] = [];
  private waiting = 0;

  constructor(readonly path: string) {
    this.stream = createWriteStream(path);
  }

  async write(piece: Buffer): Promise<void> {
    this.pieces.push(piece);
    this.bytes += piece.length;
    this.waiting += piece.length;
    if (this.waiting >= WRITTEN_TOGETHER) await this.flush();
  }

  async close(): Promise<void> {
    await this.flush();
    this.stream.end();
    await finished(this.stream);
  }

  private async flush(): Promise<void> {
    const pieces = Buffer.concat(this.pieces);
    this.pieces = [];
    this.waiting = 0;
    await new Promise<void>((resolve, reject) =>
      this.stream.write(pieces, (error) => (error ? reject(error) : resolve())),
    );
  }
}

function zip(file: TableFile, parts: Parts, table: DbfTable): Readable {
  const { name, crs, notes } = file;
  const archive = new yazl.ZipFile();
  // The same rows make the same bytes, whenever they are written.
  const about = { mtime: new Date(`${notes.asOf}T00:00:00Z`), mode: 0o100644 };
  archive.addFile(parts.shp, `${name}.shp`, about);
  archive.addFile(parts.shx, `${name}.shx`, about);
  archive.addReadStreamLazy(`${name}.dbf`, about, (take) =>
    take(null, Readable.from(dbf(table, parts.cells, notes.asOf), { objectMode: false })),
  );
  archive.addBuffer(Buffer.from(crs.wkt), `${name}.prj`, about);
  archive.addBuffer(Buffer.from('UTF-8'), `${name}.cpg`, about);
  archive.addBuffer(Buffer.from(notesText(file)), `${name}-notes.txt`, about);
  archive.addBuffer(Buffer.from(`${JSON.stringify(notesObject(file), null, 2)}\n`), `${name}-notes.json`, about);
  archive.end();
  const stream = archive.outputStream as Readable;
  archive.on('error', (error: Error) => stream.destroy(error));
  return stream;
}

async function* dbf(table: DbfTable, cells: string, asOf: string): AsyncGenerator<Buffer> {
  yield table.header(asOf);
  for await (const line of createInterface({ input: createReadStream(cells), crlfDelay: Infinity })) {
    yield table.record(JSON.parse(line) as string[]);
  }
  yield DBF_END;
}
