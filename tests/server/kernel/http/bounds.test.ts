import { connect, type AddressInfo, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { readEnv } from '../../../../server/env.ts';
import { callerOf } from '../../../../server/kernel/http/caller.ts';
import { Line } from '../../../../server/kernel/http/line.ts';
import { Pace } from '../../../../server/kernel/http/pace.ts';
import { Places } from '../../../../server/kernel/http/places.ts';
import { Unsent } from '../../../../server/kernel/http/unsent.ts';
import { whenDone } from '../../../../server/kernel/http/when-done.ts';
import { createWebServer, type WebBounds } from '../../../../server/kernel/http/web-server.ts';

const MB = 1024 * 1024;
const open: FastifyInstance[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of open.splice(0)) await server.close();
});

interface Served {
  server: FastifyInstance;
  /** Paths of requests that have come. */
  asked: string[];
  /** Paths of those whose answers have ended. */
  ended: string[];
  /** A connection that reads nothing of what it is sent, unless it is told to. */
  connection(): Socket;
}

/** `/large` answers 20 MB, which no system keeps for a reader; `/never` answers when it is told to; `/upload` reads on. */
async function serve(
  bounds: WebBounds,
  { never = new Promise<void>(() => undefined), timeout = 30 } = {},
): Promise<Served> {
  const env = readEnv({ LOG_LEVEL: 'silent', REQUEST_TIMEOUT_SECONDS: String(timeout) });
  const server = await createWebServer(env, undefined, bounds);
  open.push(server);
  server.get('/large', async () => 'x'.repeat(20 * MB));
  server.get('/small', async () => 'small');
  server.get('/never', async () => {
    await never;
    return 'at last';
  });
  const asked: string[] = [];
  const ended: string[] = [];
  server.addHook('onRequest', async (request, reply) => {
    whenDone(request, reply, () => ended.push(request.url));
  });
  server.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body));
  server.post('/upload', { config: { arrivesSlowly: true } }, async (request) => {
    await pipeline(request.body as NodeJS.ReadableStream, new Writable({ write: (_c, _e, done) => done() }));
    return 'read';
  });
  server.server.on('request', ({ url = '' }) => asked.push(url));
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const connection = (): Socket => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    return socket.pause();
  };
  return { server, asked, ended, connection };
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`;

async function waitFor(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The answer as it came, once it holds a text. */
async function heard(socket: Socket, text: string): Promise<string> {
  let all = '';
  socket.on('data', (chunk: Buffer) => (all += chunk.toString('latin1'))).resume();
  await waitFor(() => all.includes(text));
  return all;
}

const LARGE_ONCE = { total: 60 * MB, perCaller: 30 * MB, perConnection: 4 };

describe('answers that nobody reads', () => {
  test('are bounded in bytes: the next of the same caller is refused, until they are read or left', async () => {
    const { server, connection } = await serve({ answers: LARGE_ONCE });
    const idle = connection();
    idle.write(get('/large'));
    await waitFor(() => server.unsent.of('127.0.0.1') > 20 * MB);
    const asking = connection();
    asking.write(get('/large'));
    const second = await heard(asking, '}]}');
    expect(second).toContain('429 Too Many Requests');
    expect(second).toMatch(/retry-after: \d+/);
    expect(second).toContain('Answers of yours wait to be read');
    const small = connection();
    small.write(get('/small'));
    expect(await heard(small, 'small')).toContain('200 OK');
    idle.destroy();
    await waitFor(() => server.unsent.of('127.0.0.1') === 0);
    const third = connection();
    third.write(get('/large'));
    expect(await heard(third, 'xxxx')).toContain('200 OK');
  });

  test('are cut below the minimum pace, and not above it', async () => {
    const pace = { rule: { windowMs: 1000, bytes: 1024 }, lookEveryMs: 20 };
    const { server, connection } = await serve({ answers: LARGE_ONCE, pace });
    const idle = connection();
    idle.write(get('/large'));
    await waitFor(() => server.unsent.of('127.0.0.1') > 0);
    await waitFor(() => server.unsent.of('127.0.0.1') === 0);
    const steady = connection();
    steady.write(get('/large'));
    let bytes = 0;
    steady.on('data', (chunk: Buffer) => (bytes += chunk.length)).resume();
    await waitFor(() => bytes > 20 * MB);
  });

  test('do not pile up behind each other on one connection: requests under way have a number there', async () => {
    let answer = (): void => undefined;
    const { asked, connection } = await serve(
      { answers: LARGE_ONCE },
      { never: new Promise<void>((resolve) => (answer = resolve)) },
    );
    const greedy = connection();
    greedy.write(get('/never') + get('/small').repeat(5));
    await waitFor(() => asked.length === 6);
    answer();
    const all = await heard(greedy, '429');
    expect(all.match(/200 OK/g)).toHaveLength(4);
    expect(all).toContain('A connection has 4 requests under way at most');
  });
});

describe('what is done when an answer has ended', () => {
  test('is done for answers that wait behind another, too, when their connection is lost', async () => {
    const { asked, ended, connection } = await serve({});
    const lost = connection();
    lost.write(get('/never') + get('/small'));
    await waitFor(() => asked.length === 2);
    lost.destroy();
    await waitFor(() => ended.length === 2);
    expect(ended.sort()).toEqual(['/never', '/small']);
  });
});

describe('a request that does not arrive', () => {
  const head = (length: number, type: string, path: string) =>
    `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`;

  test('is refused after its time', async () => {
    const { connection } = await serve({ pace: { lookEveryMs: 20 } }, { timeout: 1 });
    const slow = connection();
    slow.write(`${head(100, 'application/json', '/small')}{`);
    const answer = await heard(slow, '}');
    expect(answer).toContain('408 Request Timeout');
    expect(answer).toContain('REQUEST_TIMEOUT_SECONDS');
    expect(Buffer.from(answer, 'latin1').toString()).toContain('"messageZh":"请求没有及时送达');
  });

  test('a file that comes too slowly is cut; one that keeps pace may take longer than a request', async () => {
    const pace = { rule: { windowMs: 1000, bytes: 500 }, lookEveryMs: 20 };
    const { connection } = await serve({ pace }, { timeout: 1 });
    const slow = connection();
    slow.write(`${head(10_000, 'application/octet-stream', '/upload')}x`);
    expect(await heard(slow, '}')).toContain('The file came too slowly');
    const steady = connection();
    const pieces = 30;
    steady.write(head(pieces * 1000, 'application/octet-stream', '/upload'));
    for (let i = 0; i < pieces; i += 1) {
      steady.write('x'.repeat(1000));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await heard(steady, 'read')).toContain('200 OK');
  }, 30_000);
});

describe('the pace', () => {
  test('is measured while the other side is waited for, window by window', () => {
    const pace = new Pace({ windowMs: 1000, bytes: 100 });
    expect(pace.isSlow(0, 0, true)).toBe(false);
    expect(pace.isSlow(900, 10, true)).toBe(false);
    expect(pace.isSlow(1000, 100, true)).toBe(false);
    expect(pace.isSlow(1900, 150, true)).toBe(false);
    expect(pace.isSlow(1950, 150, false), 'nothing waits').toBe(false);
    expect(pace.isSlow(5000, 150, true), 'a new window').toBe(false);
    expect(pace.isSlow(6000, 249, true)).toBe(true);
  });
});

describe('what waits', () => {
  test('is counted by caller and in all, and given back once', () => {
    const unsent = new Unsent({ total: 100_000, perCaller: 50_000 });
    const taken = unsent.hold('a', 40_000);
    expect(unsent.full('a', 20_000)).toBe('CALLER');
    expect(unsent.full('b', 20_000)).toBeNull();
    unsent.hold('b', 49_000);
    unsent.hold('c', 40_000);
    expect(unsent.full('d', 20_000)).toBe('ALL');
    expect(unsent.full('d', 100), 'small things are still told to who has nothing waiting').toBeNull();
    taken();
    taken();
    expect(unsent.of('a')).toBe(0);
    expect(unsent.full('d', 5_000)).toBeNull();
  });

  test('what is alone is let through, however large', () => {
    expect(new Unsent({ total: 100, perCaller: 50 }).full('a', 5_000)).toBeNull();
  });
});

describe('a caller', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
  ])('%s is %s', (ip, caller) => expect(callerOf({ ip })).toBe(caller));
});

describe('places', () => {
  test('are counted in all and by caller, and given back once', () => {
    const places = new Places({ total: 3, perCaller: 2 });
    const giveBack = places.take('a');
    places.take('a');
    expect(places.full('a')).toBe('CALLER');
    places.take('b');
    expect(places.full('b')).toBe('ALL');
    giveBack();
    giveBack();
    expect(places.full('a')).toBeNull();
    places.take('c');
    expect(places.full('b')).toBe('ALL');
  });
});

describe('a line', () => {
  test('is passed by those whose caller has no place yet, and left by those who leave', async () => {
    const line = new Line({ total: 2, perCaller: 1 });
    const began: string[] = [];
    const leaves = new Map<string, () => void>();
    const stand = (name: string, caller: string) => {
      const asked = line.take(caller, (leave) => leaves.set(name, leave));
      void asked.then((place) => place && began.push(name));
      return asked;
    };
    const first = await stand('a1', 'a');
    const second = stand('a2', 'a');
    const third = stand('a3', 'a');
    await stand('b1', 'b');
    void stand('c1', 'c');
    expect(began).toEqual(['a1', 'b1']);
    leaves.get('a2')?.();
    expect(await second).toBeNull();
    first?.();
    await third;
    expect(began).toEqual(['a1', 'b1', 'a3']);
    (await third)?.();
    await new Promise(setImmediate);
    expect(began).toEqual(['a1', 'b1', 'a3', 'c1']);
  });
});
