import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { errorMessage, isAway } from '../database/database-error.ts';
import { AWAY_MESSAGE, RETRY_AFTER_SECONDS } from '../http/database-away.ts';
import type { RequestContext } from '../graph/context.ts';
import { JsonText } from '../graph/json-text.ts';
import type { WholeAnswers } from './whole-answers.ts';

/** Reads queries in one statement each where they can be; the others are executed field by field. */
export function readsInOneStatement(answers: WholeAnswers): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      async responseForOperation({ logger, source, document, operation, request, contextValue: { session, today } }) {
        const { operationName = null, variables = {} } = request;
        let answer: { data: never } | ReturnType<typeof refused>;
        try {
          const question = { document, operation, variables, today, session };
          const data = await answers.answer(question, { query: source, operationName });
          if (data === null) return null;
          answer = { data: new JsonText(data) as never };
        } catch (error) {
          if (isAway(error)) {
            logger.error(errorMessage(error));
            return databaseAway();
          }
          answer = refused(error);
        }
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

/** What is thrown while a response is made ends as an error of the library. */
function databaseAway(): GraphQLResponse {
  const headers = new HeaderMap([['retry-after', String(RETRY_AFTER_SECONDS)]]);
  const errors = [{ message: AWAY_MESSAGE, extensions: { code: 'UNAVAILABLE' } }];
  return { http: { status: 503, headers }, body: { kind: 'single', singleResult: { errors } } };
}
