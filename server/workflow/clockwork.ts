/**
 * Deadlines by the clock of China (Asia/Shanghai, which has kept UTC+8 without summer time since 1992). Instants are Dates;
 * lengths are minutes, and may be fractions.
 */
import { WorkingTime, type WorkCalendar, type WorkingPeriod } from './working-time.ts';

/**
 * The units of GB/T 30428.8 and of local rules. URGENT_HOUR (紧急工作时): an hour round the clock. WORKING_HOUR (工作时): an
 * hour of working time. WORKDAY (工作日): as much working time as one workday has.
 */
export const DEADLINE_UNITS = ['URGENT_HOUR', 'WORKING_HOUR', 'WORKDAY'] as const;
export type DeadlineUnit = (typeof DEADLINE_UNITS)[number];

/** The stage whose rule is that of the overall clock. */
export const OVERALL = 'OVERALL';

/** How much time something may take; and when it counts as nearly due. */
export interface Allowance {
  readonly amount: number;
  readonly unit: DeadlineUnit;
  /** Nearly due when less than this share of it is left … */
  readonly nearlyShare: number;
  /** … or fewer than so many minutes of its unit, but never more than half of it. */
  readonly nearlyMinutes: number;
}

export interface DeadlineRule extends Allowance {
  /** Category code, of which deeper ones are part; null for every one. */
  readonly category: string | null;
  readonly situation: string | null;
  readonly stage: string;
}

/** How much time, in its own unit: a workday stays a workday, however long one is. */
export interface Amount {
  readonly amount: number;
  readonly unit: DeadlineUnit;
}

/** What a clock was set to, so that it can be worked out anew: since when, how much, and how much before the end it is nearly due. */
export interface Run {
  /** ISO 8601, UTC; while a case is suspended, since when it is. */
  readonly from: string;
  /** One after another: the first, then what extensions added in other units. */
  readonly amounts: readonly Amount[];
  /** In the unit of the clock. */
  readonly lead: number;
}

/** A running clock: instants are ISO 8601, UTC. */
export interface Clock {
  readonly unit: DeadlineUnit;
  readonly dueAt: string;
  readonly nearlyAt: string;
  /** Not known of deadlines that were told from elsewhere, nor of those from before runs were kept. */
  readonly run?: Run | null;
}

export interface ClockData {
  readonly calendar: WorkCalendar;
  /** Periods of a workday, in order; they do not overlap. */
  readonly periods: readonly WorkingPeriod[];
  /** The rules of the district at the date. */
  readonly rules: readonly DeadlineRule[];
}

/** Whether the clock of a unit stands still outside working time. */
const working = (unit: DeadlineUnit): boolean => unit !== 'URGENT_HOUR';

export class Clockwork {
  private readonly time: WorkingTime;

  constructor(private readonly data: ClockData) {
    this.time = new WorkingTime(data.calendar, data.periods);
  }

  /** How many minutes of its clock an amount is. */
  minutes(amount: number, unit: DeadlineUnit): number {
    return amount * (unit === 'WORKDAY' ? this.time.minutesOfWorkday : 60);
  }

  /** The first instant at which the amount has passed. */
  dueAt(start: Date, amount: number, unit: DeadlineUnit): Date {
    return this.after(start, this.minutes(amount, unit), unit);
  }

  /** The first instant so many minutes of the unit's clock later. */
  after(start: Date, minutes: number, unit: DeadlineUnit): Date {
    return working(unit) ? this.time.after(start, minutes) : shifted(start, minutes);
  }

  /** The last instant so many minutes of the unit's clock earlier. */
  before(end: Date, minutes: number, unit: DeadlineUnit): Date {
    return working(unit) ? this.time.before(end, minutes) : shifted(end, -minutes);
  }

  /** Minutes of the unit's clock from one instant to another; 0 when the other is not later. */
  minutesBetween(from: Date, to: Date, unit: DeadlineUnit): number {
    return working(unit) ? this.time.between(from, to) : Math.max(0, (to.getTime() - from.getTime()) / 60_000);
  }

  workingMinutesBetween(from: Date, to: Date): number {
    return this.time.between(from, to);
  }

