import type { FastifyRequest } from 'fastify';
import { callerOf } from '../http/caller.ts';
import type { Viewer } from './viewer.ts';

/** Who asks, as far as it counts for what one may spend: an API key, a post that is signed in, or an address. */
export function spenderOf(
  { ip }: Pick<FastifyRequest, 'ip'>,
  viewer: Pick<Viewer, 'postId' | 'apiKeyId'> | null,
): string {
  if (!viewer) return callerOf({ ip });
  return viewer.apiKeyId === null ? `post ${viewer.postId}` : `key ${viewer.apiKeyId}`;
}
