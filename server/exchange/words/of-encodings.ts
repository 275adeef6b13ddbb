/** Why a text is taken for one encoding or another, in a few words. */
import { fillSentence, type Sentence, type SlotText } from '../../kernel/words/sentence.ts';
import type { DetectedEncoding } from '../formats/source-file.ts';

export const ENCODING_WORDS = {
  MARK: ['byte order mark', '有字节序标记'],
  ASKED: ['as was asked for', '按所选'],
  ASCII: ['nothing but ASCII', '全为 ASCII 字符'],
  UTF_8: ['decodes as UTF-8', 'UTF-8 可完整解码'],
  GB18030: ['not UTF-8, decodes as GB18030', '不是 UTF-8，GB18030 可完整解码'],
  ONLY_CHINESE: ['has no Chinese as UTF-8, nothing else as GB18030', '按 UTF-8 没有汉字，按 GB18030 只有汉字'],
  NO_CHINESE: ['has no Chinese as UTF-8, decodes as GB18030', '按 UTF-8 没有汉字，GB18030 可完整解码'],
  CPG_CONTRADICTED: ['.cpg says {claim}, but the text is UTF-8', '.cpg 声明 {claim}，文字实为 UTF-8'],
  CPG: ['.cpg says {claim} and the text decodes', '.cpg 声明 {claim}，可完整解码'],
  CPG_WRONG: ['.cpg says {claim}, which does not decode', '.cpg 声明 {claim}，却不能解码'],
  CPG_NOT_BELIEVED: ['.cpg says {claim}, which is not believed', '.cpg 声明 {claim}，不足为凭'],
  NO_CPG: ['no .cpg', '没有 .cpg'],
} as const satisfies Readonly<Record<string, Sentence>>;

type EncodingWord = keyof typeof ENCODING_WORDS;

/** An encoding with why it is believed; what comes first stands before it. */
export function foundEncoding(
  name: DetectedEncoding['name'],
  words: readonly EncodingWord[],
  slots: Readonly<Record<string, SlotText>> = {},
): DetectedEncoding {
  const told = words.map((word) => fillSentence(ENCODING_WORDS[word], slots));
  return {
    name,
    evidence: told.map(({ message }) => message).join('; '),
    evidenceZh: told.map(({ messageZh }) => messageZh).join('；'),
  };
}
