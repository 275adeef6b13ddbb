import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** A connection that is still being made when it is ended may never say that it has. */
const LONGEST_END_MS = 1_000;

export interface Listener {
  stop(): Promise<void>;
}

/**
 * Listens to NOTIFY on a connection of its own, for as long as it takes: one that breaks is made anew. `onNotice` is called at
 * every notice and whenever listening has begun (again), for what was said meanwhile.
 */
export function listen(dataSource: DataSource, channel: string, onNotice: () => void): Listener {
  const { master } = dataSource.driver as unknown as { master: pg.Pool };
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));

  const once = async (): Promise<void> => {
    const made = new pg.Client(master.options as pg.ClientConfig);
    const ended = new Promise<void>((resolve) => {
      made.on('error', () => resolve());
      made.on('end', () => resolve());
    });
    try {
      await Promise.race([made.connect(), stopped]);
      if (stopping.signal.aborted) return;
      made.on('notification', onNotice);
      await made.query(`listen ${channel}`);
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
