import type { ExchangeField } from '../../kernel/exchange/layer.ts';
import type { SourceRow, SourceValue } from '../formats/source-file.ts';
import { readDate, readInstant } from './instants.ts';
import type { Mapping } from './mapping.ts';
import type { WordReader } from './value-words.ts';
import { halfWidth, isScientific, readNumber, readWhole } from './numbers.ts';

export interface ValueFault {
  readonly severity: 'REFUSED' | 'NOTED';
  readonly reason: string;
  readonly message: string;
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
  const refuse = (reason: string, what: string): Read => ({
    value: null,
    faults: [{ severity: 'REFUSED', reason, message: `${field.name} is ${quoted(text)}: ${what}` }],
  });
  // An object is not kept out for want of a number that it need not have; what is known of it stays.
  const leaveOut = (reason: string, what: string): Read =>
    field.required
      ? refuse(reason, what)
      : {
          value: undefined,
          faults: [
            { severity: 'NOTED', reason, message: `${field.name} is ${quoted(text)} and is not taken in: ${what}` },
          ],
        };
  const read = <Value extends StagedValue>(found: { value: Value; asWritten: boolean }): Read => ({
    value: found.value,
    ...(found.asWritten && { faults: [readAs(field, text, String(found.value))] }),
  });
  switch (field.type) {
    case 'text':
      if (field.instant) {
        const value = readInstant(halfWidth(text), field.instant);
        return value === null
          ? refuse('VALUE_NOT_INSTANT', 'a day, with or without a time, is wanted, such as 2025-12-31 09:30.')
          : { value };
      }
      if (text.length > MAX_TEXT) return refuse('VALUE_TOO_LONG', `it may have ${MAX_TEXT} characters.`);
      return readChoice(text, field, words, leaveOut) ?? readText(String(given), text, field);
    case 'integer': {
      const found = readWhole(text);
      return found ? read(found) : leaveOut('VALUE_NOT_INTEGER', 'a whole number is wanted.');
    }
    case 'people': {
      const found = readWhole(text);
      if (!found || found.value < 0) return leaveOut('VALUE_NOT_INTEGER', 'a whole number is wanted.');
      if (found.value === 0 || found.value >= LEAST_PEOPLE) return read(found);
      return {
        value: null,
        faults: [
          {
            severity: 'NOTED',
            reason: 'COUNT_SUPPRESSED',
            message: `${field.name} is below ${LEAST_PEOPLE}: so few people are not told, and not kept.`,
          },
        ],
      };
    }
    case 'number': {
      const found = readNumber(text);
      return found ? read(found) : leaveOut('VALUE_NOT_NUMBER', 'a number is wanted.');
    }
    case 'date': {
      const value = readDate(halfWidth(text));
      return value === null ? refuse('VALUE_NOT_DATE', 'a date is wanted, such as 2025-12-31.') : { value };
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
export const quoted = (text: string): string =>
  HARMLESS.test(text) ? `"${text}"` : `a text of ${text.length} ${text.length === 1 ? 'character' : 'characters'}`;

const readAs = (field: ExchangeField, text: string, value: string): ValueFault => ({
  severity: 'NOTED',
  reason: 'VALUE_READ_AS',
  message: `${field.name} is ${quoted(text)} and is read as ${value}.`,
});

function readText(given: string, text: string, field: ExchangeField): Read {
  const isCode = /code$/i.test(field.name);
  if (isCode && isScientific(text)) {
    return {
      value: null,
      faults: [
        {
          severity: 'REFUSED',
          reason: 'CODE_SCIENTIFIC',
          message: `${field.name} is ${quoted(text)}: Excel has taken the code for a number, and its last digits are lost. Set the column to the format Text, bring the codes in anew from where they come from, and save again.`,
        },
      ],
    };
  }
  const plain = isCode ? plainCode(text) : text;
  const { value, note, refused } = field.read?.(plain) ?? { value: plain };
  const faults: ValueFault[] = [];
  if (refused) faults.push({ severity: 'REFUSED', ...refused });
  if (note) faults.push({ severity: 'NOTED', ...note });
  else if (isCode && value !== null && value !== text) faults.push(readAs(field, text, value));
  else if (/[\r\n\u2028\v]/.test(given.trim())) {
    const message = `${field.name} goes over several lines, which were made one.`;
    faults.push({ severity: 'NOTED', reason: 'LINES_JOINED', message });
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
  const message = `${field.name} names ${codes.length} codes; ${MAX_CODES} at most.`;
  return { value: null, faults: [{ severity: 'REFUSED', reason: 'VALUE_TOO_LONG', message }] };
}

/** Words of a code book; null where the field takes any text, or where its rules speak of what is in no book. */
function readChoice(
  text: string,
  { name, values }: ExchangeField,
  words: WordReader | null,
  leaveOut: (reason: string, what: string) => Read,
): Read | null {
  const value = words?.read(name, text);
  if (typeof value === 'string') return { value };
  if (!values) return null;
  const known = values.map(({ value: own, title }) => `${own} (${title.zh})`).join(', ');
  return leaveOut('VALUE_UNKNOWN', `${name} takes ${known}.`);
}
