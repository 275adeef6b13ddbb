import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { skipToken, useQuery } from '@apollo/client/react';
import type { Problem } from '../ui/problem.ts';
import { useHealing } from './heal.ts';
import { codeOf, mayHeal } from './problem.ts';
import { useProblem } from './use-problem.ts';

export interface FreshAnswer<Data> {
  /** The answer, or while another is on its way the one before. */
  readonly data: Data | undefined;
  readonly waiting: boolean;
  readonly problem: Problem | undefined;
  /** The server does not know who asks. */
  readonly unauthenticated: boolean;
  readonly retry: () => void;
}

/**
 * Asks the graph each time, and shows meanwhile what was answered before: for what other people change too.
 * `variables: null` asks nothing.
 */
export function useFresh<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables | null,
  continues: (previous: Data) => boolean = () => false,
): FreshAnswer<Data> {
  const options =
    variables === null ? skipToken : { variables, fetchPolicy: 'cache-and-network', notifyOnNetworkStatusChange: true };
  const result = useQuery<Data, Variables>(document, options as never);
  const complete = result.dataState === 'complete' ? (result.data as Data) : undefined;
  const previous = result.previousData as Data | undefined;
  const kept = complete ?? (previous && variables !== null && continues(previous) ? previous : undefined);
  const retry = () => void result.refetch().catch(() => undefined);
  useHealing({ failing: mayHeal(result.error), well: complete !== undefined && !result.error }, retry);
  const problem = useProblem(result.error, variables, result.loading);
  return {
    data: kept,
    waiting: variables !== null && result.loading,
    problem,
    unauthenticated: codeOf(result.error) === 'UNAUTHENTICATED',
    retry,
  };
}
