import Fastify, { type FastifyInstance } from 'fastify';
import { exchangeLayers } from '../../../../server/exchange/layers.ts';
import { registerOgcFeatures } from '../../../../server/exchange/ogc/ogc.routes.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';

/** A web server with the OGC features of a database, and nothing else. */
export function ogcServer({ dataSource }: Pick<Database, 'dataSource'>): FastifyInstance {
  const fastify = Fastify();
  registerOgcFeatures(fastify, { dataSource, layers: exchangeLayers });
  return fastify;
}
