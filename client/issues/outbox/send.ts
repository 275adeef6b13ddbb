import type { ApolloClient } from '@apollo/client';
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import {
  FreezeEvaluationDocument,
  MoveHardIssueDocument,
  MoveIssueDocument,
  PublishHardIssueDocument,
  ReportIssueDocument,
} from '../../api/generated-late.ts';
import { fetchAs, postHeaders } from '../../api/post-header.ts';
import { codeOfChange, type Item, type Outcome } from './change.ts';

/** Tries one change. Whether it arrived is not always known: then it waits, and is sent again under the same key. */
export async function sendItem(client: ApolloClient, item: Item): Promise<Outcome> {
  try {
    return await send(client, item);
  } catch (error) {
    const outcome = outcomeOf(error);
    const { change } = item;
    return outcome.kind === 'SENT' ? { ...outcome, code: outcome.code || (codeOfChange(change) ?? '') } : outcome;
  }
}

async function send(client: ApolloClient, { key, post, change }: Item): Promise<Outcome> {
  // In the name of the post that wanted it, whoever's page this is by now.
  const plain = { fetchPolicy: 'no-cache', context: { headers: postHeaders(post) } } as const;
  switch (change.kind) {
    case 'MOVE': {
      const variables = { ...change.move, key };
      const { data } = await client.mutate({ ...plain, mutation: MoveIssueDocument, variables });
      return done(data?.moveIssue, change.move.code);
    }
    case 'HARD_MOVE': {
      const variables = { ...change.move, key };
      const { data } = await client.mutate({ ...plain, mutation: MoveHardIssueDocument, variables });
      return done(data?.moveHardIssue, change.move.code);
    }
    case 'REPORT': {
      const variables = { input: change.input, key };
      const { data } = await client.mutate({ ...plain, mutation: ReportIssueDocument, variables });
      return done(data?.reportIssue, data?.reportIssue.issue.code);
    }
    case 'PUBLISH': {
      const variables = { input: change.input, key };
      const { data } = await client.mutate({ ...plain, mutation: PublishHardIssueDocument, variables });
      return done(data?.publishHardIssue, data?.publishHardIssue.code);
    }
    case 'FREEZE': {
      const variables = { ...change.period, key };
      const { data } = await client.mutate({ ...plain, mutation: FreezeEvaluationDocument, variables });
      return done(data?.freezeEvaluation, '');
    }
    case 'IMAGE':
      return sendImage({ key, post, code: change.code ?? '', bytes: change.bytes });
  }
}

function done(made: object | undefined, code = ''): Outcome {
  if (!made) return { kind: 'WAITING', why: 'UNKNOWN' };
  return { kind: 'SENT', code, version: 'version' in made ? numberIn(made.version) : null };
}

interface SentImage {
  readonly key: string;
  readonly post: string;
  readonly code: string;
  readonly bytes: Blob;
}

async function sendImage({ key, post, code, bytes }: SentImage): Promise<Outcome> {
  const answer = await fetchAs(`/issues/${encodeURIComponent(code)}/images`, {
    method: 'POST',
    headers: { 'content-type': bytes.type, 'idempotency-key': key, ...postHeaders(post) },
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
  // The change was made, and only what it became could not be read.
  const committed = errors.map(({ extensions }) => extensions?.['committed']).find((told) => told !== undefined);
  if (committed !== undefined) {
    const { code, version } = (committed ?? {}) as { readonly code?: unknown; readonly version?: unknown };
    return { kind: 'SENT', code: textIn(code) ?? '', version: numberIn(version) };
  }
  const first = errors[0] ?? {};
  const { code: word, argument, state, version, retryAfterSeconds } = first.extensions ?? {};
  const code = textIn(word);
  if (code === 'UNAUTHENTICATED' || code === 'POST_CHANGED') return { kind: 'WAITING', why: code };
  if (code === 'LIMIT_EXCEEDED' && numberIn(retryAfterSeconds) !== null) return { kind: 'WAITING', why: 'OFFLINE' };
  // No answer to the question, and maybe to what was done: the same key finds out later.
  if (code === 'UNAVAILABLE' || code === 'BUSY') return { kind: 'WAITING', why: 'OFFLINE' };
  // A refusal has a word of our server. What has none may have come before it was done or after, or from somebody in between.
  if (code === null || code === 'INTERNAL_SERVER_ERROR') return { kind: 'WAITING', why: 'UNKNOWN' };
  const message = textIn(first.message) ?? '';
  const refusal = { code, message, argument: textIn(argument), state: textIn(state), version: numberIn(version) };
  return { kind: 'REFUSED', refusal };
}

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberIn = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** A server that is busy or away may answer later; one that understood and said no will say so again. */
function ofStatus(status: number, body: string): Outcome {
  if (status === 401) return { kind: 'WAITING', why: 'UNAUTHENTICATED' };
  if (status === 500) return { kind: 'WAITING', why: 'UNKNOWN' };
  if (status > 500 || status === 408 || status === 425 || status === 429) return { kind: 'WAITING', why: 'OFFLINE' };
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
