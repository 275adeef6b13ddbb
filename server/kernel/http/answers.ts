import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { callerOf } from './caller.ts';
import { Unsent, UNSENT_LIMITS, type UnsentLimits } from './unsent.ts';
import { whenDone } from './when-done.ts';

export interface AnswerLimits extends UnsentLimits {
  /** Requests of one connection that may be under way: HTTP/1.1 lets a client send them without waiting. */
  readonly perConnection: number;
}

export const ANSWER_LIMITS: AnswerLimits = { ...UNSENT_LIMITS, perConnection: 16 };

/** Larger answers are handed on piece by piece, as they are taken, so that it is known how fast they are. */
const PIECE_BYTES = 64 * 1024;
const RETRY_AFTER_SECONDS = 10;

declare module 'fastify' {
  interface FastifyInstance {
    /** What waits to be taken: for writers that are no answers, such as sockets. */
    unsent: Unsent;
  }
}

const WORDS = {
  CALLER: [429, 'Answers of yours wait to be read: read them before you ask for more.'],
  ALL: [503, 'Too many answers wait to be read by those who asked for them. Ask again in a moment.'],
} as const;

/**
 * Bounds what waits to be read: requests on one connection, and bytes of answers, of one caller and of all. To be registered
 * before compression, which keeps the whole of an answer until it is taken.
 */
export function boundAnswers(server: FastifyInstance, limits: AnswerLimits = ANSWER_LIMITS): void {
  const unsent = new Unsent(limits);
  server.decorate('unsent', unsent);
  const underWay = new WeakMap<object, number>();

  server.addHook('onRequest', async (request, reply) => {
    const { socket } = request.raw;
    const count = (underWay.get(socket) ?? 0) + 1;
    underWay.set(socket, count);
    whenDone(request, reply, () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
    if (count > limits.perConnection) {
      const message = `A connection has ${limits.perConnection} requests under way at most: wait for answers before you send more.`;
      return refuse(reply.header('connection', 'close'), 429, message);
    }
    const full = unsent.full(callerOf(request));
    if (full === null) return undefined;
    const [status, message] = WORDS[full];
    return refuse(reply, status, message);
  });

  server.addHook('onSend', async (request, reply, payload: unknown) => {
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    const bytes = Buffer.byteLength(payload);
    if (bytes === 0) return payload;
    const caller = callerOf(request);
    const full = bytes > PIECE_BYTES ? unsent.full(caller, bytes) : null;
    if (full !== null) {
      const [status, message] = WORDS[full];
      for (const name of ['content-length', 'etag', 'content-encoding', 'content-disposition'])
        reply.removeHeader(name);
      const refusal = JSON.stringify(refusalOf(message));
      reply.code(status).headers({ ...REFUSED, 'content-type': 'application/json; charset=utf-8' });
      return refusal;
    }
    whenDone(request, reply, unsent.hold(caller, bytes));
    if (bytes <= PIECE_BYTES || request.method === 'HEAD') return payload;
    reply.header('content-length', bytes);
    const whole = typeof payload === 'string' ? Buffer.from(payload) : payload;
    return Readable.from(pieces(whole), { objectMode: false, highWaterMark: PIECE_BYTES });
  });
}

const REFUSED = { 'retry-after': RETRY_AFTER_SECONDS, 'cache-control': 'no-store' };

/** In the graph's own form as well, which says all that others say. */
function refusalOf(message: string) {
  const code = 'LIMIT_EXCEEDED';
  return { code, message, errors: [{ message, extensions: { code } }] };
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).headers(REFUSED).send(refusalOf(message));
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}
