/**
 * Values in somebody else's words: which word of a file stands for which value of ours. They are mapped like columns, in the mapping
 * or on the screen, and remembered for the next file of the district.
 */
import type { EntityManager } from 'typeorm';
import type { ExchangeField, ExchangeLayer } from '../../kernel/exchange/layer.ts';
import type { Sql } from '../../kernel/graph/sql.ts';
import { findPersonal } from '../../kernel/access/screening.ts';
import { listed } from '../words/lists.ts';
import { refusal } from '../words/refusals.ts';
import { FileRefused } from './file-refused.ts';

/** {field: {word: value}}, as it stands under "$values" in a mapping. */
export type ValueMapping = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Choice {
  readonly value: string;
  readonly title: { readonly zh: string; readonly en: string };
}

/** A word of the file that is none of ours, and what it was or may be taken for. */
export interface ForeignWord {
  readonly field: string;
  readonly word: string;
  readonly rows: number;
  /** What it is taken for; null while nobody has said. */
  readonly value: string | null;
  readonly by: 'MAPPING' | 'MEMORY' | null;
  /** What it may be, the likeliest first. */
  readonly candidates: readonly Choice[];
}

const MAX_WORDS = 200;
const MAX_WORD = 60;
const CANDIDATES = 5;

export const plainWord = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

export interface Book {
  readonly choices: readonly Choice[];
  readonly known: ReadonlyMap<string, string>;
}

type Memory = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The words of one file, from its first row to its last. */
export class WordReader {
  private readonly seen = new Map<
    string,
    { field: string; word: string; rows: number; value: string | null; by: ForeignWord['by'] }
  >();

  private constructor(
    private readonly books: ReadonlyMap<string, Book>,
    private readonly mapped: Memory,
    private readonly remembered: Memory,
  ) {}

  static async open(
    manager: EntityManager,
    layer: ExchangeLayer,
    mapping: ValueMapping,
    district: string | null,
  ): Promise<WordReader> {
    const books = new Map<string, Book>();
    for (const field of layer.fields) {
      const found = field.outOnly ? null : await bookOf(askOf(manager), field);
      if (found) books.set(field.name, found);
    }
    const rows = await manager.query<{ field: string; word: string; value: string }[]>(
      'select field, word, value from import_word where layer = $1 and district_code = $2',
      [layer.key, district ?? ''],
    );
    const remembered: Record<string, Record<string, string>> = {};
    for (const { field, word, value } of rows) remembered[field] = { ...remembered[field], [word]: value };
    return new WordReader(books, wordsOf(mapping), wordsOf(remembered));
  }

  /** The value that the word stands for; null for a word that nobody has explained. Undefined where the field takes any. */
  read(field: string, text: string): string | null | undefined {
    const book = this.books.get(field);
    if (!book) return undefined;
    const word = plainWord(text);
    const known = book.known.get(word);
    if (known !== undefined) return known;
    const entry = this.seen.get(`${field} ${word}`);
    if (entry) {
      entry.rows += 1;
      return entry.value;
    }
    const mapped = this.mapped.get(field)?.get(word);
    const value = mapped ?? this.remembered.get(field)?.get(word) ?? null;
    const there = book.choices.some((choice) => choice.value === value) ? value : null;
    // What may be about somebody is no word of a code book, and is told to nobody.
    if (this.seen.size < MAX_WORDS && text.length <= MAX_WORD && findPersonal(text).length === 0) {
      const by = there === null ? null : mapped === undefined ? 'MEMORY' : 'MAPPING';
      this.seen.set(`${field} ${word}`, { field, word: text.trim(), rows: 1, value: there, by });
    }
    return there;
  }

  /** What fields take, for a sentence. */
  choices(field: string): readonly Choice[] {
    return this.books.get(field)?.choices ?? [];
  }

  get foreign(): ForeignWord[] {
    return [...this.seen.values()].map((one) => ({ ...one, candidates: likely(one.word, this.choices(one.field)) }));
  }
}

const wordsOf = (mapping: ValueMapping): Memory =>
  new Map(
    Object.entries(mapping).map(([field, words]) => [
      field,
      new Map(Object.entries(words).map(([word, value]) => [plainWord(word), value])),
    ]),
  );

