/** Measuring: how many milliseconds of processor a request costs, and how long it takes. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

export interface Target {
  /** Sends one unit of work and reads the whole answer. */
  readonly send: () => Promise<number>;
}

/** Milliseconds of processor used so far by all that serves: the server's process and, when local, the database's. */
export type CpuClock = () => Promise<number>;

export interface Figures {
  readonly requests: number;
  readonly cpuMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytes: number;
}

export interface Plan {
  readonly warmUpMs: number;
  readonly roundMs: number;
  readonly rounds: number;
}

/**
 * Measures targets in turns, round by round, so that what disturbs the machine disturbs all of them. The processor time is
 * that of the best round: disturbances only ever add.
 */
export async function measure(targets: readonly Target[], clock: CpuClock, plan: Plan): Promise<Figures[]> {
  const runs = targets.map(() => ({ cpu: [] as number[], times: [] as number[], bytes: 0 }));
  for (const target of targets) await round(target, clock, plan.warmUpMs);
  for (let turn = 0; turn < plan.rounds; turn++)
    for (const [index, target] of targets.entries()) {
      const run = runs[index];
      const done = await round(target, clock, plan.roundMs);
      run?.cpu.push(done.cpuMs / done.times.length);
      run?.times.push(...done.times);
      if (run) run.bytes = done.bytes;
    }
  return runs.map(({ cpu, times, bytes }) => {
    times.sort((a, b) => a - b);
    const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
    return { requests: times.length, cpuMs: Math.min(...cpu), p50Ms: at(0.5), p99Ms: at(0.99), bytes };
  });
}

async function round(
  target: Target,
  clock: CpuClock,
  ms: number,
): Promise<{ times: number[]; cpuMs: number; bytes: number }> {
  const times: number[] = [];
  let bytes: number;
  const before = await clock();
  const end = performance.now() + ms;
  do {
    const started = performance.now();
    bytes = await target.send();
    times.push(performance.now() - started);
  } while (performance.now() < end);
  return { times, cpuMs: (await clock()) - before, bytes };
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** One request over a connection that stays open; the body as it came. */
export function fetchBytes(url: string, body?: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: body === undefined ? 'GET' : 'POST', agent, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const bytes = Buffer.concat(chunks);
        if (answer.statusCode && answer.statusCode < 300) resolve(bytes);
        else reject(new Error(`${url} answered ${answer.statusCode}: ${bytes.toString().slice(0, 500)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Processor time of local processes by their numbers, in ms; null when this machine cannot say (not Linux, or not here). */
export function processCpuMs(pids: readonly number[]): number | null {
  try {
    const ticks = pids.map((pid) => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      if (!stat.includes('(postgres')) throw new Error('another process');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11]) + Number(fields[12]);
    });
    // A tick is 10 ms on every Linux that Node runs on.
    return ticks.reduce((sum, tick) => sum + tick, 0) * 10;
  } catch {
    return null;
  }
}
