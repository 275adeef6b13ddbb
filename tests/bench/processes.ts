/** The processes of the bench: servers that are measured, each with a clock of its processor time, and the one that sends. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { childEnvironment } from '../../server/env.ts';
import type { Account, Order } from './load.ts';

export interface Measured {
  /** Where it listens, by role. */
  readonly urls: Readonly<Record<string, string>>;
  readonly pid: number;
  /** Milliseconds of processor it has used. */
  cpuMs(): Promise<number>;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | null>>;
  /** Another Node than this one. */
  readonly node?: string;
}

/** Starts a script that calls `beMeasured`; resolves when it listens. */
export async function startMeasured(
  script: string,
  { args = [], env = {}, node }: StartOptions = {},
): Promise<Measured> {
  const child = forked(script, { args, env, ...(node !== undefined && { node }) });
  const urls = await answerOf<Record<string, string>>(child, script);
  return {
    urls,
    pid: child.pid ?? 0,
    async cpuMs() {
      const answer = answerOf<{ cpuMs: number }>(child, script);
      child.send('cpu');
      return (await answer).cpuMs;
    },
    close: () => end(child),
  };
}

export interface Sender {
  run(order: Order): Promise<Account>;
  close(): Promise<void>;
}

export function startSender(): Sender {
  const child = forked('load.ts', {});
  return {
    async run(order) {
      const answer = answerOf<Account>(child, 'load.ts');
      child.send(order);
      const account = await answer;
      if (account.error !== undefined) throw new Error(account.error);
      return account;
    },
    close: async () => {
      child.disconnect();
      await end(child);
    },
  };
}

/** What a measured process does: tells where it listens, answers the clock, and ends when it is told to or left alone. */
export function beMeasured(urls: Readonly<Record<string, string>>, close: () => Promise<void>): void {
  const leave = (): void => void close().finally(() => process.exit(0));
  process.on('disconnect', leave);
  process.on('message', (message) => {
    if (message === 'cpu') {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpuMs: (user + system) / 1000 });
    }
    if (message === 'close') leave();
  });
  process.send?.(urls);
}

function forked(script: string, { args = [], env = {}, node }: StartOptions): ChildProcess {
  return fork(join(import.meta.dirname, script), args, {
    execArgv: ['--import', 'tsx'],
    ...(node !== undefined && { execPath: node }),
    env: childEnvironment(env),
    // What a server says goes where our own messages go: the table alone is on standard output.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}

async function answerOf<T>(child: ChildProcess, script: string): Promise<T> {
  const left = new AbortController();
  try {
    const ended = once(child, 'exit', { signal: left.signal }).then(() =>
      Promise.reject(new Error(`${script} ended before it answered.`)),
    );
    const [message] = (await Promise.race([once(child, 'message', { signal: left.signal }), ended])) as [T];
    return message;
  } finally {
    left.abort();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.send('close');
  const killed = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(killed);
}
