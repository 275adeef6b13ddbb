import type { FastifyRequest } from 'fastify';
import { unauthenticated } from '../graph/errors.ts';
import type { Access } from './access.ts';
import { looksLikeApiKey } from './api-keys.ts';
import { isOwnPage } from './same-origin.ts';
import { SESSION_COOKIE, viewerOfSession } from './sessions.ts';
import type { Viewer } from './viewer.ts';

const known = new WeakMap<FastifyRequest, Promise<Viewer | null>>();
const found = new WeakMap<FastifyRequest, Viewer>();

/**
 * The post a request comes from; null for nobody. Throws UNAUTHENTICATED when it shows a token or a key that does not hold: who
 * shows something wants to be somebody. A cookie that does not hold is nobody's, and one that came from another page,
 * or to a name that is not ours, is ignored.
 */
export function viewerOfRequest(request: FastifyRequest): Promise<Viewer | null> {
  const asked = known.get(request) ?? lookUp(request);
  known.set(request, asked);
  return asked;
}

/** The post that has been found already, for those who cannot wait. */
export function viewerFound(request: FastifyRequest): Viewer | undefined {
  return found.get(request);
}

async function lookUp(request: FastifyRequest): Promise<Viewer | null> {
  const viewer = await findViewer(request);
  if (viewer) found.set(request, viewer);
  return viewer;
}

async function findViewer(request: FastifyRequest): Promise<Viewer | null> {
  const { access } = request.server;
  if (!access) return null;
  const { authorization } = request.headers;
  if (authorization !== undefined && /^bearer /i.test(authorization))
    return viewerOfAuthorization(access, authorization);
  const token = request.cookies[SESSION_COOKIE];
  const counts = access.names.has(request.hostname) && isOwnPage(request, access.names);
  return token !== undefined && counts ? viewerOfSession(access.dataSource, token) : null;
}

/** The post of "Bearer …": an API key, or a token of the provider. */
export async function viewerOfAuthorization(access: Access, authorization: string): Promise<Viewer> {
  const token = authorization.replace(/^bearer +/i, '').trim();
  if (looksLikeApiKey(token)) return access.apiKeys.viewerOf(token);
  if (!access.tokens) throw unauthenticated('Only API keys are taken here: no sign-in service (OIDC_ISSUER) is set.');
  return access.tokens.viewerOf(token);
}
