/** What the product says, in both its languages. */

/** English, Chinese. Words in braces are slots, which are filled in. */
export type Sentence = readonly [en: string, zh: string];

/** What a slot is filled with; what differs between the languages comes in both. */
export type SlotText = string | number | { readonly en: string; readonly zh: string };

type SlotsIn<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}` ? Slot | SlotsIn<Rest> : never;

/** The slots of a sentence: each has to be filled, and a word that is none does not compile. */
export type SlotsOf<One extends Sentence> = Readonly<Record<SlotsIn<One[0]> | SlotsIn<One[1]>, SlotText>>;

/** Keys of sentences are words for machines, and after a stop which of the sentences of that word. */
export type WordOf<Key> = Key extends `${infer Word}.${string}` ? Word : Key;

export interface Told {
  readonly message: string;
  /** The same in Chinese. */
  readonly messageZh: string;
}

/** Around slots are blanks, for names in Latin letters; a sign of full width has its own. */
const BLANK_BESIDE_SIGN = /(?<=[）”》]) | (?=[（“《])/g;

const LANGUAGES = ['en', 'zh'] as const;

/** A sentence with its slots filled in. Numbers have a comma after each three digits. */
export function tell<const One extends Sentence>(
  sentence: One,
  ...[slots]: keyof SlotsOf<One> extends never ? [] : [slots: SlotsOf<One>]
): Told {
  return fillSentence(sentence, slots ?? {});
}

/** The same for slots that nobody has checked: one that is not filled stays as it is. */
export function fillSentence(sentence: Sentence, slots: Readonly<Record<string, SlotText>>): Told {
  const [message, inChinese] = LANGUAGES.map((language, i) =>
    (sentence[i] ?? '').replace(/\{(\w+)\}/g, (whole, slot: string) => {
      const text = slots[slot];
      if (text === undefined) return whole;
      if (typeof text === 'number') return text.toLocaleString('en-US');
      return typeof text === 'string' ? text : text[language];
    }),
  ) as [string, string];
  return { message, messageZh: inChinese.replace(BLANK_BESIDE_SIGN, '') };
}
