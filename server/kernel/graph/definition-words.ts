/** Definitions of figures: sentences with slots for what differs from figure to figure. */
import { joined, sql, text, type Sql } from './sql.ts';

/** Words and slots in turn. */
export type DefinitionWords<Slot extends string> = readonly (string | { readonly slot: Slot })[];

export const slot = <Slot extends string>(name: Slot): { readonly slot: Slot } => ({ slot: name });

/** The definition with these values in its slots. */
export function definitionText<Slot extends string>(
  words: DefinitionWords<Slot>,
  values: Readonly<Record<Slot, string | number>>,
): string {
  return words.map((part) => (typeof part === 'string' ? part : String(values[part.slot]))).join('');
}

/** Expression: the same text, of values that are expressions. */
export function definitionSql<Slot extends string>(
  words: DefinitionWords<Slot>,
  values: Readonly<Record<Slot, Sql>>,
): Sql {
  return joined(
    words.map((part) => (typeof part === 'string' ? text(part) : values[part.slot])),
    sql` || `,
  );
}
