import { createHash } from 'node:crypto';
import type pg from 'pg';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

export const MAX_NAMES = 100;
/**
 * A named statement occupies memory in its connection's backend: about a hundred bytes for each character of a long one, so
 * that a connection's statements hold some thirty megabytes at most.
 */
export const MAX_NAMED_CHARACTERS = 300_000;

interface Names {
  readonly byText: Map<string, string>;
  characters: number;
}

/** The names of each connection: they end with it. */
const namesOf = new WeakMap<pg.ClientBase, Names>();

/**
 * Runs a statement under a name made from its text, so that a connection parses it once and the database plans it anew only
 * while that pays. (TypeORM's own `query` has no name for a statement.) When a connection has all its names, what is new to
 * it runs without one: filters can be combined in more ways than are worth keeping.
 */
export async function queryNamed<Row>(client: pg.ClientBase, { text, values }: Statement): Promise<Row[]> {
  const name = nameOf(client, text);
  const { rows } = await client.query({ ...(name !== undefined && { name }), text, values: [...values] });
  return rows as Row[];
}

function nameOf(client: pg.ClientBase, text: string): string | undefined {
  // Behind a pooler that lends servers out by the transaction the next one has not heard of the name.
  if ('ownsSession' in client && client.ownsSession === false) return undefined;
  const names = namesOf.get(client) ?? { byText: new Map<string, string>(), characters: 0 };
  namesOf.set(client, names);
  const known = names.byText.get(text);
  if (known !== undefined) return known;
  const characters = names.characters + text.length;
  if (names.byText.size >= MAX_NAMES || characters > MAX_NAMED_CHARACTERS) return undefined;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  names.byText.set(text, name);
  names.characters = characters;
  return name;
}
