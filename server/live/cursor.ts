import { badInput } from '../kernel/graph/errors.ts';

/** A place in a feed. Feeds have names, so that the cursor of another database is known for what it is. */
export interface Cursor {
  readonly feed: string;
  readonly position: number;
}

export function printCursor({ feed, position }: Cursor): string {
  return Buffer.from(`${feed}:${position}`).toString('base64url');
}

export function readCursor(text: string, argument = 'after'): Cursor {
  const [, feed, position] =
    /^([0-9a-f]{32}):(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (feed === undefined) {
    throw badInput(
      argument,
      `"${argument}" is no cursor of this feed: give one that a change came with, or leave it out.`,
    );
  }
  return { feed, position: Number(position) };
}
