import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { RequestContext } from '../graph/context.ts';
import { JsonText } from '../graph/json-text.ts';
import type { WholeAnswers } from './whole-answers.ts';

/** Reads queries in one statement each where they can be; the others are executed field by field. */
export function readsInOneStatement(answers: WholeAnswers): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      async responseForOperation({ source, document, operation, request, contextValue: { session, today } }) {
        const { operationName = null, variables = {} } = request;
        const question = { document, operation, variables, today, session };
        const answer = await answers
          .answer(question, { query: source, operationName })
          .then((data) => (data === null ? null : { data: new JsonText(data) as never }))
          .catch((error: unknown) => refused(error));
        if (answer === null) return null;
        const body = { kind: 'single' as const, singleResult: answer };
        return { http: { headers: new HeaderMap() }, body } satisfies GraphQLResponse;
      },
    }),
  };
}

function refused(error: unknown) {
  if (!(error instanceof GraphQLError)) throw error;
  return { errors: [error.toJSON()], data: null };
}
