import type { FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { CloseCode, MessageType, parseMessage, type ConnectionInitMessage, type SubscribeMessage } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Viewer } from '../kernel/access/viewer.ts';
import { isAway } from '../kernel/database/database-error.ts';
import { callerOf } from '../kernel/http/caller.ts';
import { AWAY_MESSAGE } from '../kernel/http/database-away.ts';
import type { Unsent } from '../kernel/http/unsent.ts';
import type { LiveGraph, LiveStream } from './live-graph.ts';
import { whileSignedIn, type ViewerOf } from './who-follows.ts';

const INIT_WITHIN_MS = 5_000;
const PING_EVERY_MS = 15_000;
/** A socket that is told to close and does not is cut. */
const CLOSE_WITHIN_MS = 2_000;
const MAX_SUBSCRIPTIONS = 50;
/** What a ping may carry, which is given back with the pong. */
export const MAX_PING_BYTES = 1024;
/** While more than this waits for it, nothing is read from a socket: what it asks would be answered with more. */
export const PAUSE_AT_BYTES = 64 * 1024;
/** A socket for which more than this waits is cut. */
export const MAX_WAITING_BYTES = 1024 * 1024;

/** Close codes of our own making: clients take both for "come back". */
const TRY_LATER = 1013;
const GOING_AWAY = 1001;
export const TOO_SLOW = 'too slow; come back with your cursor';

export interface SocketOptions {
  graph: LiveGraph;
  viewerOf: ViewerOf;
  unsent: Unsent;
  checkEveryMs?: number | undefined;
}

/**
 * One WebSocket that speaks graphql-transport-ws. (By hand, because answers are texts already, the same for many, and because
 * a socket that takes nothing must be cut whatever it is in the middle of.)
 */
