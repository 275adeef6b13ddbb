import type { DeadlineUnit } from '../../workflow/clockwork.ts';
import type { IssueCategoryRow } from '../issues-load.service.ts';

/** Code books and deadlines as files bring them. Where a district is left out, they are for every one. */
export interface CodeBookRows {
  /** Classes of issues. */
  readonly categories: readonly IssueCategoryRow[];
  readonly situations: readonly SituationRow[];
  readonly policies: readonly PolicyRow[];
  readonly rules: readonly RuleRow[];
  readonly periods: readonly PeriodRow[];
}

export interface SituationRow {
  readonly code: string;
  readonly titleZh: string;
  readonly titleEn: string;
}

export interface PolicyRow {
  readonly code: string;
  readonly titleZh: string;
  readonly titleEn: string;
  /** Null: its meaning is not published, and nothing is assumed. */
  readonly meaning: string | null;
}

export interface RuleRow {
  readonly district: string | null;
  readonly category: string | null;
  readonly situation: string | null;
  readonly stage: string;
  readonly amount: number;
  readonly unit: DeadlineUnit;
  readonly policy: string | null;
  readonly nearlyShare: number;
  readonly nearlyMinutes: number;
  readonly validFrom: string;
}

/** A part of every workday, in minutes after midnight. */
export interface PeriodRow {
  readonly district: string | null;
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** A day that is an exception to Monday to Friday. */
export interface DayRow {
  readonly day: string;
  readonly kind: 'HOLIDAY' | 'WORKDAY';
  readonly title: string;
}

/** Rules that cannot be loaded: every problem, with its file and place. */
export class RulesWrong extends Error {
  override name = 'RulesWrong';
  constructor(readonly problems: readonly string[]) {
    super(`Nothing was loaded:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}
