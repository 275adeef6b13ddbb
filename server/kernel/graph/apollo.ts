import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { OperationTypeNode, parse, type DocumentNode, type GraphQLError, type GraphQLSchema } from 'graphql';
import type { DataSource } from 'typeorm';
import type { WebSocket } from 'ws';
import { refuseAccess } from '../access/access.ts';
import { viewerOfRequest } from '../access/viewer-of-request.ts';
import { isAway } from '../database/database-error.ts';
import { visitOf } from '../access/visits.ts';
import { ReadSession } from '../database/read-session.ts';
import { RETRY_AFTER_SECONDS } from '../http/database-away.ts';
import { rememberDocument } from './argument-path.ts';
import { changes } from './changes-plugin.ts';
import { RequestContext } from './context.ts';
import { readsInOneStatement } from '../reading/reading-plugin.ts';
import { WholeAnswers } from '../reading/whole-answers.ts';
import { unfitting } from './errors.ts';
import { errorFormatter } from './format-error.ts';
import { sendGraphiql, wantsGraphiql } from './graphiql.ts';
import {
  checkLimits,
  COST_HEADER,
  COST_LIMIT_HEADER,
  defaultLimits,
  measure,
  refusalOf,
  type GraphLimits,
} from './limits.ts';
import { printWithin } from './print-within.ts';
import { buildGraphSchema, type Resolvers } from './schema.ts';
import { ShortWay } from './short-way.ts';

export interface GraphOptions {
  dataSource: DataSource;
  /** All resolvers: server/resolvers.ts. */
  resolvers: Resolvers;
  limits?: Partial<GraphLimits>;
  /** How queries are answered: in one statement where they can be (see server/docs/reading.md), or all field by field. */
  reading?: 'compiled' | 'ordinary';
  /** Takes requests at /graphql that want to become sockets; `refuse` looks at them while they can be answered. */
  sockets?: {
    refuse(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined>;
    accept(socket: WebSocket, request: FastifyRequest): void;
  };
}

/** Serves the graph at /graphql: answers to POST and GET, and the GraphiQL workbench to browsers. */
export async function registerGraph(fastify: FastifyInstance, options: GraphOptions): Promise<GraphQLSchema> {
  const limits = { ...defaultLimits, ...options.limits };
  const schema = buildGraphSchema(options.resolvers);
  const answers = options.reading === 'ordinary' ? null : new WholeAnswers(schema, limits, fastify.log);
  const shortWay = answers && new ShortWay(answers, schema, limits);
  const apollo = new ApolloServer<RequestContext>({
    schema,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.maxTokens },
    validationOptions: { maxErrors: limits.maxErrors },
    executionOptions: { maxCoercionErrors: limits.maxErrors },
    formatError: errorFormatter(fastify.log),
    stringifyResult: (answer) => `${printWithin(limits.maxBytes, answer)}\n`,
    logger: apolloLogger(fastify),
    // Cache hints would wrap every resolver, and answers about a date in the past are not the web's to keep.
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      withinLimits(limits),
      changes,
      ...(answers ? [readsInOneStatement(answers)] : []),
      statusAsAccepted,
      endsSession,
    ],
  });
  await apollo.start();
  fastify.addHook('onClose', () => apollo.stop());

  const sessions = new WeakMap<object, ReadSession>();
  const sessionOf = async (request: FastifyRequest): Promise<ReadSession> => {
    const viewer = await viewerOfRequest(request);
    const pass = visitOf(request, viewer);
    const session = sessions.get(request) ?? new ReadSession(options.dataSource, viewer, { pass });
    sessions.set(request, session);
    return session;
  };
  const answer = fastifyApolloHandler(apollo, {
    context: async (request) => new RequestContext(await sessionOf(request), limits.maxEntries, request.server.access),
  });
  const route = {
    url: '/graphql',
    // Most of them are questions; what is a change is looked at when it has been read (`changes`).
    config: { asks: true },
    // Whatever becomes of a request, its snapshot of the database ends with it.
    onResponse: async (request) => sessions.get(request)?.close(),
    onRequestAbort: async (request) => sessions.get(request)?.close(),
    // Who shows a token that does not hold is told so, whatever is asked.
    preHandler: async (request, reply) => {
      await viewerOfRequest(request).catch((error: unknown) => refuseAccess(reply, error));
    },
    async handler(request, reply) {
      if (wantsGraphiql(request)) return sendGraphiql(request, reply);
      reply.header(COST_LIMIT_HEADER, limits.maxCost);
      const known = await shortWay?.answer(request, reply, sessionOf);
      return known ?? answer.call(fastify, request, reply);
    },
  } satisfies Omit<RouteOptions, 'method'>;
  fastify.route({ ...route, method: 'POST' });
  const { sockets } = options;
  if (!sockets) fastify.route({ ...route, method: 'GET' });
  else
    fastify.route({
      ...route,
      method: 'GET',
      preHandler: [route.preHandler, (request, reply) => sockets.refuse(request, reply)],
      wsHandler: (socket, request) => sockets.accept(socket, request),
    });
  return schema;
}

/** Refuses queries that are too large: what costs too much to validate before that, the others before anything is read. */
function withinLimits(limits: GraphLimits): ApolloServerPlugin<RequestContext> {
  const refused = new WeakMap<DocumentNode, GraphQLError>();
  return {
    requestDidStart: async () => ({
      async validationDidStart(request) {
        rememberDocument(request.document);
        const refusal = refusalOf(limits, request.document);
        if (refusal) {
          // Nothing can be refused here; so a document that costs nothing is validated in its place, and refused behind that.
          const instead = parse('{ __typename }', { noLocation: true });
          refused.set(instead, refusal);
          Object.assign(request, { document: instead });
        }
        return withoutStacks;
      },
      async didResolveOperation({ schema, document, operation, request, response, contextValue }) {
        const refusal = refused.get(document);
        if (refusal) throw refusal;
        if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
          throw unfitting(
            'Follow subscriptions over a WebSocket at /graphql or server-sent events at /graphql/stream.',
          );
        }
        if (!operation) return;
        const size = measure(schema, document, operation, request.variables ?? {});
        response.http.headers.set(COST_HEADER, String(size.cost));
        checkLimits(limits, size);
        contextValue.session.pass?.describe({ known: operation, cost: size.cost });
      },
    }),
  };
}

/** Apollo copies the stack of each error, and to write one out costs more than to find ten errors. Nobody reads them. */
async function withoutStacks(errors: Error | readonly Error[] = []): Promise<void> {
  for (const error of [errors].flat()) error.stack = '';
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
      if (response.http.status === 503) return;
      if (errors?.some((error) => isAway(unwrapResolverError(error)))) {
        response.http.status = 503;
        response.http.headers.set('retry-after', String(RETRY_AFTER_SECONDS));
        return;
      }
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
