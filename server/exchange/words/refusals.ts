/** Refusals: a word for machines and a sentence in both languages, made from the same facts. */
import { fillSentence, type SlotsOf, type Told, type WordOf } from '../../kernel/words/sentence.ts';
import { CRS_SENTENCES } from './of-coordinates.ts';
import { IMPORT_SENTENCES } from './of-imports.ts';

export const REFUSAL_SENTENCES = { ...IMPORT_SENTENCES, ...CRS_SENTENCES };
export type RefusalKey = keyof typeof REFUSAL_SENTENCES;

/** Why something is refused: none is without a sentence in both languages. */
export type RefusalReason = WordOf<RefusalKey>;

export interface ToldRefusal<Reason extends RefusalReason = RefusalReason> extends Told {
  readonly reason: Reason;
}

type Slots<Key extends RefusalKey> = SlotsOf<(typeof REFUSAL_SENTENCES)[Key]>;

/** The refusal of a key with its slots filled in; both languages are of the same facts. */
export function refusal<Key extends RefusalKey>(
  key: Key,
  ...[slots]: keyof Slots<Key> extends never ? [] : [slots: Slots<Key>]
): ToldRefusal<WordOf<Key> & RefusalReason> {
  const [reason] = key.split('.', 1) as [WordOf<Key> & RefusalReason];
  return { reason, ...fillSentence(REFUSAL_SENTENCES[key], slots ?? {}) };
}
