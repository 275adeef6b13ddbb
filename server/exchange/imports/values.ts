import type { ExchangeField } from '../../kernel/exchange/layer.ts';
import type { SourceRow, SourceValue } from '../formats/source-file.ts';
import { readInstant } from './instants.ts';
import type { Mapping } from './mapping.ts';

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
export function readAttributes(row: SourceRow, mapping: Mapping, fields: readonly ExchangeField[]): ReadAttributes {
  const attributes: Record<string, StagedValue> = {};
  const faults: ValueFault[] = [];
  for (const field of fields) {
    const heading = mapping[field.name];
    // A table says nothing by leaving a cell out only where it has no such column; a feature, where it lacks the property.
    if (heading === undefined || row.attributes[heading] === undefined) continue;
    const read = readValue(row.attributes[heading] ?? null, field);
    if ('fault' in read) faults.push(read.fault);
    attributes[field.name] = 'value' in read ? read.value : null;
  }
  const code = attributes['code'];
  return { code: typeof code === 'string' ? code : null, attributes, faults };
}

type Read = { value: StagedValue } | { fault: ValueFault } | { value: StagedValue; fault: ValueFault };

function readValue(given: SourceValue, field: ExchangeField): Read {
  const text = given === null ? '' : String(given).normalize('NFC').trim();
  if (field.type === 'codes') return readCodes(text, field);
  if (text === '') return { value: null };
  const refuse = (reason: string, what: string): Read => ({
    fault: { severity: 'REFUSED', reason, message: `${field.name} is "${shown(text)}": ${what}` },
  });
  switch (field.type) {
    case 'text':
      if (field.instant) {
        const value = readInstant(text, field.instant);
        return value === null
          ? refuse('VALUE_NOT_INSTANT', 'a day, with or without a time, is wanted, such as 2025-12-31 09:30.')
          : { value };
      }
      if (text.length > MAX_TEXT) return refuse('VALUE_TOO_LONG', `it may have ${MAX_TEXT} characters.`);
      return field.values ? readChoice(text, field) : { value: text };
    case 'integer': {
      const value = wholeNumber(text);
      return value === null ? refuse('VALUE_NOT_INTEGER', 'a whole number is wanted.') : { value };
    }
    case 'people': {
      const value = wholeNumber(text);
      if (value === null || value < 0) return refuse('VALUE_NOT_INTEGER', 'a whole number is wanted.');
      if (value === 0 || value >= LEAST_PEOPLE) return { value };
      return {
        value: null,
        fault: {
          severity: 'NOTED',
          reason: 'COUNT_SUPPRESSED',
          message: `${field.name} is below ${LEAST_PEOPLE}: so few people are not told, and not kept.`,
        },
      };
    }
    case 'number': {
      const value = Number(text.replaceAll(',', ''));
      return Number.isFinite(value) ? { value } : refuse('VALUE_NOT_NUMBER', 'a number is wanted.');
    }
    case 'date': {
      const value = readDate(text);
      return value === null ? refuse('VALUE_NOT_DATE', 'a date is wanted, such as 2025-12-31.') : { value };
    }
  }
}

const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function wholeNumber(text: string): number | null {
  const value = Number(text.replaceAll(',', '').replace(/\.0+$/, ''));
  return Number.isSafeInteger(value) && Math.abs(value) < 2 ** 31 ? value : null;
}

/** Codes are joined by ";", as files of ours have them; "、" and "," do as well. The order says nothing. */
function readCodes(text: string, field: ExchangeField): Read {
  const codes = [...new Set(text.split(/[;；,，、\s]+/).filter(Boolean))].toSorted();
  if (codes.length <= MAX_CODES) return { value: codes };
  return {
    fault: {
      severity: 'REFUSED',
      reason: 'VALUE_TOO_LONG',
      message: `${field.name} names ${codes.length} codes; ${MAX_CODES} at most.`,
    },
  };
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

function readChoice(text: string, field: ExchangeField): Read {
  const values = field.values ?? [];
  const found = values.find(({ value, title, headings = [] }) =>
    [value, title.zh, title.en, ...headings].some((word) => plain(word) === plain(text)),
  );
  if (found) return { value: found.value };
  const known = values.map(({ value, title }) => `${value} (${title.zh})`).join(', ');
  return {
    fault: {
      severity: 'REFUSED',
      reason: 'VALUE_UNKNOWN',
      message: `${field.name} is "${shown(text)}"; it takes ${known}.`,
    },
  };
}

const DATE = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]\d{1,2}:\d{2}.*)?$/;

/** A day as people and systems write it, as YYYY-MM-DD; a time of day is left out. */
export function readDate(text: string): string | null {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const [, year = '', month = '', day = ''] = compact ?? DATE.exec(text) ?? [];
  if (year === '') return null;
  const value = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value ? null : value;
}
