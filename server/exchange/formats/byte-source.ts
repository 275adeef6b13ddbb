import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { READ_CHUNK_BYTES } from './limits.ts';

/** How far the last reading of a file has come. */
export class Progress {
  done = 0;

  constructor(readonly total: number) {}

  share(): number {
    return this.total === 0 ? 1 : Math.min(1, this.done / this.total);
  }
}

/** The bytes of a file from an offset on. A chunk is only good until the next one is asked for. */
export async function* chunksOf(path: string, from = 0, progress?: Progress): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(READ_CHUNK_BYTES);
    let at = from;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
      if (progress) progress.done = at;
    }
    if (progress) progress.done = progress.total;
  } finally {
    await file.close();
  }
}

export async function bytesAt(path: string, from: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    return await readAt(file, from, length);
  } finally {
    await file.close();
  }
}

/** As many of the bytes as there are. */
export async function readAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
