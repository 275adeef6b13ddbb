import { GraphQLError } from 'graphql';
import type { Told } from '../words/sentence.ts';

/** What a client may branch on: `extensions.code` of every error of this graph. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'LIMIT_EXCEEDED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'CONFLICT'
  | 'POST_CHANGED'
  | 'BUSY'
  | 'PERSONAL_DATA'
  | 'UNAVAILABLE';

/** A sentence in English alone is told in Chinese by that of its code; see errors-in-chinese.ts. */
type Said = string | Told;

function coded(code: ErrorCode, said: Said, argument?: string): GraphQLError {
  const { message, messageZh } = typeof said === 'string' ? { message: said } : said;
  const extensions = {
    code,
    ...(argument !== undefined && { argument }),
    ...(messageZh !== undefined && { messageZh }),
  };
  return new GraphQLError(message, { extensions });
}

/** The value of an argument is not acceptable. `argument` is its path, such as `bounds.west`. */
export function badInput(argument: string, message: Said): GraphQLError {
  return coded('BAD_USER_INPUT', message, argument);
}

/** An argument names something that does not exist (at the date asked for). */
export function notFound(argument: string, message: string): GraphQLError {
  return coded('NOT_FOUND', message, argument);
}

/**
 * The question is well-formed but asks for more than one answer may hold; with seconds after which it may be asked again, the
 * caller asks for more than one caller may (429).
 */
export function limitExceeded(message: Said, argument?: string, retryAfterSeconds?: number): GraphQLError {
  const error = coded('LIMIT_EXCEEDED', message, argument);
  return retryAfterSeconds === undefined ? error : later(error, 429, retryAfterSeconds);
}

/** The server has no room for the question now (503). */
export function busy(message: string, retryAfterSeconds: number): GraphQLError {
  return later(coded('BUSY', message), 503, retryAfterSeconds);
}

/** What is answered in another status than its code has by itself: `http` is for the web server and never told. */
function later(error: GraphQLError, status: number, retryAfterSeconds: number): GraphQLError {
  const headers = new Map([['retry-after', String(retryAfterSeconds)]]);
  return Object.assign(error, { extensions: { ...error.extensions, retryAfterSeconds, http: { status, headers } } });
}

/** The status and headers that an error asks for; null for those of an ordinary answer. */
export function httpOf({ extensions }: GraphQLError): { status: number; headers: ReadonlyMap<string, string> } | null {
  const { http } = extensions;
  return (http as { status: number; headers: ReadonlyMap<string, string> } | undefined) ?? null;
}

/** Nobody is signed in, and this is not for everyone. */
export function unauthenticated(message: Said = 'Sign in: this is not for everyone.'): GraphQLError {
  return coded('UNAUTHENTICATED', message);
}

/** The post that asks may not do this. What it may not even see is NOT_FOUND instead. */
export function forbidden(message: Said): GraphQLError {
  return coded('FORBIDDEN', message);
}

/** Somebody else was first. `fresh` is how things stand now, told beside the code. */
export function conflict(message: string, fresh: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { ...fresh, code: 'CONFLICT' satisfies ErrorCode } });
}

/** A change was made as another post than the one that is signed in. Nothing of it was done, and it may be sent again as that post. */
export function postChanged(message: Said): GraphQLError {
  return coded('POST_CHANGED', message);
}

/** A text holds what points at one person: an identity number, a phone number, a licence plate, an e-mail address. */
export function personalData(argument: string, message: string): GraphQLError {
  return coded('PERSONAL_DATA', message, argument);
}

/** The question does not fit the schema, in a way the rules of validation do not see. */
export function unfitting(message: string): GraphQLError {
  return coded('GRAPHQL_VALIDATION_FAILED', message);
}

/** A text argument: trimmed, not empty, not longer than `max` characters, and free of characters no name or code contains. */
export function textArgument(argument: string, value: string, max = 100): string {
  const text = value.trim();
  if (text === '') throw badInput(argument, `"${argument}" is empty.`);
  if ([...text].length > max) throw badInput(argument, `"${argument}" is longer than ${max} characters.`);
  if (/\p{Cc}/u.test(text)) throw badInput(argument, `"${argument}" contains control characters.`);
  return text;
}
