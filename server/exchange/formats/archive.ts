import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { MAX_ARCHIVE_ENTRIES, MAX_ARCHIVE_RATIO, MAX_UNPACKED_BYTES, RATIO_FREE_BYTES } from './limits.ts';
import { megabytes, problemOf, unreadable } from './reasons.ts';
import { FileUnreadable } from './source-file.ts';

const DIRECTORY_LINE_BYTES = 46;
/** Folders, descriptors and padding are not counted as entries. */
const MAX_HIDDEN_BYTES = 64 * 1024;

export interface ArchiveEntry {
  /** The path within the archive, with forward slashes. Never a path on this machine. */
  readonly path: string;
  readonly entry: Entry;
}

/** A zip archive that is only opened if none of its entries points outside of it. */
export class Archive {
  private unpacked = 0;

  private constructor(
    private readonly zip: ZipFile,
    private readonly name: string,
    private readonly size: number,
    readonly entries: readonly ArchiveEntry[],
  ) {}

  static async open(path: string, name: string): Promise<Archive> {
    try {
      const { size } = await stat(path);
      const zip = await yauzl.openPromise(path, { autoClose: false, decodeStrings: false, lazyEntries: true });
      try {
        return new Archive(zip, name, size, await entriesOf(zip, name));
      } catch (error) {
        zip.close();
        throw error;
      }
    } catch (error) {
      throw damaged(error, name);
    }
  }

  /** Writes one entry to a file of ours. What all entries unpack to is counted together. */
  async unpack({ entry }: ArchiveEntry, path: string): Promise<void> {
    await this.read(entry, createWriteStream(path, { flags: 'wx' }), MAX_UNPACKED_BYTES);
  }

  /** Unpacks everything to nowhere: a reader that unpacks by itself then knows that it may. */
  async assertHarmless(limit: number): Promise<void> {
    for (const { entry } of this.entries) {
      await this.read(entry, new Writable({ write: (_chunk, _encoding, done) => done() }), limit);
    }
  }

  /**
   * Readers that go through an archive from its beginning also find what its directory does not name. Here everything has to be
   * named.
   */
  async assertNothingHidden(): Promise<void> {
    let [end, hidden] = [0, 0];
    const inOrder = [...this.entries].sort((a, b) => offsetOf(a) - offsetOf(b));
    for (const { entry } of inOrder) {
      hidden += Math.max(0, entry.relativeOffsetOfLocalHeader - end);
      try {
        const { fileDataStart } = await this.zip.readLocalFileHeaderPromise(entry, { minimal: true });
        end = Math.max(end, fileDataStart + entry.compressedSize);
      } catch (error) {
        throw damaged(error, this.name);
      }
      // Its own line in the directory at the end.
      hidden -= DIRECTORY_LINE_BYTES + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    }
    if (hidden + this.size - end > MAX_HIDDEN_BYTES) {
      throw unreadable('FILE_DAMAGED', { name: this.name, problem: 'it holds more than its directory names' });
    }
  }

  close(): void {
    this.zip.close();
  }

  private async read(entry: Entry, target: NodeJS.WritableStream, limit: number): Promise<void> {
    try {
      await pipeline(await this.zip.openReadStreamPromise(entry), this.counted(limit), target);
    } catch (error) {
      throw damaged(error, this.name);
    }
  }

  private counted(limit: number): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.unpacked += chunk.length;
        if (this.unpacked > limit) {
          done(unreadable('ARCHIVE_TOO_LARGE', { name: this.name, limit: megabytes(limit) }));
        } else if (this.unpacked > RATIO_FREE_BYTES && this.unpacked > this.size * MAX_ARCHIVE_RATIO) {
          done(unreadable('ARCHIVE_RATIO', { name: this.name, limit: MAX_ARCHIVE_RATIO }));
        } else done(null, chunk);
      },
    });
  }
}

function offsetOf({ entry }: ArchiveEntry): number {
  return entry.relativeOffsetOfLocalHeader;
}

async function entriesOf(zip: ZipFile, name: string): Promise<ArchiveEntry[]> {
  if (zip.entryCount > MAX_ARCHIVE_ENTRIES) {
    throw unreadable('ARCHIVE_TOO_MANY_ENTRIES', { name, limit: MAX_ARCHIVE_ENTRIES });
  }
  const entries: ArchiveEntry[] = [];
  for await (const entry of zip.eachEntry()) {
    const path = textOf(entry.fileNameRaw).replaceAll('\\', '/');
    if (isUnsafe(path) || isLink(entry)) throw unreadable('ARCHIVE_PATH_UNSAFE', { name, entry: path.slice(0, 80) });
    if (path.endsWith('/')) continue;
    if (entry.isEncrypted()) throw unreadable('ARCHIVE_ENCRYPTED', { name });
    entries.push({ path, entry });
  }
  return entries;
}

/** Names are UTF-8, or what Windows in China writes without saying so. */
function textOf(bytes: Uint8Array): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      continue;
    }
  }
  return Buffer.from(bytes).toString('latin1');
}

function isUnsafe(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:/i.test(path) || path.includes('\0') || path.split('/').includes('..');
}

/** The upper half of the attributes is the mode of a Unix file, whoever made the archive. */
function isLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

function damaged(error: unknown, name: string): unknown {
  if (error instanceof FileUnreadable || isFault(error)) return error;
  return unreadable('FILE_DAMAGED', { name, problem: problemOf(error) });
}

/** A full disk or a missing right is not the archive's fault. */
function isFault(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
