/** Findings of rules in Chinese: the statements of the rules make them in English, sentence by sentence of a table. */
import type { ExchangeField } from '../../kernel/exchange/layer.ts';
import { fillSentence } from '../../kernel/words/sentence.ts';
import { exchangeLayers } from '../layers.ts';
import { IN_SHORT } from './in-short.ts';
import { RULE_SENTENCES } from './of-rules.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly chinese: string;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** The English sentence as a pattern whose groups are its slots. */
function ruleOf([english, chinese]: readonly [english: string | null, chinese: string]): Rule {
  const parts = (english ?? '{all}').split(/\{(\w+)\}/);
  const pattern = parts.map((part, i) => (i % 2 === 0 ? escaped(part) : `(?<${part}>[^]*?)`)).join('');
  return { pattern: new RegExp(`^${pattern}$`), chinese };
}

const RULES = new Map(Object.entries(RULE_SENTENCES).map(([reason, pairs]) => [reason, pairs.map(ruleOf)]));

/** Slots that hold names one after the other. */
const LISTS = new Set(['form', 'fields', 'known', 'codes', 'successors', 'headings', 'names']);
/** Parts of sentences that stand in slots. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/a text of (\d+) characters?/g, '一段 $1 字的文字'],
  [/(\d+) digits/g, '$1 位数字'],
  [/"([^"]*)"/g, '“$1”'],
  [/ \(([^()]*)\)/g, '（$1）'],
];

/** "subdistrict" as a rule says the level of an area. */
function levelInChinese(word: string): string {
  const layer = exchangeLayers.find(({ key }) => key === `${word.toLowerCase().replaceAll('_', '-')}s`);
  return layer?.title.zh ?? word;
}

function inSlot(slot: string, text: string, titles: ReadonlyMap<string, string>): string {
  if (slot === 'level') return levelInChinese(text);
  const named = /^fields?$/.test(slot) ? text.replaceAll(/\w+/g, (word) => titles.get(word) ?? word) : text;
  const listed = LISTS.has(slot) ? named.replaceAll(', ', '、') : named;
  return PARTS.reduce((said, [part, chinese]) => said.replaceAll(part, chinese), listed);
}

const isKnown = (reason: string): reason is keyof typeof IN_SHORT => Object.hasOwn(IN_SHORT, reason);

/** The sentence of a finding in Chinese, with fields by their titles; in short where only the reason is known. */
export function inChinese(reason: string, message: string, fields: readonly ExchangeField[] = []): string {
  const titles = new Map(fields.map(({ name, title }) => [name, title.zh]));
  for (const { pattern, chinese } of RULES.get(reason) ?? []) {
    const found = pattern.exec(message);
    if (!found) continue;
    const slots = Object.entries(found.groups ?? {}).map(([slot, text]) => [slot, inSlot(slot, text, titles)] as const);
    return fillSentence(['', chinese], Object.fromEntries(slots)).messageZh;
  }
  return isKnown(reason) ? IN_SHORT[reason] : `检查发现问题（${reason}）。`;
}
