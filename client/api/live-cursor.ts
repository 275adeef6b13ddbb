/**
 * Every answer of the graph says from where on changes are not in it yet. The first one counts: nothing on the page is older,
 * so whoever follows from there misses nothing.
 */
let first: string | null = null;

export function noteCursor({ headers }: Response): void {
  first ??= headers.get('live-cursor');
}

export function firstCursor(): string | null {
  return first;
}
