import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createApp } from '../../../../server/app.ts';
import { readEnv } from '../../../../server/env.ts';
import { emptyDatabase } from '../../../support/test-database.ts';

const UPGRADE = [
  'GET /graphql HTTP/1.1',
  'host: localhost',
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-protocol: graphql-transport-ws',
];
const HALF_A_QUESTION = [
  'POST /graphql HTTP/1.1',
  'host: localhost',
  'content-type: application/json',
  'content-length: 90',
];

/** Sends the head of a request, and closes nothing by itself. */
async function send(port: number, head: readonly string[]): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  return socket;
}

test('who wants a socket while the server stops does not keep it from stopping', async () => {
  const app = await createApp({ env: readEnv({ LOG_LEVEL: 'silent' }), database: await emptyDatabase(), client: null });
  await app.fastify.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.fastify.server.address() as AddressInfo;
  // What has begun is waited for.
  const begun = new Promise((resolve) => app.fastify.server.once('request', resolve));
  const slow = await send(port, HALF_A_QUESTION);
  await begun;
  const closed = app.close();
  await expect.poll(() => app.fastify.stopping.aborted).toBe(true);
  const late = await send(port, UPGRADE);
  await new Promise((resolve) => late.once('end', resolve).once('error', resolve).resume());
  slow.destroy();
  await closed;
  expect(app.fastify.server.listening).toBe(false);
  late.destroy();
});
