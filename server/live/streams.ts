import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Viewer } from '../kernel/access/viewer.ts';
import { callerOf } from '../kernel/http/caller.ts';
import { whenDone } from '../kernel/http/when-done.ts';
import type { LiveGraph, LiveStream } from './live-graph.ts';
import type { LiveRequest } from './subscription.ts';

/** A comment now and then, so that nobody on the way takes the silence for the end. */
const COMMENT_EVERY_MS = 12_000;

/**
 * One subscription as server-sent events (graphql-sse, distinct connections), for those behind proxies that let no WebSocket
 * through. `onGone` is called when it has ended, whoever ended it.
 */
export class LiveEvents {
  private stream: LiveStream | null = null;
  private ended = false;

  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
    private readonly onGone: () => void,
  ) {
    whenDone(request, reply, () => void this.gone());
  }

  async run(graph: LiveGraph, request: LiveRequest, viewer: Viewer | null): Promise<void> {
    const stream = await graph.subscribe(request, viewer);
    if (this.ended) return void (Array.isArray(stream) || (await stream.return()));
    const { raw } = this.reply;
    this.reply.hijack();
    for (const [name, value] of Object.entries(this.reply.getHeaders()))
      if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx would keep events back.
      'x-accel-buffering': 'no',
    });
    if (Array.isArray(stream)) {
      await this.send('next', JSON.stringify({ errors: stream }));
      return this.end();
    }
    this.stream = stream;
    stream.onTooSlow = () => raw.destroy();
    await this.write(':\n\n');
    const comments = setInterval(() => void this.write(':\n\n'), COMMENT_EVERY_MS).unref();
    try {
      for await (const text of stream) await this.send('next', text);
    } finally {
      clearInterval(comments);
      this.end();
    }
  }

  /** Tells the client that no more comes. */
  end(): void {
    if (this.ended) return;
    void this.send('complete', '');
    this.reply.raw.end();
  }

  private send(event: string, text: string): Promise<void> {
    return this.write(`event: ${event}\ndata: ${text}\n\n`);
  }

  /** Resolves when the system has taken it. Who takes nothing while too much waits is cut. */
  private write(text: string): Promise<void> {
    const { raw } = this.reply;
    if (this.ended || raw.writableEnded) return Promise.resolve();
    const { unsent } = this.request.server;
    const caller = callerOf(this.request);
    const bytes = Buffer.byteLength(text);
    if (unsent.full(caller, bytes) !== null) {
      raw.destroy();
      return Promise.resolve();
    }
    const taken = unsent.hold(caller, bytes);
    return new Promise((resolve) => {
      raw.write(text, () => {
        taken();
        resolve();
      });
    });
  }

  private async gone(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.onGone();
    await this.stream?.return();
  }
}

/** The request as graphql-sse or an EventSource sends it; null where it is something else. */
export function requestOf(request: FastifyRequest): LiveRequest | null {
  const body = request.method === 'GET' ? inAddress(request.query) : request.body;
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string') return null;
  const { operationName, variables } = body as { operationName?: unknown; variables?: unknown };
  if (operationName != null && typeof operationName !== 'string') return null;
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return null;
  return { query: body.query, operationName, variables: variables as Record<string, unknown> | null | undefined };
}

/** What an address says, in the words of GraphQL over HTTP: variables are JSON. */
function inAddress(query: unknown): unknown {
  const { variables, ...rest } = query as Readonly<Record<string, unknown>>;
  if (variables === undefined || variables === '') return rest;
  try {
    return { ...rest, variables: JSON.parse(String(variables)) as unknown };
  } catch {
    return null;
  }
}
