import type { FastifyRequest } from 'fastify';

/**
 * Whether a request comes from a page of this server, or from nobody's page (an address that was typed). A cookie travels with
 * requests of other pages, too: there it must not count.
 */
export function isOwnPage({ headers, host }: Pick<FastifyRequest, 'headers' | 'host'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin } = headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Where to go after signing in: a path of this server and no other. */
export function ownPath(path: unknown): string {
  if (typeof path !== 'string' || path.length > 2000 || !/^\/(?![/\\])/.test(path) || /[\p{Cc}\\]/u.test(path))
    return '/';
  const { origin, pathname, search, hash } = new URL(path, 'http://here');
  return origin === 'http://here' && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/';
}
