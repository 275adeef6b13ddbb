import type { ApolloClient } from '@apollo/client';
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { MoveHardIssueDocument, MoveIssueDocument, ReportIssueDocument } from '../../api/generated-late.ts';
import type { Item, Outcome, Refusal } from './change.ts';

/** Tries one change. Whether it arrived is not always known: then it waits, and is sent again under the same key. */
export async function sendItem(client: ApolloClient, item: Item): Promise<Outcome> {
  try {
    return await send(client, item);
  } catch (error) {
    return outcomeOf(error);
  }
}

async function send(client: ApolloClient, { key, change }: Item): Promise<Outcome> {
  const plain = { fetchPolicy: 'no-cache' } as const;
  switch (change.kind) {
    case 'MOVE': {
      const { move } = change;
      const { data } = await client.mutate({ ...plain, mutation: MoveIssueDocument, variables: { ...move, key } });
      return { kind: 'SENT', code: move.code, version: data?.moveIssue.version ?? null };
    }
    case 'HARD_MOVE': {
      const { move } = change;
      const { data } = await client.mutate({ ...plain, mutation: MoveHardIssueDocument, variables: { ...move, key } });
      return { kind: 'SENT', code: move.code, version: data?.moveHardIssue.version ?? null };
    }
    case 'REPORT': {
      const variables = { input: change.input, key };
      const { data } = await client.mutate({ ...plain, mutation: ReportIssueDocument, variables });
      const made = data?.reportIssue;
      return { kind: 'SENT', code: made?.issue.code ?? '', version: made?.version ?? null };
    }
    case 'IMAGE':
      return sendImage(key, change.code ?? '', change.bytes);
  }
}

async function sendImage(key: string, code: string, bytes: Blob): Promise<Outcome> {
  const answer = await fetch(`/issues/${encodeURIComponent(code)}/images`, {
    method: 'POST',
    headers: { 'content-type': bytes.type, 'idempotency-key': key },
    body: bytes,
  });
  if (answer.ok) return { kind: 'SENT', code, version: null };
  return ofStatus(answer.status, await answer.text());
}

/** What became of a change whose sending ended with an error. */
export function outcomeOf(error: unknown): Outcome {
  if (CombinedGraphQLErrors.is(error)) return ofErrors(error.errors);
  if (ServerError.is(error)) return ofStatus(error.statusCode, error.bodyText);
  return { kind: 'WAITING', why: 'OFFLINE' };
}

interface SaidError {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

function ofErrors(errors: readonly SaidError[]): Outcome {
  const first = errors[0] ?? {};
  const { code, argument, state, version } = first.extensions ?? {};
  const refusal: Refusal = {
    code: typeof code === 'string' ? code : 'REFUSED',
    message: typeof first.message === 'string' ? first.message : '',
    argument: typeof argument === 'string' ? argument : null,
    state: typeof state === 'string' ? state : null,
    version: typeof version === 'number' ? version : null,
  };
  return refusal.code === 'UNAUTHENTICATED'
    ? { kind: 'WAITING', why: 'UNAUTHENTICATED' }
    : { kind: 'REFUSED', refusal };
}

/** A server that is busy or away may answer later; one that understood and said no will say so again. */
function ofStatus(status: number, body: string): Outcome {
  if (status === 401) return { kind: 'WAITING', why: 'UNAUTHENTICATED' };
  if (status >= 500 || status === 408 || status === 425 || status === 429) return { kind: 'WAITING', why: 'OFFLINE' };
  return ofErrors(errorsIn(body, status));
}

function errorsIn(body: string, status: number): readonly SaidError[] {
  try {
    const said = JSON.parse(body) as { errors?: SaidError[] } & SaidError;
    if (Array.isArray(said.errors)) return said.errors;
    return [{ message: said.message, extensions: { code: said.code } }];
  } catch {
    return [{ message: String(status) }];
  }
}
