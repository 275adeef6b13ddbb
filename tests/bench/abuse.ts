/**
 * `npm run bench:abuse [-- --only validation,dear --seconds 6]`: what becomes of ordinary clients while others do what they can
 * to keep the server busy. On the database of DATABASE_URL (it gets the demo district if it is empty), or an embedded one in a
 * folder of its own. Everything is sent to this machine, for so many seconds and no longer.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { childEnvironment, readEnv } from '../../server/env.ts';
import { answers } from './abuse/answers.ts';
import type { CrowdAccount, CrowdOrder } from './abuse/crowd.ts';
import { dearest } from './abuse/dear.ts';
import type { Finding, Scenario, Stage } from './abuse/scenario.ts';
import { unread } from './abuse/unread.ts';
import { validation } from './abuse/validation.ts';
import { printCompared, summary } from './goals.ts';
import { startServer } from './start-server.ts';

const SCENARIOS: readonly Scenario[] = [validation, answers, dearest, unread];

const { values } = parseArgs({ options: { only: { type: 'string' }, seconds: { type: 'string', default: '6' } } });
const seconds = Number(values.seconds);
if (!(seconds > 0 && seconds <= 600)) throw new Error(`--seconds is "${values.seconds}": say a number up to 600.`);
const wanted = values.only?.split(',') ?? SCENARIOS.map(({ key }) => key);
for (const key of wanted) {
  if (SCENARIOS.some((known) => known.key === key)) continue;
  throw new Error(`--only knows nothing of "${key}": name some of ${SCENARIOS.map((one) => one.key).join(', ')}.`);
}

const kind = readEnv().databaseUrl === null ? 'embedded' : 'postgres';
const home = mkdtempSync(join(tmpdir(), 'atlas-abuse-'));
const checkout = fileURLToPath(new URL('../..', import.meta.url));
const server = await startServer({ folder: checkout, env: { DATA_DIR: home }, args: ['--without-client'] });
try {
  const stage: Stage = { server, kind, seconds, send: (order) => send({ ...order, address: server.address }) };
  const all: Finding[] = [];
  console.log(`On ${kind}, ${seconds} s for each load; load of the machine before ${server.loadBefore.toFixed(2)}`);
  for (const { title, run } of SCENARIOS.filter(({ key }) => wanted.includes(key))) {
    console.log(`\n${title}`);
    const found = await run(stage);
    for (const { name, figures, compared } of found) {
      console.log(`  ${name.padEnd(46)} ${(compared ? printCompared(compared) : '').padStart(14)}   ${figures}`);
    }
    all.push(...found);
  }
  const judged = all.flatMap(({ name, compared }) => (compared ? [{ name, compared }] : []));
  console.log(`\n${summary(judged)} Load of the machine at the end ${(loadavg()[0] ?? NaN).toFixed(2)}.`);
  if (judged.some(({ compared }) => compared.met === false)) process.exitCode = 1;
} finally {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}

async function send(order: Omit<CrowdOrder, 'ms'>): Promise<CrowdAccount> {
  const child = fork(join(import.meta.dirname, 'abuse/crowd.ts'), [], {
    execArgv: ['--import', 'tsx'],
    env: childEnvironment({}),
  });
  const answer = once(child, 'message') as Promise<[CrowdAccount]>;
  child.send({ ...order, ms: seconds * 1000 });
  const [account] = await answer;
  child.disconnect();
  return account;
}
