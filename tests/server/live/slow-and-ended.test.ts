import { EventEmitter } from 'node:events';
import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Viewer } from '../../../server/kernel/access/viewer.ts';
import { unauthenticated } from '../../../server/kernel/graph/errors.ts';
import { OwnNames } from '../../../server/kernel/http/reach.ts';
import { Unsent } from '../../../server/kernel/http/unsent.ts';
import type { LiveGraph, LiveStream } from '../../../server/live/live-graph.ts';
import {
  LiveSocket,
  MAX_PING_BYTES,
  MAX_WAITING_BYTES,
  PAUSE_AT_BYTES,
  TOO_SLOW,
} from '../../../server/live/sockets.ts';
import { isForeign, type ViewerOf } from '../../../server/live/who-follows.ts';

const planner: Viewer = {
  postId: 7,
  postCode: 'P',
  kind: 'DISTRICT_PLANNER',
  districtCode: '900001',
  path: '900001',
  via: 'SESSION',
  scopes: null,
  apiKeyId: null,
};

/** A socket whose other end takes nothing unless it is told to. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  readonly sent: string[] = [];
  closed: [code: number, reason: string] | null = null;
  takes = true;
  bufferedAmount = 0;
  isPaused = false;
  private readonly pending: (() => void)[] = [];

  send(text: string, taken: () => void): void {
    this.sent.push(text);
    if (this.takes) return taken();
    this.bufferedAmount += text.length;
    this.pending.push(() => {
      this.bufferedAmount -= text.length;
      taken();
    });
  }

  pong(data: Buffer, _masked: boolean, taken: () => void): void {
    this.send(`pong ${'x'.repeat(data.length)}`, taken);
  }

  takeAll(): void {
    for (const taken of this.pending.splice(0)) taken();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  close(code: number, reason: string): void {
    this.closed ??= [code, reason];
    this.readyState = 2;
    this.takeAll();
    this.emit('close');
  }

  terminate(): void {
    this.close(1006, '');
  }

  ping(): void {
    // Nobody is there.
  }
}

/** Tells numbers for ever. */
function endless(): LiveStream {
  let number = 0;
  let ended = false;
  const stream: LiveStream = {
    onTooSlow: () => undefined,
    next: async () => (ended ? { value: undefined, done: true } : { value: `{"data":${(number += 1)}}`, done: false }),
    return: async () => {
      ended = true;
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}

function connect(
  stream: LiveStream | Promise<LiveStream>,
  viewerOf: ViewerOf = async () => null,
  unsent = new Unsent(),
): FakeSocket {
  const socket = new FakeSocket();
  const graph = { subscribe: () => Promise.resolve(stream) } as unknown as LiveGraph;
  const request = { headers: {}, ip: '192.0.2.1' } as FastifyRequest;
  const options = { graph, viewerOf, unsent, checkEveryMs: 20 };
  new LiveSocket(socket as unknown as WebSocket, request, options, () => undefined);
  return socket;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const say = (socket: FakeSocket, message: object) => socket.emit('message', JSON.stringify(message));

describe('who reads slowly', () => {
  it('is written to slowly: one message waits for the one before', async () => {
    const stream = endless();
    const socket = connect(stream);
    say(socket, { type: 'connection_init' });
    await vi.advanceTimersByTimeAsync(5);
    socket.takes = false;
    say(socket, { id: '1', type: 'subscribe', payload: { query: 'subscription { a }' } });
    await vi.advanceTimersByTimeAsync(20);
    expect(socket.sent.slice(1)).toEqual(['{"id":"1","type":"next","payload":{"data":1}}']);
    await stream.return();
    socket.terminate();
  });

  it('is cut, with a word what to do, when too much waits', async () => {
    const stream = endless();
    const socket = connect(stream);
    say(socket, { type: 'connection_init' });
    await vi.advanceTimersByTimeAsync(5);
    socket.takes = false;
    say(socket, { id: '1', type: 'subscribe', payload: { query: 'subscription { a }' } });
    await vi.advanceTimersByTimeAsync(5);
    stream.onTooSlow();
    expect(socket.closed).toEqual([1013, TOO_SLOW]);
  });
});

describe('who reads nothing and asks on', () => {
  const ping = { type: 'ping', payload: { of: 'x'.repeat(900) } };

  it('is not read from while what it was answered waits, and again when it has taken it', () => {
    const socket = connect(endless());
    socket.takes = false;
    for (let i = 0; i < 1000 && !socket.isPaused; i += 1) say(socket, ping);
    expect(socket.isPaused).toBe(true);
    expect(socket.bufferedAmount).toBeGreaterThan(PAUSE_AT_BYTES);
    expect(socket.bufferedAmount).toBeLessThan(PAUSE_AT_BYTES + 2 * MAX_PING_BYTES);
    socket.takeAll();
    return vi.waitFor(() => expect(socket.isPaused).toBe(false));
  });

  it('is cut when too much waits all the same: what had been read already goes on', () => {
    for (const one of ['message', 'ping'] as const) {
      const socket = connect(endless());
      socket.takes = false;
      let most = 0;
      for (let i = 0; i < 20_000 && !socket.closed; i += 1) {
        if (one === 'message') say(socket, ping);
        else socket.emit('ping', Buffer.alloc(125));
        most = Math.max(most, socket.bufferedAmount);
      }
      expect(socket.closed).toEqual([1013, TOO_SLOW]);
      expect(most).toBeLessThan(MAX_WAITING_BYTES + 2 * MAX_PING_BYTES);
    }
  });

  it('is cut sooner where its caller has more sockets like it', () => {
    const unsent = new Unsent({ total: 1_000_000, perCaller: 100_000 });
    const sockets = [0, 1, 2].map(() => connect(endless(), async () => null, unsent));
    for (const socket of sockets) socket.takes = false;
    for (let i = 0; i < 60; i += 1) for (const socket of sockets) say(socket, ping);
    expect(sockets.some(({ closed }) => closed?.[0] === 1013)).toBe(true);
    for (const socket of sockets) socket.terminate();
    return vi.waitFor(() => expect(unsent.of('192.0.2.1')).toBe(0));
  });

  it('is not listened to any more once it is told to leave', async () => {
    const socket = connect(endless());
    say(socket, { type: 'ping', payload: { of: 'x'.repeat(MAX_PING_BYTES) } });
    await vi.waitFor(() => expect(socket.closed?.[0]).toBe(4400));
    const { length } = socket.sent;
    say(socket, { type: 'ping' });
    await vi.advanceTimersByTimeAsync(5);
    expect(socket.sent).toHaveLength(length);
  });

  it('has so many subscriptions at work, however soon it ends them', async () => {
    let begun = 0;
    const never = new Promise<LiveStream>(() => undefined);
    const socket = connect(never);
    say(socket, { type: 'connection_init' });
    await vi.advanceTimersByTimeAsync(5);
    for (let i = 0; i < 60; i += 1) {
      say(socket, { id: `${i}`, type: 'subscribe', payload: { query: 'subscription { a }' } });
      say(socket, { id: `${i}`, type: 'complete' });
      begun += 1;
    }
    await vi.advanceTimersByTimeAsync(5);
    expect(begun - socket.sent.filter((text) => text.includes('"error"')).length).toBe(50);
    socket.terminate();
  });
});

describe('a subscription of a post', () => {
  it('ends when its session does', async () => {
    let signedIn = true;
    const socket = connect(endless(), async () => (signedIn ? planner : null));
    say(socket, { type: 'connection_init' });
    await vi.advanceTimersByTimeAsync(60);
    expect(socket.closed).toBeNull();
    signedIn = false;
    await vi.advanceTimersByTimeAsync(60);
    expect(socket.closed?.[0]).toBe(4403);
  });

  it('ends when its key is revoked, and when its post is for another place', async () => {
    let answer: () => Promise<Viewer | null> = async () => planner;
    const [revoked, moved] = [connect(endless(), () => answer()), connect(endless(), () => answer())];
    say(revoked, { type: 'connection_init' });
    await vi.advanceTimersByTimeAsync(5);
    answer = () => Promise.reject(unauthenticated());
    await vi.advanceTimersByTimeAsync(40);
    expect(revoked.closed?.[0]).toBe(4403);
    answer = async () => planner;
    say(moved, { type: 'connection_init' });
    await vi.advanceTimersByTimeAsync(5);
    answer = async () => ({ ...planner, path: '900002' });
    await vi.advanceTimersByTimeAsync(40);
    expect(moved.closed?.[0]).toBe(4403);
  });

  it('goes on while it cannot be asked, as when the database is away', async () => {
    let asked = 0;
    const socket = connect(endless(), async () => {
      asked += 1;
      if (asked > 1) throw new Error('no connection');
      return planner;
    });
    say(socket, { type: 'connection_init' });
    await vi.advanceTimersByTimeAsync(80);
    expect(asked).toBeGreaterThan(2);
    expect(socket.closed).toBeNull();
    socket.terminate();
  });
});

describe('a page of another origin', () => {
  const request = (headers: Record<string, string>) =>
    ({ host: 'atlas.example', headers }) as unknown as FastifyRequest;
  const names = new OwnNames({ host: 'localhost', publicUrl: null, allowedHosts: [] });
  it.each([
    ['our own, with a cookie', { origin: 'https://atlas.example', cookie: 'a=b' }, '*', false],
    ['no page at all', { cookie: 'a=b' }, [], false],
    ['another, with a cookie', { origin: 'https://other.example', cookie: 'a=b' }, '*', true],
    ['another, without one, where all may ask', { origin: 'https://other.example' }, '*', false],
    ['another, where it is not listed', { origin: 'https://other.example' }, ['https://third.example'], true],
    ['another that is listed', { origin: 'https://other.example' }, ['https://other.example'], false],
    ['one without a name', { origin: 'null', cookie: 'a=b' }, '*', true],
  ] as const)('%s', (_which, headers, origins, foreign) => {
    expect(isForeign(request(headers), origins, names)).toBe(foreign);
  });
});
