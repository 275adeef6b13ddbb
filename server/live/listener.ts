import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { connectionBeside } from '../kernel/database/pools.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** A connection that is still being made when it is ended may never say that it has. */
const LONGEST_END_MS = 1_000;

export interface Listener {
  stop(): Promise<void>;
}

/**
 * Listens to NOTIFY on a connection of its own, for as long as it takes: one that breaks is made anew. `onNotice` is called at
 * every notice and whenever listening has begun (again), for what was said meanwhile. Behind a pooler that lends servers out
 * by the transaction nobody can listen: there it is left to whoever looks without a notice.
 */
export function listen(dataSource: DataSource, channel: string, onNotice: () => void): Listener {
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));

  const once = async (): Promise<void> => {
    const made = connectionBeside(dataSource);
    const ended = new Promise<void>((resolve) => {
      made.on('error', () => resolve());
      made.on('end', () => resolve());
    });
    try {
      await Promise.race([made.connect(), stopped]);
      if (stopping.signal.aborted) return;
      made.on('notification', onNotice);
      if (!('ownsSession' in made) || made.ownsSession) await made.query(`listen ${channel}`);
      onNotice();
      await Promise.race([ended, stopped]);
    } finally {
      await Promise.race([made.end().catch(() => undefined), sleep(LONGEST_END_MS, undefined, { ref: false })]);
    }
  };

  const running = (async () => {
    for (let pause = FIRST_PAUSE_MS; !stopping.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const began = Date.now();
      await once().catch(() => undefined);
      if (Date.now() - began > LONGEST_PAUSE_MS) pause = FIRST_PAUSE_MS;
      await sleep(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
