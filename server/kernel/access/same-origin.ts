import type { FastifyRequest } from 'fastify';
import { forbidden } from '../graph/errors.ts';
import type { OwnNames } from '../http/reach.ts';
import { tell } from '../words/sentence.ts';

const FOREIGN_NAME = [
  'This server does not go by the name "{name}" for those who sign in or bring files. Use its own name, or let whoever runs it set PUBLIC_URL or ALLOWED_HOSTS.',
  '登录或导入文件时，本服务器不用“{name}”这个名称：请用它自己的名称访问，或请管理者设置 PUBLIC_URL 或 ALLOWED_HOSTS。',
] as const;

/**
 * Whether a request comes from a page of this server, or from nobody's page (an address that was typed). A cookie travels with
 * requests of other pages, too: there it must not count.
 */
export function isOwnPage(
  { headers, host }: Pick<FastifyRequest, 'headers' | 'host'>,
  names: Pick<OwnNames, 'isOrigin'>,
): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin } = headers;
  if (origin === undefined) return true;
  return names.isOrigin(origin, { host });
}

/**
 * Throws where a request calls this server by a name that is not its own: a page of that name, which may be anybody's, would be
 * taken for ours. For all that signs in, counts a sign-in, or writes.
 */
export function checkOwnName({ hostname, server }: FastifyRequest): void {
  if (!server.access || server.access.names.has(hostname)) return;
  throw forbidden(tell(FOREIGN_NAME, { name: hostname.slice(0, 100) }));
}

/** Where to go after signing in: a path of this server and no other. */
export function ownPath(path: unknown): string {
  if (typeof path !== 'string' || path.length > 2000 || !/^\/(?![/\\])/.test(path) || /[\p{Cc}\\]/u.test(path))
    return '/';
  const { origin, pathname, search, hash } = new URL(path, 'http://here');
  return origin === 'http://here' && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/';
}
