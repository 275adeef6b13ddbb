import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import { errorMessage, isAway } from '../database/database-error.ts';
import { CODE_SENTENCES } from '../graph/errors-in-chinese.ts';
import { AWAY_MESSAGE, RETRY_AFTER_SECONDS } from '../http/database-away.ts';
import { GraphQLError, type FormattedExecutionResult, type OperationDefinitionNode } from 'graphql';
import type { RequestContext } from '../graph/context.ts';
import { httpOf } from '../graph/errors.ts';
import { refusalAnswer } from '../graph/format-error.ts';
import { measure } from '../graph/limits.ts';
import { JsonText } from '../graph/json-text.ts';
import type { WholeAnswers } from './whole-answers.ts';

/** Reads queries in one statement each where they can be; the others are executed field by field. */
export function readsInOneStatement(answers: WholeAnswers): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      async responseForOperation({
        logger,
        schema,
        source,
        document,
        operation,
        request,
        contextValue: { session, today },
      }) {
        // No operation, or not which of several: executing says so.
        if (!isKnown(operation)) return null;
        const { operationName = null, variables = {} } = request;
        const size = measure(schema, document, operation, variables);
        const cost = size.cost - size.introspection;
        const question = { document, operation, variables, today, session, cost };
        try {
          const data = await answers.answer(question, { query: source, operationName });
          return data === null ? null : answerOf({ data: new JsonText(data) as never });
        } catch (error) {
          if (isAway(error)) {
            logger.error(errorMessage(error));
            return databaseAway();
          }
          if (!(error instanceof GraphQLError)) throw error;
          return answerOf(refusalAnswer(error), httpOf(error));
        }
      },
    }),
  };
}

/** Apollo's types say that there always is one. */
const isKnown = (operation: OperationDefinitionNode | undefined): boolean => operation !== undefined;

function answerOf(singleResult: FormattedExecutionResult, head: ReturnType<typeof httpOf> = null): GraphQLResponse {
  const headers = new HeaderMap(head?.headers ?? []);
  return { http: { headers, ...(head && { status: head.status }) }, body: { kind: 'single', singleResult } };
}

/** What is thrown while a response is made ends as an error of the library. */
function databaseAway(): GraphQLResponse {
  const headers = new HeaderMap([['retry-after', String(RETRY_AFTER_SECONDS)]]);
  const errors = [
    { message: AWAY_MESSAGE, extensions: { code: 'UNAVAILABLE', messageZh: CODE_SENTENCES.UNAVAILABLE } },
  ];
  return { http: { status: 503, headers }, body: { kind: 'single', singleResult: { errors } } };
}