export class LiveSocket {
  private readonly streams = new Map<string, LiveStream | null>();
  /** Subscriptions that are at work, those that were ended before they had begun among them. */
  private atWork = 0;
  private initialised = false;
  private acknowledged = false;
  private viewer: Viewer | null = null;
  private alive = true;
  private readonly timers: NodeJS.Timeout[] = [];
  private stopChecking: () => void = () => undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly request: FastifyRequest,
    private readonly options: SocketOptions,
    private readonly onGone: () => void,
  ) {
    socket.on(
      'message',
      (data) => void this.receive(String(data)).catch(() => this.close(CloseCode.InternalServerError, '')),
    );
    socket.on('pong', () => (this.alive = true));
    socket.on('ping', (data: Buffer) => void this.write(data.length, (taken) => socket.pong(data, false, taken)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.gone());
    const late = () =>
      this.initialised || this.close(CloseCode.ConnectionInitialisationTimeout, 'Say connection_init first');
    this.timers.push(
      setTimeout(late, INIT_WITHIN_MS),
      setInterval(() => this.ping(), PING_EVERY_MS),
    );
    for (const timer of this.timers) timer.unref();
  }

  goAway(): void {
    this.close(GOING_AWAY, 'The server is stopping; come back with your cursor');
  }

  private async receive(text: string): Promise<void> {
    // Who has been told to leave is not listened to.
    if (this.socket.readyState !== this.socket.OPEN) return;
    let message: ReturnType<typeof parseMessage>;
    try {
      message = parseMessage(text);
    } catch {
      return this.close(CloseCode.BadRequest, 'This is no message of graphql-transport-ws');
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        return this.init(message);
      case MessageType.Subscribe:
        return this.subscribe(message);
      case MessageType.Complete: {
        const stream = this.streams.get(message.id);
        this.streams.delete(message.id);
        await stream?.return();
        return;
      }
      case MessageType.Ping:
        if (text.length > MAX_PING_BYTES)
          return this.close(CloseCode.BadRequest, `A ping has ${MAX_PING_BYTES} characters at most`);
        return this.send(
          JSON.stringify({ type: MessageType.Pong, ...(message.payload && { payload: message.payload }) }),
        );
      case MessageType.Pong:
        return;
      default:
        return this.close(CloseCode.BadRequest, "This message is the server's to send");
    }
  }

  private async init({ payload }: ConnectionInitMessage): Promise<void> {
    if (this.initialised)
      return this.close(CloseCode.TooManyInitialisationRequests, 'connection_init was said already');
    this.initialised = true;
    const request = showing(this.request, payload);
    const { viewerOf, checkEveryMs } = this.options;
    try {
      this.viewer = await viewerOf(request);
    } catch (error) {
      if (isAway(error)) return this.close(TRY_LATER, AWAY_MESSAGE);
      return this.close(CloseCode.Forbidden, error instanceof Error ? error.message : 'Sign in again');
    }
    const ended = () => this.close(CloseCode.Forbidden, 'You are signed out; sign in again');
    this.stopChecking = whileSignedIn(request, this.viewer, viewerOf, ended, checkEveryMs);
    this.acknowledged = true;
    return this.send(JSON.stringify({ type: MessageType.ConnectionAck }));
  }

  private async subscribe({ id, payload }: SubscribeMessage): Promise<void> {
    if (!this.acknowledged) return this.close(CloseCode.Unauthorized, 'Wait for connection_ack');
    if (this.streams.has(id))
      return this.close(CloseCode.SubscriberAlreadyExists, `"${id.slice(0, 40)}" is followed already`);
    if (this.atWork >= MAX_SUBSCRIPTIONS) {
      const message = `A connection follows ${MAX_SUBSCRIPTIONS} subscriptions at most: end some, or open another.`;
      return this.refuse(id, [{ message, extensions: { code: 'LIMIT_EXCEEDED' } }]);
    }
    this.streams.set(id, null);
    this.atWork += 1;
    try {
      await this.follow(id, payload);
    } finally {
      this.atWork -= 1;
    }
  }

  private async follow(id: string, payload: SubscribeMessage['payload']): Promise<void> {
    const stream = await this.options.graph.subscribe(payload, this.viewer);
    if (Array.isArray(stream)) {
      if (this.streams.delete(id)) await this.refuse(id, stream);
      return;
    }
    // It may have been ended while it began.
    if (!this.streams.has(id)) return void (await stream.return());
    this.streams.set(id, stream);
    stream.onTooSlow = () => this.close(TRY_LATER, TOO_SLOW);
    const before = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    try {
      for await (const text of stream) await this.send(`${before}${text}}`);
    } finally {
      if (this.streams.get(id) === stream) {
        this.streams.delete(id);
        await this.send(JSON.stringify({ id, type: MessageType.Complete }));
      }
    }
  }

  private refuse(id: string, payload: readonly GraphQLFormattedError[]): Promise<void> {
    return this.send(JSON.stringify({ id, type: MessageType.Error, payload }));
  }

  private send(text: string): Promise<void> {
    return this.write(Buffer.byteLength(text), (taken) => this.socket.send(text, taken));
  }

  /** Resolves when the system has taken it, so that who reads slowly is written to slowly, and read from slowly. */
  private write(bytes: number, write: (taken: () => void) => void): Promise<void> {
    const { socket } = this;
    const { unsent } = this.options;
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    const caller = callerOf(this.request);
    if (socket.bufferedAmount > MAX_WAITING_BYTES || unsent.full(caller, bytes) !== null) {
      this.close(TRY_LATER, TOO_SLOW);
      return Promise.resolve();
    }
    const release = unsent.hold(caller, bytes);
    const taken = new Promise<void>((resolve) => write(() => resolve())).then(() => {
      release();
      if (socket.isPaused && socket.bufferedAmount <= PAUSE_AT_BYTES) socket.resume();
    });
    if (socket.bufferedAmount > PAUSE_AT_BYTES) socket.pause();
    return taken;
  }

  private close(code: number, reason: string): void {
    // Its own closing has to be read.
    if (this.socket.isPaused) this.socket.resume();
    this.socket.close(code, reason.slice(0, 120));
    setTimeout(() => this.socket.terminate(), CLOSE_WITHIN_MS).unref();
  }

  private ping(): void {
    if (!this.alive) return this.socket.terminate();
    this.alive = false;
    this.socket.ping();
  }

  private gone(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.stopChecking();
    for (const stream of this.streams.values()) void stream?.return();
    this.streams.clear();
    this.onGone();
  }
}

/** Pages cannot give a socket headers: what would stand in "authorization" may come with connection_init. */
function showing(request: FastifyRequest, payload: ConnectionInitMessage['payload']): FastifyRequest {
  const given = payload?.['authorization'];
  if (typeof given !== 'string') return request;
  const headers = { ...request.headers, authorization: given };
  return Object.create(request, { headers: { value: headers } }) as FastifyRequest;
}