/** Whatever a statement can be asked of: a connection that writes, or a session that reads. */
export type Ask = <Row>(statement: Sql) => Promise<Row[]>;
export const askOf =
  (manager: EntityManager): Ask =>
  ({ text, params }) =>
    manager.query(text, params);

/** The code book of a field; null where it takes any text. */
export async function bookOf(ask: Ask, { values = [], book }: ExchangeField): Promise<Book | null> {
  if (values.length === 0 && !book) return null;
  const known = new Map<string, string>();
  const choices: Choice[] = values.map(({ value, title }) => ({ value, title }));
  for (const { value, title, headings = [] } of values) {
    for (const word of [value, title.zh, title.en, ...headings]) known.set(plainWord(word), value);
  }
  const rows = book ? await ask<{ value: string; zh: string; en: string }>(book) : [];
  for (const { value, zh, en } of rows) {
    choices.push({ value, title: { zh, en } });
    for (const word of [value, zh, en].map(plainWord)) if (!known.has(word)) known.set(word, value);
  }
  return { choices, known };
}

/** The entries that share the most signs in a row with the word; all of a short book where none does. */
function likely(word: string, choices: readonly Choice[]): Choice[] {
  const pairs = pairsOf(word);
  const scored = choices
    .map((choice) => {
      const shares = [choice.title.zh, choice.title.en, choice.value].map((title) => {
        const own = pairsOf(title);
        const shared = [...own].filter((pair) => pairs.has(pair)).length;
        return shared / Math.max(1, Math.min(own.size, pairs.size));
      });
      return { choice, score: Math.max(...shares) };
    })
    .toSorted((a, b) => b.score - a.score);
  const near = scored.filter(({ score }) => score > 0).slice(0, CANDIDATES);
  return near.map(({ choice }) => choice);
}

/** Pairs of letters, and single signs of Chinese. */
function pairsOf(text: string): Set<string> {
  const plain = plainWord(text).replaceAll(/[^\p{L}\p{N}]+/gu, '');
  const signs = [...plain];
  return new Set([
    ...signs.filter((sign) => /[一-龥]/.test(sign)),
    ...signs.slice(1).map((sign, i) => `${signs[i] ?? ''}${sign}`),
  ]);
}

/** Which words the mapping explained, kept for the next files of the districts. */
export async function rememberWords(
  manager: EntityManager,
  layer: string,
  words: readonly ForeignWord[],
  districts: readonly string[],
): Promise<void> {
  const said = words.filter(({ by, value }) => by === 'MAPPING' && value !== null);
  if (said.length === 0) return;
  await manager.query(
    `insert into import_word (district_code, layer, field, word, value)
     select d, $2, w.field, w.word, w.value from unnest($1::text[]) d cross join jsonb_to_recordset($3::jsonb) as w(field text, word text, value text)
     on conflict (district_code, layer, field, word) do update set value = excluded.value`,
    [districts, layer, JSON.stringify(said.map(({ field, word, value }) => ({ field, word: plainWord(word), value })))],
  );
}

/** The words of a mapping that a person wrote; the sentence says what is wrong with them. */
export function checkValueMapping(values: unknown, layer: ExchangeLayer): ValueMapping {
  if (values === undefined) return {};
  const wrong = (): FileRefused =>
    new FileRefused(refusal('MAPPING_WRONG.values', { example: '{"$values": {"channel": {"邮件": "RESIDENT"}}}' }));
  if (typeof values !== 'object' || values === null || Array.isArray(values)) throw wrong();
  for (const [field, words] of Object.entries(values as Record<string, unknown>)) {
    const found = layer.fields.find(({ name }) => name === field);
    if (!found?.values && !found?.book) {
      const names = layer.fields.filter(({ values: list, book, outOnly }) => !outOnly && (list ?? book));
      const said = { en: JSON.stringify(field), zh: field };
      const known = listed(names.map(({ name }) => name));
      throw new FileRefused(refusal('MAPPING_WRONG.valueField', { field: said, known }));
    }
    if (typeof words !== 'object' || words === null || Array.isArray(words)) throw wrong();
    if (Object.values(words).some((value) => typeof value !== 'string')) throw wrong();
  }
  return values as ValueMapping;
}
