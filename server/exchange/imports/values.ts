import type { ExchangeField, Wording } from '../../kernel/exchange/layer.ts';
import { valueFault } from '../words/of-values.ts';
import type { SourceRow, SourceValue } from '../formats/source-file.ts';
import { readDate, readInstant } from './instants.ts';
import type { Mapping } from './mapping.ts';
import type { WordReader } from './value-words.ts';
import { halfWidth, isScientific, readNumber, readWhole } from './numbers.ts';

export interface ValueFault {
  readonly severity: 'REFUSED' | 'NOTED';
  readonly reason: string;
  readonly message: string;
  /** The same in Chinese. */
  readonly messageZh: string;
}

export type StagedValue = string | number | readonly string[] | null;

export interface ReadAttributes {
  readonly code: string | null;
  readonly attributes: Readonly<Record<string, StagedValue>>;
  readonly faults: readonly ValueFault[];
}

/** Counts of people below this are not told (domain rule; see migration 0001). */
const LEAST_PEOPLE = 10;
const MAX_TEXT = 500;
const MAX_CODES = 2000;

/** The values of a row as the fields of the layer want them. Only mapped fields are in the result. */
export function readAttributes(
  row: SourceRow,
  mapping: Mapping,
  fields: readonly ExchangeField[],
  words: WordReader | null = null,
): ReadAttributes {
  const attributes: Record<string, StagedValue> = {};
  const faults: ValueFault[] = [];
  for (const field of fields) {
    const heading = mapping[field.name];
    // A table says nothing by leaving a cell out only where it has no such column; a feature, where it lacks the property.
    if (heading === undefined || row.attributes[heading] === undefined) continue;
    const { value, faults: ofField = [] } = readValue(row.attributes[heading] ?? null, field, words);
    faults.push(...ofField);
    if (value !== undefined) attributes[field.name] = value;
  }
  const code = attributes['code'];
  return { code: typeof code === 'string' ? code : null, attributes, faults };
}

interface Read {
  /** Undefined: the row says nothing of it. */
  readonly value: StagedValue | undefined;
  readonly faults?: readonly ValueFault[];
}

function readValue(given: SourceValue, field: ExchangeField, words: WordReader | null): Read {
  const text = given === null ? '' : oneLine(String(given));
  if (field.type === 'codes') return readCodes(text, field);
  if (text === '') return { value: null };
  const facts = { field: named(field), what: quoted(text) };
  const refuse = (key: 'VALUE_NOT_INSTANT' | 'VALUE_NOT_DATE'): Read => ({
    value: null,
    faults: [valueFault('REFUSED', key, facts)],
  });
  // An object is not kept out for want of a number that it need not have; what is known of it stays.
  const leaveOut = (key: 'VALUE_NOT_INTEGER' | 'VALUE_NOT_NUMBER'): Read =>
    field.required
      ? { value: null, faults: [valueFault('REFUSED', key, facts)] }
      : { value: undefined, faults: [valueFault('NOTED', `${key}.leftOut`, facts)] };
  const read = <Value extends StagedValue>(found: { value: Value; asWritten: boolean }): Read => ({
    value: found.value,
    ...(found.asWritten && { faults: [readAs(field, text, String(found.value))] }),
  });
  switch (field.type) {
    case 'text':
      if (field.instant) {
        const value = readInstant(halfWidth(text), field.instant);
        return value === null ? refuse('VALUE_NOT_INSTANT') : { value };
      }
      if (text.length > MAX_TEXT)
        return { value: null, faults: [valueFault('REFUSED', 'VALUE_TOO_LONG', { ...facts, limit: MAX_TEXT })] };
      return readChoice(text, field, words) ?? readText(String(given), text, field);
    case 'integer': {
      const found = readWhole(text);
      return found ? read(found) : leaveOut('VALUE_NOT_INTEGER');
    }
    case 'people': {
      const found = readWhole(text);
      if (!found || found.value < 0) return leaveOut('VALUE_NOT_INTEGER');
      if (found.value === 0 || found.value >= LEAST_PEOPLE) return read(found);
      return {
        value: null,
        faults: [valueFault('NOTED', 'COUNT_SUPPRESSED', { field: named(field), least: LEAST_PEOPLE })],
      };
    }
    case 'number': {
      const found = readNumber(text);
      return found ? read(found) : leaveOut('VALUE_NOT_NUMBER');
    }
    case 'date': {
      const value = readDate(halfWidth(text));
      return value === null ? refuse('VALUE_NOT_DATE') : { value };
    }
  }
}

