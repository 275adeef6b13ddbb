/** Which days are workdays: Monday to Friday, but for what the State Council says otherwise year by year. */
export interface WorkCalendar {
  /** Exceptions by day (YYYY-MM-DD): a public holiday on a weekday, or a make-up workday (调休) at a weekend. */
  readonly exceptions: ReadonlyMap<string, 'HOLIDAY' | 'WORKDAY'>;
  /** The years whose holidays are known. */
  readonly years: ReadonlySet<number>;
}

/** A part of a workday, in minutes after midnight; the second is the first that is no longer in it. */
export interface WorkingPeriod {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** A deadline reaches into a year whose public holidays are not known; they are never assumed. */
export class CalendarMissing extends Error {
  override name = 'CalendarMissing';
  constructor(readonly year: number) {
    super(
      `The public holidays of ${year} are not known, so this deadline cannot be told. ` +
        `Load the calendar of ${year} (npm run geodata:rules).`,
    );
  }
}

const DAY = 86_400_000;
const CHINA = 8 * 3_600_000;
const MINUTE = 60_000;

/** Working time as a line of milliseconds that can be walked in both directions. */
export class WorkingTime {
  readonly minutesOfWorkday: number;
  private readonly periods: readonly (readonly [from: number, to: number])[];

  constructor(
    private readonly calendar: WorkCalendar,
    periods: readonly WorkingPeriod[],
  ) {
    this.periods = periods.map(({ fromMinute, toMinute }) => [fromMinute * MINUTE, toMinute * MINUTE] as const);
    this.minutesOfWorkday = periods.reduce((sum, { fromMinute, toMinute }) => sum + toMinute - fromMinute, 0);
    if (this.minutesOfWorkday <= 0) throw new Error('A workday needs working time');
  }

  /** The first instant at or after `start` with so much working time in between. */
  after(start: Date, minutes: number): Date {
    let left = Math.round(minutes * MINUTE);
    if (left <= 0) return start;
    let { day, time } = dayOf(start);
    for (; ; day += 1, time = 0) {
      for (const [from, to] of this.periodsOf(day)) {
        const begin = Math.max(from, time);
        if (begin >= to) continue;
        if (left <= to - begin) return instantOf(day, begin + left);
        left -= to - begin;
      }
    }
  }

  /** The last instant at or before `end` with so much working time in between. */
  before(end: Date, minutes: number): Date {
    let left = Math.round(minutes * MINUTE);
    if (left <= 0) return end;
    let { day, time } = dayOf(end);
    for (; ; day -= 1, time = DAY) {
      for (const [from, to] of [...this.periodsOf(day)].reverse()) {
        const stop = Math.min(to, time);
        if (stop <= from) continue;
        if (left <= stop - from) return instantOf(day, stop - left);
        left -= stop - from;
      }
    }
  }

  /** Working minutes from one instant to another. */
  between(from: Date, to: Date): number {
    if (to <= from) return 0;
    const first = dayOf(from);
    const last = dayOf(to);
    let sum = 0;
    for (let day = first.day; day <= last.day; day += 1) {
      const begin = day === first.day ? first.time : 0;
      const stop = day === last.day ? last.time : DAY;
      for (const [start, end] of this.periodsOf(day)) sum += Math.max(0, Math.min(end, stop) - Math.max(start, begin));
    }
    return sum / MINUTE;
  }

  private periodsOf(day: number): readonly (readonly [number, number])[] {
    const date = new Date(day * DAY);
    const year = date.getUTCFullYear();
    if (!this.calendar.years.has(year)) throw new CalendarMissing(year);
    const exception = this.calendar.exceptions.get(date.toISOString().slice(0, 10));
    const weekday = date.getUTCDay();
    const workday = exception ? exception === 'WORKDAY' : weekday >= 1 && weekday <= 5;
    return workday ? this.periods : [];
  }
}

/** The day of China an instant is in, counted from 1970-01-01, and the milliseconds since its midnight. */
function dayOf(instant: Date): { day: number; time: number } {
  const local = instant.getTime() + CHINA;
  const day = Math.floor(local / DAY);
  return { day, time: local - day * DAY };
}

function instantOf(day: number, time: number): Date {
  return new Date(day * DAY + time - CHINA);
}
