import { print, type DocumentNode } from 'graphql';
import { createClient as createEvents } from 'graphql-sse';
import { createClient as createSocket } from 'graphql-ws';

export interface Sink<Data> {
  next(data: Data): void;
  /** It has ended, whoever ended it. */
  over(): void;
}

/** One connection to the server's feed. */
export interface Source {
  subscribe<Data>(document: DocumentNode, variables: Record<string, unknown>, sink: Sink<Data>): void;
  close(): void;
}

export type SourceKind = 'socket' | 'events';

/** A socket that says nothing for so long is asked whether it is there… */
const PING_AFTER_MS = 10_000;
/** …and has so long to answer. */
const PONG_WITHIN_MS = 5_000;

const address = (path: string, protocol = window.location.protocol): string =>
  `${protocol}//${window.location.host}${path}`;

export function openSource(kind: SourceKind, onConnected: () => void): Source {
  return kind === 'socket' ? openSocket(onConnected) : openEvents(onConnected);
}

function openSocket(onConnected: () => void): Source {
  let socket: WebSocket | null = null;
  let patience: ReturnType<typeof setTimeout> | undefined;
  const client = createSocket({
    url: address('/graphql', window.location.protocol.replace('http', 'ws')),
    retryAttempts: 0,
    keepAlive: PING_AFTER_MS,
    on: {
      opened: (opened) => (socket = opened as WebSocket),
      connected: onConnected,
      // A machine that slept finds its sockets open, with nobody at the other end.
      ping: (received) => {
        if (!received) patience = setTimeout(() => socket?.close(4408, 'No answer'), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(patience);
      },
    },
  });
  return sourceOf(client as Following, () => {
    clearTimeout(patience);
    void client.dispose();
  });
}

function openEvents(onConnected: () => void): Source {
  const client = createEvents({ url: address('/graphql/stream'), retryAttempts: 0, on: { connected: onConnected } });
  return sourceOf(client as unknown as Following, () => client.dispose());
}

interface Following {
  subscribe(
    payload: { query: string; variables: Record<string, unknown> },
    sink: { next(result: { data?: unknown }): void; error(): void; complete(): void },
  ): () => void;
}

function sourceOf(client: Following, close: () => void): Source {
  return {
    close,
    subscribe<Data>(document: DocumentNode, variables: Record<string, unknown>, sink: Sink<Data>) {
      client.subscribe(
        { query: print(document), variables },
        {
          next: ({ data }) => (data ? sink.next(data as Data) : sink.over()),
          error: () => sink.over(),
          complete: () => sink.over(),
        },
      );
    },
  };
}
