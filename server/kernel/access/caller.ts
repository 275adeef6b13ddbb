import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Viewer } from './viewer.ts';

/** Groups of an IPv6 address that are one caller's own: whoever has a network there has 2^64 addresses. */
const NETWORK_GROUPS = 4;

/** Who asks, as far as it counts for what one may spend: an API key, a post that is signed in, or an address. */
export function callerOf(
  { ip }: Pick<FastifyRequest, 'ip'>,
  viewer: Pick<Viewer, 'postId' | 'apiKeyId'> | null,
): string {
  if (!viewer) return networkOf(ip);
  return viewer.apiKeyId === null ? `post ${viewer.postId}` : `key ${viewer.apiKeyId}`;
}

/** The address; of IPv6 its first 64 bits. An IPv4 address in the form of IPv6 is the IPv4 address. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined || !isIPv6(ip)) return mapped ?? ip;
  const [before = '', after] = ip.split('%', 1).join('').split('::') as [string, string?];
  const head = before.split(':').filter(Boolean);
  const tail = (after ?? '').split(':').filter(Boolean);
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail].slice(0, NETWORK_GROUPS);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
