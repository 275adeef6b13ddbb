import { badInput } from './errors.ts';
import { isCalendarDate } from './scalars.ts';

/** What an opaque id stands for: an object of a type by its number, now or as it was on a day that was asked about. */
export interface GlobalId {
  readonly type: string;
  readonly key: number;
  /** Null for the object as it is today. */
  readonly asOf: string | null;
}

/**
 * The opaque id of an object: its type and its number, and the day where one was asked about. (To a client that keeps objects
 * by their ids, an object of another day is another object: its figures are not those of today.) Clients store it, compare it
 * and ask `node(id)`; nothing else.
 */
export function toGlobalId(type: string, key: number, asOf: string | null = null): string {
  return Buffer.from(`${type}:${key}${asOf === null ? '' : `@${asOf}`}`).toString('base64url');
}

/** What an opaque id stands for. Refuses text that no id of this graph looks like. */
export function fromGlobalId(id: string, argument = 'id'): GlobalId {
  const parts = /^([A-Za-z]+):([1-9]\d{0,9})(?:@([\d-]{10}))?$/.exec(Buffer.from(id, 'base64url').toString('utf8'));
  const type = parts?.[1];
  const key = Number(parts?.[2]);
  const asOf = parts?.[3] ?? null;
  const isDay = asOf === null || isCalendarDate(asOf);
  if (!type || key > 2_147_483_647 || !isDay || toGlobalId(type, key, asOf) !== id) throw noSuchId(argument);
  return { type, key, asOf };
}

/** The error about an id that is none. */
export function noSuchId(argument: string): Error {
  return badInput(argument, 'This is not an id of this graph. Ids come from the field "id" of an object.');
}
