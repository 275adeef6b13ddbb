import { EventEmitter } from 'node:events';
import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Viewer } from '../../../server/kernel/access/viewer.ts';
import { unauthenticated } from '../../../server/kernel/graph/errors.ts';
import { Connections } from '../../../server/live/connections.ts';
import type { LiveGraph, LiveStream } from '../../../server/live/live-graph.ts';
import { LiveSocket, TOO_SLOW } from '../../../server/live/sockets.ts';
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
  private readonly pending: (() => void)[] = [];

  send(text: string, taken: () => void): void {
    this.sent.push(text);
    if (this.takes) taken();
    else this.pending.push(taken);
  }

  close(code: number, reason: string): void {
    this.closed ??= [code, reason];
    this.readyState = 2;
    for (const taken of this.pending.splice(0)) taken();
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

function connect(stream: LiveStream, viewerOf: ViewerOf = async () => null): FakeSocket {
  const socket = new FakeSocket();
  const graph = { subscribe: async () => stream } as unknown as LiveGraph;
  const request = { headers: {} } as FastifyRequest;
  new LiveSocket(socket as unknown as WebSocket, request, { graph, viewerOf, checkEveryMs: 20 }, () => undefined);
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
    ({ headers: { host: 'atlas.example', ...headers } }) as FastifyRequest;
  it.each([
    ['our own, with a cookie', { origin: 'https://atlas.example', cookie: 'a=b' }, '*', false],
    ['no page at all', { cookie: 'a=b' }, [], false],
    ['another, with a cookie', { origin: 'https://other.example', cookie: 'a=b' }, '*', true],
    ['another, without one, where all may ask', { origin: 'https://other.example' }, '*', false],
    ['another, where it is not listed', { origin: 'https://other.example' }, ['https://third.example'], true],
    ['another that is listed', { origin: 'https://other.example' }, ['https://other.example'], false],
    ['one without a name', { origin: 'null', cookie: 'a=b' }, '*', true],
  ] as const)('%s', (_which, headers, origins, foreign) => {
    expect(isForeign(request(headers), origins)).toBe(foreign);
  });
});

describe('connections', () => {
  it('are counted in all and by address, and given back once', () => {
    const connections = new Connections({ total: 3, perAddress: 2 });
    const release = connections.add('a');
    connections.add('a');
    expect(connections.refusal('a')).toContain('your address');
    connections.add('b');
    expect(connections.refusal('b')).toContain('Too many maps');
    release();
    release();
    expect(connections.refusal('a')).toBeNull();
    connections.add('c');
    expect(connections.refusal('b')).not.toBeNull();
  });
});
