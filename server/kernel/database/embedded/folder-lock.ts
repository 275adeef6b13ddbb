/**
 * One process at a time may open a data folder: a second one would lose what it writes. The lock is a file that names its
 * owner, so that a lock left by a process that is no more, by kill -9 or otherwise, is seen as such and taken over.
 */
import { rmSync } from 'node:fs';
import { link, readFile, rename, rm, utimes, writeFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnusable, errorCode } from '../database-error.ts';
import { processBirth } from './process-birth.ts';

interface Owner {
  pid: number;
  /** When the process began, so that a later process with the same number is not taken for it; null where unknown. */
  birth: string | null;
  host: string;
}

const heartbeatMs = 5000;
/** Another machine's process cannot be looked up: it is alive while it keeps touching its lock. */
const silentMs = 6 * heartbeatMs;

export class FolderLock {
  private static readonly ours = new Set<string>();
  private readonly heartbeat: NodeJS.Timeout;
  private readonly atExit = (): void => rmSync(this.path, { force: true });

  private constructor(private readonly path: string) {
    FolderLock.ours.add(path);
    this.heartbeat = setInterval(() => void touch(path), heartbeatMs).unref();
    process.once('exit', this.atExit);
  }

  /** Rejects with a DatabaseUnusable when the folder is in use. */
  static async take(folder: string): Promise<FolderLock> {
    const path = join(folder, 'lock');
    const me: Owner = { pid: process.pid, birth: await processBirth(process.pid), host: hostname() };
    const card = `${path}.${process.pid}`;
    await writeFile(card, JSON.stringify(me));
    try {
      while (!(await created(card, path))) {
        const owner = await readOwner(path);
        if (owner && (await isAlive(owner, path))) throw inUse(folder, owner);
        if (await takenOver(card, path, owner)) break;
        await sleep(20);
      }
    } finally {
      await rm(card, { force: true });
    }
    return new FolderLock(path);
  }

  async release(): Promise<void> {
    clearInterval(this.heartbeat);
    process.off('exit', this.atExit);
    FolderLock.ours.delete(this.path);
    await rm(this.path, { force: true });
  }

  static isOurs(path: string): boolean {
    return FolderLock.ours.has(path);
  }
}

function inUse(folder: string, owner: Owner): DatabaseUnusable {
  const where = owner.host === hostname() ? '' : ` on ${owner.host}`;
  return new DatabaseUnusable(
    `The data folder ${folder} is in use by process ${owner.pid}${where}, and one process at a time can open it. ` +
      `Stop that process (kill ${owner.pid}), or choose another folder with DATA_DIR.`,
  );
}

/** Linking makes the lock appear with its content, or not at all; where there are no links, creating it must do. */
async function created(card: string, path: string): Promise<boolean> {
  try {
    await link(card, path).catch(async (error: unknown) => {
      if (errorCode(error) === 'EEXIST') throw error;
      await writeFile(path, await readFile(card), { flag: 'wx' });
    });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Exchanges a dead owner's lock for ours. Only one process at a time may do that, or one would take over the other's. */
async function takenOver(card: string, path: string, dead: Owner | null): Promise<boolean> {
  const guard = `${path}.takeover`;
  if (!(await created(card, guard))) {
    const made = await stat(guard).catch(() => null);
    if (made && Date.now() - made.ctimeMs > 2000) await rm(guard, { force: true });
    return false;
  }
  try {
    const owner = await readOwner(path);
    if (JSON.stringify(owner) !== JSON.stringify(dead)) return false;
    const copy = `${card}.new`;
    await writeFile(copy, await readFile(card));
    await rename(copy, path);
    return true;
  } finally {
    await rm(guard, { force: true });
  }
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    const { pid, birth, host } = JSON.parse(await readFile(path, 'utf8')) as Partial<Owner>;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, birth: birth ?? null, host } : null;
  } catch {
    return null;
  }
}

async function isAlive(owner: Owner, path: string): Promise<boolean> {
  if (owner.host !== hostname()) {
    const touched = await stat(path).catch(() => null);
    return touched !== null && Date.now() - touched.mtimeMs < silentMs;
  }
  if (owner.pid === process.pid && !FolderLock.isOurs(path)) return false; // ours by number only: an earlier container's
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false;
  }
  const birth = await processBirth(owner.pid);
  return owner.birth === null || birth === null || birth === owner.birth;
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}
