import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { temporaryFolder } from '../writers/temporary-folder.ts';

/** A file larger than this is not made. */
export const MAX_EXPORT_BYTES = 8 * 1024 ** 3;
/** Nor one for which there is no room beside those that are being fetched. */
const MAX_TOGETHER = 4 * MAX_EXPORT_BYTES;
let together = 0;
const READ_TOGETHER = 256 * 1024;

/**
 * The stream by way of a file: it is read as fast as it comes, and handed on as fast as it is taken, from the first byte. So
 * the snapshot of the database behind it is held for as long as reading takes, and not for as long as somebody's line does;
 * on the embedded database everyone else waits for it. What goes wrong in it destroys what is handed on. `onRead` is called
 * when all has been read, or no more will be.
 */
export async function spooled(
  source: Readable,
  { maxBytes = MAX_EXPORT_BYTES, onRead = () => undefined }: { maxBytes?: number; onRead?: () => void } = {},
): Promise<Readable> {
  const folder = await temporaryFolder();
  const file = await open(join(folder.path, 'spool'), 'wx+');
  let written = 0;
  let reserved = 0;
  let ended = false;
  let failure: unknown = null;
  let wake = (): void => undefined;
  const fill = async (): Promise<void> => {
    try {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        if (written + chunk.length > maxBytes) throw new Error(`The export is larger than ${maxBytes} bytes.`);
        if (together + chunk.length > MAX_TOGETHER) throw new Error('The exports that are fetched leave no room.');
        together += chunk.length;
        reserved += chunk.length;
        await file.write(chunk, 0, chunk.length, written);
        written += chunk.length;
        wake();
      }
    } catch (error) {
      failure = error;
    }
    ended = true;
    wake();
    onRead();
  };
  const filling = fill();

  async function* handOn(): AsyncGenerator<Buffer> {
    for (let at = 0; ;) {
      if (at < written) {
        const piece = Buffer.allocUnsafe(Math.min(READ_TOGETHER, written - at));
        const { bytesRead } = await file.read(piece, 0, piece.length, at);
        at += bytesRead;
        yield piece.subarray(0, bytesRead);
      } else if (failure !== null) {
        throw failure;
      } else if (ended) {
        return;
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  }

  const stream = Readable.from(handOn(), { objectMode: false });
  stream.once('close', () => {
    source.destroy();
    wake();
    void filling
      .then(() => file.close())
      .finally(() => {
        together -= reserved;
        return folder.remove();
      });
  });
  return stream;
}
