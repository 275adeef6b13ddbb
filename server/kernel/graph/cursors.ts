import { createHash } from 'node:crypto';
import { getNamedType, isObjectType, type GraphQLField } from 'graphql';
import { badInput } from './errors.ts';
import type { Page } from './page.ts';

type Arguments = Readonly<Record<string, unknown>>;
type ListField = GraphQLField<unknown, unknown>;

/** Whether the field gives a page of a list: its answer has edges, and whatever else it takes, it takes a cursor. */
export function isList(field: ListField): boolean {
  const type = getNamedType(field.type);
  if (!isObjectType(type) || !('edges' in type.getFields())) return false;
  return field.args.some(({ name }) => name === 'after') && field.args.some(({ name }) => name === 'first');
}

/**
 * The mark of a list that its cursors carry: which field it is and what it is asked with, but for the page itself. Two lists
 * that are sorted differently, or hold different things, so never take each other's cursors.
 */
export function listMark(field: ListField, args: Arguments): string {
  const asked = field.args
    .filter(({ name }) => name !== 'first' && name !== 'after')
    .map(({ name, defaultValue }) => [name, plain(args[name] === undefined ? defaultValue : args[name])]);
  const list = JSON.stringify([field.name, getNamedType(field.type).name, asked]);
  return createHash('sha1').update(list).digest('base64url').slice(0, 6);
}

/** The value as it is the same however it was written: fields by their names, and nothing of what is not given. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value instanceof Date) return value;
  const given = Object.entries(value).filter(([, each]) => each != null);
  return given.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, each]) => [name, plain(each)]);
}

/** The cursor of the row with this key: opaque, and good for the list of this mark only. */
export function toCursor(mark: string, key: string): string {
  return Buffer.from(`${mark}>${key}`).toString('base64url');
}

/** The key a cursor of the list stands for. Refuses what is no cursor, and cursors of other lists. */
export function fromCursor(mark: string, cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const key = text.slice(mark.length + 1);
  if (!/^[\w-]{6}>/.test(text) || Buffer.from(text).toString('base64url') !== cursor || /\p{Cc}/u.test(key)) {
    throw badInput(
      'after',
      'This is not a cursor of this list. Cursors come from "endCursor" or an edge of the page before.',
    );
  }
  if (text.startsWith(`${mark}>`)) return key;
  throw badInput(
    'after',
    'This is a cursor of another list. A cursor is good for the field it came from, asked with the same arguments but for ' +
      '"first" and "after": begin again without "after".',
  );
}

/**
 * Lets a list be asked with its own cursors only, and give such cursors out: behind the field, a cursor is the key of a row.
 */
export function markCursors(field: ListField): void {
  const { resolve } = field;
  if (!resolve || !isList(field)) return;
  field.resolve = (source, args: Arguments, context, info) => {
    const mark = listMark(field, args);
    const after = args['after'] == null ? null : fromCursor(mark, args['after'] as string);
    const page = resolve(source, { ...args, after }, context, info) as Page<unknown> | Promise<Page<unknown>>;
    return page instanceof Promise ? page.then((each) => marked(each, mark)) : marked(page, mark);
  };
}

function marked<T>(page: Page<T>, mark: string): Page<T> {
  const cursorOf = (key: string | null) => (key === null ? null : toCursor(mark, key));
  return {
    edges: async () => (await page.edges()).map((edge) => ({ ...edge, cursor: toCursor(mark, edge.cursor) })),
    pageInfo: async () => {
      const { startCursor, endCursor, ...info } = await page.pageInfo();
      return { ...info, startCursor: cursorOf(startCursor), endCursor: cursorOf(endCursor) };
    },
    totalCount: () => page.totalCount(),
  };
}
