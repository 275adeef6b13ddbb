import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { skipToken, useQuery } from '@apollo/client/react';
import type { Problem } from '../ui/problem.ts';
import { useHealing } from './heal.ts';
import { mayHeal } from './problem.ts';
import { useProblem } from './use-problem.ts';

export interface Answer<Data> {
  /** The answer, or while another is on its way (not when it failed) the one before, if `continues` says it is of the same thing. */
  readonly data: Data | undefined;
  readonly waiting: boolean;
  readonly problem: Problem | undefined;
  readonly retry: () => void;
  /** Asks for the page after the one that ended there. */
  readonly more: (page: { readonly after: string | null }) => void;
}

/** Asks the graph. `variables: null` asks nothing. */
export function useAnswer<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables | null,
  continues: (previous: Data) => boolean = () => false,
): Answer<Data> {
  const options = variables === null ? skipToken : { variables, notifyOnNetworkStatusChange: true };
  const result = useQuery<Data, Variables>(document, options as never);
  const complete = result.dataState === 'complete' ? (result.data as Data) : undefined;
  const previous = result.previousData as Data | undefined;
  const mayStay = previous && variables !== null && !result.error && continues(previous);
  const kept = complete ?? (mayStay ? previous : undefined);
  const retry = () => void result.refetch().catch(() => undefined);
  useHealing({ failing: mayHeal(result.error), well: complete !== undefined }, retry);
  const problem = useProblem(complete ? undefined : result.error, variables, result.loading);
  return {
    data: kept,
    waiting: variables !== null && !complete && !problem,
    problem,
    retry,
    more: ({ after }) => void result.fetchMore({ variables: { after } as never }).catch(() => undefined),
  };
}
