/**
 * npm run gen:readings: writes how Han characters are read (pinyin without tones, as the package pinyin-pro knows them) into the
 * migration that brings the table han_reading. A migration that has been applied is not changed: what a newer pinyin-pro knows
 * beyond this goes into a new one.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pinyin } from 'pinyin-pro';
import { runCommandLine } from '../server/kernel/command-line.ts';

export const READINGS_FILE = join(import.meta.dirname, '..', 'migrations', '0028-search-keys.up.sql');
const SECTION = /(?<=\n-- readings begin[^\n]*\n)[^]*(?=-- readings end\n)/;

/** CJK Unified Ideographs of the basic plane, and the zero that stands among them. */
const FIRST = 0x4e00;
const LAST = 0x9fff;
const ZERO = '〇';
/** Readings of one character that are kept; the rarest have five. */
const MOST_READINGS = 4;

/** ü is typed as v, and as u by whoever does not know. */
function typed(reading: string): string[] {
  return reading.includes('ü') ? ['v', 'u'].map((letter) => reading.replace('ü', letter)) : [reading.replace('ê', 'e')];
}

/** Readings of the character as they are typed, in the order of how common they are; none where none is known. */
export function readingsOf(character: string): string[] {
  const known = pinyin(character, { multiple: true, toneType: 'none', type: 'array' });
  if (known.includes(character)) return [];
  return [...new Set(known.slice(0, MOST_READINGS).flatMap(typed))];
}

/** Syllables with all characters that are read so, one initial letter a line: `'ba 八巴 bai 白百'`. */
export function readingsSql(): string {
  const bySyllable = new Map<string, string>();
  const characters = Array.from({ length: LAST - FIRST + 1 }, (_, i) => String.fromCodePoint(FIRST + i));
  for (const character of [ZERO, ...characters]) {
    for (const reading of readingsOf(character))
      bySyllable.set(reading, `${bySyllable.get(reading) ?? ''}${character}`);
  }
  const lines = new Map<string, string[]>();
  for (const [syllable, read] of [...bySyllable].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const initial = syllable.slice(0, 1);
    lines.set(initial, [...(lines.get(initial) ?? []), `${syllable} ${read}`]);
  }
  return [...lines.values()].map((line) => `  ('${line.join(' ')}')`).join(',\n');
}

async function main(args: readonly string[]): Promise<void> {
  parseArgs({ args: [...args], options: {} });
  const text = await readFile(READINGS_FILE, 'utf8');
  await writeFile(
    READINGS_FILE,
    text.replace(SECTION, () => `${readingsSql()}\n`),
  );
}

if (import.meta.filename === process.argv[1]) await runCommandLine('Usage: npm run gen:readings', main);
