/** What is said of values and shapes of a row as it is read: the reason, and after a stop which of its sentences. */
import { fillSentence, type Sentence, type SlotsOf, type WordOf } from '../../kernel/words/sentence.ts';
import type { ValueFault } from '../imports/values.ts';

export const VALUE_SENTENCES = {
  VALUE_NOT_INSTANT: [
    '{field} is {what}: a day, with or without a time, is wanted, such as 2025-12-31 09:30.',
    '“{field}”是{what}：应写日期，可带时间，如 2025-12-31 09:30。',
  ],
  VALUE_NOT_DATE: [
    '{field} is {what}: a date is wanted, such as 2025-12-31.',
    '“{field}”是{what}：应写日期，如 2025-12-31。',
  ],
  VALUE_NOT_INTEGER: ['{field} is {what}: a whole number is wanted.', '“{field}”是{what}：应写整数。'],
  'VALUE_NOT_INTEGER.leftOut': [
    '{field} is {what} and is not taken in: a whole number is wanted.',
    '“{field}”是{what}，不是整数，没有采用；其余照常。',
  ],
  VALUE_NOT_NUMBER: ['{field} is {what}: a number is wanted.', '“{field}”是{what}：应写数字。'],
  'VALUE_NOT_NUMBER.leftOut': [
    '{field} is {what} and is not taken in: a number is wanted.',
    '“{field}”是{what}，不是数字，没有采用；其余照常。',
  ],
  VALUE_UNKNOWN: ['{field} is {what}: {name} takes {known}.', '“{field}”是{what}，不在可选值之内；可选：{known}。'],
  'VALUE_UNKNOWN.leftOut': [
    '{field} is {what} and is not taken in: {name} takes {known}.',
    '“{field}”是{what}，不在可选值之内，没有采用；可选：{known}。',
  ],
  VALUE_TOO_LONG: ['{field} is {what}: it may have {limit} characters.', '“{field}”过长：最多 {limit} 个字符。'],
  'VALUE_TOO_LONG.codes': [
    '{field} names {count} codes; {limit} at most.',
    '“{field}”列了 {count} 个代码；最多 {limit} 个。',
  ],
  VALUE_READ_AS: ['{field} is {what} and is read as {value}.', '“{field}”是{what}，读作 {value}。'],
  LINES_JOINED: ['{field} goes over several lines, which were made one.', '“{field}”里有换行，已并为一行。'],
  COUNT_SUPPRESSED: [
    '{field} is below {least}: so few people are not told, and not kept.',
    '“{field}”不足 {least}：人数太少，不公布也不保留。',
  ],
  CODE_SCIENTIFIC: [
    '{field} is {what}: Excel has taken the code for a number, and its last digits are lost. Set the column to the format Text, bring the codes in anew from where they come from, and save again.',
    '“{field}”是{what}：Excel 把代码当成了数字，末几位已丢失。请把该列设为“文本”格式，从原处重新取代码，再保存。',
  ],
  CODE_MISSING: ['It has no code: nothing tells which object it is about.', '没有代码：不知道说的是哪个对象。'],
  ROW_IS_REMARK: [
    'It is a remark or a sum under the table, and no row of it: nothing of it is taken in.',
    '这是表下的备注或合计，不是数据行：没有采用。',
  ],
  GEOMETRY_TYPE: ['It is a {type}; {wanted} is wanted.', '图形是 {type}，应为 {wanted}。'],
  COORDINATES_OUTSIDE: ['Read as {crs}, it lies outside of China.', '按 {crs} 读取，位置在中国之外。'],
} as const satisfies Readonly<Record<string, Sentence>>;

export type ValueKey = keyof typeof VALUE_SENTENCES;
export type ValueReason = WordOf<ValueKey>;

type Slots<Key extends ValueKey> = SlotsOf<(typeof VALUE_SENTENCES)[Key]>;

/** What is wrong with a value, in both languages. */
export function valueFault<Key extends ValueKey>(
  severity: ValueFault['severity'],
  key: Key,
  ...[slots]: keyof Slots<Key> extends never ? [] : [slots: Slots<Key>]
): ValueFault {
  const [reason = key] = key.split('.', 1);
  return { severity, reason, ...fillSentence(VALUE_SENTENCES[key], slots ?? {}) };
}
