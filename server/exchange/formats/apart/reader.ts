import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { megabytes, unreadable } from '../reasons.ts';
import { FileUnreadable } from '../source-file.ts';
import type { Answer, Command } from './answers.ts';
import { framesFrom } from './frames.ts';
import type { ReadingLimits } from './reading-limits.ts';

const PROCESS = fileURLToPath(new URL('./reader-process.ts', import.meta.url));
/** A loader is looked for from here. */
const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const MIB = 1024 * 1024;
/** What the process says when it breaks is kept as far as this. */
const MAX_COMPLAINT_CHARACTERS = 4_000;

/** Its watch and the system kill it; V8 aborts where its heap is full, and traps where one list grows beyond all bounds. */
const OUT_OF_MEMORY: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGABRT', 'SIGTRAP'];

/** Its watch ends it so when it has computed for too long. */
const OUT_OF_TIME: NodeJS.Signals = 'SIGXCPU';

/** One process that reads one file, as seen from the one that asks. Whatever passes a limit ends it. */
export class Reader {
  private readonly process: ChildProcess;
  private readonly answers: AsyncGenerator<Buffer>;
  private readonly ended: Promise<unknown>;
  private complaint = '';
  /** Why it was ended by us. */
  private reason: FileUnreadable | null = null;
  private waitedMs = 0;
  private bytes = 0;

  constructor(
    private readonly name: string,
    private readonly limits: ReadingLimits,
    private readonly signal: AbortSignal | null,
  ) {
    const heap = `--max-old-space-size=${Math.floor(limits.heapBytes / MIB)}`;
    this.process = spawn(process.execPath, [heap, '--import', 'tsx', PROCESS], {
      cwd: FOLDER,
      // Nothing of ours: a reader has no secret to lose.
      env: { TMPDIR: tmpdir() },
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.ended = once(this.process, 'close').catch(() => undefined);
    this.answers = framesFrom(this.process.stdio[3] as Readable);
    this.process.stderr?.on('data', (text: Buffer) => {
      this.complaint = (this.complaint + text.toString()).slice(-MAX_COMPLAINT_CHARACTERS);
    });
    // That it has ended is told by its exit.
    this.process.stdin?.on('error', () => undefined);
    signal?.addEventListener('abort', this.stop);
    if (signal?.aborted) this.stop();
  }

  /** The answer to a command; only the time that somebody waits for it counts. */
  async ask(command: Command): Promise<Exclude<Answer, { unreadable: unknown } | { failed: unknown }>> {
    const { secondsInAll } = this.limits;
    const timer = setTimeout(
      () => this.end(unreadable('READING_TOO_LONG', { name: this.name, limit: secondsInAll })),
      Math.max(0, secondsInAll * 1000 - this.waitedMs),
    );
    const started = performance.now();
    try {
      (this.process.stdin as Writable).write(`${JSON.stringify(command)}\n`);
      const { value, done } = await this.answers.next();
      if (done) throw await this.problem();
      this.count(value.length);
      const answer = JSON.parse(value.toString()) as Answer;
      if ('unreadable' in answer) {
        const { reason, message, messageZh } = answer.unreadable;
        throw new FileUnreadable(reason, message, messageZh);
      }
      if ('failed' in answer) throw new Error(answer.failed);
      return answer;
    } finally {
      clearTimeout(timer);
      this.waitedMs += performance.now() - started;
    }
  }

  /** Leaves nothing running. */
  async close(): Promise<void> {
    this.signal?.removeEventListener('abort', this.stop);
    this.process.kill('SIGKILL');
    await this.ended;
  }

  private count(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes <= this.limits.bytes) return;
    this.end(unreadable('READING_TOO_MUCH', { name: this.name, limit: megabytes(this.limits.bytes) }));
    throw this.reason;
  }

  private readonly stop = (): void => this.end(unreadable('READING_STOPPED', { name: this.name }));

  private end(reason: FileUnreadable): void {
    this.reason ??= reason;
    this.process.kill('SIGKILL');
  }

  /** Why there is no answer. */
  private async problem(): Promise<Error> {
    await this.ended;
    if (this.reason) return this.reason;
    const { exitCode, signalCode } = this.process;
    if (signalCode !== null && OUT_OF_MEMORY.includes(signalCode)) {
      return unreadable('READING_TOO_LARGE', { name: this.name, limit: megabytes(this.limits.memoryBytes) });
    }
    if (signalCode === OUT_OF_TIME) {
      return unreadable('READING_TOO_LONG', { name: this.name, limit: this.limits.secondsForAnswer });
    }
    if (signalCode !== null) return unreadable('FILE_DAMAGED', { name: this.name, problem: 'its reader broke' });
    return new Error(`The reader of files ended with ${exitCode}: ${this.complaint}`);
  }
}
