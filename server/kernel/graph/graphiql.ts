import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

interface PageOfGraphiql {
  html: string;
  gzipped: Buffer;
  etag: string;
}

const welcome = `# Louyuan Atlas 楼院图谱. Ctrl-Enter asks; the book at the top left describes every field.
{
  districts(first: 1) {
    edges {
      node {
        code
        name
        childCounts { level count }
      }
    }
  }
}
`;

/** The page may run what it brings along and ask this server: nothing can be fetched from anywhere else. */
const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  "style-src 'unsafe-inline'",
  'worker-src blob:',
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
].join('; ');

let page: Promise<PageOfGraphiql> | undefined;

async function renderPage(): Promise<PageOfGraphiql> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({ title: 'Louyuan Atlas · GraphiQL', endpoint: '/graphql', defaultQuery: welcome });
  const gzipped = await promisify(gzip)(html);
  return { html, gzipped, etag: `"${createHash('sha256').update(html).digest('base64url').slice(0, 20)}"` };
}

/** Whether a browser wants to see a page rather than an answer. */
export function wantsGraphiql(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return request.method === 'GET' && accept.includes('text/html') && !('query' in (request.query as object));
}

/** The GraphQL workbench as one page that loads nothing from elsewhere. Several megabytes, so it is made at the first visit. */
export async function sendGraphiql(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { html, gzipped, etag } = await (page ??= renderPage());
  void reply.headers({
    'content-type': 'text/html; charset=utf-8',
    etag,
    'cache-control': 'no-cache',
    'content-security-policy': policy,
    vary: 'accept, accept-encoding',
  });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) return reply.send(html);
  return reply.header('content-encoding', 'gzip').send(gzipped);
}
