import { SimilarIssuesDocument, type SimilarIssuesQuery } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import type { ReportDraft } from './report-draft.ts';

export interface Similar {
  /** Of the same category: what is reported may be one of them. */
  readonly found: SimilarIssuesQuery['similarIssues'];
  /** Of other categories: they are told apart, and nobody is asked about them. */
  readonly others: SimilarIssuesQuery['similarIssues'];
  /** Those of the same category that are still open. */
  readonly open: readonly string[];
  /** Nobody has said yet whether it is. */
  readonly undecided: boolean;
}

const SHOWN = 5;

/** What is known near the place of a report; null until it is asked for and answered, and without a connection. */
export function useSimilar({ point, category, recurrenceOf, different }: ReportDraft): Similar | null {
  const answer = useFresh(SimilarIssuesDocument, point && category ? { ...point, category } : null);
  if (!point || !category || !answer.data) return null;
  const { similarIssues } = answer.data;
  const found = similarIssues.filter(({ sameCategory }) => sameCategory).slice(0, SHOWN);
  const others = similarIssues.filter(({ sameCategory }) => !sameCategory).slice(0, SHOWN - found.length);
  const open = found.filter((one) => one.open).map(({ issue }) => issue.code);
  return { found, others, open, undecided: recurrenceOf === null && open.some((code) => !different.includes(code)) };
}
