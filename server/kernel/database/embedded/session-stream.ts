import { Duplex } from 'node:stream';
import type { Arbiter } from './arbiter.ts';
import type { Session } from './session.ts';

/** What `pg` takes for its socket. */
export class SessionStream extends Duplex {
  private readonly session: Session;

  constructor(arbiter: Arbiter) {
    super({ allowHalfOpen: false });
    this.session = arbiter.open({ send: (bytes) => this.push(bytes), end: () => this.push(null) });
  }

  connect(): this {
    setImmediate(() => this.emit('connect'));
    return this;
  }

  override _read(): void {
    // Answers are pushed as they come: the backend has already made them.
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.session.receive(chunk);
    done();
  }

  override _writev(chunks: { chunk: Uint8Array }[], done: () => void): void {
    for (const { chunk } of chunks) this.session.receive(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.session.close();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.session.close();
    done(error);
  }

  // The parts of a socket that mean nothing here.
  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
