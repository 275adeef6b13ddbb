import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Clockwork, type DeadlineRule } from '../../../server/workflow/clockwork.ts';
import { CalendarMissing, type WorkingPeriod } from '../../../server/workflow/working-time.ts';

const PERIODS: WorkingPeriod[] = [
  { fromMinute: 9 * 60, toMinute: 12 * 60 },
  { fromMinute: 13 * 60 + 30, toMinute: 17 * 60 + 30 },
];
/** The National Day of 2025 with the Mid-Autumn Festival, and its two make-up workdays. */
const OCTOBER: [string, 'HOLIDAY' | 'WORKDAY'][] = [
  ['2025-09-28', 'WORKDAY'],
  ...['01', '02', '03', '06', '07', '08'].map((day): [string, 'HOLIDAY'] => [`2025-10-${day}`, 'HOLIDAY']),
  ['2025-10-11', 'WORKDAY'],
];
const years = new Set([2025]);

const clockworkWith = (periods = PERIODS, days = OCTOBER, rules: DeadlineRule[] = []): Clockwork =>
  new Clockwork({ calendar: { exceptions: new Map(days), years }, periods, rules });

const china = (text: string): Date => new Date(`${text}+08:00`);

describe('A deadline', () => {
  const clockwork = clockworkWith();

  test('in urgent hours (紧急工作时) runs round the clock', () => {
    expect(clockwork.dueAt(china('2025-10-01T23:00'), 3, 'URGENT_HOUR')).toEqual(china('2025-10-02T02:00'));
  });

  test('in working hours (工作时) runs in working time only', () => {
    expect(clockwork.dueAt(china('2025-09-24T16:30'), 2, 'WORKING_HOUR')).toEqual(china('2025-09-25T10:00'));
    expect(clockwork.dueAt(china('2025-09-24T11:30'), 1, 'WORKING_HOUR')).toEqual(china('2025-09-24T14:00'));
  });

  test('in workdays (工作日) skips holidays, and runs on make-up workdays at a weekend', () => {
    expect(clockwork.dueAt(china('2025-09-30T16:00'), 1, 'WORKDAY')).toEqual(china('2025-10-09T16:00'));
    expect(clockwork.dueAt(china('2025-09-26T16:00'), 1, 'WORKDAY')).toEqual(china('2025-09-28T16:00'));
    expect(clockwork.dueAt(china('2025-10-10T16:00'), 1, 'WORKDAY')).toEqual(china('2025-10-11T16:00'));
  });

  test('that ends with the day is due at its end, not on the next morning', () => {
    expect(clockwork.dueAt(china('2025-09-24T09:00'), 1, 'WORKDAY')).toEqual(china('2025-09-24T17:30'));
  });

  test('that reaches into a year without a calendar is refused, never assumed', () => {
    expect(() => clockwork.dueAt(china('2025-12-31T17:00'), 1, 'WORKDAY')).toThrow(CalendarMissing);
    expect(() => clockwork.dueAt(china('2025-12-31T17:00'), 1, 'WORKDAY')).toThrow(/holidays of 2026 are not known/);
    expect(clockwork.dueAt(china('2025-12-31T23:00'), 2, 'URGENT_HOUR')).toEqual(china('2026-01-01T01:00'));
  });

  test('is nearly due when a fifth is left or four hours, but never before its half', () => {
    const nearly = { nearlyShare: 0.2, nearlyMinutes: 240 };
    const day = clockwork.start(china('2025-09-22T09:00'), { amount: 5, unit: 'WORKDAY', ...nearly });
    expect(day).toMatchObject({
      dueAt: china('2025-09-26T17:30').toISOString(),
      nearlyAt: china('2025-09-26T09:00').toISOString(),
    });
    const hours = clockwork.start(china('2025-09-22T09:00'), { amount: 3, unit: 'URGENT_HOUR', ...nearly });
    expect(hours.nearlyAt).toBe(china('2025-09-22T10:30').toISOString());
  });

  test('that stood still goes on with what was left; one that had passed stays passed', () => {
    const clock = clockwork.start(china('2025-09-22T09:00'), {
      amount: 2,
      unit: 'WORKDAY',
      nearlyShare: 0.2,
      nearlyMinutes: 0,
    });
    const resumed = clockwork.resume(clock, china('2025-09-22T17:30'), china('2025-09-25T13:30'));
    expect(resumed.dueAt).toBe(china('2025-09-26T12:00').toISOString());
    expect(clockwork.resume(clock, china('2025-09-24T09:00'), china('2025-09-30T09:00'))).toEqual(clock);
  });

  test('is that of the rule that says most: a situation before none, a minor class before its major', () => {
    const rule = (category: string | null, situation: string | null, amount: number): DeadlineRule => ({
      category,
      situation,
      stage: 'HANDLE',
      amount,
      unit: 'WORKDAY',
      nearlyShare: 0,
      nearlyMinutes: 0,
    });
    const rules = [
      rule(null, null, 1),
      rule('01', null, 2),
      rule('0102', null, 3),
      rule(null, 'BURST', 4),
      rule('01', 'BURST', 5),
    ];
    const ruled = clockworkWith(PERIODS, OCTOBER, rules);
    const amount = (category: string | null, situation: string | null): number | undefined =>
      ruled.ruleFor('HANDLE', { category, situation })?.amount;
    expect(amount('0202', null)).toBe(1);
    expect(amount('0101', null)).toBe(2);
    expect(amount('0102', null)).toBe(3);
    expect(amount('0202', 'BURST')).toBe(4);
    expect(amount('0102', 'BURST')).toBe(5);
    expect(amount(null, null)).toBe(1);
    expect(ruled.ruleFor('CHECK', { category: '0102', situation: null })).toBeNull();
  });
});

