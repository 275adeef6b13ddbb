/** Which issues of the demo have a case, and what becomes of each: the outline, without posts and instants. */
import { addDays } from '../dates.ts';
import type { Chance } from '../random.ts';
import { at } from '../random.ts';
import { CATEGORIES } from './issue-categories.ts';
import { textOf } from './case-texts.ts';
import type { ToldIssue } from './issues.ts';

/** Closed in this half year, so that an evaluation of it has something to say. */
const EVALUATED_FROM = '2025-07-01';
const EVALUATED_TO = '2025-12-31';
/** Cases of the half year at most. */
const CLOSED_CASES = 900;
/** Fresh issues come from so many days before the day the demo is loaded. */
const FRESH_DAYS = 40;
/** Before this day there is no room for them behind the figures of 2025. */
const FRESH_SINCE = '2026-02-15';

export type Goal =
  | 'REPORTED'
  | 'DIRECTLY_REPORTED'
  | 'VERIFYING'
  | 'NOT_FILED'
  | 'FILED'
  | 'RETURNED'
  | 'DISPATCHED'
  | 'HANDLING'
  | 'EXTENSION_ASKED'
  | 'SUSPENSION_ASKED'
  | 'SUSPENDED'
  | 'FEEDBACK'
  | 'CHECKING'
  | 'REWORK'
  | 'PROMOTED'
  | 'CLOSED'
  | 'EVALUATED'
  | 'ARCHIVED'
  | 'VOIDED';

export type Channel = 'PATROL' | 'RESIDENT' | 'DIRECT_REPORT' | 'BUSINESS_HOTLINE' | 'TRANSFERRED';

export interface CaseDraft {
  readonly issueCode: string;
  readonly categoryCode: string;
  readonly situation: string | null;
  readonly channel: Channel;
  readonly text: string;
  readonly address: string;
  /** EWKT of a Point. */
  readonly place: string;
  readonly subdistrict: string;
  readonly community: string;
  /** The grid as of the day it was reported. */
  readonly grid: string;
  readonly reportedOn: string;
  /** The day it was closed; null where it was not, or not closed but ended otherwise. */
  readonly closedOn: string | null;
  readonly goal: Goal;
  /** Of those being handled: how their time stands. */
  readonly due: 'ON_TIME' | 'NEARLY_DUE' | 'OVERDUE' | null;
  readonly returned: boolean;
  readonly extension: 'APPROVED' | 'REFUSED' | null;
  readonly suspended: boolean;
  readonly rework: number;
  readonly recurrenceOf: string | null;
}

type Due = CaseDraft['due'];

/** How many fresh cases stand where, with the days since they were reported. */
const FRESH: readonly (readonly [goal: Goal, due: Due, count: number, days: readonly [number, number]])[] = [
  ['REPORTED', null, 9, [0, 0]],
  ['DIRECTLY_REPORTED', null, 3, [0, 1]],
  ['VERIFYING', null, 9, [0, 2]],
  ['FILED', null, 9, [0, 2]],
  ['RETURNED', null, 5, [1, 6]],
  ['DISPATCHED', null, 12, [0, 4]],
  ['HANDLING', 'ON_TIME', 22, [0, 0]],
  ['HANDLING', 'NEARLY_DUE', 12, [0, 0]],
  ['HANDLING', 'OVERDUE', 14, [0, 0]],
  ['EXTENSION_ASKED', null, 5, [3, 12]],
  ['SUSPENSION_ASKED', null, 3, [4, 14]],
  ['SUSPENDED', null, 7, [9, 35]],
  ['FEEDBACK', null, 9, [2, 12]],
  ['CHECKING', null, 6, [2, 12]],
  ['REWORK', null, 5, [6, 20]],
  ['CLOSED', null, 20, [3, 30]],
  ['EVALUATED', null, 15, [5, 35]],
  ['ARCHIVED', null, 60, [5, 38]],
  ['NOT_FILED', null, 4, [3, 25]],
  ['VOIDED', null, 3, [3, 25]],
  ['PROMOTED', null, 4, [15, 36]],
];

/** Days from the report to the closing of most fresh cases, and of the others. */
const CLOSED_WITHIN = [
  [0.75, 1, 3],
  [0.25, 4, 20],
] as const;
/** Days a closed case has needed to get where it stands. */
const DAYS_AFTER_CLOSING: Partial<Record<Goal, number>> = { CLOSED: 1, EVALUATED: 2, ARCHIVED: 3 };

/** Categories with time enough that "nearly due" lasts for a day. */
const UNHURRIED = ['0201', '0202', '0203', '0301', '0302', '1301', '1302'];

export interface FreshOutline {
  readonly goal: Goal;
  readonly due: Due;
  readonly reportedOn: string;
  readonly closedOn: string | null;
  readonly categoryCode: string;
}

