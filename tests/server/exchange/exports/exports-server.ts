import Fastify, { type FastifyInstance } from 'fastify';
import { registerExports } from '../../../../server/exchange/exports/exports.routes.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { exchangeLayers } from '../../../../server/exchange/layers.ts';
import { demoDatabase } from '../../../support/test-database.ts';

/** A web server with the exports of the demo district, or of a database of one's own, and nothing else. */
export async function exportsServer(database?: Pick<Database, 'dataSource'>): Promise<FastifyInstance> {
  const { dataSource } = database ?? (await demoDatabase());
  const fastify = Fastify();
  registerExports(fastify, { dataSource, layers: exchangeLayers });
  await fastify.ready();
  return fastify;
}

export type Parameters = Readonly<Record<string, string | number | boolean>>;

export const queryOf = (parameters: Parameters): string =>
  new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)])).toString();

export interface ExportedFeature {
  id: string;
  properties: Record<string, string | number | null>;
  geometry: { type: string; coordinates: unknown } | null;
}
export interface ExportedCollection {
  crs?: { properties: { name: string } };
  notes: { asOf: string; count: number; provenance: string; filters: Record<string, string> } & Record<string, unknown>;
  features: ExportedFeature[];
}

/** A GeoJSON export. */
export async function exported(
  fastify: FastifyInstance,
  layer: string,
  parameters: Parameters = {},
): Promise<ExportedCollection> {
  const answer = await fastify.inject(`/exports/${layer}.geojson?${queryOf(parameters)}`);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json();
}
