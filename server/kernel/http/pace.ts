import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { tell, type Told } from '../words/sentence.ts';

/** What the other side of a connection moves at least while it is waited for: so many bytes in each window. */
export interface PaceRule {
  readonly windowMs: number;
  readonly bytes: number;
}

/** A kilobyte a second, looked at over 20 seconds: a telephone in a cellar is faster. */
export const PACE: PaceRule = { windowMs: 20_000, bytes: 20 * 1024 };
const LOOK_EVERY_MS = 1_000;

/** Measures one direction of a connection. */
export class Pace {
  private since: number | null = null;
  private from = 0;

  constructor(private readonly rule: PaceRule) {}

  /** Whether it is too slow: `moved` counts bytes since ever, `waits` says whether the other side is waited for. */
  isSlow(now: number, moved: number, waits: boolean): boolean {
    if (!waits) this.since = null;
    else if (this.since === null) [this.since, this.from] = [now, moved];
    else if (now - this.since >= this.rule.windowMs) {
      if (moved - this.from < this.rule.bytes) return true;
      [this.since, this.from] = [now, moved];
    }
    return false;
  }
}

export interface PaceOptions {
  /** A request must have arrived within this time, unless its route says `config: { arrivesSlowly: true }`. */
  readonly requestTimeoutMs: number;
  readonly rule?: PaceRule;
  readonly lookEveryMs?: number;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Large files are sent to it: they may take as long as they need, at the minimum pace. */
    arrivesSlowly?: boolean;
  }
}

interface Watched {
  readonly taking: Pace;
  readonly sending: Pace;
  arriving: { readonly request: IncomingMessage; readonly since: number } | null;
}

/**
 * Cuts connections whose other side does not take what is sent to it, or does not send what it has begun to send, at a minimum
 * pace. Node's own timeouts begin anew with every byte, or end a large upload that comes as fast as its line allows.
 */
export function keepPace(server: FastifyInstance, options: PaceOptions): void {
  const { requestTimeoutMs, rule = PACE, lookEveryMs = LOOK_EVERY_MS } = options;
  const watched = new Map<Socket, Watched>();
  const unhurried = new WeakSet<IncomingMessage>();

  server.server.on('connection', (socket: Socket) => {
    watched.set(socket, { taking: new Pace(rule), sending: new Pace(rule), arriving: null });
    socket.once('close', () => watched.delete(socket));
  });
  server.server.on('request', (request: IncomingMessage) => {
    const state = watched.get(request.socket);
    if (state) state.arriving = { request, since: Date.now() };
  });
  server.addHook('onRequest', async ({ raw, routeOptions }) => {
    if (routeOptions.config.arrivesSlowly) unhurried.add(raw);
  });

  const look = (): void => {
    const now = Date.now();
    for (const [socket, { taking, sending, arriving }] of watched) {
      // What waits here is not taken; what the system holds for the other side costs us nothing.
      const untaken = socket.writableLength;
      if (taking.isSlow(now, socket.bytesWritten - untaken, untaken > 0)) {
        socket.destroy();
        continue;
      }
      if (arriving === null || arriving.request.complete) {
        sending.isSlow(now, socket.bytesRead, false);
      } else if (unhurried.has(arriving.request)) {
        // While we do not read, nothing can be sent.
        if (sending.isSlow(now, socket.bytesRead, !socket.isPaused())) refuseLate(socket, TOO_SLOW);
      } else if (now - arriving.since >= requestTimeoutMs) {
        refuseLate(socket, TOO_LATE);
      }
    }
  };
  const timer = setInterval(look, lookEveryMs).unref();
  server.addHook('onClose', async () => clearInterval(timer));
}

const TOO_SLOW = tell(
  [
    'The file came too slowly: {size} KB in {seconds} seconds are the least. Send it again over a better line.',
    '文件传得太慢：每 {seconds} 秒至少 {size} KB。请换较好的网络再传。',
  ],
  { size: PACE.bytes / 1024, seconds: PACE.windowMs / 1000 },
);
const TOO_LATE = tell([
  'The request did not arrive in time (REQUEST_TIMEOUT_SECONDS). Send it again.',
  '请求没有及时送达（REQUEST_TIMEOUT_SECONDS）：请再发一次。',
]);

/** By hand: the request has not been read to its end, and whoever answers it waits for the rest. */
function refuseLate(socket: Socket, told: Told): void {
  const body = JSON.stringify({ code: 'REQUEST_TIMEOUT', ...told });
  const head = [
    'HTTP/1.1 408 Request Timeout',
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  if (socket.writableLength === 0) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