/** Minute by minute, without a thought. */
function walk(start: Date, minutes: number, isWorking: (minute: Date) => boolean): Date {
  let left = minutes;
  let at = start.getTime();
  while (left > 0) {
    if (isWorking(new Date(at))) left -= 1;
    at += 60_000;
  }
  return new Date(at);
}

const arrangement = fc.record({
  periods: fc
    .uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 6 })
    .map((cuts) => cuts.slice(0, cuts.length - (cuts.length % 2)).sort((a, b) => a - b))
    .map((cuts) =>
      cuts.flatMap((fromMinute, i) => (i % 2 === 0 ? [{ fromMinute, toMinute: cuts[i + 1] ?? 1440 }] : [])),
    ),
  days: fc.uniqueArray(
    fc.tuple(
      fc.integer({ min: 1, max: 28 }).map((day) => `2025-05-${String(day).padStart(2, '0')}`),
      fc.constantFrom('HOLIDAY' as const, 'WORKDAY' as const),
    ),
    { selector: ([day]) => day, maxLength: 12 },
  ),
  start: fc
    .integer({ min: 0, max: 20 * 1440 })
    .map((minute) => new Date(china('2025-05-01T00:00').getTime() + minute * 60_000)),
  minutes: fc.integer({ min: 1, max: 3000 }),
});

describe('The clockwork', () => {
  test('agrees with a walk minute by minute, whatever the calendar and the working time', () => {
    fc.assert(
      fc.property(arrangement, ({ periods, days, start, minutes }) => {
        const clockwork = clockworkWith(periods, days);
        const exceptions = new Map(days);
        const isWorking = (at: Date): boolean => {
          const local = new Date(at.getTime() + 8 * 3_600_000);
          const kind = exceptions.get(local.toISOString().slice(0, 10));
          const workday = kind ? kind === 'WORKDAY' : local.getUTCDay() % 6 !== 0;
          const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
          return workday && periods.some(({ fromMinute, toMinute }) => fromMinute <= minute && minute < toMinute);
        };
        const asked = Math.min(minutes, clockwork.minutes(4, 'WORKDAY'));
        const due = walk(start, asked, isWorking);
        expect(clockwork.after(start, asked, 'WORKING_HOUR')).toEqual(due);
        expect(clockwork.workingMinutesBetween(start, due)).toBe(asked);
        const back = clockwork.before(due, asked, 'WORKING_HOUR');
        expect(back.getTime()).toBeGreaterThanOrEqual(start.getTime());
        expect(clockwork.workingMinutesBetween(start, back)).toBe(0);
        expect(clockwork.after(start, asked, 'URGENT_HOUR').getTime()).toBe(start.getTime() + asked * 60_000);
      }),
      { numRuns: 300 },
    );
  });

  test('takes nothing of what stands still and counts what runs anew, whenever the calendar is corrected', () => {
    const step = fc.oneof(
      fc.record({ wait: fc.integer({ min: 1, max: 3000 }) }),
      fc.record({ extend: fc.integer({ min: 1, max: 900 }) }),
      fc.record({
        correct: fc.tuple(
          fc.integer({ min: 1, max: 31 }).map((day) => `2025-05-${String(day).padStart(2, '0')}`),
          fc.constantFrom('HOLIDAY' as const, 'WORKDAY' as const),
        ),
      }),
      fc.constant({ turn: true }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 1200 }), fc.array(step, { maxLength: 12 }), (minutes, steps) => {
        const days = new Map<string, 'HOLIDAY' | 'WORKDAY'>();
        const now = (): Clockwork => clockworkWith(PERIODS, [...days]);
        const isWorking = (at: Date): boolean => {
          const local = new Date(at.getTime() + 8 * 3_600_000);
          const kind = days.get(local.toISOString().slice(0, 10));
          const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
          const workday = kind ? kind === 'WORKDAY' : local.getUTCDay() % 6 !== 0;
          return workday && PERIODS.some(({ fromMinute, toMinute }) => fromMinute <= minute && minute < toMinute);
        };
        // What a minute-by-minute clock shows: minutes that were left at an instant.
        let at = china('2025-05-06T09:00');
        let plain = { from: at, left: minutes };
        let clock = now().start(at, { amount: minutes / 60, unit: 'WORKING_HOUR', nearlyShare: 0, nearlyMinutes: 0 });
        let stood: Date | null = null;
        for (const each of steps) {
          if ('wait' in each) at = new Date(at.getTime() + each.wait * 60_000);
          if ('extend' in each && stood === null) {
            clock = now().extend(clock, each.extend / 60, 'WORKING_HOUR');
            plain = { ...plain, left: plain.left + each.extend };
          }
          if ('correct' in each) {
            days.set(...each.correct);
            if (stood === null) clock = now().anew(clock);
          }
          if ('turn' in each) {
            const begun: Date | null = stood;
            const worked = begun ? 0 : now().workingMinutesBetween(plain.from, at);
            if (worked >= plain.left) continue;
            if (begun) {
              clock = now().resume(clock, begun, at);
              plain = { ...plain, from: at };
            } else {
              clock = now().stop(clock, at);
              plain = { from: at, left: plain.left - worked };
            }
            stood = begun ? null : at;
          }
        }
        if (stood) return;
        expect(clock.dueAt).toBe(walk(plain.from, plain.left, isWorking).toISOString());
      }),
      { numRuns: 300 },
    );
  });
});
