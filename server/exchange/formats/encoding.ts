import { isUtf8 } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { bytesAt, chunksOf } from './byte-source.ts';
import type { Progress } from './byte-source.ts';
import { ENCODING_SAMPLE_BYTES, ENCODING_TAIL_BYTES } from './limits.ts';
import { foundEncoding } from '../words/of-encodings.ts';
import { unreadable } from './reasons.ts';
import type { DetectedEncoding } from './source-file.ts';

export type AskedEncoding = 'UTF-8' | 'GB18030';

/** How a text file is written, and where its text begins. */
export interface TextEncoding extends DetectedEncoding {
  readonly markLength: number;
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Tells how a file is written from its bytes; a file that is neither is refused, never read with replacement signs. */
export async function detectEncoding(path: string, name: string, asked?: AskedEncoding): Promise<TextEncoding> {
  const { size } = await stat(path);
  const head = await bytesAt(path, 0, 3);
  if (head[0] === 0xff && head[1] === 0xfe) return { ...foundEncoding('UTF-16LE', ['MARK']), markLength: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) throw unreadable('UTF16_BIG_ENDIAN', { name });
  const marked = head.equals(UTF8_MARK);
  const markLength = marked ? 3 : 0;
  if (asked === 'GB18030' && !marked) {
    if (!(await decodesAsGb18030(path))) throw unreadable('ENCODING_WRONG', { name, encoding: asked });
    return { ...foundEncoding('GB18030', ['ASKED']), markLength };
  }
  const kind = await utf8Kind(path, size);
  if (kind === 'NOTHING_CHINESE' && !marked && !asked && (await decodesAsGb18030(path, true))) {
    return { ...foundEncoding('GB18030', ['ONLY_CHINESE']), markLength };
  }
  if (kind !== 'NO') {
    const seen = kind === 'ASCII' ? 'ASCII' : 'UTF_8';
    return { ...foundEncoding('UTF-8', [marked ? 'MARK' : asked ? 'ASKED' : seen]), markLength };
  }
  if (asked === 'UTF-8') throw unreadable('ENCODING_WRONG', { name, encoding: asked });
  if (!marked && (await decodesAsGb18030(path))) {
    return { ...foundEncoding('GB18030', ['GB18030']), markLength };
  }
  throw unreadable('ENCODING_UNKNOWN', { name });
}

/**
 * Short Chinese texts in GB18030 can be UTF-8 by accident, as 路 is the same bytes as a middle dot; then they hold none of the
 * characters that take three bytes, as Chinese ones do.
 */
async function utf8Kind(path: string, size: number): Promise<'ASCII' | 'NOTHING_CHINESE' | 'UTF-8' | 'NO'> {
  let highest = 0;
  let rest: Buffer = Buffer.alloc(0);
  let seen = 0;
  for await (const chunk of chunksOf(path)) {
    seen += chunk.length;
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = seen >= size ? bytes.length : wholeCharactersEnd(bytes);
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) return 'NO';
    if (highest < THREE_BYTES) highest = Math.max(highest, highestOf(whole));
    rest = Buffer.from(bytes.subarray(end));
    if (seen >= ENCODING_SAMPLE_BYTES) break;
  }
  if (seen < size) {
    const tail = await bytesAt(path, Math.max(seen, size - ENCODING_TAIL_BYTES), ENCODING_TAIL_BYTES);
    const start = tail.findIndex((byte) => (byte & 0xc0) !== 0x80);
    if (start < 0 || start > 3 || !isUtf8(tail.subarray(start))) return 'NO';
    highest = Math.max(highest, highestOf(tail));
  }
  return highest >= THREE_BYTES ? 'UTF-8' : highest < 0x80 ? 'ASCII' : 'NOTHING_CHINESE';
}

/** Characters of three bytes and more begin with this or above. */
const THREE_BYTES = 0xe0;

function highestOf(bytes: Uint8Array): number {
  let highest = 0;
  for (const byte of bytes) if (byte > highest) highest = byte;
  return highest;
}

/** Where the last character that is wholly there ends; at most three bytes are left over. */
export function wholeCharactersEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needs > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

const NOT_CHINESE = /[^\0-\u007f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;

async function decodesAsGb18030(path: string, onlyChinese = false): Promise<boolean> {
  const decoder = new TextDecoder('gb18030', { fatal: true });
  let seen = 0;
  try {
    for await (const chunk of chunksOf(path)) {
      const text = decoder.decode(chunk, { stream: true });
      if (onlyChinese && NOT_CHINESE.test(text)) return false;
      seen += chunk.length;
      if (seen >= ENCODING_SAMPLE_BYTES) return true;
    }
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** The text in UTF-8 without its mark, in chunks that are only good until the next. UTF-8 itself is passed on as it is. */
export async function* utf8Chunks(
  path: string,
  name: string,
  encoding: TextEncoding,
  progress?: Progress,
): AsyncGenerator<Buffer> {
  const chunks = chunksOf(path, encoding.markLength, progress);
  if (encoding.name === 'UTF-8') {
    yield* chunks;
    return;
  }
  const decoder = new TextDecoder(encoding.name.toLowerCase(), { fatal: true });
  let done = 0;
  try {
    for await (const chunk of chunks) {
      const text = decoder.decode(chunk, { stream: true });
      done += chunk.length;
      yield Buffer.from(text, 'utf8');
    }
    yield Buffer.from(decoder.decode(), 'utf8');
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw unreadable('ENCODING_CHANGES', { name, encoding: encoding.name, where: `near byte ${done}` });
  }
}
