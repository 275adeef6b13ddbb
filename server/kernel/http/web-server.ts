/** The web server before anything is served: limits, timeouts, headers, compression, and polite refusals. */
import { constants as zlib } from 'node:zlib';
import compress from '@fastify/compress';
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Env } from '../../env.ts';
import { isAway } from '../database/database-error.ts';
import { boundAnswers, type AnswerLimits } from './answers.ts';
import { allowOrigins } from './cors.ts';
import { chineseOf } from '../graph/errors-in-chinese.ts';
import { refuseAway } from './database-away.ts';
import { finishRequests } from './finish-requests.ts';
import { loggedError, loggedRequest } from './logged.ts';
import { noticeProxies } from './notice-proxies.ts';
import { keepPace, type PaceOptions } from './pace.ts';
import { TrustedProxies } from './reach.ts';
import { refuseUnreadable } from './readable-address.ts';
import { secureHeaders } from './secure-headers.ts';

export type WebSettings = Pick<
  Env,
  'logLevel' | 'corsOrigins' | 'requestTimeoutSeconds' | 'bodyLimitBytes' | 'trustedProxies' | 'publicUrl'
>;

export interface WebBounds {
  readonly answers?: AnswerLimits;
  readonly pace?: Omit<PaceOptions, 'requestTimeoutMs'>;
}

/** The log goes to the terminal unless it is said where else. */
export async function createWebServer(
  env: WebSettings,
  log?: { write(line: string): void },
  { answers, pace }: WebBounds = {},
): Promise<FastifyInstance> {
  const logger = {
    level: env.logLevel,
    hooks: { logMethod: unlessReaderLeft },
    serializers: { req: loggedRequest, err: loggedError },
    ...(log && { stream: log }),
  };
  const proxies = new TrustedProxies(env.trustedProxies);
  const server = fastify({
    logger: env.logLevel === 'silent' ? false : logger,
    bodyLimit: env.bodyLimitBytes,
    trustProxy: (address: string) => proxies.trusts(address),
    // See keepPace; who waits for an answer that takes long to make is silent, and not gone.
    requestTimeout: 0,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    forceCloseConnections: false, // see finishRequests
    routerOptions: { maxParamLength: 200 },
    // An address that cannot be read never reaches a hook or the handler below.
    frameworkErrors: (error, _request, reply: FastifyReply) => void refuse(reply, error),
  });
  server.server.headersTimeout = env.requestTimeoutSeconds * 1000;
  keepPace(server, { ...pace, requestTimeoutMs: env.requestTimeoutSeconds * 1000 });
  noticeProxies(server, proxies);
  finishRequests(server);
  server.addHook('onRequest', secureHeaders);
  server.addHook('onRequest', refuseUnreadable);
  allowOrigins(server, env.corsOrigins);
  boundAnswers(server, answers);
  await server.register(compress, {
    threshold: 1024,
    encodings: ['br', 'gzip'],
    // The default quality of Brotli is for files that are compressed once.
    brotliOptions: { params: { [zlib.BROTLI_PARAM_QUALITY]: 4 } },
    zlibOptions: { level: 6 },
    removeContentLengthHeader: true,
  });
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    if (isAway(error)) return refuseAway(request, reply, error);
    if (statusOf(error) >= 500) request.log.error(error);
    return refuse(reply, error);
  });
  return server;
}

/** The same words as the graph and the tiles use, and none of the libraries' own. */
const codes = new Map([
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [413, 'PAYLOAD_TOO_LARGE'],
  [415, 'UNSUPPORTED_MEDIA_TYPE'],
]);

function statusOf(error: FastifyError): number {
  return error.statusCode ?? 500;
}

function refuse(reply: FastifyReply, error: FastifyError): FastifyReply {
  const status = statusOf(error);
  const code = status >= 500 ? 'INTERNAL_SERVER_ERROR' : (codes.get(status) ?? 'BAD_REQUEST');
  const message = status >= 500 ? 'Something went wrong on the server.' : error.message;
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({ code, message, messageZh: chineseOf({ code }) });
}

/** A map that is moved leaves tiles it has asked for: that is no error of ours, and no line in the log. */
function unlessReaderLeft(this: unknown, args: unknown[], method: (...words: unknown[]) => void): void {
  const [first] = args;
  if (first instanceof Error && 'code' in first && first.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
  method.apply(this, args);
}
