import type { FastifyInstance } from 'fastify';
import { signOfProxy, type TrustedProxies } from './reach.ts';

/** Says once that requests come through a proxy that nobody has named: its clients are one to every limit. */
export function noticeProxies(server: FastifyInstance, proxies: TrustedProxies): void {
  let said = false;
  server.addHook('onRequest', async (request) => {
    if (said) return;
    const sign = signOfProxy(request);
    const { remoteAddress = '' } = request.raw.socket;
    if (sign === null || sign === 'HTTP/1.0' || proxies.trusts(remoteAddress)) return;
    said = true;
    request.log.warn(
      `Requests from ${remoteAddress} carry "${sign}": is it a proxy? Name it in TRUSTED_PROXIES, and set PUBLIC_URL; until then its ` +
        'clients count as one address, and nobody imports files or signs in as a post of the demo through it.',
    );
  });
}
