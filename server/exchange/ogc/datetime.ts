import { badInput } from '../../kernel/graph/errors.ts';
import { today } from '../../kernel/graph/as-of.ts';
import { isCalendarDate } from '../../kernel/graph/scalars.ts';

/** Days from and to, both inclusive; an instant is one day. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

const FIRST_DAY = '0001-01-01';
const OPEN = new Set(['', '..']);
const RULE =
  '"datetime" takes an instant such as 2025-12-31 or 2025-12-31T12:00:00Z, or an interval of two with "/" between them, ' +
  'where ".." leaves an end open.';

/**
 * The days that a parameter `datetime` means. Facts are dated in days of China, so an instant means its day there. Nothing is
 * known of days to come: an open end is the last day with figures, or the first day of the interval when that is later.
 */
export function readDatetime(given: string | undefined, figuresAsOf: string): Days {
  if (given === undefined) return { from: figuresAsOf, to: figuresAsOf };
  const ends = given.split('/');
  if (ends.length > 2) throw badInput('datetime', RULE);
  const [first = '', last] = ends;
  if (last === undefined) {
    const day = dayOf(first);
    return { from: day, to: day };
  }
  const from = OPEN.has(first) ? FIRST_DAY : dayOf(first);
  const to = !OPEN.has(last) ? dayOf(last) : from > figuresAsOf ? from : figuresAsOf;
  if (from > to) throw badInput('datetime', '"datetime" is an interval that ends before it begins.');
  return { from, to };
}

const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[Tt ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

function dayOf(text: string): string {
  if (isCalendarDate(text)) return text;
  const date = DATE_TIME.exec(text)?.[1];
  if (date === undefined || !isCalendarDate(date)) throw badInput('datetime', RULE);
  // No second has the number 60 for JavaScript; it belongs to the day of the one before.
  return today(new Date(text.toUpperCase().replace(' ', 'T').replace(/:60/, ':59')));
}
