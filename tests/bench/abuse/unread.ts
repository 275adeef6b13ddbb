/** Clients that ask and never read: what the server keeps for them. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DISTRICT } from '../cases.ts';
import { compare } from '../goals.ts';
import { memoryOf } from '../start-server.ts';
import { question } from './beside.ts';
import type { Finding, Scenario, Stage } from './scenario.ts';

/** Memory may grow by what one caller is allowed (48 MB) and what making it costs. */
const GROWTH = 1.5;
const LOOK_EVERY_MS = 100;
const READERS = 6;
const PIPELINED = 500;

/** Some megabytes, none of which are read. */
const outlines = question(
  `{ yards(within: "${DISTRICT}", first: 200) { edges { node { ${Array.from({ length: 10 }, (_, i) => `b${i}: boundary`).join(' ')} } } } }`,
);

export const unread: Scenario = {
  key: 'unread',
  title: 'Clients that ask and never read',
  run: async (stage) => [
    await grown(stage, 'one WebSocket, pings of 60 KB', (port) => [talker(port, jsonPing())]),
    await grown(stage, 'one WebSocket, pings of the protocol', (port) => [talker(port, frame(0x9, randomBytes(125)))]),
    await grown(stage, `${READERS} clients, a large answer each`, (port) =>
      Array.from({ length: READERS }, () => asking(deaf(port), 1)),
    ),
    await grown(stage, `one connection, ${PIPELINED} requests`, (port) => [asking(deaf(port), PIPELINED)]),
  ],
};

async function grown({ server, seconds }: Stage, name: string, begin: (port: number) => Socket[]): Promise<Finding> {
  const before = memoryOf(server.pid).nowMb;
  const sockets = begin(Number(new URL(server.address).port));
  let most = before;
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    most = Math.max(most, memoryOf(server.pid).nowMb);
    await sleep(LOOK_EVERY_MS);
  }
  for (const socket of sockets) socket.destroy();
  const figures = `${before.toFixed(0)} MB before, ${most.toFixed(0)} MB at most`;
  return { name, figures, compared: compare(most, before, { atMost: GROWTH }) };
}

/** A connection that never reads. */
function deaf(port: number): Socket {
  return connect(port, '127.0.0.1')
    .on('error', () => undefined)
    .pause();
}

function asking(socket: Socket, times: number): Socket {
  const { path, body = '' } = outlines;
  const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  socket.write(`${head}${body}`.repeat(times));
  return socket;
}

/** A WebSocket that sends the same frame as fast as it is taken. */
function talker(port: number, sent: Buffer): Socket {
  const socket = deaf(port);
  const key = randomBytes(16).toString('base64');
  const upgrade = [
    'connection: upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    `sec-websocket-key: ${key}`,
  ];
  const head = ['GET /graphql HTTP/1.1', 'host: localhost', ...upgrade, 'sec-websocket-protocol: graphql-transport-ws'];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(frame(0x1, Buffer.from(JSON.stringify({ type: 'connection_init' }))));
  const many = Buffer.concat(Array.from({ length: Math.ceil(200_000 / sent.length) }, () => sent));
  const talk = (): void => {
    if (!socket.destroyed) socket.write(many, () => setImmediate(talk));
  };
  talk();
  return socket;
}

const jsonPing = (): Buffer =>
  frame(0x1, Buffer.from(JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(60_000) } })));

/** A frame as clients send them (RFC 6455), masked with zeros. */
function frame(opcode: number, payload: Buffer): Buffer {
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...length, 0, 0, 0, 0]), payload]);
}
