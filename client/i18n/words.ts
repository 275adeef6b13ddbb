import { createContext, useContext, useMemo } from 'react';
import { en } from './en.ts';
import { zh, type WordId } from './zh.ts';

export type { WordId };
export type WordLanguage = 'zh' | 'en';
export type WordParams = Readonly<Record<string, string | number>>;

const CATALOGUES: Record<WordLanguage, Readonly<Record<WordId, string>>> = { zh, en };
export const LANGUAGE_TAGS: Record<WordLanguage, string> = { zh: 'zh-Hans', en: 'en' };

export interface Words {
  readonly language: WordLanguage;
  /** The other language, which stands beside the first where there is room. */
  readonly other: WordLanguage;
  readonly t: (id: WordId, params?: WordParams) => string;
  readonly beside: (id: WordId, params?: WordParams) => string;
  /** Of a title that the data carries in both languages, the one to show. */
  readonly pick: (both: { readonly titleZh: string; readonly titleEn: string }) => string;
  /** The name of a place: its Chinese one, or in English the English one where it has one. */
  readonly nameOf: (place: { readonly name: string; readonly nameEn?: string | null }) => string;
  readonly count: (value: number) => string;
  readonly percent: (rate: number) => string;
}

export function say(language: WordLanguage, id: WordId, params?: WordParams): string {
  return fillIn(CATALOGUES[language][id], params);
}

export function fillIn(text: string, params: WordParams = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

export function wordsOf(language: WordLanguage): Words {
  const other = language === 'zh' ? 'en' : 'zh';
  const counts = new Intl.NumberFormat('en-US');
  return {
    language,
    other,
    t: (id, params) => say(language, id, params),
    beside: (id, params) => say(other, id, params),
    pick: ({ titleZh, titleEn }) => (language === 'zh' ? titleZh : titleEn),
    nameOf: ({ name, nameEn }) => (language === 'en' && nameEn ? nameEn : name),
    count: (value) => counts.format(value),
    percent: (rate) => `${percentOf(rate)}%`,
  };
}

/** Whole per cent, but never 100 or 0 where something is missing or there. */
export function percentOf(rate: number): number {
  if (rate === 0 || rate === 1) return rate * 100;
  return Math.min(99, Math.max(1, Math.round(rate * 100)));
}

const LanguageContext = createContext<WordLanguage>('zh');
export const LanguageProvider = LanguageContext.Provider;

export function useWords(): Words {
  const language = useContext(LanguageContext);
  return useMemo(() => wordsOf(language), [language]);
}
