import type { Arbiter } from './arbiter.ts';
import {
  errorResponse,
  firstMessage,
  FrontendReader,
  readyForQuery,
  welcome,
  withoutCopy,
  type Message,
  type TransactionState,
} from './protocol.ts';

/** The other end of a connection. */
export interface Client {
  send(bytes: Uint8Array): void;
  /** No more will be sent. */
  end(): void;
}

/** Messages that go to the backend together. */
export interface Batch {
  messages: Message[];
  /** Ends with a question or a Sync, so that the backend answers with ReadyForQuery; otherwise with a Flush. */
  complete: boolean;
}

/** One client's connection: takes its bytes apart, lets it in, and keeps its batches for the arbiter. */
export class Session {
  readonly batches: Batch[] = [];
  /** What the backend said last. */
  state: TransactionState = 'I';
  /** The backend has had messages without their Sync. */
  midway = false;
  /** After an error before a Sync: everything up to that Sync is void. */
  skipping = false;
  ended = false;

  private readonly reader = new FrontendReader();
  private messages: Message[] = [];
  private started = false;

  constructor(
    readonly id: number,
    private readonly client: Client,
    private readonly arbiter: Arbiter,
  ) {}

  receive(chunk: Uint8Array): void {
    if (this.ended) return;
    this.reader.push(chunk);
    for (let message = this.reader.next(); message && !this.ended; message = this.reader.next()) {
      if (this.started) this.take(message);
      else this.start(message.bytes);
    }
    if (this.batches.length > 0) this.arbiter.wake(this);
  }

  /** The client is gone, with or without saying so. */
  close(): void {
    if (this.ended) return;
    this.ended = true;
    this.batches.length = 0;
    this.client.end();
    this.arbiter.leave(this);
  }

  send(bytes: Uint8Array): void {
    if (!this.ended && bytes.length > 0) this.client.send(bytes);
  }

  /** Answers the next batch with an error, without the backend. */
  refuse(error: Buffer): void {
    const batch = this.batches.shift();
    if (batch?.complete) {
      this.send(Buffer.concat([error, readyForQuery(this.state)]));
    } else {
      this.skipping = true;
      this.send(error);
    }
  }

  /** The backend is lost, and the connection with it. */
  fail(error: Error): void {
    this.send(errorResponse('FATAL', '57P02', `The embedded database has stopped: ${error.message}`));
    this.ended = true;
    this.client.end();
  }

  private start(bytes: Buffer): void {
    const version = bytes.readInt32BE(4);
    if (version === firstMessage.ssl || version === firstMessage.gss) return this.send(Buffer.from('N'));
    if (version === firstMessage.cancel) return this.close();
    this.started = true;
    this.reader.startupDone();
    this.send(welcome(this.id, this.arbiter.parameters));
  }

  private take(message: Message): void {
    switch (message.type) {
      case 'X':
        return this.close();
      case 'p': // a password nobody asked for
      case 'd': // rows for a COPY that has been refused
      case 'c':
      case 'f':
        return;
    }
    this.messages.push(withoutCopy(message));
    const complete = message.type === 'Q' || message.type === 'S' || message.type === 'F';
    if (!complete && message.type !== 'H') return;
    this.batches.push({ messages: this.messages, complete });
    this.messages = [];
  }
}
