/** Questions to the graph without a web server. */
import { graphql, type GraphQLSchema } from 'graphql';
import { RequestContext } from '../../server/kernel/graph/context.ts';
import { printAnswer } from '../../server/kernel/graph/json-text.ts';
import { buildGraphSchema } from '../../server/kernel/graph/schema.ts';
import type { ReadSession } from '../../server/kernel/database/read-session.ts';
import { resolvers } from '../../server/resolvers.ts';

let schema: GraphQLSchema | undefined;

/** The schema with all resolvers, built once for a test file. */
export function graphSchema(): GraphQLSchema {
  return (schema ??= buildGraphSchema(resolvers));
}

export interface AskedError {
  message: string;
  code: unknown;
  argument: unknown;
}

/** What the graph answers, errors included. */
export async function askAnyway<Data>(
  session: ReadSession,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<{ data: Data | null; errors: AskedError[] }> {
  const result = await graphql({
    schema: graphSchema(),
    source: query,
    variableValues: variables,
    contextValue: new RequestContext(session),
  });
  const errors = (result.errors ?? []).map(({ message, extensions }) => ({
    message,
    code: extensions['code'],
    argument: extensions['argument'],
  }));
  // As a client reads it: some values are texts that only printing turns into JSON.
  const { data } = JSON.parse(printAnswer({ data: result.data ?? null })) as { data: Data | null };
  return { data, errors };
}

/** What the graph answers; throws when it answers with errors. */
export async function ask<Data>(
  session: ReadSession,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const { data, errors } = await askAnyway<Data>(session, query, variables);
  if (errors.length > 0 || data === null) throw new Error(errors.map(({ message }) => message).join('\n'));
  return data;
}

/** The errors the graph answers with; throws when there are none. */
export async function refusal(
  session: ReadSession,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<AskedError> {
  const { errors } = await askAnyway(session, query, variables);
  if (!errors[0]) throw new Error('The graph did not refuse this');
  return errors[0];
}
