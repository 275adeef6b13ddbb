import { createHash } from 'node:crypto';
import type pg from 'pg';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Each named statement occupies memory in its connection's backend, some hundred kB; the product asks some dozens of texts. */
export const MAX_NAMES = 100;

/** Names by text, for each connection: they end with it. */
const namesOf = new WeakMap<pg.ClientBase, Map<string, string>>();

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
  const names = namesOf.get(client) ?? new Map<string, string>();
  namesOf.set(client, names);
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_NAMES) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  names.set(text, name);
  return name;
}
