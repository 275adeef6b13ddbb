import { DEADLINE_UNITS } from '../../workflow/clockwork.ts';
import type { IssueCategoryRow } from '../issues-load.service.ts';
import type { CodeBookRows, PeriodRow, PolicyRow, RuleRow, SituationRow } from './rule-rows.ts';

/** The lists a file of code books may hold. */
export const CODE_BOOKS = [
  'issueCategories',
  'situations',
  'deadlinePolicies',
  'workingPeriods',
  'deadlineRules',
] as const;

/** Since when a rule holds that does not say. */
const ALWAYS = '2000-01-01';
const NEARLY = { share: 0.2, minutes: 240 };
const MOST_AMOUNT = 1000;

type Json = Readonly<Record<string, unknown>>;
type Tell = (place: string, message: string) => void;

/** Reads code books that come as data and tells every problem with its place. What has one is left out of the rows. */
export function checkCodeBooks(data: Json, tell: Tell): CodeBookRows {
  for (const word of Object.keys(data)) {
    if (!(CODE_BOOKS as readonly string[]).includes(word)) tell(word, `is not one of ${CODE_BOOKS.join(', ')}.`);
  }
  const read = <Row>(name: string, keys: readonly string[], row: (entry: Entry) => Row): Row[] => {
    const list = data[name] ?? [];
    if (!Array.isArray(list)) {
      tell(name, 'must be a list.');
      return [];
    }
    return list.flatMap((value: unknown, i) => {
      const entry = new Entry(`${name}[${i}]`, value, keys, tell);
      const made = row(entry);
      return entry.wrong ? [] : [made];
    });
  };
  const categories = read('issueCategories', ['code', 'parent', 'kind', 'title'], (entry): IssueCategoryRow => ({
    code: entry.code('code', CATEGORY),
    parentCode: entry.orNull('parent', (text) => CATEGORY.test(text), 'the code of a category: 2 or 4 digits'),
    kind: entry.oneOf('kind', ['COMPONENT', 'EVENT']),
    ...entry.title(),
  }));
  const situations = read('situations', ['code', 'title'], (entry): SituationRow => ({
    code: entry.code('code'),
    ...entry.title(),
  }));
  const policies = read('deadlinePolicies', ['code', 'title', 'meaning'], (entry): PolicyRow => ({
    code: entry.code('code', POLICY),
    ...entry.title(),
    meaning: entry.orNull('meaning', (text) => text.trim() !== '', 'a sentence, or null while it is not published'),
  }));
  const periods = read('workingPeriods', ['district', 'from', 'to'], (entry): PeriodRow => {
    const [fromMinute, toMinute] = [entry.minute('from'), entry.minute('to')];
    if (!entry.wrong && fromMinute >= toMinute) entry.tell('to', 'must be later than "from".');
    return { district: entry.district(), fromMinute, toMinute };
  });
  const rules = read('deadlineRules', RULE_KEYS, (entry): RuleRow => ({
    district: entry.district(),
    category: entry.orNull('category', (text) => CATEGORY.test(text), 'the code of a category: 2 or 4 digits'),
    situation: entry.orNull('situation', (text) => CODE.test(text), 'the code of a situation'),
    stage: entry.code('stage'),
    amount: entry.number('amount', 0, MOST_AMOUNT),
    unit: entry.oneOf('unit', DEADLINE_UNITS),
    policy: entry.orNull('policy', (text) => POLICY.test(text), 'the code of a policy'),
    nearlyShare: entry.number('nearlyShare', 0, 0.99, NEARLY.share),
    nearlyMinutes: entry.number('nearlyMinutes', 0, 100_000, NEARLY.minutes),
    validFrom: entry.orNull('validFrom', isDate, 'a date YYYY-MM-DD') ?? ALWAYS,
  }));
  once(categories, ({ code }) => code, 'issueCategories', tell);
  once(situations, ({ code }) => code, 'situations', tell);
  once(policies, ({ code }) => code, 'deadlinePolicies', tell);
  once(rules, keyOfRule, 'deadlineRules', tell);
  const ordered = [...periods].sort((a, b) => a.fromMinute - b.fromMinute);
  for (const [i, period] of ordered.entries()) {
    const before = ordered.slice(0, i).filter(({ district }) => district === period.district);
    if (before.some(({ toMinute }) => toMinute > period.fromMinute))
      tell('workingPeriods', 'must not overlap one another.');
  }
  return { categories, situations, policies, periods, rules };
}

