/**
 * Lets many sessions share the one backend of the embedded database as if each had its own. A session that asks something
 * keeps the backend until the backend says it is idle, that is to the end of its transaction; the others wait in line, and
 * give up after a limit. Nothing here knows of threads, streams or PGlite.
 */
import {
  backendMessages,
  closeStatement,
  errorResponse,
  isListen,
  readyForQuery,
  simpleQuery,
  stateOf,
  sync,
  type TransactionState,
} from './protocol.ts';
import { Session, type Batch, type Client } from './session.ts';
import { StatementNames } from './statement-names.ts';

/** Answers one batch of messages at a time. */
export interface Backend {
  execute(batch: Uint8Array): Promise<Uint8Array>;
  /** It cannot be trusted any more: nothing further will be asked. */
  abandon(reason: Error): void;
}

export interface ArbiterOptions {
  /** How long a session waits for the backend. */
  waitMs: number;
  /** What to tell clients of the server (server_version and so on). */
  parameters?: Readonly<Record<string, string>>;
}

interface Reply {
  /** Without ReadyForQuery. */
  bytes: Buffer;
  state: TransactionState;
  failed: boolean;
  ready: boolean;
  /** What NOTIFY has said: not to whoever asked, but to whoever listens. */
  notices: Buffer[];
}

export class Arbiter {
  readonly parameters: Readonly<Record<string, string>>;

  private readonly names = new StatementNames();
  /** Who waits, in order, and until when. */
  private readonly line = new Map<Session, NodeJS.Timeout | null>();
  private holder: Session | null = null;
  /** Sessions that have said LISTEN. The backend knows of one listener only: itself. */
  private readonly listeners = new Set<Session>();
  private heldSince = 0;
  private running = false;
  private woken = false;
  private failure: Error | null = null;
  private readonly whenIdle: (() => void)[] = [];
  private sessionCount = 0;

  constructor(
    private readonly backend: Backend,
    private readonly options: ArbiterOptions,
  ) {
    this.parameters = options.parameters ?? {};
  }

  /** A new connection. */
  open(client: Client): Session {
    return new Session((this.sessionCount += 1), client, this);
  }

  /** Resolves when nobody has the backend and nobody waits for it. */
  async idle(): Promise<void> {
    while (this.holder || this.line.size > 0) await new Promise<void>((resolve) => this.whenIdle.push(resolve));
  }

  /** A session has something for the backend. */
  wake(session: Session): void {
    if (this.failure) return session.fail(this.failure);
    if (session !== this.holder) this.joinLine(session);
    void this.run();
  }

  /** A session has ended: what it left in the backend is taken away. */
  leave(session: Session): void {
    this.leaveLine(session);
    this.listeners.delete(session);
    if (this.failure) return;
    if (session !== this.holder && this.names.has(session.id)) this.joinLine(session);
    void this.run();
  }

  private async run(): Promise<void> {
    this.woken = true;
    if (this.running) return;
    this.running = true;
    try {
      // Who wakes us while a step ends must not be overheard.
      while (this.woken) {
        this.woken = false;
        while (await this.step());
      }
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
    this.running = false;
    if (!this.holder && this.line.size === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  /** One batch of whoever has the backend, or of the next in line; false when there is nothing to do. */
  private async step(): Promise<boolean> {
    const session = this.holder ?? this.nextInLine();
    if (!session) return false;
    if (session.ended) {
      await this.cleanUp(session);
      this.holder = null;
      return true;
    }
    const batch = session.batches.shift();
    if (!batch) return false; // it is in the middle of its transaction, and thinking
    await this.answer(session, batch);
    if (session.midway || session.state !== 'I' || session.ended) return true;
    this.holder = null;
    if (session.batches.length > 0) this.joinLine(session);
    return true;
  }

  private async answer(session: Session, batch: Batch): Promise<void> {
    const messages = session.skipping ? batch.messages.filter(({ type }) => type === 'S') : batch.messages;
    if (messages.some(isListen)) this.listeners.add(session);
    const reply = await this.execute(messages.map((message) => this.names.rewrite(session.id, message)));
    if (batch.complete) {
      // Where GEOS throws inside a statement the embedded backend falls silent, and what it says later answers other questions.
      if (!reply.ready) throw new Error('it gave no answer to a statement; an overlay of shapes may need a grid size');
      session.skipping = false;
      session.midway = false;
      session.state = reply.state;
      session.send(Buffer.concat([reply.bytes, readyForQuery(reply.state)]));
    } else {
      // A Flush: the client wants what there is, and will go on to its Sync.
      session.skipping ||= reply.failed;
      session.midway = true;
      session.send(reply.bytes);
    }
    for (const notice of reply.notices) for (const listener of this.listeners) listener.send(notice);
  }

  private async cleanUp(session: Session): Promise<void> {
    if (session.midway || session.state !== 'I') await this.execute([sync(), simpleQuery('rollback')]);
    const names = this.names.forget(session.id);
    if (names.length > 0) await this.execute([...names.map(closeStatement), sync()]);
  }

  /** However many ReadyForQuery the backend sends, and wherever: they are taken out, and the last one counts. */
  private async execute(messages: readonly Uint8Array[]): Promise<Reply> {
    if (messages.length === 0) return { bytes: Buffer.alloc(0), state: 'I', failed: false, ready: true, notices: [] };
    const answer = await this.backend.execute(Buffer.concat(messages));
    const kept: Buffer[] = [];
    const notices: Buffer[] = [];
    let state: TransactionState = 'I';
    let failed = false;
    let ready = false;
    for (const { type, bytes } of backendMessages(answer)) {
      if (type === 'Z') state = stateOf(bytes);
      else if (type === 'A') notices.push(bytes);
      else kept.push(bytes);
      failed ||= type === 'E';
      ready ||= type === 'Z';
    }
    return { bytes: Buffer.concat(kept), state, failed, ready, notices };
  }

  private nextInLine(): Session | null {
    const [session] = this.line.keys();
    if (!session) return null;
    this.leaveLine(session);
    this.holder = session;
    this.heldSince = Date.now();
    return session;
  }

  private joinLine(session: Session): void {
    if (this.line.has(session)) return;
    // Cleaning up after a session that has ended waits as long as it must.
    this.line.set(session, session.ended ? null : setTimeout(() => this.giveUp(session), this.options.waitMs));
  }

  private leaveLine(session: Session): void {
    clearTimeout(this.line.get(session) ?? undefined);
    this.line.delete(session);
  }

  private giveUp(session: Session): void {
    this.leaveLine(session);
    const seconds = Math.round((Date.now() - this.heldSince) / 1000);
    session.refuse(
      errorResponse(
        'ERROR',
        '55P03',
        `The embedded database answers one transaction at a time, and another one has kept it for ${seconds} s. ` +
          "Inside a transaction ask the transaction's own manager: a query on the pool waits for itself.",
      ),
    );
    if (session.batches.length > 0) this.wake(session);
  }

  private fail(error: Error): void {
    this.failure = error;
    this.backend.abandon(error);
    const sessions = [...this.line.keys(), ...(this.holder ? [this.holder] : [])];
    this.holder = null;
    for (const session of sessions) {
      this.leaveLine(session);
      session.fail(error);
    }
  }
}