  /** The rule of a stage: a named situation goes before any, then the deeper category before the shallower. */
  ruleFor(stage: string, about: { category: string | null; situation: string | null }): DeadlineRule | null {
    const { category, situation } = about;
    const fitting = this.data.rules.filter(
      (rule) =>
        rule.stage === stage &&
        (rule.category === null || (category !== null && category.startsWith(rule.category))) &&
        (rule.situation === null || rule.situation === situation),
    );
    const depth = (rule: DeadlineRule): number => (rule.situation === null ? 0 : 100) + (rule.category?.length ?? 0);
    return fitting.reduce<DeadlineRule | null>(
      (best, rule) => (best && depth(best) >= depth(rule) ? best : rule),
      null,
    );
  }

  /** A clock that begins at an instant. */
  start(at: Date, { amount, unit, nearlyShare, nearlyMinutes }: Allowance): Clock {
    const whole = this.minutes(amount, unit);
    const lead = Math.max(whole * nearlyShare, Math.min(nearlyMinutes, whole / 2)) / this.minutes(1, unit);
    return this.timed(unit, { from: at.toISOString(), amounts: [{ amount, unit }], lead });
  }

  /** The clock with an amount more, which may be told in another unit. */
  extend(clock: Clock, amount: number, unit: DeadlineUnit): Clock {
    const { run } = clock;
    if (run) return this.timed(clock.unit, { ...run, amounts: added(run.amounts, { amount, unit }) });
    const dueAt = this.dueAt(new Date(clock.dueAt), amount, unit);
    const lead = this.minutesBetween(new Date(clock.nearlyAt), new Date(clock.dueAt), clock.unit);
    return clockOf(clock.unit, dueAt, this.before(dueAt, lead, clock.unit));
  }

  /** The clock that stands still from an instant on: its run is what was left then. One that had run out keeps what it was. */
  stop(clock: Clock, at: Date): Clock {
    const run = clock.run ? this.left(clock.run, at) : this.told(clock, at);
    return run ? { ...clock, run } : clock;
  }

  /** The clock after it stood still: what was left goes on from `to`. One that had run out stays run out. */
  resume(clock: Clock, from: Date, to: Date): Clock {
    const { run } = this.stop(clock, from);
    return run?.from === from.toISOString() ? this.timed(clock.unit, { ...run, from: to.toISOString() }) : clock;
  }

  /** The clock as calendar and working time have it now. */
  anew(clock: Clock): Clock {
    return clock.run ? this.timed(clock.unit, clock.run) : clock;
  }

  private timed(unit: DeadlineUnit, run: Run): Clock {
    const dueAt = run.amounts.reduce((at, each) => this.dueAt(at, each.amount, each.unit), new Date(run.from));
    return { ...clockOf(unit, dueAt, this.before(dueAt, this.minutes(run.lead, unit), unit)), run };
  }

  /** What is left of a run at an instant, and goes on from there; null when it has run out. */
  private left({ from, amounts, lead }: Run, at: Date): Run | null {
    let since = new Date(from);
    for (const [i, { amount, unit }] of amounts.entries()) {
      const end = this.dueAt(since, amount, unit);
      const passed = this.minutesBetween(since, at, unit) / this.minutes(1, unit);
      if (end > at && passed < amount) {
        return { from: at.toISOString(), amounts: [{ amount: amount - passed, unit }, ...amounts.slice(i + 1)], lead };
      }
      since = end;
    }
    return null;
  }

  /** The run of a clock of which only its end is known. */
  private told({ unit, dueAt, nearlyAt }: Clock, at: Date): Run | null {
    const inUnit = (from: Date, to: Date): number => this.minutesBetween(from, to, unit) / this.minutes(1, unit);
    const due = new Date(dueAt);
    const amount = inUnit(at, due);
    return amount === 0
      ? null
      : { from: at.toISOString(), amounts: [{ amount, unit }], lead: inUnit(new Date(nearlyAt), due) };
  }
}

function added(amounts: readonly Amount[], more: Amount): readonly Amount[] {
  const last = amounts.at(-1);
  return last?.unit === more.unit
    ? [...amounts.slice(0, -1), { amount: last.amount + more.amount, unit: more.unit }]
    : [...amounts, more];
}

function clockOf(unit: DeadlineUnit, dueAt: Date, nearlyAt: Date): Clock {
  return { unit, dueAt: dueAt.toISOString(), nearlyAt: nearlyAt.toISOString() };
}

function shifted(instant: Date, minutes: number): Date {
  return new Date(Math.round(instant.getTime() + minutes * 60_000));
}
