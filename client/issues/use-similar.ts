import { SimilarIssuesDocument, type SimilarIssuesQuery } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import type { ReportDraft } from './report-draft.ts';

export interface Similar {
  readonly found: SimilarIssuesQuery['similarIssues'];
  /** Those that are still open: what is reported may be one of them. */
  readonly open: readonly string[];
  /** Nobody has said yet whether it is. */
  readonly undecided: boolean;
}

const SHOWN = 5;

/** What is known near the place of a report; null until it is asked for and answered, and without a connection. */
export function useSimilar({ point, category, recurrenceOf, different }: ReportDraft): Similar | null {
  const answer = useFresh(SimilarIssuesDocument, point && category ? { ...point, category } : null);
  if (!point || !category || !answer.data) return null;
  const found = answer.data.similarIssues.slice(0, SHOWN);
  const open = found.filter((one) => one.open).map(({ issue }) => issue.code);
  return { found, open, undecided: recurrenceOf === null && open.some((code) => !different.includes(code)) };
}
