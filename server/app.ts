/** Puts the house together: the web server, the graph, the tiles and the client over one database. Used by main and by tests. */
import 'reflect-metadata';
import type { FastifyInstance } from 'fastify';
import type { Env } from './env.ts';
import type { Database } from './kernel/database/database.ts';
import { registerExports } from './exchange/exports/exports.routes.ts';
import { registerImports } from './exchange/imports/imports.routes.ts';
import { exchangeLayers } from './exchange/layers.ts';
import { registerOgcFeatures } from './exchange/ogc/ogc.routes.ts';
import { registerAccess } from './kernel/access/access.ts';
import { guardChanges } from './kernel/access/made-as.ts';
import { limitsOn, registerFairUse } from './kernel/access/visits.ts';
import { registerSignIn } from './kernel/access/sign-in.routes.ts';
import { registerImages } from './issues/images/images.routes.ts';
import { registerGraph, type GraphOptions } from './kernel/graph/apollo.ts';
import { clientFolder } from './kernel/http/client-build.ts';
import { registerHealth } from './kernel/http/health.ts';
import { registerClient } from './kernel/http/static-client.ts';
import { isLoopback } from './kernel/http/reach.ts';
import { createWebServer, type WebSettings } from './kernel/http/web-server.ts';
import { FIRST_QUESTION } from './land/first-question.ts';
import { Live, type LiveOptions } from './live/live.routes.ts';
import { keepSummaries } from './overview/summary.service.ts';
import { resolvers } from './resolvers.ts';
import { registerTiles } from './tiles/tiles.routes.ts';

export interface AppOptions {
  env: WebSettings &
    LiveOptions['env'] &
    Pick<Env, 'oidc' | 'host' | 'allowedHosts' | 'demoPosts' | 'databasePoolSize' | 'requestsPerMinute'>;
  /** Stays the caller's: it is open before the app and closed after it. */
  database: Pick<Database, 'dataSource' | 'kind'>;
  /** Folder of the built client; null to serve none. */
  client?: string | null;
  reading?: GraphOptions['reading'];
  /** Whether files may come in over the web: see registerImports. */
  imports?: boolean;
  /** Whether posts of the demo may sign in by being chosen: see offersDemoPosts. */
  demoPosts?: boolean;
}

export interface App {
  fastify: FastifyInstance;
  /** Takes no more requests and finishes those it has. */
  close(): Promise<void>;
}

/** Whether only somebody at this machine can ask, as far as the settings say. */
export const listensHereOnly = ({ host, publicUrl, trustedProxies }: AppOptions['env']): boolean =>
  isLoopback(host) && publicUrl === null && trustedProxies.length === 0;

/** Posts of the demo open every door, so they are for this machine alone unless they are asked for by name. */
export const offersDemoPosts = (env: AppOptions['env'], kind: Database['kind']): boolean =>
  env.oidc === null && (env.demoPosts ?? (kind === 'embedded' && listensHereOnly(env)));

export async function createApp({
  env,
  database,
  client = clientFolder,
  reading = 'compiled',
  imports = false,
  demoPosts = offersDemoPosts(env, database.kind),
}: AppOptions): Promise<App> {
  const { dataSource, kind } = database;
  const fastify = await createWebServer(env);
  const demoPostsFromHere = env.demoPosts !== true;
  const access = await registerAccess(fastify, { ...env, dataSource, demoPosts, demoPostsFromHere });
  guardChanges(fastify);
  registerFairUse(fastify, { limits: limitsOn(kind, env.databasePoolSize), requestsPerMinute: env.requestsPerMinute });
  registerHealth(fastify, database, FIRST_QUESTION);
  registerSignIn(fastify, access);
  const live = await Live.register(fastify, { dataSource, env, names: access.names });
  const schema = await registerGraph(fastify, { dataSource, resolvers, reading, sockets: live });
  live.start(schema);
  registerImages(fastify, { dataSource });
  registerTiles(fastify, { dataSource, kind });
  registerImports(fastify, { dataSource, access, enabled: imports });
  registerExports(fastify, { dataSource, layers: exchangeLayers });
  registerOgcFeatures(fastify, { dataSource, layers: exchangeLayers });
  await registerClient(fastify, client);
  const keeper = keepSummaries(dataSource, (error) => fastify.log.error(error));
  fastify.addHook('onClose', () => keeper.stop());
  return { fastify, close: () => live.stop().then(() => fastify.close()) };
}
