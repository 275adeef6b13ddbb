import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { checkMadeAs, POST_HEADER } from '../access/made-as.ts';
import type { RequestContext } from './context.ts';

/**
 * What holds for mutations alone: they are made as the post that is signed in, and an error that comes after the commit says in
 * "extensions.committed" what was done, so that nobody takes it for a refusal and does the same again.
 */
export const changes: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    async didResolveOperation({ operation, request, contextValue }) {
      if (operation?.operation !== OperationTypeNode.MUTATION || !request.http) return;
      checkMadeAs(contextValue.viewer, request.http.headers.get(POST_HEADER));
    },
    async willSendResponse({ response: { body }, contextValue: { committed } }) {
      if (committed.size === 0 || body.kind !== 'single' || !body.singleResult.errors) return;
      body.singleResult.errors = body.singleResult.errors.map((error) => afterCommit(error, committed));
    },
  }),
};

function afterCommit(error: GraphQLFormattedError, committed: RequestContext['committed']): GraphQLFormattedError {
  const done = committed.get(error.path?.[0]);
  return done ? { ...error, extensions: { ...error.extensions, committed: done } } : error;
}

/** Mutations of one request run one after the other: each says that it begins, so that what is committed is known to be its own. */
export function tellWhichChangeRuns(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve } = field;
    if (!resolve) throw new Error(`The mutation ${field.name} has no resolver`);
    field.resolve = (source, args, context: Pick<RequestContext, 'running'>, info) => {
      context.running = info.path.key;
      return resolve(source, args, context, info) as unknown;
    };
  }
}
