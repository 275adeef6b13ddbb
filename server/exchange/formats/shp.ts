import { open, stat } from 'node:fs/promises';
import type { Position } from 'geojson';
import { readAt } from './byte-source.ts';
import type { Progress } from './byte-source.ts';
import { MAX_SHAPE_BYTES, READ_CHUNK_BYTES } from './limits.ts';
import { megabytes, unreadable } from './reasons.ts';
import { NestingProblem, polygonsFrom } from './ring-nesting.ts';

const HEADER_BYTES = 100;
const RECORD_HEADER_BYTES = 8;
const FILE_CODE = 9994;

const KINDS: Readonly<Record<number, Kind>> = {
  0: 'NULL',
  1: 'POINT',
  3: 'LINES',
  5: 'POLYGON',
  8: 'POINTS',
  11: 'POINT',
  13: 'LINES',
  15: 'POLYGON',
  18: 'POINTS',
  21: 'POINT',
  23: 'LINES',
  25: 'POLYGON',
  28: 'POINTS',
};
type Kind = 'NULL' | 'POINT' | 'LINES' | 'POLYGON' | 'POINTS';

/** A shape as GeoJSON whose structure is still to be judged, or why it cannot be read. */
export type ReadShape = { readonly geometry: unknown; readonly heights: boolean } | { readonly problem: string };

/** The file says its own length: what is shorter was cut off, and is refused before anything is taken from it. */
export async function assertShp(path: string, name: string): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path, 'r');
  try {
    const header = await readAt(file, 0, HEADER_BYTES);
    if (header.length < HEADER_BYTES) throw unreadable('FILE_TRUNCATED', { name, where: 'in the header of the .shp' });
    if (header.readInt32BE(0) !== FILE_CODE) throw unreadable('FILE_DAMAGED', { name, problem: 'it is no .shp' });
    if (header.readInt32BE(24) * 2 > size) throw unreadable('FILE_TRUNCATED', { name, where: 'the .shp' });
    const type = header.readInt32LE(32);
    if (!KINDS[type]) throw unreadable('SHAPE_TYPE_UNSUPPORTED', { name, type: String(type) });
  } finally {
    await file.close();
  }
}

/** The shapes in the order of the file. */
export async function* shapesOf(path: string, name: string, progress: Progress): AsyncGenerator<ReadShape> {
  const file = await open(path, 'r');
  try {
    const end = (await readAt(file, 0, HEADER_BYTES)).readInt32BE(24) * 2;
    let window: Buffer = Buffer.alloc(0);
    let start = HEADER_BYTES;
    let at = HEADER_BYTES;
    const bytes = async (length: number): Promise<Buffer> => {
      if (at + length > end) throw unreadable('FILE_TRUNCATED', { name, where: 'in a shape' });
      if (at + length > start + window.length) {
        window = await readAt(file, at, Math.min(Math.max(length, READ_CHUNK_BYTES), end - at));
        start = at;
        progress.done = at;
      }
      const found = window.subarray(at - start, at - start + length);
      if (found.length < length) throw unreadable('FILE_TRUNCATED', { name, where: 'in a shape' });
      at += length;
      return found;
    };
    for (let number = 1; at < end; number++) {
      const length = (await bytes(RECORD_HEADER_BYTES)).readInt32BE(4) * 2;
      if (length < 4) throw unreadable('FILE_DAMAGED', { name, problem: `shape ${number} has no length` });
      if (length > MAX_SHAPE_BYTES) {
        throw unreadable('FEATURE_TOO_LARGE', { name, row: String(number), limit: megabytes(MAX_SHAPE_BYTES) });
      }
      yield shapeFrom(await bytes(length));
    }
    progress.done = progress.total;
  } finally {
    await file.close();
  }
}

function shapeFrom(record: Buffer): ReadShape {
  const type = record.readInt32LE(0);
  const kind = KINDS[type];
  if (!kind) return { problem: `its type ${type} is not read` };
  const heights = type > 8;
  try {
    if (kind === 'NULL') return { geometry: null, heights: false };
    if (kind === 'POINT') return { geometry: { type: 'Point', coordinates: pointAt(record, 4) }, heights };
    if (kind === 'POINTS') {
      const count = countAt(record, 36, 16, 40);
      return { geometry: { type: 'MultiPoint', coordinates: pointsAt(record, 40, count) }, heights };
    }
    const parts = partsOf(record);
    if (kind === 'LINES') return { geometry: { type: 'MultiLineString', coordinates: parts }, heights };
    return { geometry: polygonsFrom(parts), heights };
  } catch (error) {
    if (error instanceof RangeError) return { problem: 'its lengths do not fit its bytes' };
    if (error instanceof NestingProblem) return { problem: error.message };
    throw error;
  }
}

function partsOf(record: Buffer): Position[][] {
  const partCount = countAt(record, 36, 4, 44);
  const pointCount = countAt(record, 40, 16, 44 + 4 * partCount);
  const from = 44 + 4 * partCount;
  return Array.from({ length: partCount }, (_, part) => {
    const first = record.readInt32LE(44 + 4 * part);
    const next = part + 1 < partCount ? record.readInt32LE(48 + 4 * part) : pointCount;
    if (first < 0 || next < first || next > pointCount) throw new RangeError('parts overlap');
    return pointsAt(record, from + 16 * first, next - first);
  });
}

/** A count is only believed if that many can be there. */
function countAt(record: Buffer, at: number, bytesEach: number, from: number): number {
  const count = record.readInt32LE(at);
  if (count < 0 || from + count * bytesEach > record.length) throw new RangeError('count does not fit');
  return count;
}

function pointsAt(record: Buffer, from: number, count: number): Position[] {
  return Array.from({ length: count }, (_, index) => pointAt(record, from + 16 * index));
}

function pointAt(record: Buffer, at: number): Position {
  return [record.readDoubleLE(at), record.readDoubleLE(at + 8)];
}
