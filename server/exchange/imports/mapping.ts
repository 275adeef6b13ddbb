import type { ExchangeField, ExchangeLayer } from '../../kernel/exchange/layer.ts';
import { listed } from '../words/lists.ts';
import { refusal } from '../words/refusals.ts';
import { FileRefused } from './file-refused.ts';
import { checkValueMapping, type ValueMapping } from './value-words.ts';

/** Which heading of a file stands for which field: {field: heading}. What is not in it is not taken in. */
export type Mapping = Readonly<Record<string, string>>;

export interface GuessedMapping {
  readonly mapping: Mapping;
  /** Headings that stand for nothing of ours. */
  readonly unused: readonly string[];
  /** Fields that a new object needs and no heading stands for. */
  readonly missing: readonly string[];
}

/** Case, blanks and punctuation do not tell headings apart. */
const plain = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_\-:：()（）.、/]+/g, '');

/** The best heading for each field: its own name first, then its titles, then what else files call it, in that order. */
export function guessMapping(headings: readonly string[], fields: readonly ExchangeField[]): GuessedMapping {
  const taken = new Set<string>();
  const mapping: Record<string, string> = {};
  const incoming = fields.filter(({ outOnly }) => !outOnly);
  const names = new Map(
    incoming.map((field) => [
      field.name,
      [field.name, field.dbf, field.title.zh, field.title.en, ...(field.headings ?? [])].map(plain),
    ]),
  );
  const longest = Math.max(0, ...[...names.values()].map((list) => list.length));
  // The better names of all fields come before the lesser ones of any.
  for (let rank = 0; rank < longest; rank += 1) {
    for (const { name } of incoming) {
      if (mapping[name] !== undefined) continue;
      const wanted = names.get(name)?.[rank];
      const heading = headings.find((each) => !taken.has(each) && plain(each) === wanted);
      if (heading === undefined) continue;
      mapping[name] = heading;
      taken.add(heading);
    }
  }
  return {
    mapping,
    unused: headings.filter((heading) => !taken.has(heading)),
    missing: incoming.filter(({ required, name }) => required && mapping[name] === undefined).map(({ name }) => name),
  };
}

export interface AskedMapping {
  /** Null: columns are told by their headings. */
  readonly columns: Mapping | null;
  readonly values: ValueMapping;
}

/** A mapping as a person wrote it: columns by field, and words of values under "$values". Throws FileRefused where it is wrong. */
export function readMapping(mapping: unknown, headings: readonly string[], layer: ExchangeLayer): AskedMapping {
  if (mapping == null) return { columns: null, values: {} };
  const { $values, ...columns } = mapping as Readonly<Record<string, unknown>>;
  const values = checkValueMapping($values, layer);
  if ($values !== undefined && Object.keys(columns).length === 0) return { columns: null, values };
  return { columns: checkMapping($values === undefined ? mapping : columns, headings, layer), values };
}

const NO_HEADINGS = { en: '', zh: '无' };

/** Checks the columns of a mapping. */
function checkMapping(mapping: unknown, headings: readonly string[], layer: ExchangeLayer): Mapping {
  if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping)) {
    throw new FileRefused(refusal('MAPPING_WRONG.form', { example: '{"code": "网格编码", "name": "网格名称"}' }));
  }
  const incoming = layer.fields.filter(({ outOnly }) => !outOnly);
  for (const [field, heading] of Object.entries(mapping as Record<string, unknown>)) {
    if (!incoming.some(({ name }) => name === field)) {
      const known = listed(incoming.map(({ name }) => name));
      const said = { en: layer.key, zh: layer.title.zh };
      throw new FileRefused(refusal('MAPPING_WRONG.field', { field, layer: said, known }));
    }
    if (typeof heading !== 'string' || !headings.includes(heading)) {
      const wanted = { en: JSON.stringify(heading), zh: typeof heading === 'string' ? `“${heading}”` : '（不是文字）' };
      throw new FileRefused(
        refusal('MAPPING_WRONG.heading', { field, heading: wanted, headings: listed(headings, NO_HEADINGS) }),
      );
    }
  }
  return mapping as Mapping;
}
