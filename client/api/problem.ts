import { CombinedGraphQLErrors, ServerError, ServerParseError } from '@apollo/client/errors';
import type { Problem } from '../ui/problem.ts';

export function problemOf(error: unknown): Problem {
  if (CombinedGraphQLErrors.is(error)) {
    const first = error.errors[0];
    const code = first?.extensions?.['code'];
    if (code === 'NOT_FOUND') return { kind: 'NOT_FOUND' };
    if (code === 'UNAVAILABLE' || code === 'BUSY') return { kind: 'UNAVAILABLE', status: 503 };
    const said = first?.extensions?.['messageZh'];
    const message = first?.message ?? '';
    return { kind: 'REFUSED', message, messageZh: typeof said === 'string' ? said : message };
  }
  if (ServerError.is(error) || ServerParseError.is(error)) return { kind: 'UNAVAILABLE', status: error.statusCode };
  return { kind: 'OFFLINE' };
}

/** The server's own word for what it has against a question. */
export function codeOf(error: unknown): string | null {
  const code = CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.['code'] : null;
  return typeof code === 'string' ? code : null;
}

/** Whether it may go well later without anybody doing anything: the server was away, or something went wrong on its side. */
export function mayHeal(error: unknown): boolean {
  if (error === undefined) return false;
  if (!CombinedGraphQLErrors.is(error)) return true;
  return ['INTERNAL_SERVER_ERROR', 'UNAVAILABLE', 'BUSY'].includes(codeOf(error) ?? '');
}
