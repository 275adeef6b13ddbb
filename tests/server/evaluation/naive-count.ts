/** The counts of an evaluation, case by case in plain loops: what the statement is compared with. */
import type { Counts } from '../../../server/evaluation/indicators.ts';
import type { CaseWish } from './some-cases.ts';

const midnight = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);

export interface Period {
  readonly from: string;
  readonly to: string;
  readonly seenAt: Date;
}

export function naiveCounts(cases: readonly (CaseWish & { first: boolean })[], { from, to, seenAt }: Period): Counts {
  const begins = midnight(from);
  const ends = Math.min(midnight(to) + 86_400_000, seenAt.getTime());
  const within = (instant: Date | null): boolean =>
    instant !== null && instant.getTime() >= begins && instant.getTime() < ends;
  const counts = {
    ...{ reported: 0, due: 0, suspended: 0, closedOfDue: 0, onTime: 0, closed: 0 },
    ...{ reworked: 0, reworks: 0, reworkedThrice: 0, secondDispatched: 0, recurrences: 0 },
  };
  for (const each of cases) {
    if (each.ended) continue;
    const done = each.closedAt !== null && each.closedAt.getTime() < ends;
    if (within(each.reportedAt)) {
      counts.reported += 1;
      if (each.recurs && !each.first) counts.recurrences += 1;
    }
    if (within(each.dueAt)) {
      counts.due += 1;
      if (done) counts.closedOfDue += 1;
      if (done && each.onTime) counts.onTime += 1;
      if (!done && each.suspendedAt !== null && each.suspendedAt.getTime() < ends) counts.suspended += 1;
    }
    if (within(each.closedAt)) {
      counts.closed += 1;
      counts.reworks += each.reworks;
      if (each.reworks > 0) counts.reworked += 1;
      if (each.reworks >= 3) counts.reworkedThrice += 1;
      if (each.secondDispatches > 0) counts.secondDispatched += 1;
    }
  }
  return counts;
}
