import { fillIn, useWords, type WordLanguage, type WordParams, type Words } from '../i18n/words.ts';
import { en } from './en.ts';
import { REASONS } from './reasons.ts';
import { zh, type ExchangeWordId } from './zh.ts';

export type { ExchangeWordId };

export interface ExchangeWords extends Words {
  /** The words of this room, which come with it: as `t`. */
  readonly e: (id: ExchangeWordId, params?: WordParams) => string;
  /** What the server has in both languages. */
  readonly both: (wording: { readonly zh: string; readonly en: string }) => string;
  /** A reason word of the server as a title; null for one that is not known here. */
  readonly reason: (word: string) => string | null;
}

const CATALOGUES: Record<WordLanguage, Readonly<Record<ExchangeWordId, string>>> = { zh, en };

export function exchangeWordsOf(words: Words): ExchangeWords {
  const { language } = words;
  return {
    ...words,
    e: (id, params) => fillIn(CATALOGUES[language][id], params),
    both: (wording) => wording[language],
    reason: (word) => REASONS[word]?.[language === 'zh' ? 0 : 1] ?? null,
  };
}

export function useExchangeWords(): ExchangeWords {
  return exchangeWordsOf(useWords());
}
