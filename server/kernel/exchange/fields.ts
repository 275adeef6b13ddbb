import type { ExchangeField, FieldType, FieldValue } from './layer.ts';

/** A field in one line: its name, its name in dBASE files, its type, its titles, and what else files call it. */
export function field(
  name: string,
  dbf: string,
  type: FieldType,
  zh: string,
  en: string,
  headings: readonly string[] = [],
): ExchangeField {
  return { name, dbf, type, title: { zh, en }, headings };
}

export const required = (of: ExchangeField): ExchangeField => ({ ...of, required: true });
export const fixed = (of: ExchangeField): ExchangeField => ({ ...of, fixed: true });
export const derived = (of: ExchangeField): ExchangeField => ({ ...of, derived: true });
export const outOnly = (of: ExchangeField): ExchangeField => ({ ...of, outOnly: true });

export const ofOfficials = (of: ExchangeField): ExchangeField => ({ ...of, officials: true });

/** An instant; what files say of a day alone is its first or its last second in China. */
export function instantField(
  name: string,
  dbf: string,
  zh: string,
  en: string,
  headings: readonly string[],
  ofDay: 'FIRST' | 'LAST',
): ExchangeField {
  return { ...field(name, dbf, 'text', zh, en, headings), instant: ofDay };
}

const PROVENANCES: readonly FieldValue[] = [
  { value: 'SYNTHETIC', title: { zh: '虚构数据', en: 'made up' } },
  { value: 'IMPORTED', title: { zh: '引自发布资料', en: 'imported' } },
  { value: 'SURVEYED', title: { zh: '实地核查', en: 'surveyed' } },
];

export const PROVENANCE_FIELD = outOnly({
  ...field('provenance', 'provenance', 'text', '数据性质', 'Provenance'),
  values: PROVENANCES,
});

/** What every layer tells of where its facts come from. */
export const SOURCE_FIELDS: readonly ExchangeField[] = [
  PROVENANCE_FIELD,
  outOnly(field('source', 'source', 'text', '数据来源', 'Source')),
];
