import type { WordLanguage } from '../i18n/words.ts';

/** How the server words why it takes a text for what, and the same in Chinese. */
const CHINESE: readonly (readonly [RegExp, string])[] = [
  [/^byte order mark$/, '有字节序标记'],
  [/^as was asked for$/, '按所选'],
  [/^nothing but ASCII$/, '全为 ASCII 字符'],
  [/^decodes as UTF-8$/, 'UTF-8 可完整解码'],
  [/^not UTF-8, decodes as GB18030$/, '不是 UTF-8,GB18030 可完整解码'],
  [/^has no Chinese as UTF-8, .*$/, '按 UTF-8 没有汉字，按 GB18030 是汉字'],
  [/^\.cpg says (\S+),? (?:but|and) the text is UTF-8$/, '.cpg 声明 $1，文字实为 UTF-8'],
  [/^\.cpg says (\S+) and the text decodes$/, '.cpg 声明 $1，可完整解码'],
];

export function encodingWords(evidence: string, language: WordLanguage): string {
  const found = language === 'zh' && CHINESE.find(([form]) => form.test(evidence));
  return found ? evidence.replace(found[0], found[1]) : evidence;
}
