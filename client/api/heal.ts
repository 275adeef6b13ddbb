import { useEffect, useRef } from 'react';

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;
const waiting = new Set<() => void>();

/**
 * Calls back once, when it is worth trying again what failed for want of a server: at once when the line may be back, or after a
 * pause that grows with the tries there have been. Gives what ends the waiting.
 */
export function whenBack(again: () => void, tries: number): () => void {
  const stop = () => {
    clearTimeout(timer);
    waiting.delete(run);
  };
  const run = () => {
    stop();
    again();
  };
  // Not every page at once, when a server comes back.
  const timer = setTimeout(run, Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE) * (0.75 + Math.random() / 2));
  waiting.add(run);
  return stop;
}

/** The line is there again, or may be. */
export function tellBack(): void {
  for (const run of [...waiting]) run();
}

if (typeof window !== 'undefined') {
  window.addEventListener('online', tellBack);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && tellBack());
}

/** Tries again by itself while something fails; from the beginning when it went well in between. */
export function useHealing(state: { readonly failing: boolean; readonly well: boolean }, again: () => void): void {
  const { failing, well } = state;
  const tries = useRef(0);
  const latest = useRef(again);
  useEffect(() => {
    latest.current = again;
  });
  useEffect(() => {
    if (well) tries.current = 0;
  }, [well]);
  useEffect(() => {
    if (!failing) return;
    const stop = whenBack(() => latest.current(), tries.current);
    tries.current += 1;
    return stop;
  }, [failing]);
}
