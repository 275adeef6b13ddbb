/** A file to be filled in: the columns of a layer by the names that imports know, and what may stand in them. */
import type { ExchangeField, ExchangeLayer, LayerGeometry, Wording } from '../../kernel/exchange/layer.ts';
import { bookOf, plainWord, type Ask, type Book } from '../imports/value-words.ts';
import { CRS_TITLE } from '../writers/excel-writer.ts';

export interface TemplateColumn {
  readonly title: string;
  readonly need: keyof typeof NEEDS;
  readonly what: Wording;
  /** How cells take what is typed: codes stay text, whatever digits they have. */
  readonly cells: 'TEXT' | 'DATE' | 'NUMBER';
  /** Words to choose from; none where any will do. */
  readonly words: readonly TemplateWord[];
}

export interface TemplateWord {
  /** What the cell is to say. */
  readonly word: string;
  /** The entry of the code book that it stands for. */
  readonly value: string;
}

export interface Template {
  readonly layer: Pick<ExchangeLayer, 'key' | 'title'>;
  readonly columns: readonly TemplateColumn[];
}

export const NEEDS = {
  REQUIRED: { zh: '必填', en: 'required' },
  DERIVED: { zh: '可空，可推得', en: 'may be empty: it follows from code or place' },
  OPTIONAL: { zh: '可空', en: 'may be empty' },
} as const satisfies Record<string, Wording>;

/** The template of a layer, with the code books and the makings of codes that the database has today. */
export async function templateOf(ask: Ask, layer: ExchangeLayer): Promise<Template> {
  const patterns = layer.codePatterns ? await ask<{ pattern: string }>(layer.codePatterns) : [];
  const columns: TemplateColumn[] = [];
  for (const field of layer.fields) {
    if (field.outOnly) continue;
    const book = await bookOf(ask, field);
    const forms = field === layer.fields[0] ? patterns.map(({ pattern }) => patternInWords(pattern)) : [];
    columns.push({
      title: field.title.zh,
      need: field.derived ? 'DERIVED' : field.required ? 'REQUIRED' : 'OPTIONAL',
      what: whatOf(field, book !== null, forms),
      cells: field.type === 'date' ? 'DATE' : ['integer', 'number', 'people'].includes(field.type) ? 'NUMBER' : 'TEXT',
      words: book ? wordsOf(book) : [],
    });
  }
  return { layer, columns: [...columns, ...shapeColumns(layer.geometry, layer.geometryRequired)] };
}

const TYPES: Readonly<Record<ExchangeField['type'], Wording>> = {
  text: { zh: '文字', en: 'text' },
  codes: { zh: '代码，多个用“;”隔开', en: 'codes, joined by ";"' },
  integer: { zh: '整数', en: 'a whole number' },
  number: { zh: '数字', en: 'a number' },
  people: {
    zh: '整数；1 至 9 不登记，请留空',
    en: 'a whole number; 1 to 9 are not kept: leave it empty',
  },
  date: { zh: '日期，如 2025-12-31', en: 'a date such as 2025-12-31' },
};
const INSTANT: Wording = {
  zh: '日期，可带时间，如 2025-12-31 09:30（北京时间）',
  en: 'a day, with or without a time, such as 2025-12-31 09:30 (China)',
};
const CHOSEN: Wording = { zh: '从列表中选', en: 'chosen from the list' };

function whatOf(field: ExchangeField, hasBook: boolean, forms: readonly string[]): Wording {
  const kind = hasBook ? CHOSEN : field.instant ? INSTANT : TYPES[field.type];
  const form = forms.length > 0 && { zh: `：${forms.join('或')}`, en: ` of the form ${forms.join(' or ')}` };
  const once = field.fixed && { zh: '；新建时填，以后不改', en: '; said once, when it is new' };
  return {
    zh: `${kind.zh}${form ? form.zh : ''}${once ? once.zh : ''}`,
    en: `${kind.en}${form ? form.en : ''}${once ? once.en : ''}`,
  };
}

/** "9999Y9999", where each 9 is any digit, for "^[0-9]{4}Y[0-9]{4}$". */
const patternInWords = (pattern: string): string =>
  pattern.replaceAll(/^\^|\$$/g, '').replaceAll(/\[0-9\]\{(\d+)\}/g, (_, digits: string) => '9'.repeat(Number(digits)));

/** Titles; where two entries have the same, the code of the one that is not meant by it. */
const wordsOf = ({ choices, known }: Book): TemplateWord[] =>
  choices.map(({ value, title }) => ({ value, word: known.get(plainWord(title.zh)) === value ? title.zh : value }));

/** What is asked for most; every other name that imports know may stand there as well. */
const SYSTEMS = ['EPSG:4490', 'EPSG:4326', 'GCJ-02', 'BD-09', 'EPSG:4549', 'EPSG:4528'];

function shapeColumns(geometry: LayerGeometry | null, required: boolean): TemplateColumn[] {
  if (geometry === null) return [];
  const need = required ? 'REQUIRED' : 'OPTIONAL';
  const system = {
    zh: '经纬度或图形所用的坐标系，全表一致',
    en: 'the system of the coordinates, one for the whole table',
  };
  const first: TemplateColumn = {
    title: CRS_TITLE,
    need: 'OPTIONAL',
    what: system,
    cells: 'TEXT',
    words: SYSTEMS.map((word) => ({ word, value: word })),
  };
  if (geometry === 'Point') {
    const degrees = { zh: '度，小数，如 120.383412', en: 'decimal degrees, such as 120.383412' };
    const column = (title: string): TemplateColumn => ({ title, need, what: degrees, cells: 'NUMBER', words: [] });
    return [first, column('经度'), column('纬度')];
  }
  const outline = {
    zh: '范围的 WKT 文字，如 POLYGON((…))；图形多时请改用 GeoJSON、GeoPackage 或 Shapefile',
    en: 'the outline as well-known text, such as POLYGON((…)); for many, take GeoJSON, GeoPackage or Shapefile',
  };
  return [first, { title: 'WKT', need, what: outline, cells: 'TEXT', words: [] }];
}
