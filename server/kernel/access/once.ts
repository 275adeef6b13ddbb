import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { askNamed } from '../database/ask-named.ts';
import type { GraphContext } from '../graph/context.ts';
import { badInput, conflict } from '../graph/errors.ts';
import { sql, text } from '../graph/sql.ts';
import type { Viewer } from './viewer.ts';

/** What is kept of a change, to answer the same question again: plain JSON. */
export type Receipt = Readonly<Record<string, string | number | boolean | null>>;

export interface Once<T extends Receipt = Receipt> {
  /** Chosen by the client, new for every change it wants. */
  readonly key: string;
  /** The name of the mutation. */
  readonly operation: string;
  /** Its arguments, without the key. */
  readonly input: unknown;
  /** What `work` will give, where that is known before it begins: then it is written down at once. */
  readonly receipt?: T;
}

/** A client that comes back later than this with an old key is taken at its word anew. */
const KEPT_DAYS = 30;
const KEY = /^[!-~]{8,100}$/;

/**
 * Does a change once, however often it is asked for under the same key by the same post: a repeated click, or a client that
 * lost the answer. Asked for again, with the same arguments, it gives the receipt of the first time; with others it is a
 * conflict. Of two at the same time the second waits. A change that fails leaves no receipt, so it may be tried again.
 */
export async function once<T extends Receipt>(
  manager: EntityManager,
  viewer: Pick<Viewer, 'postId'>,
  { key, operation, input, receipt: told }: Once<T>,
  work: () => Promise<T>,
): Promise<T> {
  if (!KEY.test(key)) {
    throw badInput(
      'idempotencyKey',
      '"idempotencyKey" takes 8 to 100 letters, digits or signs without blanks: choose a new one, such as a UUID, for every change.',
    );
  }
  const print = printOf({ operation, input });
  const { postId } = viewer;
  const made = await askNamed(
    manager,
    sql`
    with swept as (
      delete from mutation_receipt where post_id = ${postId} and at < now() - ${text(`${KEPT_DAYS} days`)}::interval)
    insert into mutation_receipt (post_id, key, operation, arguments_hash, result)
    values (${postId}, ${key}, ${operation}, ${print}, ${JSON.stringify(told ?? null)})
    on conflict do nothing returning 1`,
  );
  if (made.length === 0) return known<T>(manager, viewer, key, print);
  const receipt = await work();
  if (told === undefined) {
    const result = JSON.stringify(receipt);
    await askNamed(
      manager,
      sql`update mutation_receipt set result = ${result} where post_id = ${postId} and key = ${key}`,
    );
  }
  return receipt;
}

/**
 * Does a change whose checks come before its transaction. Where one of them refuses, or the connection is lost, the same may have
 * been done under this key before, or just now: then its receipt is the answer, whatever the post may see or do by now.
 */
export async function onceForAll<T extends Receipt>(
  context: Pick<GraphContext, 'change'>,
  act: Once<T>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const print = printOf(act);
    const receipt = context.change((manager, viewer) => known<T>(manager, viewer, act.key, print));
    return await receipt.catch(() => {
      throw error;
    });
  }
}

async function known<T>(
  manager: EntityManager,
  { postId }: Pick<Viewer, 'postId'>,
  key: string,
  print: Buffer,
): Promise<T> {
  const [row] = await manager.query<{ result: T; arguments_hash: Buffer; operation: string }[]>(
    'select result, arguments_hash, operation from mutation_receipt where post_id = $1 and key = $2',
    [postId, key],
  );
  if (!row) throw new Error(`The receipt of ${key} is gone`);
  if (print.equals(row.arguments_hash)) return row.result;
  throw conflict(
    `This idempotencyKey was used before for another change (${row.operation}). Choose a new one for every change.`,
  );
}

function printOf({ operation, input }: Pick<Once, 'operation' | 'input'>): Buffer {
  return createHash('sha256')
    .update(`${operation}\n${canonical(input)}`)
    .digest();
}

/** The same text for the same arguments, in whatever order their fields come; what is null or left out is the same. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value instanceof Date) return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value).filter(([, told]) => told !== null && told !== undefined);
  return `{${fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, told]) => `${JSON.stringify(field)}:${canonical(told)}`)
    .join(',')}}`;
}
