import { useHardWords } from './words.ts';

/** Marks a day that has passed, as deadlines of cases are marked. */
export function LateTag({ dueOn }: { readonly dueOn: string }) {
  const { w } = useHardWords();
  return (
    <span className="tag due-tag" data-due="OVERDUE">
      {w('late', { date: dueOn })}
    </span>
  );
}
