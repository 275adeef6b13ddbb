import type { FastifyReply, FastifyRequest } from 'fastify';
import { CODE_SENTENCES } from '../graph/errors-in-chinese.ts';

/** After how long whoever was sent away may come again. */
export const RETRY_AFTER_SECONDS = 5;

export const AWAY_MESSAGE =
  'The database cannot be reached at the moment. Nothing was lost; ask again in a few seconds.';

/** Answers a request whose question could not be asked of the database: the same at every door, the graph's form included. */
export function refuseAway(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  request.log.error(error);
  const [code, message, messageZh] = ['UNAVAILABLE', AWAY_MESSAGE, CODE_SENTENCES.UNAVAILABLE];
  return reply
    .code(503)
    .headers({ 'retry-after': String(RETRY_AFTER_SECONDS), 'cache-control': 'no-store' })
    .type('application/json; charset=utf-8')
    .send({ code, message, messageZh, errors: [{ message, extensions: { code, messageZh } }] });
}
