import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import { ReadSession } from '../database/read-session.ts';
import { RequestContext } from './context.ts';
import { readsInOneStatement } from '../reading/reading-plugin.ts';
import { errorFormatter } from './format-error.ts';
import { sendGraphiql, wantsGraphiql } from './graphiql.ts';
import { printAnswer } from './json-text.ts';
import { checkLimits, defaultLimits, measure, type GraphLimits } from './limits.ts';
import { buildGraphSchema, type Resolvers } from './schema.ts';

export interface GraphOptions {
  dataSource: DataSource;
  /** All resolvers: server/resolvers.ts. */
  resolvers: Resolvers;
  limits?: Partial<GraphLimits>;
  /** How queries are answered: in one statement where they can be (see server/docs/reading.md), or all field by field. */
  reading?: 'compiled' | 'ordinary';
}

/** Serves the graph at /graphql: answers to POST and GET, and the GraphiQL workbench to browsers. */
export async function registerGraph(fastify: FastifyInstance, options: GraphOptions): Promise<void> {
  const limits = { ...defaultLimits, ...options.limits };
  const apollo = new ApolloServer<RequestContext>({
    schema: buildGraphSchema(options.resolvers),
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.maxTokens },
    formatError: errorFormatter(fastify.log),
    stringifyResult: (answer) => `${printAnswer(answer)}\n`,
    logger: apolloLogger(fastify),
    // Cache hints would wrap every resolver, and answers about a date in the past are not the web's to keep.
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      withinLimits(limits),
      ...(options.reading === 'ordinary' ? [] : [readsInOneStatement(limits.maxEntries, fastify.log)]),
      statusAsAccepted,
      endsSession,
    ],
  });
  await apollo.start();
  fastify.addHook('onClose', () => apollo.stop());

  const sessions = new WeakMap<object, ReadSession>();
  const answer = fastifyApolloHandler(apollo, {
    context: async (request) => {
      const session = new ReadSession(options.dataSource);
      sessions.set(request, session);
      return new RequestContext(session, limits.maxEntries);
    },
  });
  fastify.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    // Whatever becomes of a request, its snapshot of the database ends with it.
    onResponse: async (request) => sessions.get(request)?.close(),
    onRequestAbort: async (request) => sessions.get(request)?.close(),
    handler(request, reply) {
      return wantsGraphiql(request) ? sendGraphiql(request, reply) : answer.call(fastify, request, reply);
    },
  });
}

/** Refuses queries that are too large, before anything is read. */
function withinLimits(limits: GraphLimits): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      async didResolveOperation({ schema, document, operation, request }) {
        if (operation) checkLimits(limits, measure(schema, document, operation, request.variables ?? {}));
      },
    }),
  };
}

/** Ends the snapshot as soon as the answer stands, before it is written to the wire. */
const endsSession: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ contextValue }) => contextValue.session.close(),
  }),
};

const KEEPS_STATUS = new Set(['BAD_REQUEST', 'INTERNAL_SERVER_ERROR']);

/**
 * The status of an answer as "GraphQL over HTTP" has it: a well-formed request is answered 200 to those who take
 * application/json, whatever its errors; those who take application/graphql-response+json get 4xx for what was not executed.
 */
const statusAsAccepted: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    async willSendResponse({ request, response, errors }) {
      response.http.headers.set('cache-control', 'no-store');
      const takesStatus = request.http?.headers.get('accept')?.includes('application/graphql-response+json') ?? false;
      const executed = response.body.kind === 'single' && response.body.singleResult.data !== undefined;
      const codes = errors?.map((error) => error.extensions['code']) ?? [];
      const wellFormed = codes.every((code) => code !== undefined && !KEEPS_STATUS.has(String(code)));
      if (executed || !wellFormed) return;
      response.http.status = takesStatus ? 400 : 200;
    },
  }),
};

function apolloLogger({ log }: FastifyInstance) {
  return {
    debug: (message: string) => log.debug(message),
    info: (message: string) => log.info(message),
    warn: (message: string) => log.warn(message),
    error: (message: string) => log.error(message),
  };
}
