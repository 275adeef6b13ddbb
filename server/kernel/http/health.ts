import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Database } from '../database/database.ts';
import { schemaVersion } from '../database/migrations.ts';
import { RETRY_AFTER_SECONDS } from './database-away.ts';
import { askAsNobody } from '../database/ask-as-nobody.ts';

const patienceMs = 5000;

/**
 * GET /health: 200 while the database answers, 503 when it does not. GET /health/live: 200 while this process serves. GET
 * /health/ready: 200 while a question of nobody in particular is answered, which takes the role, the grants and the schema
 * that all questions take.
 */
export function registerHealth(
  server: FastifyInstance,
  { dataSource, kind }: Pick<Database, 'dataSource' | 'kind'>,
  question: string,
): void {
  const answer = async (reply: FastifyReply, ask: () => Promise<object>): Promise<object> => {
    reply.header('cache-control', 'no-store');
    const patience = new AbortController();
    try {
      const told = await Promise.race([
        ask(),
        sleep(patienceMs, null, { signal: patience.signal }).then(() => Promise.reject(new Error('no answer in time'))),
      ]);
      return { status: 'ok', database: kind, ...told };
    } catch (error) {
      server.log.error(error);
      return reply
        .code(503)
        .header('retry-after', String(RETRY_AFTER_SECONDS))
        .send({ status: 'database unavailable', database: kind, schemaVersion: null });
    } finally {
      patience.abort();
    }
  };
  const version = async () => ({ schemaVersion: await schemaVersion(dataSource) });

  server.get('/health', { logLevel: 'silent' }, (_request, reply) => answer(reply, version));
  server.get('/health/live', { logLevel: 'silent' }, (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );
  server.get('/health/ready', { logLevel: 'silent' }, (_request, reply) =>
    answer(reply, async () => {
      await askAsNobody(dataSource, question);
      return version();
    }),
  );
}
