import { useState } from 'react';
import type { Problem } from '../ui/problem.ts';
import { problemOf } from './problem.ts';

/** What is wrong with a question; also while the same is asked again, so that a notice does not come and go. */
export function useProblem(error: unknown, question: unknown, asking: boolean): Problem | undefined {
  const of = JSON.stringify(question);
  const [last, setLast] = useState<{ readonly of: string; readonly error: unknown; readonly problem: Problem } | null>(
    null,
  );
  if (error !== undefined && (last?.error !== error || last.of !== of)) {
    const problem = problemOf(error);
    setLast({ of, error, problem });
    return problem;
  }
  if (error === undefined && !asking && last) setLast(null);
  return last?.of === of && (error !== undefined || asking) ? last.problem : undefined;
}
