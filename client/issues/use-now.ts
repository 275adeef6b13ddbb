import { useSyncExternalStore } from 'react';
import { serverNow } from '../api/server-clock.ts';
import { onReturn } from '../state/on-return.ts';

const STEP = 30_000;
let now = serverNow();
let stop: (() => void) | undefined;
const listeners = new Set<() => void>();

function listen(listener: () => void): () => void {
  listeners.add(listener);
  stop ??= run();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = undefined;
  };
}

function run(): () => void {
  const timer = setInterval(tick, STEP);
  // A page that was asleep shows the time at once, not when its timer comes round again.
  const leave = onReturn(tick);
  return () => {
    clearInterval(timer);
    leave();
  };
}

function tick(): void {
  now = serverNow();
  for (const listener of listeners) listener();
}

/** The time that is shown; never more than a step behind, nor ahead, however long nobody looked. */
function read(): number {
  const real = serverNow();
  if (Math.abs(real - now) >= STEP) now = real;
  return now;
}

/** What the hook below is made of. */
export const nowStore = { listen, read };

/** The time by the server's clock, to half a minute: what is left of a deadline runs down on the page. */
export function useNow(): number {
  return useSyncExternalStore(listen, read);
}
