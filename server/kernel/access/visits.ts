/** Whoever asks over the web takes turns at the database, at every door: the graph, tiles, exports, OGC features, images. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Pass } from '../database/read-session.ts';
import { limitExceeded } from '../graph/errors.ts';
import { tell } from '../words/sentence.ts';
import { refuseAccess } from './access.ts';
import { callerOf } from '../http/caller.ts';
import { spenderOf } from './spender.ts';
import type { Question } from './answer-times.ts';
import { FairUse, type FairUseLimits } from './fair-use.ts';
import { TokenBuckets } from './token-bucket.ts';
import type { Viewer } from './viewer.ts';

/** One request's claim on the database. */
export class Visit implements Pass {
  private readonly leaving = new AbortController();
  private question: Question | null = null;

  constructor(
    private readonly fairUse: FairUse,
    private readonly caller: string,
  ) {}

  /** Says what is asked, before it is. */
  describe(question: Question): void {
    this.question = question;
  }

  /** Aborted when the asker is gone. */
  get left(): AbortSignal {
    return this.leaving.signal;
  }

  /** Waits for a turn; it is over when the answer is called. */
  enter(): Promise<() => void> {
    return this.fairUse.take(this.caller, this.question, this.left);
  }

  /** The same claim on what others may wait for, too: it goes on when the asker has left. */
  shared(question: Question): Pass {
    const left = new AbortController().signal;
    return { describe: () => undefined, enter: () => this.fairUse.take(this.caller, question), left };
  }

  leave(): void {
    this.leaving.abort(new GraphQLError('Whoever asked has left.', { extensions: { code: 'LEFT' } }));
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    fairUse?: FairUse;
  }
}

const visits = new WeakMap<FastifyRequest, Visit>();

/** The visit of a request; undefined where nobody counts. */
export function visitOf(request: FastifyRequest, viewer: Viewer | null): Visit | undefined {
  const { fairUse } = request.server;
  const known = visits.get(request) ?? (fairUse && new Visit(fairUse, spenderOf(request, viewer)));
  if (known) visits.set(request, known);
  return known;
}

const RESERVED_CONNECTIONS = 4;
const WAITING = { waitingPerCaller: 200, waiting: 2_000, waitMs: 20_000 };

/** On PostgreSQL some connections stay free for health, sign-ins, changes and what is live; the embedded database has one backend. */
export function limitsOn(kind: 'embedded' | 'postgres', poolSize: number): FairUseLimits {
  if (kind === 'embedded') return { atOnce: 4, dearAtOnce: 1, dearPerCaller: 1, dearRest: 20, ...WAITING };
  const atOnce = Math.max(1, poolSize - RESERVED_CONNECTIONS);
  const dearAtOnce = Math.max(1, Math.floor(poolSize / 10));
  return { atOnce, dearAtOnce, dearPerCaller: Math.max(1, dearAtOnce - 1), dearRest: 0, ...WAITING };
}

/**
 * Routes that are counted. By the route that was found: an address has many spellings, such as /%67raphql. What costs nothing but
 * bytes of files is not, and health is asked for when all else fails.
 */
const DOORS = /^\/(graphql|tiles|exports|ogc|issues|imports|sign-)/;

const TOO_OFTEN = [
  'One address may ask {count} times a minute. Ask again later.',
  '一个地址每分钟最多问 {count} 次：请稍后再试。',
] as const;

export interface FairUseOptions {
  readonly limits: FairUseLimits;
  /** Requests of one address in a minute, whoever asks. */
  readonly requestsPerMinute: number;
}

/** To be registered before the doors. */
export function registerFairUse(fastify: FastifyInstance, { limits, requestsPerMinute }: FairUseOptions): void {
  fastify.decorate('fairUse', new FairUse(limits));
  const buckets = new TokenBuckets<string>();
  fastify.addHook('onRequest', async (request, reply) => {
    if (!DOORS.test(request.routeOptions.url ?? '')) return;
    reply.raw.once('close', () => visits.get(request)?.leave());
    const turn = buckets.take(callerOf(request), requestsPerMinute);
    if (turn.ok) return;
    const told = tell(TOO_OFTEN, { count: String(requestsPerMinute) });
    return refuseAccess(reply, limitExceeded(told, undefined, turn.retryAfterSeconds));
  });
}
