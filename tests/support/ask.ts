/** Questions to the graph without a web server. */
import { getOperationAST, graphql, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { expect } from 'vitest';
import { RequestContext } from '../../server/kernel/graph/context.ts';
import { printAnswer } from '../../server/kernel/graph/json-text.ts';
import { defaultLimits } from '../../server/kernel/graph/limits.ts';
import { ReadingPlans } from '../../server/kernel/reading/plans.ts';
import { buildGraphSchema } from '../../server/kernel/graph/schema.ts';
import type { ReadSession } from '../../server/kernel/database/read-session.ts';
import { resolvers } from '../../server/resolvers.ts';

let schema: GraphQLSchema | undefined;
let plans: ReadingPlans | undefined;

/** The schema with all resolvers, built once for a test file. */
export function graphSchema(): GraphQLSchema {
  return (schema ??= buildGraphSchema(resolvers));
}

export interface AskedError {
  message: string;
  code: unknown;
  argument: unknown;
}

/** What the graph answers, errors included: field by field, and the very same in one statement where that can be. */
export async function askAnyway<Data>(
  session: ReadSession,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<{ data: Data | null; errors: AskedError[] }> {
  const contextValue = new RequestContext(session);
  const result = await graphql({ schema: graphSchema(), source: query, variableValues: variables, contextValue });
  const errors = (result.errors ?? []).map(({ message, extensions }) => ({
    message,
    code: extensions['code'],
    argument: extensions['argument'],
  }));
  const printed = printAnswer({ data: result.data ?? null });
  const { statementCount } = session;
  const read = await readInOneStatement(session, query, variables, contextValue.today);
  session.statementCount = statementCount;
  if (read !== null)
    expect(`{"data":${read}}`, 'the answer in one statement').toBe(errors.length > 0 ? errors : printed);
  // As a client reads it: some values are texts that only printing turns into JSON.
  const { data } = JSON.parse(printed) as { data: Data | null };
  return { data, errors };
}

/** The answer in one statement; null where the graph answers field by field. */
export async function readInOneStatement(
  session: ReadSession,
  query: string,
  variables: Record<string, unknown>,
  today: string,
): Promise<string | null> {
  plans ??= new ReadingPlans(graphSchema(), defaultLimits);
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch {
    return null;
  }
  const operation = getOperationAST(document);
  if (!operation || validate(graphSchema(), document).length > 0) return null;
  return plans.answer({ document, operation, variables, today, session });
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
