import { existsSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const yearSeconds = 365 * 24 * 3600;

/**
 * The built client, and index.html for every address that is a view of it: the address bar holds the state of the map, so
 * the server must not know the routes. Files in assets/ carry a hash of their content and never change.
 */
export async function registerClient(server: FastifyInstance, folder: string | null): Promise<void> {
  const built = folder !== null && existsSync(join(folder, 'index.html'));
  if (built) {
    await server.register(staticFiles, {
      root: folder,
      index: ['index.html'],
      cacheControl: false,
      setHeaders: (reply, path) => {
        const immutable = path.startsWith(join(folder, 'assets'));
        reply.setHeader('cache-control', immutable ? `public, max-age=${yearSeconds}, immutable` : 'no-cache');
      },
    });
  }
  server.setNotFoundHandler((request, reply) => {
    if (built && isView(request)) return reply.sendFile('index.html');
    return notFound(request, reply, built);
  });
}

function isView({ method, url, headers }: FastifyRequest): boolean {
  const path = url.split('?', 1)[0] ?? '';
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (/^\/(graphql|tiles|health|assets)(\/|$)/.test(path) || /\.[a-z0-9]{1,8}$/i.test(path)) return false;
  return /text\/html|\*\/\*/.test(headers.accept ?? '*/*');
}

function notFound(request: FastifyRequest, reply: FastifyReply, built: boolean): FastifyReply {
  const hint = built ? '' : ' The map has not been built: run npm run build.';
  return reply
    .code(404)
    .header('cache-control', 'no-store')
    .send({ code: 'NOT_FOUND', message: `There is nothing at ${request.method} ${request.url.slice(0, 200)}.${hint}` });
}
