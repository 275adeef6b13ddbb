import { open, stat } from 'node:fs/promises';
import { readAt } from './byte-source.ts';
import { headingsFrom } from './attributes.ts';
import { READ_CHUNK_BYTES } from './limits.ts';
import { unreadable } from './reasons.ts';

export interface DbfField {
  readonly name: string;
  /** The letter of dBASE. */
  readonly type: string;
  readonly from: number;
  readonly length: number;
}

export interface DbfHeader {
  readonly count: number;
  readonly headerBytes: number;
  readonly recordBytes: number;
  /** Names as bytes: they are decoded when the encoding is known. */
  readonly fields: readonly (Omit<DbfField, 'name'> & { readonly nameBytes: Buffer })[];
}

const PREAMBLE_BYTES = 32;
const FIELD_BYTES = 32;
const END_OF_FIELDS = 0x0d;
const DELETED = 0x2a;

export async function readDbfHeader(path: string, name: string): Promise<DbfHeader> {
  const { size } = await stat(path);
  const file = await open(path, 'r');
  try {
    const preamble = await readAt(file, 0, PREAMBLE_BYTES);
    if (preamble.length < PREAMBLE_BYTES)
      throw unreadable('FILE_TRUNCATED', { name, where: 'in the header of the .dbf' });
    const count = preamble.readUInt32LE(4);
    const headerBytes = preamble.readUInt16LE(8);
    const recordBytes = preamble.readUInt16LE(10);
    if (headerBytes <= PREAMBLE_BYTES || recordBytes < 1) {
      throw unreadable('FILE_DAMAGED', { name, problem: 'the .dbf has no valid header' });
    }
    if (headerBytes + count * recordBytes > size) throw unreadable('FILE_TRUNCATED', { name, where: 'the .dbf' });
    const fields = fieldsFrom(await readAt(file, PREAMBLE_BYTES, headerBytes - PREAMBLE_BYTES));
    const width = fields.reduce((sum, field) => sum + field.length, 1);
    if (width > recordBytes) throw unreadable('FILE_DAMAGED', { name, problem: 'the fields of the .dbf do not fit' });
    return { count, headerBytes, recordBytes, fields };
  } finally {
    await file.close();
  }
}

function fieldsFrom(bytes: Buffer): DbfHeader['fields'] {
  const fields: DbfHeader['fields'][number][] = [];
  let from = 1;
  for (let at = 0; at + FIELD_BYTES <= bytes.length && bytes[at] !== END_OF_FIELDS; at += FIELD_BYTES) {
    const name = bytes.subarray(at, at + 11);
    const end = name.indexOf(0);
    const type = String.fromCharCode(bytes[at + 11] ?? 0x43);
    const length = bytes[at + 16] ?? 0;
    fields.push({ nameBytes: end < 0 ? name : name.subarray(0, end), type, from, length });
    from += length;
  }
  return fields;
}

export function namedFields({ fields }: DbfHeader, decode: (bytes: Buffer) => string): DbfField[] {
  const names = headingsFrom(fields.map(({ nameBytes }) => decode(nameBytes)));
  return fields.map(({ type, from, length }, index) => ({ name: names[index] ?? '', type, from, length }));
}

/** The rows as bytes, each only good until the next; null for a row that is marked as deleted. */
export async function* recordsOf(path: string, name: string, header: DbfHeader): AsyncGenerator<Buffer | null> {
  const file = await open(path, 'r');
  try {
    const { recordBytes, count } = header;
    const atOnce = Math.max(1, Math.floor(READ_CHUNK_BYTES / recordBytes));
    for (let row = 0; row < count; row += atOnce) {
      const wanted = Math.min(atOnce, count - row) * recordBytes;
      const bytes = await readAt(file, header.headerBytes + row * recordBytes, wanted);
      if (bytes.length < wanted) throw unreadable('FILE_TRUNCATED', { name, where: 'the .dbf' });
      for (let at = 0; at < wanted; at += recordBytes) {
        yield bytes[at] === DELETED ? null : bytes.subarray(at, at + recordBytes);
      }
    }
  } finally {
    await file.close();
  }
}
