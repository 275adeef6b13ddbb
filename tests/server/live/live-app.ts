/** A running server whose changes are followed as its clients follow them. */
import { createClient as createEvents } from 'graphql-sse';
import { createClient as createSocket, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import { createApp, type App } from '../../../server/app.ts';
import { readEnv, type Env } from '../../../server/env.ts';
import type { Database } from '../../../server/kernel/database/database.ts';

export interface LiveApp {
  app: App;
  url: string;
  close(): Promise<void>;
}

export async function liveApp(database: Database, settings: Partial<Env> = {}): Promise<LiveApp> {
  const env = { ...readEnv(), logLevel: 'silent' as const, ...settings };
  const app = await createApp({ env, database, client: null });
  const url = await app.fastify.listen({ host: '127.0.0.1', port: 0 });
  return { app, url, close: () => app.close() };
}

export interface SocketWishes {
  headers?: Record<string, string>;
  params?: Record<string, unknown>;
}

export function socketClient(url: string, { headers = {}, params }: SocketWishes = {}): Client {
  class WithHeaders extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers });
    }
  }
  return createSocket({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WithHeaders,
    retryAttempts: 0,
    ...(params && { connectionParams: params }),
  });
}

export const ISSUES = `subscription Issues($within: String!, $after: String) {
  issueChanges(within: $within, after: $after) { cursor kind code areaCodes issue { code state } } }`;

export interface IssueTold {
  cursor: string;
  kind: string;
  code: string | null;
  issue: { code: string; state: string } | null;
}

interface Told {
  readonly data?: { readonly issueChanges?: IssueTold } | null;
  readonly errors?: readonly { readonly message: string }[];
}

export interface Following {
  /** Everything told so far. */
  readonly told: IssueTold[];
  until(count: number): Promise<IssueTold[]>;
  /** The error it ended with. */
  readonly ended: Promise<unknown>;
  stop(): void;
}

interface Source {
  subscribe(
    payload: { query: string; variables: Record<string, unknown> },
    sink: { next(value: Told): void; error(error: unknown): void; complete(): void },
  ): () => void;
}

export function follow(source: Source, variables: Record<string, unknown>, query = ISSUES): Following {
  const told: IssueTold[] = [];
  const waiting: (() => void)[] = [];
  let end: (error: unknown) => void = () => undefined;
  const ended = new Promise<unknown>((resolve) => (end = resolve));
  const stop = source.subscribe(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (errors) return end(errors);
        if (data?.issueChanges) told.push(data.issueChanges);
        for (const wake of waiting.splice(0)) wake();
      },
      error: (error) => end(error),
      complete: () => end(null),
    },
  );
  return {
    told,
    ended,
    stop,
    async until(count) {
      while (told.length < count) {
        const more = new Promise<void>((resolve) => waiting.push(resolve));
        const over = ended.then((error) => Promise.reject(new Error(`It has ended: ${JSON.stringify(error)}`)));
        await Promise.race([more, over]);
      }
      return told;
    },
  };
}

export const overSocket = (client: Client): Source => client as Source;

export const overEvents = (url: string, headers: Record<string, string> = {}): Source =>
  createEvents({
    url: `${url}/graphql/stream`,
    retryAttempts: 0,
    headers,
    singleConnection: false,
  }) as unknown as Source;
