import { tell } from '../../kernel/words/sentence.ts';
import { EXPORT_SENTENCES as SAY } from '../words/of-exports.ts';
import { listed } from '../words/lists.ts';
import type { FieldValue } from '../../kernel/exchange/layer.ts';
import { badInput, textArgument } from '../../kernel/graph/errors.ts';
import { isCalendarDate } from '../../kernel/graph/scalars.ts';

export type FilterValue = string | number | boolean;

/** What a parameter says, or why it cannot be. */
export interface FilterReader {
  read(name: string, text: string): FilterValue;
  /** For descriptions: what it takes. */
  readonly takes: string;
  /** What the filter is called where people read it. */
  readonly title?: string;
  /** What its values are called there; others stand for themselves. */
  readonly words?: readonly Pick<FieldValue, 'value' | 'title'>[];
}

/** The same reader under a title, in Chinese, for names of files and notes. */
export const called = (title: string, reader: FilterReader, words?: FilterReader['words']): FilterReader => ({
  ...reader,
  title,
  ...(words && { words }),
});

export const text: FilterReader = { read: (name, given) => textArgument(name, given), takes: 'a code' };

export const date: FilterReader = {
  read(name, given) {
    if (isCalendarDate(given)) return given;
    throw badInput(name, tell(SAY.DAY, { name }));
  },
  takes: 'YYYY-MM-DD',
};

export const boolean: FilterReader = {
  read(name, given) {
    if (given === 'true' || given === 'false') return given === 'true';
    throw badInput(name, tell(SAY.FLAG, { name }));
  },
  takes: 'true or false',
};

const [FIRST_YEAR, LAST_YEAR] = [1990, 2200];

export const year: FilterReader = {
  read(name, given) {
    if (/^\d{4}$/.test(given) && Number(given) >= FIRST_YEAR && Number(given) <= LAST_YEAR) return Number(given);
    throw badInput(name, tell(SAY.RANGE, { name, first: String(FIRST_YEAR), last: String(LAST_YEAR) }));
  },
  takes: `${FIRST_YEAR} to ${LAST_YEAR}`,
};

export function oneOf(values: Readonly<Record<string, string>>): FilterReader {
  const known = Object.values(values);
  return {
    read(name, given) {
      if (known.includes(given)) return given;
      throw badInput(name, tell(SAY.CHOICE, { name, known: listed(known) }));
    },
    takes: known.join(', '),
  };
}

/** The values of filters that were given, by name. */
export class FilterValues {
  constructor(private readonly values: ReadonlyMap<string, FilterValue>) {}

  text(name: string): string | null {
    const value = this.values.get(name);
    return typeof value === 'string' ? value : null;
  }

  number(name: string): number | null {
    const value = this.values.get(name);
    return typeof value === 'number' ? value : null;
  }

  boolean(name: string): boolean | null {
    const value = this.values.get(name);
    return typeof value === 'boolean' ? value : null;
  }

  /** One of a set of words; the set says the type. */
  oneOf<Word extends string>(name: string, words: Readonly<Record<string, Word>>): Word | null {
    const value = this.values.get(name);
    return Object.values(words).find((word) => word === value) ?? null;
  }

  entries(): [string, FilterValue][] {
    return [...this.values];
  }
}
