import type { ExchangeField, ExchangeLayer } from '../../kernel/exchange/layer.ts';
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

/** A mapping as a person wrote it: columns by field, and words of values under "$values". A sentence says what is wrong with it. */
export function readMapping(
  mapping: unknown,
  headings: readonly string[],
  layer: ExchangeLayer,
): AskedMapping | string {
  if (mapping == null) return { columns: null, values: {} };
  const { $values, ...columns } = mapping as Readonly<Record<string, unknown>>;
  const values = checkValueMapping($values, layer);
  if (typeof values === 'string') return values;
  if ($values !== undefined && Object.keys(columns).length === 0) return { columns: null, values };
  const checked = checkMapping($values === undefined ? mapping : columns, headings, layer);
  return typeof checked === 'string' ? checked : { columns: checked, values };
}

/** Checks the columns of a mapping. */
function checkMapping(mapping: unknown, headings: readonly string[], layer: ExchangeLayer): Mapping | string {
  if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping)) {
    return 'A mapping is an object of fields and headings: {"code": "网格编码", "name": "网格名称"}.';
  }
  const incoming = layer.fields.filter(({ outOnly }) => !outOnly);
  for (const [field, heading] of Object.entries(mapping as Record<string, unknown>)) {
    if (!incoming.some(({ name }) => name === field)) {
      return `The mapping names a field "${field}"; the layer ${layer.key} has ${incoming.map(({ name }) => name).join(', ')}.`;
    }
    if (typeof heading !== 'string' || !headings.includes(heading)) {
      return `The mapping takes ${field} from a heading ${JSON.stringify(heading)}; the file has ${headings.join(', ')}.`;
    }
  }
  return mapping as Mapping;
}
