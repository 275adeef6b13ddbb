import { useSyncExternalStore } from 'react';
import { serverNow } from '../api/server-clock.ts';
import { dayNumber, fromDayNumber, today } from './dates.ts';
import { onReturn } from './on-return.ts';
import { followDay } from './view-store.ts';

/** A machine that slept finds its timers late, so the clock is looked at now and then as well. */
const LOOK_EVERY_MS = 60_000;

let day = today();
let timer: ReturnType<typeof setTimeout> | undefined;
let leave: () => void = () => undefined;
const listeners = new Set<() => void>();

/** Looks whether another day has begun in China. What is shown as it is now goes along. */
export function lookAtDay(): void {
  const before = day;
  day = today();
  if (day === before) return;
  followDay(before, day);
  for (const listener of listeners) listener();
}

function wait(): void {
  clearTimeout(timer);
  const midnight = Date.parse(`${fromDayNumber(dayNumber(day) + 1)}T00:00:00+08:00`) - serverNow();
  timer = setTimeout(
    () => {
      lookAtDay();
      wait();
    },
    Math.min(Math.max(midnight, 0) + 20, LOOK_EVERY_MS),
  );
}

function listen(listener: () => void): () => void {
  if (listeners.size === 0) {
    wait();
    leave = onReturn(lookAtDay);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    leave();
  };
}

/** Today in China by the server's clock: another one from midnight on, also on a page that was left open. */
export function useToday(): string {
  return useSyncExternalStore(listen, () => day);
}
