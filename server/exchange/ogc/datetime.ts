import { badInput } from '../../kernel/graph/errors.ts';
import { checkAsOf, lastDayAhead, today } from '../../kernel/graph/as-of.ts';
import { isCalendarDate } from '../../kernel/graph/scalars.ts';

/** Days from and to, both inclusive; an instant is one day. Null: as far as anything is known. */
export interface Days {
  readonly from: string;
  readonly to: string | null;
}

const FIRST_DAY = '0001-01-01';
const OPEN = new Set(['', '..']);
const RULE =
  '"datetime" takes an instant such as 2025-12-31 or 2025-12-31T12:00:00Z, or an interval of two with "/" between them, ' +
  'where ".." leaves an end open.';

/**
 * The days that a parameter `datetime` means; left out, today, as behind every other door. Facts are dated in days of China, so
 * an instant means its day there. An interval with an open end, or one too far ahead, holds all that is known to come.
 */
export function readDatetime(given: string | undefined, now: string): Days {
  if (given === undefined) return { from: now, to: now };
  const ends = given.split('/');
  if (ends.length > 2) throw badInput('datetime', RULE);
  const [first = '', last] = ends;
  const from = OPEN.has(first) && last !== undefined ? FIRST_DAY : checkAsOf(dayOf(first), now, 'datetime');
  if (last === undefined) return { from, to: from };
  const to = OPEN.has(last) ? null : dayOf(last);
  if (to !== null && from > to) throw badInput('datetime', '"datetime" is an interval that ends before it begins.');
  return { from, to: to !== null && to > lastDayAhead(now) ? null : to };
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
