import type { DueState } from '../api/generated-late.ts';
import type { IssueWords } from './words.ts';

const MINUTE = 60_000;

const inChina = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** An instant as a clock in China shows it: 2026-11-21 17:30. */
export function atInChina(instant: string): string {
  return inChina.format(new Date(instant)).replace(',', '');
}

/** How long that is, in the two largest units. */
export function spanWords({ w }: Pick<IssueWords, 'w'>, milliseconds: number): string {
  const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  if (days > 0) return w('due.days', { days, hours });
  if (hours > 0) return w('due.hours', { hours, minutes: minutes % 60 });
  return w('due.minutes', { minutes });
}

/** What is left until then, or by how much it is over. */
export function leftWords(words: Pick<IssueWords, 'w'>, due: string, now: number): string {
  const left = Date.parse(due) - now;
  return words.w(left < 0 ? 'due.over' : 'due.left', { time: spanWords(words, left) });
}

/** The clock that counts: that of the stage, or the overall one where that comes first or is all there is. */
export function nextDue(clocks: { readonly stageDueAt: string | null; readonly overallDueAt: string | null }) {
  const both = [clocks.stageDueAt, clocks.overallDueAt].filter((due): due is string => due !== null);
  return both.sort()[0] ?? null;
}

/** A state that was asked for a while ago, as it is by now: what was in time then may be late. */
export function dueStateNow(told: DueState, due: string | null, now: number): DueState {
  const ran = told === 'ON_TIME' || told === 'NEARLY_DUE';
  return ran && due !== null && Date.parse(due) < now ? 'OVERDUE' : told;
}

export const DUE_MARKS: Readonly<Record<DueState, string>> = {
  NONE: '–',
  ON_TIME: '○',
  NEARLY_DUE: '◐',
  OVERDUE: '▲',
  SUSPENDED: '‖',
};
