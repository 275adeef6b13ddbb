/** The product as a user starts it, in a process of its own, seen from outside. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { childEnvironment } from '../../server/env.ts';

export interface ServerPlace {
  /** The checkout that is started. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string | null>>;
  readonly args?: readonly string[];
}

export interface RunningServer {
  readonly address: string;
  readonly pid: number;
  /** From the start of the process to the first answer of the graph. */
  readonly answeredAfterMs: number;
  /** How busy the machine was when it was started. */
  readonly loadBefore: number;
  /** Ends it as Ctrl-C does; rejects when it does not end well. */
  stop(): Promise<void>;
}

export async function startServer({ folder, env = {}, args = [] }: ServerPlace): Promise<RunningServer> {
  const loadBefore = loadavg()[0] ?? NaN;
  const begun = performance.now();
  const child = spawn(process.execPath, [...startArguments(folder), ...args], {
    cwd: folder,
    env: childEnvironment({
      HOST: '127.0.0.1',
      PORT: '0',
      REQUESTS_PER_MINUTE: '100000000',
      npm_lifecycle_event: null,
      ...env,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  const address = await addressOf(child);
  await ask(address, '{ area(code: "370202") { name } }');
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    const [code] = await ended;
    process.off('exit', kill);
    if (code !== 0) throw new Error(`The server ended with code ${String(code)}.`);
  };
  return { address, pid: child.pid ?? 0, answeredAfterMs: performance.now() - begun, loadBefore, stop };
}

/** What `npm start` starts, without npm between us and the process. */
function startArguments(folder: string): string[] {
  const { scripts } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { scripts: { start: string } };
  const [program, ...args] = scripts.start.split(' ');
  if (program !== 'node') throw new Error(`npm start is "${scripts.start}": teach start-server.ts to run that.`);
  return args;
}

function addressOf(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const found = /is at (http:\S+) /.exec(output);
        if (found?.[1]) resolve(found[1]);
      });
    child.once('exit', () => reject(new Error(`The server did not start:\n${output}`)));
  });
}

export async function ask<T>(address: string, query: string, variables: object = {}): Promise<T> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  if (errors) throw new Error(`The graph answered with errors: ${JSON.stringify(errors)}`);
  return data;
}

export interface Memory {
  readonly nowMb: number;
  /** The most there has ever been. */
  readonly peakMb: number;
}

/** Resident memory as Linux counts it. */
export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { nowMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') };
}

/** Seconds of processor used so far, by the process and by those of its children that have ended. */
export function processorSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A tick is 10 ms on every Linux that Node runs on.
  return [11, 12, 13, 14].reduce((ticks, field) => ticks + Number(fields[field]), 0) / 100;
}
