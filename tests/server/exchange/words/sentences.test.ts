import { describe, expect, test } from 'vitest';
import { FILE_REASONS, ROW_REASONS } from '../../../../server/exchange/formats/reasons.ts';
import { FIT_SENTENCES, SURENESS_SENTENCES } from '../../../../server/exchange/words/of-coordinates.ts';
import { ENCODING_WORDS } from '../../../../server/exchange/words/of-encodings.ts';
import { EXPORT_SENTENCES, UNWRITABLE } from '../../../../server/exchange/words/of-exports.ts';
import { FILE_SENTENCES, ROW_SENTENCES } from '../../../../server/exchange/words/of-files.ts';
import { IN_SHORT } from '../../../../server/exchange/words/in-short.ts';
import { RULE_SENTENCES } from '../../../../server/exchange/words/of-rules.ts';
import { VALUE_SENTENCES } from '../../../../server/exchange/words/of-values.ts';
import { REFUSAL_SENTENCES } from '../../../../server/exchange/words/refusals.ts';
import { fillSentence, type Sentence } from '../../../../server/kernel/words/sentence.ts';
import { chineseFaults } from '../../../support/chinese.ts';

const files = Object.entries(FILE_SENTENCES).map(
  ([reason, zh]) => [reason, [FILE_REASONS[reason as keyof typeof FILE_REASONS], zh]] as const,
);
const rows = Object.entries(ROW_SENTENCES).map(
  ([reason, zh]) => [reason, [ROW_REASONS[reason as keyof typeof ROW_REASONS][1], zh]] as const,
);
const SENTENCES: readonly (readonly [string, Sentence])[] = [
  ...files,
  ...rows,
  ...Object.entries({ ...REFUSAL_SENTENCES, ...FIT_SENTENCES, ...SURENESS_SENTENCES }),
  ...Object.entries({ ...UNWRITABLE, ...EXPORT_SENTENCES, ...VALUE_SENTENCES }),
];

const slotsOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, slot = '']) => slot);
/** Every slot with a name in both languages, where it is no name for machines, and with a number. */
const samples = ([en, zh]: Sentence) => {
  const slots = [...slotsOf(en), ...slotsOf(zh)];
  const name = (slot: string) => (slot.endsWith('Name') ? 'EPSG:4549' : { en: 'a name', zh: '名称（旧）' });
  return [
    Object.fromEntries(slots.map((slot) => [slot, name(slot)])),
    Object.fromEntries(slots.map((slot) => [slot, 1234])),
  ];
};

describe('What is said in both languages', () => {
  test.each(SENTENCES)('%s is Chinese in Chinese, with its punctuation', (_, sentence) => {
    for (const slots of samples(sentence)) {
      const { message, messageZh } = fillSentence(sentence, slots);
      expect(message).not.toMatch(/[{}]/);
      expect(chineseFaults(messageZh)).toEqual([]);
      expect(messageZh).toMatch(/[。？]$/);
    }
  });

  test.each(Object.entries(ENCODING_WORDS))('the words %s of encodings, too', (_, words) => {
    expect(chineseFaults(fillSentence(words, { claim: 'GBK' }).messageZh)).toEqual([]);
  });

  test.each(Object.entries(RULE_SENTENCES))('%s of a rule, too, and it is in the English', (_, pairs) => {
    for (const [english, zh] of pairs) {
      const slots = Object.fromEntries(slotsOf(zh).map((slot) => [slot, '名称']));
      expect(chineseFaults(fillSentence(['', zh], slots).messageZh)).toEqual([]);
      expect(slotsOf(zh).filter((slot) => !slotsOf(english ?? '').includes(slot))).toEqual([]);
    }
  });

  test.each(Object.entries(IN_SHORT))('%s in short', (_, zh) => {
    expect(chineseFaults(zh)).toEqual([]);
    expect(zh).toMatch(/。$/);
  });

  test('asks of the English nothing that the Chinese alone would know', () => {
    // In other words: what a sentence is made of is there for both.
    for (const [reason, [en, zh]] of [...files, ...rows])
      expect([reason, slotsOf(zh).filter((slot) => !slotsOf(en).includes(slot))]).toEqual([reason, []]);
  });
});
