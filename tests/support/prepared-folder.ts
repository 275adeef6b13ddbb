/**
 * Data folders of the embedded database, made once and copied: making one takes seconds, copying it a moment. They stay in
 * .build/ under a name that says what they were made from, so that no test meets an old one.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { today } from '../../server/kernel/graph/as-of.ts';

/** 'bare': nothing but PostGIS. 'empty': the schema. 'demo': the demo district. */
export type Contents = 'bare' | 'empty' | 'demo';

/** Brings a data folder, which may not exist yet, to these contents. */
export type Fill = (folder: string, contents: Contents) => Promise<void>;

const home = resolve('.build', 'test-databases');
const hourMs = 3600 * 1000;

const base: Record<Contents, Contents | null> = { bare: null, empty: 'bare', demo: 'empty' };

const sources: Record<Contents, readonly string[]> = {
  bare: ['package-lock.json', 'server/kernel/database/embedded'],
  empty: ['package-lock.json', 'server/kernel/database', 'migrations'],
  demo: ['package-lock.json', 'server', 'migrations', 'geodata'],
};

/** Copies the prepared folder to `target`; makes it first if there is none of today's sources. */
export async function copyPreparedFolder(contents: Contents, target: string, fill: Fill): Promise<void> {
  // The demo has issues of the days before it is loaded.
  const day = contents === 'demo' ? `-${today()}` : '';
  const prepared = join(home, `${contents}-${await hashOf(sources[contents])}${day}`);
  await mkdir(home, { recursive: true });
  if (!existsSync(prepared)) {
    await alone(`${prepared}.lock`, async () => {
      if (existsSync(prepared)) return;
      const draft = `${prepared}.draft`;
      await rm(draft, { recursive: true, force: true });
      const from = base[contents];
      if (from) await copyPreparedFolder(from, draft, fill);
      await fill(draft, contents);
      await rename(draft, prepared);
      await removeOld();
    });
  }
  await cp(prepared, target, { recursive: true });
}

async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    const files = (await stat(path)).isFile() ? [path] : await filesBelow(path);
    for (const file of files)
      hash
        .update(file)
        .update('\0')
        .update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 12);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(ts|mjs|sql|csv|json)$/.test(entry.name));
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** Two processes that need the same folder make it once. A lock nobody has touched for minutes was left by the dead. */
async function alone(lock: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    const handle = await open(lock, 'wx').catch(() => null);
    if (handle) {
      await handle.close();
      break;
    }
    const made = await stat(lock).catch(() => null);
    if (made && Date.now() - made.mtimeMs > hourMs / 20) await rm(lock, { force: true });
    await sleep(100);
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(home)) {
    const path = join(home, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > 6 * hourMs) await rm(path, { recursive: true, force: true });
  }
}
