import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What pages of other origins may read. No cookie counts there: they see what everyone sees, or what their own token or key may. */
const openPaths = /^\/(graphql|tiles\/|health|exports\/|ogc\/)/;

export function allowOrigins(server: FastifyInstance, origins: '*' | readonly string[]): void {
  const allowed = (request: FastifyRequest): string | null => {
    if (!openPaths.test(request.url)) return null;
    if (origins === '*') return '*';
    const origin = request.headers.origin ?? '';
    return origins.includes(origin) ? origin : null;
  };

  server.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (origins !== '*' && openPaths.test(request.url)) reply.header('vary', 'origin');
    const origin = allowed(request);
    if (origin === null) return;
    reply.headers({
      'access-control-allow-origin': origin,
      'cross-origin-resource-policy': 'cross-origin',
      // All that we say; by name for browsers that do not know the star.
      'access-control-expose-headers':
        '*, etag, retry-after, link, content-disposition, live-cursor, graphql-cost, graphql-cost-limit',
    });
    const preflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    if (!preflight) return;
    return reply
      .code(204)
      .headers({
        'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
        'access-control-allow-headers':
          // Nothing that is sent from there counts but what stands in "authorization", which the star does not mean.
          '*, authorization, content-type, apollo-require-preflight, x-apollo-operation-name, apollographql-client-name, apollographql-client-version, if-none-match, idempotency-key',
        'access-control-max-age': '86400',
      })
      .send();
  });
}
