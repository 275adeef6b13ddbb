const DAY = 86_400_000;

/** Days since 1970-01-01 of a date YYYY-MM-DD. */
export function toDay(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY;
}

export function fromDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
  return fromDay(toDay(date) + days);
}

/** The later of two dates; `infinity` is later than all. */
export function later(a: string, b: string): string {
  return a > b ? a : b;
}

export function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
