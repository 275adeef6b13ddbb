import { stat } from 'node:fs/promises';
import { Progress } from './byte-source.ts';
import type { DbfField, DbfHeader } from './dbf.ts';
import { namedFields, readDbfHeader, recordsOf } from './dbf.ts';
import { decodedCell, decoderOf, detectDbfEncoding } from './dbf-text.ts';
import { dbfValue, isRead } from './dbf-value.ts';
import type { AskedEncoding } from './encoding.ts';
import { crsFromPrj } from './prj.ts';
import { rowFault, unreadable } from './reasons.ts';
import type { ShapefileParts } from './shapefile.ts';
import { assertShp, shapesOf } from './shp.ts';
import type { ReadShape } from './shp.ts';
import type { DeclaredCrs, DetectedEncoding, RowFault, SourceLayer, SourceRow, SourceValue } from './source-file.ts';
import { structured } from './structure.ts';

interface Table {
  readonly path: string;
  readonly header: DbfHeader;
  readonly fields: readonly DbfField[];
  readonly encoding: DetectedEncoding;
}

export async function openShapefileLayer(parts: ShapefileParts, asked?: AskedEncoding): Promise<SourceLayer> {
  await assertShp(parts.shp, parts.name);
  const table = parts.dbf === null ? null : await openTable(parts.dbf, parts, asked);
  const crs = parts.prj === null ? null : crsFromPrj(parts.prj);
  return new ShapefileLayer(parts, table, crs, (await stat(parts.shp)).size);
}

async function openTable(path: string, parts: ShapefileParts, asked?: AskedEncoding): Promise<Table> {
  const header = await readDbfHeader(path, parts.name);
  const encoding = await detectDbfEncoding(path, parts.name, header, parts.cpg, asked);
  const decoder = decoderOf(encoding.name);
  const fields = namedFields(header, (bytes) => decodedCell(bytes, decoder)?.text ?? bytes.toString('latin1'));
  return { path, header, fields, encoding };
}

class ShapefileLayer implements SourceLayer {
  readonly name: string;
  readonly encoding: DetectedEncoding | null;
  readonly headings: readonly string[];
  readonly count: number | null;
  private progressed: Progress;

  constructor(
    private readonly parts: ShapefileParts,
    private readonly table: Table | null,
    readonly crs: DeclaredCrs | null,
    private readonly size: number,
  ) {
    this.name = parts.name;
    this.encoding = table?.encoding ?? null;
    this.headings = table?.fields.filter(isRead).map(({ name }) => name) ?? [];
    this.count = table?.header.count ?? null;
    this.progressed = new Progress(size);
  }

  progress(): number {
    return this.progressed.share();
  }

  async *rows(): AsyncGenerator<SourceRow> {
    this.progressed = new Progress(this.size);
    const { table, name } = this;
    const records = table && recordsOf(table.path, name, table.header);
    const unread = table?.fields.filter((field) => !isRead(field)) ?? [];
    let row = 0;
    try {
      for await (const shape of shapesOf(this.parts.shp, name, this.progressed)) {
        const record = records ? await records.next() : null;
        if (record?.done) throw this.partsDiffer(`more than ${row}`);
        row++;
        const faults = row === 1 ? unread.map(notRead) : [];
        if (record?.value === null) continue;
        const attributes = record && table ? attributesOf(table, record.value, faults) : {};
        yield { row, attributes, geometry: geometryOf(shape, faults), faults };
      }
      if (records && !(await records.next()).done) throw this.partsDiffer(String(row));
    } finally {
      await records?.return(undefined);
    }
  }

  private partsDiffer(shapes: string): Error {
    return unreadable('SHAPEFILE_PARTS_DIFFER', { name: this.name, shapes, rows: String(this.count) });
  }
}

function notRead({ name, type }: DbfField): RowFault {
  return rowFault('FIELD_NOT_READ', { column: name, type });
}

function attributesOf(table: Table, record: Buffer, faults: RowFault[]): Record<string, SourceValue> {
  const decoder = decoderOf(table.encoding.name);
  return Object.fromEntries(
    table.fields.filter(isRead).map((field) => [field.name, dbfValue(field, record, decoder, faults)]),
  );
}

function geometryOf(shape: ReadShape, faults: RowFault[]): SourceRow['geometry'] {
  if ('problem' in shape) {
    faults.push(rowFault('GEOMETRY_DAMAGED', { problem: shape.problem }));
    return null;
  }
  const geometry = structured(shape.geometry, faults);
  if (shape.heights && geometry) faults.push(rowFault('HEIGHTS_DROPPED'));
  // A line of one part is written as a list of lines.
  if (geometry?.type === 'MultiLineString' && geometry.coordinates.length === 1) {
    return { type: 'LineString', coordinates: geometry.coordinates[0] ?? [] };
  }
  return geometry;
}
