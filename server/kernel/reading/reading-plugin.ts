import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import type { RequestContext } from '../graph/context.ts';
import { JsonText } from '../graph/json-text.ts';
import type { WholeAnswers } from './whole-answers.ts';

/** Reads queries in one statement each where they can be; the others are executed field by field. */
export function readsInOneStatement(answers: WholeAnswers): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      async responseForOperation({ source, document, operation, request, contextValue: { session, today } }) {
        const { operationName = null, variables = {} } = request;
        const data = await answers.answer(
          { document, operation, variables, today, session },
          { query: source, operationName },
        );
        if (data === null) return null;
        const body = { kind: 'single' as const, singleResult: { data: new JsonText(data) as never } };
        return { http: { headers: new HeaderMap() }, body } satisfies GraphQLResponse;
      },
    }),
  };
}
