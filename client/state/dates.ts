import { serverNow } from '../api/server-clock.ts';

/** Dates are 'YYYY-MM-DD' and mean the end of that day; nothing here knows a clock but `today`. */
const DAY = 86_400_000;

export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && fromDayNumber(dayNumber(text)) === text;
}

/** Days since 1970-01-01, as the tiles count them. */
export function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY);
}

export function fromDayNumber(day: number): string {
  return Number.isFinite(day) ? new Date(day * DAY).toISOString().slice(0, 10) : '';
}

export function today(timeZone = 'Asia/Shanghai'): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(serverNow());
}

export function yearOf(date: string): number {
  return Number(date.slice(0, 4));
}

/** The last days of quarters from the end of year `from - 1` to `until`, and `until` itself, rising. */
export function quarterEnds(from: number, until: string): string[] {
  const ends = [`${from - 1}-12-31`];
  for (let year = from; year <= yearOf(until); year++) {
    ends.push(`${year}-03-31`, `${year}-06-30`, `${year}-09-30`, `${year}-12-31`);
  }
  const past = ends.filter((end) => end < until);
  return [...past, until];
}