/** Cells of a sheet hold line breaks for the looks of it. */
function oneLine(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/(?<=[一-龥])[\s\p{Cc}]*[\r\n\u2028\v][\s\p{Cc}]*(?=[一-龥])/gu, '')
    .replaceAll(/[\s\p{Cc}]*[\r\n\u2028\v\t][\s\p{Cc}]*/gu, ' ')
    .trim();
}

/** Signs of numbers, dates and codes; anything else may be the name of somebody, and reports are kept and read by others. */
const HARMLESS = /^[\d\s.,:：;；/\\\-+~～至到约近年代月日时分秒号户人栋层个座处%()（）TZEY]{1,40}$/i;

/** What stands in a cell, as far as it can be repeated. */
export const quoted = (text: string): Wording =>
  HARMLESS.test(text)
    ? { en: `"${text}"`, zh: `“${text}”` }
    : {
        en: `a text of ${text.length} ${text.length === 1 ? 'character' : 'characters'}`,
        zh: `一段 ${text.length} 字的文字`,
      };

const named = ({ name, title }: ExchangeField): Wording => ({ en: name, zh: title.zh });

const readAs = (field: ExchangeField, text: string, value: string): ValueFault =>
  valueFault('NOTED', 'VALUE_READ_AS', { field: named(field), what: quoted(text), value });

function readText(given: string, text: string, field: ExchangeField): Read {
  const isCode = /code$/i.test(field.name);
  if (isCode && isScientific(text)) {
    const fault = valueFault('REFUSED', 'CODE_SCIENTIFIC', { field: named(field), what: quoted(text) });
    return { value: null, faults: [fault] };
  }
  const plain = isCode ? plainCode(text) : text;
  const { value, note, refused } = field.read?.(plain) ?? { value: plain };
  const faults: ValueFault[] = [];
  if (refused) faults.push({ severity: 'REFUSED', ...refused });
  if (note) faults.push({ severity: 'NOTED', ...note });
  else if (isCode && value !== null && value !== text) faults.push(readAs(field, text, value));
  else if (/[\r\n\u2028\v]/.test(given.trim())) {
    faults.push(valueFault('NOTED', 'LINES_JOINED', { field: named(field) }));
  }
  return { value, faults };
}

/** Codes in the signs that ours have: of half width, without blanks in them, and without the fraction that programs add. */
function plainCode(text: string): string {
  if (/[一-龥]/.test(text)) return text;
  const plain = halfWidth(text).replaceAll(/(?<=\d)\s+(?=\d)/g, '');
  return /^\d+\.0+$/.test(plain) ? plain.replace(/\.0+$/, '') : plain;
}

/** Codes are joined by ";", as files of ours have them; "、" and "," do as well. The order says nothing. */
function readCodes(text: string, field: ExchangeField): Read {
  const codes = [
    ...new Set(
      halfWidth(text)
        .split(/[;,、\s]+/)
        .filter(Boolean),
    ),
  ].toSorted();
  if (codes.length <= MAX_CODES) return { value: codes };
  const facts = { field: named(field), count: String(codes.length), limit: String(MAX_CODES) };
  return { value: null, faults: [valueFault('REFUSED', 'VALUE_TOO_LONG.codes', facts)] };
}

/** Words of a code book; null where the field takes any text, or where its rules speak of what is in no book. */
function readChoice(text: string, field: ExchangeField, words: WordReader | null): Read | null {
  const { name, values, required } = field;
  const value = words?.read(name, text);
  if (typeof value === 'string') return { value };
  if (!values) return null;
  const known = {
    en: values.map(({ value: own, title }) => `${own} (${title.zh})`).join(', '),
    zh: values.map(({ value: own, title }) => `${title.zh}（${own}）`).join('、'),
  };
  const facts = { field: named(field), what: quoted(text), name, known };
  return required
    ? { value: null, faults: [valueFault('REFUSED', 'VALUE_UNKNOWN', facts)] }
    : { value: undefined, faults: [valueFault('NOTED', 'VALUE_UNKNOWN.leftOut', facts)] };
}
