import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { handleProtocols } from 'graphql-ws';
import type { DataSource } from 'typeorm';
import type { WebSocket } from 'ws';
import { refuseAccess } from '../kernel/access/access.ts';
import type { Viewer } from '../kernel/access/viewer.ts';
import { viewerOfRequest } from '../kernel/access/viewer-of-request.ts';
import { DatabaseAway } from '../kernel/database/database-error.ts';
import { errorFormatter } from '../kernel/graph/format-error.ts';
import type { GraphLimits } from '../kernel/graph/limits.ts';
import { callerOf } from '../kernel/http/caller.ts';
import { refuseAway } from '../kernel/http/database-away.ts';
import type { OwnNames } from '../kernel/http/reach.ts';
import { Places } from '../kernel/http/places.ts';
import { LiveHub } from './hub.ts';
import { LiveGraph } from './live-graph.ts';
import { LiveSocket } from './sockets.ts';
import { LiveEvents, requestOf } from './streams.ts';
import { sweepNowAndThen } from './sweep.ts';
import { isForeign, whileSignedIn, type ViewerOf } from './who-follows.ts';

const STREAM = '/graphql/stream';
/** Subscriptions are short. */
const MAX_MESSAGE_BYTES = 64 * 1024;

const NO_ROOM = {
  ALL: 'Too many maps follow this server: try again later.',
  CALLER: 'Too many connections follow this server from your address: close some, or try again later.',
};

export interface LiveOptions {
  dataSource: DataSource;
  env: {
    corsOrigins: '*' | readonly string[];
    liveConnections: number;
    liveConnectionsPerAddress: number;
  };
  names: Pick<OwnNames, 'isOrigin'>;
  viewerOf?: ViewerOf;
  limits?: Partial<GraphLimits>;
  /** How often those who are signed in are asked again whether they are. */
  checkEveryMs?: number;
  /** Changes that may wait for one subscriber. */
  maxWaiting?: number;
}

/** Subscriptions over WebSockets at /graphql and over server-sent events at /graphql/stream. */
export class Live {
  readonly hub: LiveHub;
  private readonly connections: Places;
  private readonly open = new Set<{ goAway(): void }>();
  private graph: LiveGraph | null = null;
  private readonly sweeper: { stop(): void };

  private constructor(
    private readonly fastify: FastifyInstance,
    private readonly options: LiveOptions,
  ) {
    const onError = (error: unknown): void => fastify.log.warn(error, 'The feed of changes could not be read');
    this.hub = new LiveHub(options.dataSource, {
      onError,
      ...(options.maxWaiting && { maxWaiting: options.maxWaiting }),
    });
    const { liveConnections: total, liveConnectionsPerAddress: perCaller } = options.env;
    this.connections = new Places({ total, perCaller });
    this.sweeper = sweepNowAndThen(options.dataSource, (error) =>
      fastify.log.warn(error, 'Old changes could not be swept'),
    );
  }

  /** Before the routes of the graph, which take over the upgrade of a request to a socket from here. */
  static async register(fastify: FastifyInstance, options: LiveOptions): Promise<Live> {
    await fastify.register(websocket, { options: { maxPayload: MAX_MESSAGE_BYTES, handleProtocols, autoPong: false } });
    return new Live(fastify, options);
  }

  /** Refuses a socket while it is still a request. */
  async refuse(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    // Not by the address as it was written: that has other ways to say the same.
    if (!request.ws && request.routeOptions.url !== STREAM) return undefined;
    if (isForeign(request, this.options.env.corsOrigins, this.options.names)) {
      const message =
        'Pages of other origins may not follow this server with its cookies. Ask without them, or with a key.';
      return reply.code(403).send({ code: 'FORBIDDEN', message });
    }
    return this.refuseMore(request, reply);
  }

  private refuseMore(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    if (this.hub.away) return refuseAway(request, reply, new DatabaseAway('The feed of changes cannot be read.'));
    const full = this.connections.full(callerOf(request));
    if (full === null) return undefined;
    return reply.code(503).header('retry-after', '30').send({ code: 'LIMIT_EXCEEDED', message: NO_ROOM[full] });
  }

  /** Takes a request that has become a socket. */
  readonly accept = (socket: WebSocket, request: FastifyRequest): void => {
    const caller = callerOf(request);
    if (!this.graph || this.connections.full(caller) !== null) return socket.terminate();
    const release = this.connections.take(caller);
    const { viewerOf = viewerOfRequest, checkEveryMs } = this.options;
    const { unsent } = this.fastify;
    const live = new LiveSocket(socket, request, { graph: this.graph, viewerOf, unsent, checkEveryMs }, () => {
      release();
      this.open.delete(live);
    });
    this.open.add(live);
  };

  start(schema: GraphQLSchema): void {
    const { fastify, hub } = this;
    const { dataSource, limits } = this.options;
    const formatError = errorFormatter(fastify.log);
    this.graph = new LiveGraph({ dataSource, hub, schema, formatError, ...(limits && { limits }) });
    hub.start();
    // Whoever follows from here on misses nothing that this answer does not hold.
    fastify.addHook('onRequest', async (request, reply) => {
      if (hub.cursor !== null && request.url.startsWith('/graphql')) reply.header('live-cursor', hub.cursor);
    });
    fastify.route({
      url: STREAM,
      method: ['GET', 'POST'],
      exposeHeadRoute: false,
      config: { asks: true },
      preHandler: (request, reply) => this.refuse(request, reply),
      handler: (request, reply) => this.stream(request, reply),
    });
  }

  /** Tells everyone to come back, to another process perhaps. */
  async stop(): Promise<void> {
    this.sweeper.stop();
    for (const one of this.open) one.goAway();
    await this.hub.stop();
  }

  private async stream(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const question = requestOf(request);
    if (!question || !this.graph) {
      const message =
        'Send a subscription as JSON: {"query": "subscription …", "variables": {…}}, or in the address: ?query=…&variables={…}.';
      return reply.code(400).send({ code: 'BAD_REQUEST', message });
    }
    const { viewerOf = viewerOfRequest, checkEveryMs } = this.options;
    let viewer: Viewer | null;
    try {
      viewer = await viewerOf(request);
    } catch (error) {
      return refuseAccess(reply, error);
    }
    // Others that were asked about at the same time may have come first.
    const refused = this.refuseMore(request, reply);
    if (refused) return refused;
    const release = this.connections.take(callerOf(request));
    const events = new LiveEvents(request, reply, () => {
      release();
      stopChecking();
      this.open.delete(open);
    });
    const open = { goAway: () => events.end() };
    const stopChecking = whileSignedIn(request, viewer, viewerOf, () => events.end(), checkEveryMs);
    this.open.add(open);
    await events.run(this.graph, question, viewer);
    return reply;
  }
}
