import type { GraphQLError } from 'graphql';
import { badInput, conflict, forbidden } from '../kernel/graph/errors.ts';
import type { Refusal } from './engine.ts';

/** A refusal as the graph tells it. */
export function refused({ refused: kind, argument, message }: Refusal): GraphQLError {
  if (kind === 'NOT_ALLOWED') return forbidden(message);
  return badInput(argument ?? 'action', message);
}

/** Somebody was quicker: how the case stands now is told beside it. */
export function movedOn(expected: number, now: { readonly state: string; readonly version: number }): GraphQLError {
  return conflict(
    `This has moved on since version ${expected}: it is in state ${now.state}, version ${now.version}. Look at it again, then decide.`,
    { state: now.state, version: now.version },
  );
}
