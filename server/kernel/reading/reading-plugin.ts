import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import type { FastifyBaseLogger } from 'fastify';
import type { RequestContext } from '../graph/context.ts';
import { JsonText } from '../graph/json-text.ts';
import { ReadingPlans } from './plans.ts';

/** Reads queries in one statement each where they can be; the others are executed field by field. */
export function readsInOneStatement(maxEntries: number, log: FastifyBaseLogger): ApolloServerPlugin<RequestContext> {
  let plans: ReadingPlans | undefined;
  return {
    serverWillStart: async ({ schema }) => {
      plans = new ReadingPlans(schema, maxEntries);
    },
    requestDidStart: async () => ({
      async responseForOperation({ document, operation, request, contextValue: { session, today } }) {
        const variables = request.variables ?? {};
        const data = await plans?.answer({ document, operation, variables, today, session }).catch((error: unknown) => {
          // Executed field by field, what fails fails at its field, and is told to the client there.
          log.warn(error, 'An answer could not be read in one statement');
          return null;
        });
        if (data == null) return null;
        const body = { kind: 'single' as const, singleResult: { data: new JsonText(data) as never } };
        return { http: { headers: new HeaderMap() }, body } satisfies GraphQLResponse;
      },
    }),
  };
}
