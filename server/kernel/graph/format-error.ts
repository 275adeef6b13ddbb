import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isAway } from '../database/database-error.ts';
import { AWAY_MESSAGE } from '../http/database-away.ts';
import { argumentPathOf } from './argument-path.ts';
import { chineseOf } from './errors-in-chinese.ts';

const EXPLAINABLE = new Set(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']);

/** A sentence may repeat what was sent, which may be as long as a request. */
const MAX_MESSAGE_CHARACTERS = 1_000;
const cut = (text: string): string =>
  text.length > MAX_MESSAGE_CHARACTERS ? `${text.slice(0, MAX_MESSAGE_CHARACTERS)}…` : text;

/** Where errors of our own making are written down. */
export interface ErrorLog {
  error(details: object, message: string): void;
}

/**
 * What a client sees of an error: a sentence, a code and, where an argument is at fault, the argument's path. What goes wrong
 * on our side is logged under an id, and the client sees the id and nothing of its inside.
 */
export function errorFormatter(
  log: ErrorLog,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  const format = formatterInEnglish(log);
  return (whole, error) => {
    const formatted = format(whole, error);
    const { extensions } = formatted;
    return { ...formatted, extensions: { ...extensions, messageZh: chineseOf(extensions) } };
  };
}

function formatterInEnglish(
  log: ErrorLog,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (whole, error) => {
    const formatted = { ...whole, message: cut(whole.message) };
    if (isAway(unwrapResolverError(error))) {
      log.error({ err: unwrapResolverError(error), path: formatted.path }, 'The database is away');
      return { ...formatted, message: AWAY_MESSAGE, extensions: { code: 'UNAVAILABLE' } };
    }
    const refused = refusedArgument(error);
    if (refused) return { ...formatted, extensions: { code: 'BAD_USER_INPUT', ...refused } };
    const code = formatted.extensions?.['code'];
    if (code === undefined || code === 'INTERNAL_SERVER_ERROR') return internalError(formatted, error, log);
    const extensions = toldOf(formatted.extensions);
    if (error instanceof GraphQLError && EXPLAINABLE.has(String(code)) && extensions['argument'] === undefined) {
      const argument = argumentPathOf(error);
      if (argument !== undefined) {
        const shown = pointsAtValue(error) ? 'BAD_USER_INPUT' : code;
        return { ...formatted, extensions: { ...extensions, code: shown, argument } };
      }
    }
    return { ...formatted, extensions };
  };
}

/**
 * The argument or variable that executing itself refuses, such as a null where a value is required: validation does not see
 * what a variable holds. Null for all other errors. What our own code refuses has a code.
 */
function refusedArgument(error: unknown): { argument?: string } | null {
  const own = unwrapResolverError(error);
  if (!(own instanceof GraphQLError) || own.extensions['code'] !== undefined) return null;
  if (!/^(Argument "\w+" |Variable "\$\w+" |Too many errors processing variables)/.test(own.message)) return null;
  const argument = argumentPathOf(own);
  return argument === undefined ? {} : { argument };
}

function internalError(formatted: GraphQLFormattedError, error: unknown, log: ErrorLog): GraphQLFormattedError {
  const errorId = randomUUID().slice(0, 8);
  log.error({ err: unwrapResolverError(error), errorId, path: formatted.path }, 'A GraphQL field failed');
  return {
    ...formatted,
    message: `Something went wrong on the server. Its log has the details under ${errorId}.`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
  };
}

function toldOf(extensions: GraphQLFormattedError['extensions']): Record<string, unknown> {
  const { stacktrace: _, http: __, ...rest } = extensions ?? {};
  return rest;
}

/** An answer that is nothing but this error, which is one of ours. */
export function refusalAnswer({ message, extensions }: GraphQLError): { errors: GraphQLFormattedError[]; data: null } {
  return { errors: [{ message, extensions: { ...toldOf(extensions), messageZh: chineseOf(extensions) } }], data: null };
}

/** A validation error about a value written into the query, not about its fields. */
function pointsAtValue(error: GraphQLError): boolean {
  const kind = error.nodes?.[0]?.kind;
  return kind !== undefined && (kind.endsWith('Value') || kind === 'ObjectField');
}
