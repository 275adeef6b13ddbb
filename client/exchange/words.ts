import { fillIn, LANGUAGE_TAGS, useWords, type WordLanguage, type WordParams, type Words } from '../i18n/words.ts';
import { en } from './en.ts';
import { REASONS } from './reasons.ts';
import { zh, type ExchangeWordId } from './zh.ts';

export type { ExchangeWordId };

export interface ExchangeWords extends Words {
  /** The words of this room, which come with it: as `t`. */
  readonly e: (id: ExchangeWordId, params?: WordParams) => string;
  /** What the server has in both languages. */
  readonly both: (wording: { readonly zh: string; readonly en: string }) => string;
  /** A sentence of the server in the reader's language where it has it, as attributes of the element that holds it. */
  readonly told: (one: Told) => { readonly lang: string; readonly children: string };
  /** A reason word of the server as a title; null for one that is not known here. */
  readonly reason: (word: string) => string | null;
}

export interface Told {
  readonly message: string;
  readonly messageZh?: string | null;
}

const CATALOGUES: Record<WordLanguage, Readonly<Record<ExchangeWordId, string>>> = { zh, en };

export function exchangeWordsOf(words: Words): ExchangeWords {
  const { language } = words;
  return {
    ...words,
    e: (id, params) => fillIn(CATALOGUES[language][id], params),
    told: ({ message, messageZh }) =>
      language === 'zh' && messageZh
        ? { lang: LANGUAGE_TAGS.zh, children: messageZh }
        : { lang: LANGUAGE_TAGS.en, children: message },
    both: (wording) => wording[language],
    reason: (word) => REASONS[word]?.[language === 'zh' ? 0 : 1] ?? null,
  };
}

export function useExchangeWords(): ExchangeWords {
  return exchangeWordsOf(useWords());
}
