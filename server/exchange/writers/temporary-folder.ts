import { mkdtemp, rm } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** A folder for what a file is made of; `remove` may be called again. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'atlas-export-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Runs the making of a stream over a folder that goes when the stream does, or when it cannot be made. */
export async function overFolder(make: (folder: string) => Promise<Readable>): Promise<Readable> {
  const folder = await temporaryFolder();
  try {
    const stream = await make(folder.path);
    stream.once('close', () => void folder.remove());
    return stream;
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** A file that is complete, as a stream. */
export const readWhole = (path: string): Readable => createReadStream(path, { highWaterMark: 256 * 1024 });
