import type { FastifyReply, FastifyRequest } from 'fastify';

type Told = () => void;

const waiting = new WeakMap<object, Set<Told>>();

/**
 * Calls back once, when an answer has been sent or cannot be any more. An answer that waits behind another on the same
 * connection (pipelining) hears nothing itself when that connection ends, so the connection is listened to as well.
 */
export function whenDone({ raw: { socket } }: Pick<FastifyRequest, 'raw'>, { raw }: FastifyReply, tell: Told): void {
  const ofConnection = waiting.get(socket) ?? new Set();
  if (!waiting.has(socket)) {
    waiting.set(socket, ofConnection);
    socket.once('close', () => {
      waiting.delete(socket);
      for (const each of ofConnection) each();
    });
  }
  const once: Told = () => {
    if (ofConnection.delete(once)) tell();
  };
  ofConnection.add(once);
  raw.once('close', once);
}
