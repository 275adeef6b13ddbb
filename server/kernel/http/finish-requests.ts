import type { FastifyInstance } from 'fastify';
import { whenDone } from './when-done.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when the server is told to close: whoever works long for one answer gives up. */
    readonly stopping: AbortSignal;
  }
}

/**
 * On closing, requests that have begun are answered first; then connections on which nothing is going on are cut. Browsers
 * open some in advance and never use them: Node would wait for those. Who wants a socket while the server is closing is answered
 * that it is, and cut: nobody else would, for it is no request any more.
 */
export function finishRequests(fastify: FastifyInstance): void {
  let open = 0;
  let onIdle = (): void => undefined;
  const stopping = new AbortController();
  fastify.decorate('stopping', stopping.signal);
  fastify.addHook('onRequest', (request, reply, done) => {
    open += 1;
    whenDone(request, reply, () => {
      open -= 1;
      if (open === 0) onIdle();
    });
    done();
  });
  fastify.server.on('upgrade', (_request, socket) => {
    if (stopping.signal.aborted) setImmediate(() => socket.destroy());
  });
  fastify.addHook('preClose', async () => {
    stopping.abort();
    if (open > 0) await new Promise<void>((resolve) => (onIdle = resolve));
    const { server } = fastify;
    const timer = setInterval(() => server.closeAllConnections(), 20);
    server.once('close', () => clearInterval(timer));
  });
}
