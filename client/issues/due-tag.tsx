import type { DueState } from '../api/generated-late.ts';
import { atInChina, DUE_MARKS, dueStateNow, leftWords, nextDue } from './times.ts';
import { useNow } from './use-now.ts';
import { useIssueWords } from './words.ts';

interface DueTagProps {
  readonly dueState: DueState;
  readonly stageDueAt: string | null;
  readonly overallDueAt: string | null;
}

/** How a case stands with its deadlines: colour, mark and words say the same. */
export function DueTag({ dueState: told, ...clocks }: DueTagProps) {
  const words = useIssueWords();
  const now = useNow();
  const due = nextDue(clocks);
  const dueState = dueStateNow(told, due, now);
  const runs = due !== null && dueState !== 'NONE' && dueState !== 'SUSPENDED';
  // "Overdue by …" and "… left" say the state as well; of what is nearly due they do not.
  const isSaid = runs && (dueState === 'OVERDUE' ? Date.parse(due) < now : dueState === 'ON_TIME');
  return (
    <span
      className="tag due-tag"
      data-due={dueState}
      title={due ? `${words.w('due.until', { at: atInChina(due) })}\n${words.w('due.note')}` : undefined}
    >
      <span aria-hidden="true">{DUE_MARKS[dueState]}</span>
      {!isSaid && words.w(`due.${dueState}`)}
      {runs && <span className="due-tag__left">{leftWords(words, due, now)}</span>}
    </span>
  );
}
