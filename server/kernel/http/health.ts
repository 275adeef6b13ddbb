import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Database } from '../database/database.ts';
import { schemaVersion } from '../database/migrations.ts';

const patienceMs = 5000;

/** GET /health: 200 while the database answers, 503 when it does not. */
export function registerHealth(
  server: FastifyInstance,
  { dataSource, kind }: Pick<Database, 'dataSource' | 'kind'>,
): void {
  server.get('/health', { logLevel: 'silent' }, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    const patience = new AbortController();
    try {
      const schema = await Promise.race([
        schemaVersion(dataSource),
        sleep(patienceMs, null, { signal: patience.signal }).then(() => Promise.reject(new Error('no answer in time'))),
      ]);
      return { status: 'ok', database: kind, schemaVersion: schema };
    } catch (error) {
      server.log.error(error);
      return reply.code(503).send({ status: 'database unavailable', database: kind, schemaVersion: null });
    } finally {
      patience.abort();
    }
  });
}
