import { Readable } from 'node:stream';

/** Small texts are handed on together: each chunk costs the same on its way, however small. */
const CHUNK_CHARACTERS = 64 * 1024;

/** A stream of these texts in UTF-8. Ending it early ends the iteration, too. */
export function streamTexts(texts: AsyncIterable<string>): Readable {
  return Readable.from(inChunks(texts), { objectMode: false, highWaterMark: CHUNK_CHARACTERS });
}

async function* inChunks(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let chunk = '';
  for await (const text of texts) {
    chunk += text;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}
