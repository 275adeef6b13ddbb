import { isUtf8 } from 'node:buffer';
import type { DbfHeader } from './dbf.ts';
import { recordsOf } from './dbf.ts';
import type { AskedEncoding } from './encoding.ts';
import { wholeCharactersEnd } from './encoding.ts';
import { ENCODING_SAMPLE_BYTES } from './limits.ts';
import { foundEncoding } from '../words/of-encodings.ts';
import { unreadable } from './reasons.ts';
import type { DetectedEncoding } from './source-file.ts';

/** What a .cpg file may call the two encodings. */
const CPG_NAMES: readonly { encoding: AskedEncoding; names: RegExp }[] = [
  { encoding: 'UTF-8', names: /^(utf-?8|65001|cp65001)$/i },
  { encoding: 'GB18030', names: /^(gb-?18030|54936|gbk|gb_?2312|euc-cn|(ansi |cp|ms|oem )?936|windows-936)$/i },
];
/** So many Chinese characters in UTF-8 are no accident in any other encoding. */
const TELLING_CHARACTERS = 4;

export function encodingOfCpg(cpg: string | null): AskedEncoding | null {
  return CPG_NAMES.find(({ names }) => names.test(cpg?.trim() ?? ''))?.encoding ?? null;
}

/** Tells how the text of a .dbf is written. A .cpg is a claim, believed if the text bears it out. */
export async function detectDbfEncoding(
  path: string,
  name: string,
  header: DbfHeader,
  cpg: string | null,
  asked?: AskedEncoding,
): Promise<DetectedEncoding> {
  const sample = await sampleOf(path, name, header);
  const fits = { 'UTF-8': sample.utf8, GB18030: sample.gb18030 };
  if (asked) {
    if (!fits[asked]) throw unreadable('ENCODING_WRONG', { name: `the text of ${name}`, encoding: asked });
    return foundEncoding(asked, ['ASKED']);
  }
  const claim = cpg?.trim().slice(0, 40) ?? '';
  const claimed = encodingOfCpg(cpg);
  if (sample.ascii) return foundEncoding(claimed ?? 'UTF-8', ['ASCII']);
  if (claimed === 'GB18030' && sample.utf8 && sample.triples >= TELLING_CHARACTERS) {
    return foundEncoding('UTF-8', ['CPG_CONTRADICTED'], { claim });
  }
  if (claimed && fits[claimed]) return foundEncoding(claimed, ['CPG'], { claim });
  const before = claim ? (claimed ? 'CPG_WRONG' : 'CPG_NOT_BELIEVED') : 'NO_CPG';
  if (sample.utf8 && sample.triples === 0 && sample.gb18030) {
    return foundEncoding('GB18030', [before, 'NO_CHINESE'], { claim });
  }
  if (sample.utf8) return foundEncoding('UTF-8', [before, 'UTF_8'], { claim });
  if (sample.gb18030) return foundEncoding('GB18030', [before, 'GB18030'], { claim });
  throw unreadable('ENCODING_UNKNOWN', { name: `The text of ${name}` });
}

interface Sample {
  ascii: boolean;
  utf8: boolean;
  gb18030: boolean;
  /** Characters of three bytes and more in UTF-8, as Chinese ones are. */
  triples: number;
}

async function sampleOf(path: string, name: string, header: DbfHeader): Promise<Sample> {
  const sample: Sample = { ascii: true, utf8: true, gb18030: true, triples: 0 };
  for (const { nameBytes } of header.fields) take(sample, nameBytes);
  const texts = header.fields.filter(({ type }) => type === 'C');
  let seen = 0;
  for await (const record of recordsOf(path, name, header)) {
    if (!record) continue;
    for (const { from, length } of texts) take(sample, record.subarray(from, from + length));
    seen += record.length;
    if (seen >= ENCODING_SAMPLE_BYTES || (!sample.utf8 && !sample.gb18030)) break;
  }
  return sample;
}

function take(sample: Sample, cell: Buffer): void {
  if (isAscii(cell)) return;
  sample.ascii = false;
  if (sample.utf8) {
    sample.utf8 = isUtf8(cell.subarray(0, wholeCharactersEnd(cell)));
    for (const byte of cell) if (byte >= 0xe0) sample.triples++;
  }
  sample.gb18030 &&= decodedCell(cell, GB18030) !== null;
}

export function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80) return false;
  return true;
}

const GB18030 = new TextDecoder('gb18030', { fatal: true });
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function decoderOf(name: DetectedEncoding['name']): TextDecoder {
  return name === 'GB18030' ? GB18030 : UTF8;
}

/**
 * The text of a cell; null if it cannot be decoded. Writers that count bytes cut the last character of a full cell in two: what
 * is left of it is dropped.
 */
export function decodedCell(cell: Buffer, decoder: TextDecoder): { text: string; cut: boolean } | null {
  for (let dropped = 0; dropped <= 3 && dropped <= cell.length; dropped++) {
    // A half character can only be at the end of a cell that is full.
    if (dropped > 0 && (cell.at(-1) ?? 0x20) === 0x20) break;
    try {
      return { text: decoder.decode(cell.subarray(0, cell.length - dropped)), cut: dropped > 0 };
    } catch {
      continue;
    }
  }
  return null;
}
