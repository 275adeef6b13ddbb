/**
 * `npm run bench:start`: how long the embedded database's first start and later starts take, and how much memory. In a copy
 * of the checkout that has nothing but what an install leaves: no data, nothing built, no cache.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memoryOf, processorSecondsOf, startServer } from './start-server.ts';

const LATER_STARTS = 3;
const FIRST_GOAL_SECONDS = 15;
const LATER_GOAL_SECONDS = 3;
const MEMORY_GOAL_MB = 700;

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const left = new Set(['node_modules', '.data', '.build', '.git', '.env']);
const home = mkdtempSync(join(tmpdir(), 'atlas-start-'));

try {
  const folder = join(home, 'checkout');
  const caches = join(home, 'caches');
  cpSync(checkout, folder, { recursive: true, filter: (path) => path === checkout || !left.has(basename(path)) });
  symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(caches);
  const env = { DATABASE_URL: null, DATA_DIR: null, XDG_CACHE_HOME: caches, TMPDIR: caches };
  console.log('start     answered after   goal     processor   peak memory   goal     load before');
  for (let turn = 0; turn <= LATER_STARTS; turn += 1) {
    const server = await startServer({ folder, env });
    const { peakMb } = memoryOf(server.pid);
    const goal = turn === 0 ? FIRST_GOAL_SECONDS : LATER_GOAL_SECONDS;
    const cells = [
      turn === 0 ? 'first' : `later ${turn}`,
      `${(server.answeredAfterMs / 1000).toFixed(2)} s`.padStart(14),
      `≤ ${goal} s`.padEnd(6),
      `${processorSecondsOf(server.pid).toFixed(1)} s`.padStart(9),
      `${peakMb.toFixed(0)} MB`.padStart(11),
      `≤ ${MEMORY_GOAL_MB} MB`,
      server.loadBefore.toFixed(2).padStart(6),
    ];
    console.log(cells.join('   '));
    await server.stop();
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
