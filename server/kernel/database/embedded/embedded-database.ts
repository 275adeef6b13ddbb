/**
 * PostgreSQL with PostGIS inside our own process: PGlite in a worker thread, reached by the real `pg` through streams. Each
 * stream is a session, and an arbiter shares the one backend among them.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { DatabaseUnusable } from '../database-error.ts';
import { Arbiter } from './arbiter.ts';
import { dataFolder, refuseToMakeOver } from './data-folder.ts';
import { FolderLock } from './folder-lock.ts';
import { SessionStream } from './session-stream.ts';

export interface EmbeddedOptions extends BackendOptions {
  waitSeconds: number;
}

interface BackendOptions {
  onProgress?: (message: string) => void;
  /** Once it was ready, the database ended by itself. */
  onLost?: (error: Error) => void;
}

/** What a server tells its clients of itself. */
const parameters = {
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
};

const cache = fileURLToPath(new URL('../../../../.build/embedded', import.meta.url));

export class EmbeddedDatabase {
  /** Resolves when sessions can be answered; rejects with a DatabaseUnusable. */
  readonly ready: Promise<void>;

  private arbiter: Arbiter | null = null;

  private constructor(
    private readonly lock: FolderLock,
    private readonly backend: WorkerBackend,
    waitMs: number,
  ) {
    this.ready = backend.ready.then((version) => {
      this.arbiter = new Arbiter(backend, { waitMs, parameters: { ...parameters, server_version: version } });
    });
    this.ready.catch(() => undefined);
  }

  /** Locks the folder and starts the thread, which takes a while to be ready. */
  static async start(dataDir: string, options: EmbeddedOptions): Promise<EmbeddedDatabase> {
    await makeFolder(dataDir);
    refuseToMakeOver(dataDir);
    const lock = await FolderLock.take(dataDir);
    return new EmbeddedDatabase(lock, new WorkerBackend(dataDir, options), options.waitSeconds * 1000);
  }

  /** A new connection, as `pg` takes it for a socket. */
  connect(): SessionStream {
    if (!this.arbiter) throw new Error('The embedded database is not ready yet.');
    return new SessionStream(this.arbiter);
  }

  async close(): Promise<void> {
    await this.arbiter?.idle();
    await this.backend.close();
    await this.lock.release();
  }
}

async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
  } catch (error) {
    throw new DatabaseUnusable(
      `The data folder ${dataDir} cannot be made (${String(error)}). Choose another one with DATA_DIR.`,
    );
  }
}

type FromWorker = { ready?: string; progress?: string; reply?: Uint8Array; error?: string; closed?: true };

class WorkerBackend {
  /** The server's version, once the database is open. */
  readonly ready: Promise<string>;

  private readonly worker: Worker;
  private waiting: { resolve: (reply: Uint8Array) => void; reject: (error: Error) => void } | null = null;
  private failure: Error | null = null;
  private state: 'opening' | 'ready' | 'closing' | 'ended' = 'opening';
  private stop: (error: Error) => void = () => undefined;

  constructor(dataDir: string, { onProgress, onLost }: BackendOptions) {
    this.worker = new Worker(new URL('./worker.mjs', import.meta.url), {
      execArgv: [],
      // It makes little garbage, and what V8 sets aside for it stays resident.
      resourceLimits: { maxYoungGenerationSizeMb: 12 },
      workerData: { ...dataFolder(dataDir), cache },
    });
    this.ready = new Promise((resolve, reject) => {
      this.worker.on('message', ({ ready, progress, reply, error }: FromWorker) => {
        if (ready !== undefined) {
          this.state = 'ready';
          resolve(ready);
        }
        if (progress !== undefined) onProgress?.(progress);
        if (reply) this.settle()?.resolve(reply);
        if (error !== undefined) this.settle()?.reject(new Error(error));
      });
      this.stop = (error) => {
        this.failure ??= error;
        reject(new DatabaseUnusable(`The embedded database in ${dataDir} cannot be opened: ${error.message}`));
        this.settle()?.reject(error);
        if (this.state === 'ready') onLost?.(error);
        this.state = 'ended';
      };
      this.worker.on('error', this.stop);
      this.worker.on('exit', (code) => this.stop(new Error(`its thread has ended with code ${code}`)));
    });
    this.ready.catch(() => undefined);
  }

  execute(batch: Uint8Array): Promise<Uint8Array> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.worker.postMessage({ batch });
    });
  }

  abandon(reason: Error): void {
    this.stop(reason);
    void this.worker.terminate();
  }

  async close(): Promise<void> {
    if (this.failure) return;
    this.state = 'closing';
    const ended = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    this.worker.postMessage({});
    const timer = setTimeout(() => void this.worker.terminate(), 10_000);
    await ended;
    clearTimeout(timer);
  }

  private settle(): typeof this.waiting {
    const waiting = this.waiting;
    this.waiting = null;
    return waiting;
  }
}