const RULE_KEYS = [
  'district',
  'category',
  'situation',
  'stage',
  'amount',
  'unit',
  'policy',
  'nearlyShare',
  'nearlyMinutes',
  'validFrom',
] as const;

/** What a rule is for, and since when: two of these cannot both hold. */
export const keyOfRule = ({ district, category, situation, stage, validFrom }: RuleRow): string =>
  [
    stage,
    `category ${category ?? 'any'}`,
    `situation ${situation ?? 'any'}`,
    `district ${district ?? 'any'}`,
    `from ${validFrom}`,
  ].join(', ');

/** Majors have two digits, minors four. */
const CATEGORY = /^\d{2}(\d{2})?$/;
const CODE = /^[A-Z][A-Z0-9_]{1,39}$/;
/** Policies are called what they are called, also "135". */
const POLICY = /^[A-Z0-9_]{1,40}$/;

export const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;

function once<Row>(rows: readonly Row[], keyOf: (row: Row) => string, place: string, tell: Tell): void {
  const seen = new Set<string>();
  for (const row of rows) {
    const key = keyOf(row);
    if (seen.has(key)) tell(place, `${key} is there twice.`);
    seen.add(key);
  }
}

/** One entry of a list that is being read. */
class Entry {
  wrong = false;
  private readonly values: Json;

  constructor(
    private readonly place: string,
    value: unknown,
    keys: readonly string[],
    private readonly report: Tell,
  ) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.values = isObject ? (value as Json) : {};
    if (!isObject) this.tell('', 'must be an object.');
    for (const key of Object.keys(this.values)) {
      if (!keys.includes(key)) this.tell(key, `is not one of ${keys.join(', ')}.`);
    }
  }

  tell(key: string, message: string): void {
    this.wrong = true;
    this.report(key === '' ? this.place : `${this.place}.${key}`, message);
  }

  code(key: string, pattern = CODE): string {
    const value = this.values[key];
    if (typeof value === 'string' && pattern.test(value)) return value;
    this.tell(
      key,
      pattern === CATEGORY
        ? 'must be the code of a category: 2 or 4 digits.'
        : 'must be a code of capital letters and digits, such as "HANDLE".',
    );
    return '';
  }

  title(): { titleZh: string; titleEn: string } {
    const { zh, en } = (this.values['title'] ?? {}) as { zh?: unknown; en?: unknown };
    if (typeof zh === 'string' && zh.trim() !== '' && typeof en === 'string' && en.trim() !== '')
      return { titleZh: zh, titleEn: en };
    this.tell('title', 'needs "zh" and "en".');
    return { titleZh: '', titleEn: '' };
  }

  district(): string | null {
    return this.orNull('district', (text) => /^\d{6}$/.test(text), 'the code of a district: 6 digits');
  }

  orNull(key: string, fits: (text: string) => boolean, wanted: string): string | null {
    const value = this.values[key] ?? null;
    if (value === null || (typeof value === 'string' && fits(value))) return value;
    this.tell(key, `must be ${wanted}.`);
    return null;
  }

  oneOf<Word extends string>(key: string, words: readonly [Word, ...Word[]]): Word {
    const word = words.find((each) => each === this.values[key]);
    if (word === undefined) this.tell(key, `must be one of ${words.join(', ')}.`);
    return word ?? words[0];
  }

  /** More than `above` and at most `most`; one that may be left out may also be `above` itself. */
  number(key: string, above: number, most: number, otherwise?: number): number {
    const value = this.values[key] ?? otherwise;
    const least = otherwise === undefined ? above + Number.EPSILON : above;
    if (typeof value === 'number' && value >= least && value <= most) return value;
    this.tell(
      key,
      `must be a number ${otherwise === undefined ? 'more than' : 'from'} ${above} ${otherwise === undefined ? 'and at most' : 'to'} ${most}.`,
    );
    return 0;
  }

  minute(key: string): number {
    const [, hours, minutes] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(String(this.values[key])) ?? [];
    const minute = Number(hours) * 60 + Number(minutes);
    if (minute >= 0 && minute <= 1440) return minute;
    this.tell(key, 'must be a time of the day, such as "08:30".');
    return 0;
  }
}
