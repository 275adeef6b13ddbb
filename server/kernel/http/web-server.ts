/** The web server before anything is served: limits, timeouts, headers, compression, and polite refusals. */
import { constants as zlib } from 'node:zlib';
import compress from '@fastify/compress';
import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import type { Env } from '../../env.ts';
import { allowOrigins } from './cors.ts';
import { finishRequests } from './finish-requests.ts';
import { secureHeaders } from './secure-headers.ts';

export type WebSettings = Pick<Env, 'logLevel' | 'corsOrigins' | 'requestTimeoutSeconds' | 'bodyLimitBytes'>;

export async function createWebServer(env: WebSettings): Promise<FastifyInstance> {
  const server = fastify({
    logger: env.logLevel === 'silent' ? false : { level: env.logLevel },
    bodyLimit: env.bodyLimitBytes,
    requestTimeout: env.requestTimeoutSeconds * 1000,
    connectionTimeout: env.requestTimeoutSeconds * 2000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: false, // see finishRequests
    routerOptions: { maxParamLength: 200 },
  });
  finishRequests(server);
  server.addHook('onRequest', secureHeaders);
  allowOrigins(server, env.corsOrigins);
  await server.register(compress, {
    threshold: 1024,
    encodings: ['br', 'gzip'],
    // The default quality of Brotli is for files that are compressed once.
    brotliOptions: { params: { [zlib.BROTLI_PARAM_QUALITY]: 4 } },
    zlibOptions: { level: 6 },
    removeContentLengthHeader: true,
  });
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    return reply
      .code(status)
      .header('cache-control', 'no-store')
      .send({
        code: status >= 500 ? 'INTERNAL_SERVER_ERROR' : (error.code ?? 'BAD_REQUEST'),
        message: status >= 500 ? 'Something went wrong on the server.' : error.message,
      });
  });
  return server;
}
