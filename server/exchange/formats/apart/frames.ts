import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

const LENGTH_BYTES = 4;

/** A text on its way between two processes: its length in bytes, then UTF-8. Resolves when more may follow. */
export async function writeFrame(to: Writable, text: string): Promise<void> {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(Buffer.byteLength(text));
  to.write(length);
  if (!to.write(text)) await once(to, 'drain');
}

/** The texts that come in, whole; one that is not asked for is not read. */
export async function* framesFrom(from: Readable): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted: number | null = null;
  for await (const chunk of from as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    held += chunk.length;
    while (held >= (wanted ?? LENGTH_BYTES)) {
      const bytes = Buffer.concat(chunks);
      const end: number = wanted ?? LENGTH_BYTES;
      if (wanted === null) wanted = bytes.readUInt32LE(0);
      else {
        wanted = null;
        yield bytes.subarray(0, end);
      }
      chunks = [bytes.subarray(end)];
      held = bytes.length - end;
    }
  }
}
