import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { GraphContext } from './context.ts';
import { fromGlobalId, toGlobalId } from './global-id.ts';

type Path = GraphQLResolveInfo['path'];

/** The name that the field at the root, below which a field lies, has in the answer. */
function rootOf(path: Path): string | number {
  let at = path;
  while (at.prev) at = at.prev;
  return at.key;
}

/** Notes that a field at the root asks about a day, so that everything below it has ids of that day. */
export function noteDay(context: GraphContext, info: Pick<GraphQLResolveInfo, 'path'>): void {
  context.askedOfADay.add(rootOf(info.path));
}

/** Has fields at the root that take "asOf" note when they are given one. */
export function noteDays(query: GraphQLObjectType): void {
  for (const field of Object.values(query.getFields())) {
    const { resolve } = field;
    if (!resolve || !field.args.some(({ name }) => name === 'asOf')) continue;
    field.resolve = (source, args: Readonly<Record<string, unknown>>, context: GraphContext, info) => {
      if (args['asOf'] != null) noteDay(context, info);
      return resolve(source, args, context, info) as unknown;
    };
  }
}

/** Whether objects of the type are seen at a date, which they tell: their ids then tell it, too, where it was asked about. */
export function isDated(type: GraphQLObjectType): boolean {
  const fields = type.getFields();
  return 'id' in fields && 'asOf' in fields;
}

/** Puts the day into the ids of objects that were asked for at one. (The objects themselves are shared by all of a request.) */
export function dateIds(type: GraphQLObjectType): void {
  const { id } = type.getFields();
  if (!id || !isDated(type)) return;
  id.resolve = (object: { id: string; asOf: string }, _args, context: GraphContext, info) => {
    if (!context.askedOfADay.has(rootOf(info.path))) return object.id;
    const { type: name, key } = fromGlobalId(object.id);
    return toGlobalId(name, key, object.asOf);
  };
}
