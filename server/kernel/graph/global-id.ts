import { badInput } from './errors.ts';

/** The opaque id of an object: its type and its key in one. Clients store it, compare it and ask `node(id)`; nothing else. */
export function toGlobalId(type: string, key: number): string {
  return Buffer.from(`${type}:${key}`).toString('base64url');
}

/** What an opaque id stands for. Refuses text that no id of this graph looks like. */
export function fromGlobalId(id: string, argument = 'id'): { type: string; key: number } {
  const parts = /^([A-Za-z]+):([1-9]\d{0,9})$/.exec(Buffer.from(id, 'base64url').toString('utf8'));
  const type = parts?.[1];
  const key = Number(parts?.[2]);
  if (!type || key > 2_147_483_647 || toGlobalId(type, key) !== id) {
    throw badInput(argument, 'This is not an id of this graph. Ids come from the field "id" of an object.');
  }
  return { type, key };
}
