import type { TextEncoding } from './encoding.ts';
import { utf8Chunks, wholeCharactersEnd } from './encoding.ts';
import { TABLE_SAMPLE_BYTES } from './limits.ts';

const DELIMITERS = [',', '\t', ';', '|'];
const SAMPLE_LINES = 50;

/** The sign that divides the lines of the beginning most evenly into the most columns. */
export async function delimiterOf(path: string, name: string, encoding: TextEncoding): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of utf8Chunks(path, name, encoding)) {
    parts.push(Buffer.from(chunk));
    length += chunk.length;
    if (length >= TABLE_SAMPLE_BYTES) break;
  }
  const bytes = Buffer.concat(parts).subarray(0, TABLE_SAMPLE_BYTES);
  return bestDelimiter(bytes.toString('utf8', 0, wholeCharactersEnd(bytes)));
}

/** A first line that tells Excel the sign, and is no part of the table. */
const SAID = /^\uFEFF?"?sep=([,;\t|])"?\s*[\r\n]/i;

export function bestDelimiter(text: string): string {
  const said = SAID.exec(text)?.[1];
  if (said) return said;
  let [best, bestScore] = [',', 0];
  for (const delimiter of DELIMITERS) {
    const counts = countsPerLine(text, delimiter);
    const headings = counts[0] ?? 0;
    const even = counts.filter((count) => count === headings).length;
    // The headings decide, lines that agree with them speak for it.
    const score = headings * (even / Math.max(1, counts.length) + 0.1);
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

function countsPerLine(text: string, delimiter: string): number[] {
  const counts: number[] = [];
  let [count, quoted, empty] = [0, false, true];
  for (const sign of text) {
    if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === '\n' || sign === '\r')) {
      if (!empty) counts.push(count);
      if (counts.length >= SAMPLE_LINES) return counts;
      [count, empty] = [0, true];
      continue;
    } else if (!quoted && sign === delimiter) count++;
    empty = false;
  }
  // The last line may be cut off by the sample.
  if (!empty && counts.length === 0) counts.push(count);
  return counts;
}
