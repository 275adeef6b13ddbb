const blockSize = 512;

/**
 * The files and folders of an uncompressed tar archive that comes in chunks, in order. Names are relative, without a slash
 * at either end. The content of what is not wanted is let go at once: an archive may be far larger than what we use of it.
 */
export async function* tarEntries(stream, isWanted = () => true) {
  const reader = new ChunkReader(stream[Symbol.asyncIterator]());
  for (;;) {
    const header = await reader.read(blockSize);
    if (!header || header[0] === 0) return;
    const name = textOf(header, 0, 100).replace(/^\.?\/+|\/+$/g, '');
    const size = Number.parseInt(textOf(header, 124, 12) || '0', 8);
    const wanted = isWanted(name);
    const content = await reader.read(Math.ceil(size / blockSize) * blockSize, wanted);
    if (!content) throw new Error(`The archive ends in the middle of ${name}.`);
    if (wanted) yield { name, isFolder: textOf(header, 156, 1) === '5', content: content.subarray(0, size) };
  }
}

function textOf(header, from, length) {
  return header
    .toString('latin1', from, from + length)
    .replace(/\0.*$/s, '')
    .trim();
}

class ChunkReader {
  chunk = Buffer.alloc(0);

  constructor(chunks) {
    this.chunks = chunks;
  }

  /** The next bytes, or null when there are not so many; skipped bytes are not collected. */
  async read(length, wanted = true) {
    const bytes = wanted ? Buffer.allocUnsafe(length) : Buffer.alloc(0);
    for (let done = 0; done < length;) {
      if (this.chunk.length === 0) {
        const { value, done: isEnd } = await this.chunks.next();
        if (isEnd) return null;
        this.chunk = value;
        continue;
      }
      const part = this.chunk.subarray(0, length - done);
      if (wanted) bytes.set(part, done);
      done += part.length;
      this.chunk = this.chunk.subarray(part.length);
    }
    return bytes;
  }
}
