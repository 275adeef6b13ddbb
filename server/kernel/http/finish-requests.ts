import type { FastifyInstance } from 'fastify';

/**
 * On closing, requests that have begun are answered; connections on which nothing is going on are cut. Browsers open some in
 * advance and never use them: Node would wait for those.
 */
export function finishRequests(fastify: FastifyInstance): void {
  const { server } = fastify;
  let open = 0;
  let closing = false;
  const cutIfIdle = (): void => {
    if (closing && open === 0) server.closeAllConnections();
  };
  server.on('request', (_request, response) => {
    open += 1;
    response.once('close', () => {
      open -= 1;
      setImmediate(cutIfIdle);
    });
  });
  fastify.addHook('preClose', async () => {
    closing = true;
    const timer = setInterval(cutIfIdle, 50);
    server.once('close', () => clearInterval(timer));
  });
}