/** What is reported in the forty days before a day; nothing where there is no room. */
export function outlineFresh(day: string, chance: Chance): FreshOutline[] {
  if (day < FRESH_SINCE) return [];
  const minor = CATEGORIES.filter(({ parentCode }) => parentCode !== null);
  const month = Number(day.slice(5, 7)) - 1;
  const weights = minor.map(({ weight, months }) => weight * (months?.[month] ?? 1));
  const outlines = FRESH.flatMap(([goal, due, count, [from, to]]) =>
    Array.from({ length: count }, (): FreshOutline => {
      // Those being handled are dated by their deadline; the day is a guess that is put right with their first event.
      const reportedOn = addDays(day, -1 - Math.min(FRESH_DAYS - 2, chance.whole(from, to)));
      return {
        goal,
        due,
        reportedOn,
        closedOn: closingOf(goal, reportedOn, day, chance),
        categoryCode:
          due === 'ON_TIME' || due === 'NEARLY_DUE' ? chance.pick(UNHURRIED) : at(minor, chance.weighted(weights)).code,
      };
    }),
  );
  return outlines.sort((a, b) => (a.reportedOn < b.reportedOn ? -1 : a.reportedOn > b.reportedOn ? 1 : 0));
}

function closingOf(goal: Goal, reportedOn: string, day: string, chance: Chance): string | null {
  const after = DAYS_AFTER_CLOSING[goal];
  if (after === undefined) return null;
  const [, from, to] = at(CLOSED_WITHIN, chance.weighted(CLOSED_WITHIN.map(([share]) => share)));
  const closedOn = addDays(reportedOn, chance.whole(from, to));
  const last = addDays(day, -after);
  return closedOn < last ? closedOn : last;
}

/** The outlines of all cases: those closed in the half year, and the fresh ones. */
export function draftCases(
  issues: readonly ToldIssue[],
  fresh: readonly ToldIssue[],
  outlines: readonly FreshOutline[],
  chance: Chance,
): CaseDraft[] {
  const titles = new Map(CATEGORIES.map(({ code, titleZh }) => [code, titleZh]));
  const before = earlierOnes(issues);
  const draft = (told: ToldIssue, goal: Goal, due: Due, closedOn: string | null): CaseDraft => {
    const { row, yard, building } = told;
    const direct = goal === 'DIRECTLY_REPORTED' || (closedOn !== null && chance.happens(0.03));
    const channels: readonly Channel[] = ['PATROL', 'RESIDENT', 'BUSINESS_HOTLINE', 'TRANSFERRED'];
    const days = closedOn === null ? 0 : daysBetween(row.reportedOn, closedOn);
    const longer = days > 30;
    return {
      issueCode: row.code,
      categoryCode: row.categoryCode,
      situation: situationOf(row.categoryCode, days, chance),
      channel: direct ? 'DIRECT_REPORT' : at(channels, chance.weighted([0.45, 0.4, 0.07, 0.08])),
      text: textOf(`${yard.name}${building.name}`, row.categoryCode, titles.get(row.categoryCode) ?? '', chance),
      address: `${yard.address}${building.name}`,
      place: row.place,
      subdistrict: yard.community.subdistrict.code,
      community: yard.community.data.code,
      grid: yard.movedOn && row.reportedOn < yard.movedOn ? yard.firstGrid : yard.lastGrid,
      reportedOn: row.reportedOn,
      closedOn,
      goal,
      due,
      returned: goal === 'RETURNED' || chance.happens(days > 2 ? 0.08 : 0),
      extension:
        days > 4 && chance.happens(longer ? 0.2 : 0.12) ? (chance.happens(0.8) ? 'APPROVED' : 'REFUSED') : null,
      suspended: days > 12 && chance.happens(0.75),
      rework: days > 3 && chance.happens(0.1) ? (chance.happens(0.15) ? 3 : 1) : 0,
      recurrenceOf: before(told),
    };
  };
  const ended = issues
    .filter(({ row }) => row.closedOn >= EVALUATED_FROM && row.closedOn <= EVALUATED_TO)
    .slice(-CLOSED_CASES);
  return [
    ...ended.map((told) => draft(told, endOf(chance), null, told.row.closedOn)),
    ...fresh.map((told, i) => {
      const { goal, due, closedOn } = at(outlines, i);
      return draft(told, goal, due, closedOn);
    }),
  ];
}

const endOf = (chance: Chance): Goal =>
  at<Goal>(['ARCHIVED', 'EVALUATED', 'CLOSED', 'NOT_FILED', 'VOIDED'], chance.weighted([0.8, 0.08, 0.07, 0.03, 0.02]));

function situationOf(category: string, days: number, chance: Chance): string | null {
  if ((category === '0103' || category === '0105') && chance.happens(0.3)) {
    return days <= 1 ? 'TO_PROTECT' : days <= 2 ? 'TO_REPAIR' : 'TO_RESTORE';
  }
  return days <= 1 && chance.happens(0.08) ? 'URGENT' : null;
}

/** An issue of the same category in the same yard that was closed in the half year before: it has come back. */
function earlierOnes(issues: readonly ToldIssue[]): (told: ToldIssue) => string | null {
  const known = new Map<string, ToldIssue[]>();
  const keyOf = ({ row, yard }: ToldIssue): string => `${yard.code} ${row.categoryCode}`;
  for (const told of issues) known.set(keyOf(told), [...(known.get(keyOf(told)) ?? []), told]);
  return (told) => {
    const since = addDays(told.row.reportedOn, -180);
    const earlier = (known.get(keyOf(told)) ?? []).findLast(
      ({ row }) => row.closedOn > since && row.closedOn < told.row.reportedOn,
    );
    return earlier?.row.code ?? null;
  };
}

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
