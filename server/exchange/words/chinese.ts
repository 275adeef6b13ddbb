/** Sentences of findings and refusals in Chinese: they are made in English beside the rules, and told in the reader's language. */
import type { ExchangeField } from '../../kernel/exchange/layer.ts';
import { FILE_REASONS, ROW_REASONS } from '../formats/reasons.ts';
import { FILE_SENTENCES, ROW_SENTENCES } from './of-files.ts';
import { RULE_SENTENCES } from './of-rules.ts';

interface Sentence {
  readonly pattern: RegExp;
  readonly chinese: string;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** The English sentence as a pattern whose groups are its slots. */
function sentence(english: string | null, chinese: string): Sentence {
  const parts = (english ?? '{all}').split(/\{(\w+)\}/);
  const pattern = parts.map((part, i) => (i % 2 === 0 ? escaped(part) : `(?<${part}>[^]*?)`)).join('');
  return { pattern: new RegExp(`^${pattern}$`), chinese };
}

const SENTENCES = new Map<string, Sentence[]>();
const add = (reason: string, more: readonly Sentence[]): void => {
  SENTENCES.set(reason, [...(SENTENCES.get(reason) ?? []), ...more]);
};
for (const [reason, pairs] of Object.entries(RULE_SENTENCES)) {
  add(
    reason,
    pairs.filter(([english]) => english !== null).map(([english, chinese]) => sentence(english, chinese)),
  );
}
for (const reason of Object.keys(ROW_SENTENCES) as (keyof typeof ROW_SENTENCES)[])
  add(reason, [sentence(ROW_REASONS[reason][1], ROW_SENTENCES[reason])]);
for (const reason of Object.keys(FILE_SENTENCES) as (keyof typeof FILE_SENTENCES)[])
  add(reason, [sentence(FILE_REASONS[reason], FILE_SENTENCES[reason])]);
for (const [reason, pairs] of Object.entries(RULE_SENTENCES)) {
  add(
    reason,
    pairs.filter(([english]) => english === null).map(([english, chinese]) => sentence(english, chinese)),
  );
}

/** Parts of sentences that stand in slots. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/a text of (\d+) characters?/g, '一段 $1 字的文字'],
  [/(\d+) digits/g, '$1 位数字'],
  [/its heading speaks of/g, '列名涉及'],
  [/row (\d+) looks like/g, '第 $1 行像是'],
  [/mobile telephone numbers/g, '手机号'],
  [/telephone numbers/g, '电话'],
  [/identity numbers/g, '身份证号'],
  [/licence plates/g, '车牌号'],
  [/names of persons/g, '人名'],
  [/e-mail addresses/g, '电子邮箱'],
  [/facts about persons/g, '个人情况'],
  [/accounts of persons/g, '个人账号'],
  [/\bflats\b/g, '户室'],
];

/** The sentence of a finding or refusal in Chinese, with fields by their titles; null where it has none. */
export function inChinese(reason: string, message: string, fields: readonly ExchangeField[] = []): string | null {
  const titles = new Map(fields.map(({ name, title }) => [name, title.zh]));
  const named = (slot: string, text: string): string =>
    /^fields?$/.test(slot) ? text.replaceAll(/\w+/g, (word) => titles.get(word) ?? word) : text;
  for (const { pattern, chinese } of SENTENCES.get(reason) ?? []) {
    const found = pattern.exec(message);
    if (!found) continue;
    return chinese.replaceAll(/\{(\w+)\}/g, (_, slot: string) =>
      PARTS.reduce((text, [part, said]) => text.replaceAll(part, said), named(slot, found.groups?.[slot] ?? '')),
    );
  }
  return null;
}
