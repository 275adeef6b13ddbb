/** Shapefiles as small as can be, byte by byte. */

type Ring = readonly (readonly number[])[];

export interface MadeField {
  readonly name: string | Uint8Array;
  readonly type: string;
  readonly length: number;
}

/** Polygons of rings as they are given; null is a null shape. */
export function shpOf(shapes: readonly (readonly Ring[] | null)[], type = 5): Buffer {
  const records = shapes.map((rings, index) => {
    const body = rings === null ? Buffer.alloc(4) : polygonRecord(rings, type);
    const header = Buffer.alloc(8);
    header.writeInt32BE(index + 1, 0);
    header.writeInt32BE(body.length / 2, 4);
    return Buffer.concat([header, body]);
  });
  const header = Buffer.alloc(100);
  header.writeInt32BE(9994, 0);
  header.writeInt32BE((100 + records.reduce((sum, { length }) => sum + length, 0)) / 2, 24);
  header.writeInt32LE(1000, 28);
  header.writeInt32LE(type, 32);
  return Buffer.concat([header, ...records]);
}

function polygonRecord(rings: readonly Ring[], type: number): Buffer {
  const points = rings.flat();
  const body = Buffer.alloc(44 + 4 * rings.length + 16 * points.length);
  body.writeInt32LE(type, 0);
  body.writeInt32LE(rings.length, 36);
  body.writeInt32LE(points.length, 40);
  let first = 0;
  for (const [index, ring] of rings.entries()) {
    body.writeInt32LE(first, 44 + 4 * index);
    first += ring.length;
  }
  for (const [index, [x = 0, y = 0]] of points.entries()) {
    body.writeDoubleLE(x, 44 + 4 * rings.length + 16 * index);
    body.writeDoubleLE(y, 52 + 4 * rings.length + 16 * index);
  }
  return body;
}

/** Cells are bytes or ASCII text and are padded with blanks; `deleted` are the numbers of rows marked so. */
export function dbfOf(
  fields: readonly MadeField[],
  rows: readonly (readonly (string | Uint8Array)[])[],
  deleted: readonly number[] = [],
): Buffer {
  const width = fields.reduce((sum, { length }) => sum + length, 1);
  const header = Buffer.alloc(32 + 32 * fields.length + 1);
  header[0] = 3;
  header.writeUInt32LE(rows.length, 4);
  header.writeUInt16LE(header.length, 8);
  header.writeUInt16LE(width, 10);
  for (const [index, { name, type, length }] of fields.entries()) {
    const at = 32 + 32 * index;
    Buffer.from(name as string).copy(header, at, 0, 11);
    header[at + 11] = type.charCodeAt(0);
    header[at + 16] = length;
  }
  header[header.length - 1] = 0x0d;
  const records = rows.map((cells, row) => {
    const record = Buffer.alloc(width, 0x20);
    if (deleted.includes(row + 1)) record[0] = 0x2a;
    let at = 1;
    for (const [index, { length }] of fields.entries()) {
      Buffer.from((cells[index] ?? '') as string).copy(record, at, 0, length);
      at += length;
    }
    return record;
  });
  return Buffer.concat([header, ...records, Buffer.from([0x1a])]);
}

let signs: Map<string, readonly number[]> | undefined;

/** Node decodes GB18030 but does not encode it: the table of two-byte signs is turned round. */
export function gb18030(text: string): Buffer {
  signs ??= tableOfSigns();
  const bytes: number[] = [];
  for (const sign of text) {
    const pair = sign < '\u0080' ? [sign.charCodeAt(0)] : signs.get(sign);
    if (!pair) throw new Error(`${sign} has no two-byte form`);
    bytes.push(...pair);
  }
  return Buffer.from(bytes);
}

function tableOfSigns(): Map<string, readonly number[]> {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, readonly number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail !== 0x7f) table.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
    }
  }
  return table;
}
