/**
 * `npm run bench:soak -- --minutes 20`: many kinds of questions and tiles for a long while, from several clients at once, and
 * what becomes of the server's memory. On the database of DATABASE_URL, or an embedded one in a folder of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { readEnv } from '../../server/env.ts';
import { growthPerHour, shareOf, type Sample } from './soak-figures.ts';
import { soakWork, type Piece } from './soak-work.ts';
import { memoryOf, processorSecondsOf, startServer } from './start-server.ts';

const SAMPLE_MS = 10_000;
/** The beginning fills caches and lets the compiler see what is called often; it says nothing of an hour. */
const WARM_UP_SHARE = 0.25;
const GOAL_MB = { postgres: 250, embedded: 700 } as const;
const TIMEOUT_MS = 60_000;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '20' }, clients: { type: 'string', default: '8' } },
});
const minutes = positive('minutes', values.minutes);
const clients = positive('clients', values.clients);

const { databaseUrl } = readEnv();
const kind = databaseUrl === null ? 'embedded' : 'postgres';
const home = mkdtempSync(join(tmpdir(), 'atlas-soak-'));
const checkout = fileURLToPath(new URL('../..', import.meta.url));
const server = await startServer({ folder: checkout, env: { DATA_DIR: home }, args: ['--without-client'] });
try {
  const nextPiece = await soakWork(server.address, 1418);
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const processorBefore = processorSecondsOf(server.pid);
  const begun = performance.now();
  const endAt = begun + minutes * 60_000;
  const samples: Sample[] = [];
  const times: number[] = [];
  const errors: string[] = [];
  let recent: number[] = [];

  const client = async (): Promise<void> => {
    while (performance.now() < endAt) {
      const piece = nextPiece();
      const started = performance.now();
      const problem = await send(agent, piece);
      if (problem !== null) errors.push(problem);
      recent.push(performance.now() - started);
    }
  };
  const report = (): void => {
    const { nowMb } = memoryOf(server.pid);
    const hours = (performance.now() - begun) / 3_600_000;
    samples.push({ hours, megabytes: nowMb });
    recent.sort((a, b) => a - b);
    const [p50, p99] = [shareOf(recent, 0.5), shareOf(recent, 0.99)].map((ms) => `${ms.toFixed(0)} ms`.padStart(8));
    const rate = `${((recent.length / SAMPLE_MS) * 1000).toFixed(0)}/s`.padStart(7);
    const at = `${(hours * 60).toFixed(1)} min`.padStart(9);
    console.log(`${at} ${nowMb.toFixed(0).padStart(6)} MB ${rate} ${p50} ${p99} ${errors.length} errors`);
    times.push(...recent);
    recent = [];
  };

  console.log(`On ${kind}, ${clients} clients, ${minutes} minutes; load before ${server.loadBefore.toFixed(2)}`);
  console.log('     time    memory    rate      p50      p99');
  const timer = setInterval(report, SAMPLE_MS);
  await Promise.all(Array.from({ length: clients }, client));
  clearInterval(timer);
  times.push(...recent);
  agent.destroy();

  times.sort((a, b) => a - b);
  const steady = samples.slice(Math.floor(samples.length * WARM_UP_SHARE));
  const { peakMb } = memoryOf(server.pid);
  const processor = processorSecondsOf(server.pid) - processorBefore;
  console.log(`requests   ${times.length}, errors ${errors.length} (goal 0)`);
  console.log(`time       p50 ${shareOf(times, 0.5).toFixed(1)} ms, p99 ${shareOf(times, 0.99).toFixed(1)} ms`);
  console.log(`processor  ${((processor * 1000) / times.length).toFixed(2)} ms of the server for each request`);
  console.log(`memory     at most ${peakMb.toFixed(0)} MB (goal ≤ ${GOAL_MB[kind]} MB)`);
  console.log(
    `growth     ${growthPerHour(steady).toFixed(1)} MB/h after the first ${WARM_UP_SHARE * 100} % (goal: flat)`,
  );
  console.log(`load       ${(loadavg()[0] ?? NaN).toFixed(2)} at the end`);
  for (const problem of new Set(errors.slice(0, 5))) console.log(`error      ${problem}`);
  if (errors.length > 0) process.exitCode = 1;
} finally {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}

/** Sends a piece and reads the whole answer; says what was wrong with it, or null. */
function send(agent: Agent, { path, body }: Piece): Promise<string | null> {
  return new Promise((resolve) => {
    const asked = request(
      `${server.address}${path}`,
      {
        agent,
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json', 'accept-encoding': 'gzip' },
        timeout: TIMEOUT_MS,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) => resolve(`${path}: ${error.message}`));
        response.on('end', () => {
          const { statusCode = 0, headers } = response;
          if (statusCode !== 200 && statusCode !== 204) return resolve(`${path}: ${statusCode}`);
          const sent = Buffer.concat(chunks);
          const answer = headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
          resolve(body !== undefined && answer.includes('"errors":[') ? `${body}: ${answer.toString()}` : null);
        });
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    asked.on('error', (error) => resolve(`${path}: ${error.message}`));
    asked.end(body);
  });
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`--${name} is "${text}": say a number above 0.`);
}
