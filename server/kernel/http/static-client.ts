import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const yearSeconds = 365 * 24 * 3600;

/**
 * The built client. Its views are one page: the address bar holds the state of the map behind the "?". Any other address is not
 * there, and says so: a misspelt one that were answered with the page would be taken for an answer by a program. Files in assets/ carry a hash of their content and never change; the build has
 * compressed them, so that nothing is compressed twice.
 */
export async function registerClient(server: FastifyInstance, folder: string | null): Promise<void> {
  const built = folder !== null && existsSync(join(folder, 'index.html'));
  if (built) {
    const scripts = new PageScripts(join(folder, 'index.html'));
    server.addHook('onRequest', async (request, reply) => {
      if (isView(request)) allowScripts(reply, await scripts.hashes());
    });
    await server.register(staticFiles, {
      root: folder,
      index: ['index.html'],
      cacheControl: false,
      preCompressed: true,
      setHeaders: (reply, path) => {
        const immutable = path.startsWith(join(folder, 'assets'));
        reply.setHeader('cache-control', immutable ? `public, max-age=${yearSeconds}, immutable` : 'no-cache');
        reply.setHeader('vary', 'accept-encoding');
      },
    });
  }
  server.setNotFoundHandler((request, reply) => {
    // A handler that gives the reply back is waited for, with listeners beside those that sending a file has already.
    if (built && isView(request)) void reply.sendFile('index.html');
    else notFound(request, reply, built);
  });
}

/** The page holds a script of its own, so that it may ask for its data at once: this one may run, and no other in it. */
class PageScripts {
  private readAt = NaN;
  private known: readonly string[] = [];

  constructor(private readonly file: string) {}

  /** Read anew when the client has been built anew. */
  async hashes(): Promise<readonly string[]> {
    const { mtimeMs } = await stat(this.file).catch(() => ({ mtimeMs: this.readAt }));
    if (mtimeMs !== this.readAt) {
      const page = await readFile(this.file, 'utf8');
      this.known = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
        ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
      );
      this.readAt = mtimeMs;
    }
    return this.known;
  }
}

function allowScripts(reply: FastifyReply, scripts: readonly string[]): void {
  const policy = String(reply.getHeader('content-security-policy') ?? '');
  reply.header(
    'content-security-policy',
    policy.replace(`script-src 'self'`, [`script-src 'self'`, ...scripts].join(' ')),
  );
}

/** Whatever the map shows stands behind the "?", so there is one page. */
function isView({ method, url, headers }: FastifyRequest): boolean {
  const path = url.split('?', 1)[0] ?? '';
  return (method === 'GET' || method === 'HEAD') && path === '/' && /text\/html|\*\/\*/.test(headers.accept ?? '*/*');
}

function notFound(request: FastifyRequest, reply: FastifyReply, built: boolean): FastifyReply {
  const hint = built ? '' : ' The map has not been built: run npm run build.';
  return reply
    .code(404)
    .header('cache-control', 'no-store')
    .send({ code: 'NOT_FOUND', message: `There is nothing at ${request.method} ${request.url.slice(0, 200)}.${hint}` });
}
