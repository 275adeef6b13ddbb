import type { GraphContext } from './context.ts';

/** Objects by their keys, in the same order, null for each that is not there; one statement for all of a request. */
export function loadByIds<T>(
  context: GraphContext,
  name: string,
  ids: readonly number[],
  keyOf: (object: T) => number,
  read: (ids: readonly number[]) => Promise<readonly T[]>,
): Promise<(T | null)[]> {
  const loader = context.loader<number, T | null>(name, async (keys) => {
    const byId = new Map((await read(keys)).map((object) => [keyOf(object), object]));
    return keys.map((key) => byId.get(key) ?? null);
  });
  return Promise.all(ids.map((id) => loader.load(id)));
}
